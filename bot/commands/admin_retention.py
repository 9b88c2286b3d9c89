"""admin retention: for how many days things of the team are kept."""

from bot.commands._acts import act_of, team
from bot.dialogue.command import Argument, Call, Command, Events, Kind, Permission, Services
from bot.dialogue.events import Card, Done, Facts, Line, Tone
from bot.domain import ActKind, Retained, Status
from bot.errors import Usage
from bot.words import N_, Words

BOUNDS = {Retained.DELETED: (1, 365), Retained.USAGE: (30, 1200), Retained.AUDIT: (90, 1200)}
"""Days, least and most."""
SAYS = {
    Retained.DELETED: N_("deleted prompts of the team"),
    Retained.USAGE: N_("what the model took for the team"),
    Retained.AUDIT: N_("who did what in the team"),
}
FIXED = N_(
    "The same for all teams of this installation: calls and their answers 48 hours, conversations and what buttons need"
    " 90 days after they were last touched, a person's own deleted prompts 30 days."
)


async def retention(call: Call, services: Services) -> Events:
    """Set what was given, and show how long each thing is kept."""
    wanted = {what: _days(what, call.get(what)) for what in Retained if call.get(what)}
    for what, days in wanted.items():
        act = act_of(call, ActKind.RETENTION, what=what, days=str(days))
        await services.store.teams.keep(team(call), what, days, act)
    kept = await services.store.teams.kept(team(call))
    rows = tuple((call.words(SAYS[what]), _said(kept[what], call.words)) for what in Retained)
    yield Card(
        slot="retention",
        title=call.words(N_("How long things are kept")),
        parts=(Facts(rows), Line(call.words(FIXED), Tone.QUIET)),
        data=dict(kept),
    )
    yield Done(status=Status.DONE, data=dict(kept))


def _said(days: int, words: Words) -> str:
    return words.count("{number} day", "{number} days", days)


def _days(what: Retained, given: str) -> int:
    """Give the number of days, within the bounds; all are checked before anything is set."""
    least, most = BOUNDS[what]
    text = given.strip()
    if text.isascii() and text.isdecimal() and len(text) <= len(str(most)) and least <= int(text) <= most:
        return int(text)
    raise Usage(
        N_("{name} is a number of days from {least} to {most}. Nothing was changed."),
        name=what.value,
        least=least,
        most=most,
    )


COMMANDS = (
    Command(
        verb="retention",
        family="admin",
        help=N_("For how many days things of the team are kept"),
        example="retention deleted=60",
        details=N_("What is older is dropped for good within an hour. Without a number, it says how long it is now."),
        order=60,
        names={"fr": ("conservation",)},
        permission=Permission.ADMINISTRATOR,
        arguments=(
            Argument(
                name="deleted",
                names={"fr": "supprimés"},
                kind=Kind.WORDS,
                about=N_("Days for the team's deleted prompts, 1 to 365"),
                option=True,
                limit=20,
            ),
            Argument(
                name="usage",
                names={"fr": "usage"},
                kind=Kind.WORDS,
                about=N_("Days for what the model took, 30 to 1200"),
                option=True,
                limit=20,
            ),
            Argument(
                name="audit",
                names={"fr": "journal"},
                kind=Kind.WORDS,
                about=N_("Days for who did what, 90 to 1200"),
                option=True,
                limit=20,
            ),
        ),
        run=retention,
    ),
)
