"""The one gate of the library: who may see, change, delete and pass on a saved prompt.

What is a person's own is theirs alone, whatever their role. Of what belongs to a channel or a team, a viewer reads and
uses; an editor changes what is theirs, and adds; a reviewer approves and labels as well; an administrator deletes,
transfers and claims. The actor's role is looked up for every call, so that an old button gives nobody more than they
may now.
"""

from enum import StrEnum

from bot.domain import Actor, Role, Scope, ScopeKind, Snippet
from bot.errors import Forbidden, NotFound, Refused
from bot.words import N_

LEFT = N_("someone who left")
"""Whom a prompt belongs to whose owner had themselves forgotten."""


class Verb(StrEnum):
    """What somebody wants to do to a saved prompt."""

    READ = "read"
    EDIT = "edit"
    DELETE = "delete"
    SHARE = "share"
    """Move or copy it where others find it."""
    LABEL = "label"
    """Say which of its versions counts."""
    APPROVE = "approve"
    """Let a change come true that somebody else proposes."""
    OWN = "own"
    """Make somebody its owner: transfer and claim."""


_OWNERS = frozenset({Verb.EDIT, Verb.DELETE, Verb.SHARE, Verb.LABEL})
"""What an editor may do to what is theirs."""
_ROLES = {
    Verb.LABEL: Role.REVIEWER,
    Verb.APPROVE: Role.REVIEWER,
    Verb.DELETE: Role.ADMINISTRATOR,
    Verb.SHARE: Role.ADMINISTRATOR,
    Verb.OWN: Role.ADMINISTRATOR,
}
"""The role from which on something may be done to what is another's. What is not here, nobody may."""


def personal(actor: Actor) -> Scope:
    """Give the scope that only the actor sees."""
    return Scope(ScopeKind.PERSON, actor.person)


def visible_scopes(actor: Actor, channel: Scope | None, *, shared: bool) -> tuple[Scope, ...]:
    """Give the scopes that may be read, nearest first: the person's, the channel's, the team's. In an answer that
    others see (`shared`) the person's own is left out. Who was taken out of the place's team has nothing of the place.
    """
    scopes = [] if shared else [personal(actor)]
    if channel is not None and actor.role is not Role.NONE:
        scopes.append(channel)
    if actor.team is not None:
        scopes.append(Scope(ScopeKind.TEAM, actor.team))
    return tuple(scopes)


def access(actor: Actor, snippet: Snippet, verb: Verb, *, channel: Scope | None = None) -> None:
    """Let the actor do it, from inside `channel`, or raise: `NotFound` for what they may not see, in the words for
    what does not exist; `Forbidden` for what they see and may not change.
    """
    if snippet.scope not in visible_scopes(actor, channel, shared=False):
        raise missing(snippet.name)
    if verb is Verb.READ or snippet.scope == personal(actor):
        return
    if actor.role is Role.VIEWER:
        raise _only_reads()
    if verb in _OWNERS and snippet.owner == actor.person:
        return
    needed = _ROLES.get(verb)
    if needed is None or actor.role.rank < needed.rank:
        raise _anothers(snippet, needed)


def _only_reads() -> Forbidden:
    return Forbidden(
        N_("You may read and use the team's prompts, and not change them or add to them. Nothing was changed."),
        advice=N_("Ask an administrator of the team."),
    )


def _anothers(snippet: Snippet, needed: Role | None) -> Forbidden:
    """Give the error for what only others may do; `needed` is the role from which on it is allowed."""
    others = {
        None: N_("{name} belongs to {owner}; only they may change it. Nothing was changed."),
        Role.REVIEWER: N_("{name} belongs to {owner}; only they, reviewers and administrators may do that."),
        Role.ADMINISTRATOR: N_(
            "{name} belongs to {owner}; only they and administrators may do that. Nothing was changed."
        ),
    }
    return Forbidden(
        others[needed],
        advice=N_("Save a copy of your own under another name."),
        name=snippet.name,
        owner=snippet.owner_name or LEFT,
    )


def team_of(actor: Actor) -> Scope:
    """Give the scope of the actor's team, or raise."""
    if actor.team is None:
        raise Refused(N_("You have no team here."), advice=N_("Do it from a place that has one."))
    return Scope(ScopeKind.TEAM, actor.team)


def team_to_add_to(actor: Actor) -> Scope:
    """Give the scope of the actor's team, if they may put new prompts there, or raise."""
    scope = team_of(actor)
    if actor.role is Role.VIEWER:
        raise _only_reads()
    return scope


def missing(name: str) -> NotFound:
    """Give the error for a prompt that is not there, or not theirs to see: one sentence for both."""
    return NotFound(N_("There is no prompt called {name}."), advice=N_("/find shows what there is."), name=name)
