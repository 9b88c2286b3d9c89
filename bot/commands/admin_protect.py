"""admin protect: labels that nobody moves alone."""

from bot.commands._acts import act_of, team
from bot.dialogue.command import Argument, Call, Command, Events, Kind, Permission, Services
from bot.dialogue.events import Card, Done, Line
from bot.domain import ActKind, Status
from bot.errors import Usage
from bot.library.names import check_label
from bot.words import N_

ON, OFF = N_("on"), N_("off")


async def protect(call: Call, services: Services) -> Events:
    """Protect a label of the team's prompts or not, or say which are protected."""
    words, reviews = call.words, services.store.reviews
    if call.get("state") and not call.get("label"):
        raise Usage(N_("Which label? Nothing was changed."), advice=N_("Say it like this: /admin protect production"))
    if call.get("label"):
        label, state = check_label(call.get("label")), call.get("state") or ON
        act = act_of(call, ActKind.PROTECT, label=label, state=state)
        await reviews.protect(team(call), label, act, on=state == ON)
    protected = await reviews.protected(team(call))
    title = words(N_("Protected labels: {labels}"), labels=", ".join(protected)) if protected else ""
    means = N_("Whoever moves one of them proposes that, and another one approves it.")
    yield Card(
        slot="protect",
        title=title or words(N_("No label is protected.")),
        parts=(Line(words(means)),),
        data=protected,
    )
    yield Done(status=Status.DONE, data=protected)


COMMANDS = (
    Command(
        verb="protect",
        family="admin",
        help=N_("Protect a label, so that nobody moves it alone"),
        example="protect production",
        details=N_("Without a label, it says which are protected."),
        order=45,
        names={"fr": ("protéger",)},
        permission=Permission.ADMINISTRATOR,
        arguments=(
            Argument(
                name="label",
                names={"fr": "étiquette"},
                kind=Kind.NAME,
                about=N_("The label; empty: says which are protected"),
                limit=80,
            ),
            Argument(
                name="state",
                names={"fr": "état"},
                kind=Kind.CHOICE,
                about=N_("on or off; empty: on"),
                choices=(ON, OFF),
                option=True,
            ),
        ),
        run=protect,
    ),
)
