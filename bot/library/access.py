"""The one gate of the library: who may see, change, delete and pass on a saved prompt."""

from enum import StrEnum

from bot.domain import Actor, Role, Scope, ScopeKind, Snippet
from bot.errors import Forbidden, NotFound, Refused
from bot.words import N_


class Verb(StrEnum):
    """What somebody wants to do to a saved prompt."""

    READ = "read"
    EDIT = "edit"
    DELETE = "delete"
    SHARE = "share"
    """Move or copy it where others find it."""
    LABEL = "label"
    """Say which of its versions counts."""


def personal(actor: Actor) -> Scope:
    """Give the scope that only the actor sees."""
    return Scope(ScopeKind.PERSON, actor.person)


def visible_scopes(actor: Actor, channel: Scope | None, *, shared: bool) -> tuple[Scope, ...]:
    """Give the scopes that may be read, nearest first: the person's, the channel's, the team's. In an answer that
    others see (`shared`) the person's own is left out.
    """
    scopes = [] if shared else [personal(actor)]
    if channel is not None:
        scopes.append(channel)
    if actor.team is not None:
        scopes.append(Scope(ScopeKind.TEAM, actor.team))
    return tuple(scopes)


def access(actor: Actor, snippet: Snippet, verb: Verb, *, channel: Scope | None = None) -> None:
    """Let the actor do it, from inside `channel`, or raise: `NotFound` for what they may not see, in the words for
    what does not exist; `Forbidden` for what they see and may not change.

    Everybody may do everything with what is theirs. What belongs to a channel or a team is read by all who are in
    it and changed by its owner and the team's administrators.
    """
    if snippet.scope not in visible_scopes(actor, channel, shared=False):
        raise missing(snippet.name)
    if verb is Verb.READ or snippet.owner == actor.person or actor.role is Role.ADMINISTRATOR:
        return
    raise Forbidden(
        N_("{name} belongs to {owner}; only they and administrators may change it. Nothing was changed."),
        advice=N_("Save a copy of your own under another name."),
        name=snippet.name,
        owner=snippet.owner_name,
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
        raise Forbidden(
            N_("You may read the team's prompts and not add to them. Nothing was changed."),
            advice=N_("Ask an administrator of the team."),
        )
    return scope


def missing(name: str) -> NotFound:
    """Give the error for a prompt that is not there, or not theirs to see: one sentence for both."""
    return NotFound(N_("There is no prompt called {name}."), advice=N_("/find shows what there is."), name=name)
