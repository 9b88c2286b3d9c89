"""Who may decide on what somebody proposes."""

from collections.abc import Collection

from bot.domain import Actor, PersonId, Proposal, Role, Snippet
from bot.errors import Forbidden
from bot.library.access import Verb, access
from bot.words import N_


def approvers(
    snippet: Snippet, reviewers: Collection[PersonId], *, protected: bool, owned: bool
) -> frozenset[PersonId]:
    """Give those who are known to be able to approve a change: the reviewers, and the owner as long as it moves no
    protected label. `owned`: the owner is still in the team.
    """
    return frozenset(reviewers) | ({snippet.owner} if owned and not protected else frozenset())


def check_decides(
    actor: Actor, snippet: Snippet, proposal: Proposal, known: Collection[PersonId], *, protected: bool
) -> None:
    """Let the actor, who may read the prompt, decide on a change of it, or raise `Forbidden`. `known` are those who are
    known to be able to. Nobody approves what they propose themselves, unless nobody else is there to do it.
    """
    owns = snippet.owner == actor.person and actor.role is not Role.VIEWER and not protected
    if snippet.owner == actor.person and protected and actor.role is Role.EDITOR:
        raise Forbidden(
            N_("The label {label} is protected: a reviewer decides on it, not its owner. Nothing was changed."),
            advice=N_("/review shows what waits."),
            label=proposal.label,
        )
    if not owns:
        access(actor, snippet, Verb.APPROVE)
    if proposal.by == actor.person and set(known) - {actor.person}:
        raise Forbidden(
            N_("Nobody approves what they propose themselves. Nothing was changed."),
            advice=N_("Another reviewer decides on it; /review shows what waits."),
        )
