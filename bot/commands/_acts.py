"""What the team must be able to look up: who did what, without any text of a prompt."""

from bot.dialogue.command import Call
from bot.domain import Act, ActKind, ScopeKind, Snippet, TeamId
from bot.library.access import team_of


def team(call: Call) -> TeamId:
    """Give the team that the call comes from, or raise."""
    return TeamId(team_of(call.actor).owner)


def act_of(call: Call, kind: ActKind, **fields: str) -> Act:
    """Give what the person of a call does to their team."""
    return Act(team=team(call), by=call.actor.person, kind=kind, fields=fields)


def act_on(call: Call, kind: ActKind, snippet: Snippet, **fields: str) -> Act | None:
    """Give what the person of a call does to a saved prompt; None where that is nobody else's business, or where there
    is no team to look it up.
    """
    if snippet.scope.kind is ScopeKind.PERSON or call.actor.team is None:
        return None
    return act_of(call, kind, name=snippet.name, **fields)
