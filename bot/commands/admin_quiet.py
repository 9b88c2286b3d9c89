"""admin quiet: a channel in which answers are private only."""

from bot.commands._acts import act_of
from bot.dialogue.command import Argument, Call, Command, Events, Kind, Permission, Services
from bot.dialogue.events import Card, Done, Line
from bot.domain import ActKind, Status
from bot.errors import Refused
from bot.words import N_

ON, OFF = N_("on"), N_("off")
SAYS = {
    True: N_("This channel is quiet."),
    False: N_("This channel is not quiet."),
}
MEANS = {
    True: N_("What I answer here and in its threads, one person sees alone; nothing can be shown to all."),
    False: N_("In its threads I answer for all to read, and prompts can be shown to all who are here."),
}


async def quiet(call: Call, services: Services) -> Events:
    """Make the channel quiet or not, or say what it is."""
    channel, wanted = call.whence.shared_channel, call.get("state")
    if not channel:
        raise Refused(
            N_("Nobody else reads along here. Nothing was changed."), advice=N_("Say it in the channel that you mean.")
        )
    if wanted:
        act = act_of(call, ActKind.QUIET, channel=call.whence.channel, state=wanted)
        await services.store.teams.hush(channel, act, quiet=wanted == ON)
    now = await services.store.teams.is_quiet(channel)
    yield Card(slot="quiet", title=call.words(SAYS[now]), parts=(Line(call.words(MEANS[now])),), data=now)
    yield Done(status=Status.DONE, data=now)


COMMANDS = (
    Command(
        verb="quiet",
        family="admin",
        help=N_("Answer privately only, in this channel and its threads"),
        example="quiet on",
        details=N_("Without a word behind it, it says whether the channel is quiet."),
        order=50,
        names={"fr": ("discret",)},
        permission=Permission.ADMINISTRATOR,
        arguments=(
            Argument(
                name="state",
                names={"fr": "état"},
                kind=Kind.CHOICE,
                about=N_("on or off; empty: says what it is"),
                choices=(ON, OFF),
            ),
        ),
        run=quiet,
    ),
)
