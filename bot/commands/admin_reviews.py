"""admin reviews: where people see what is proposed."""

from bot.commands._acts import act_of, team
from bot.dialogue.command import Argument, Call, Command, Events, Kind, Permission, Services
from bot.dialogue.events import Card, Done, Line
from bot.domain import ActKind, Audience, Status
from bot.errors import Refused
from bot.words import N_

HERE, DIRECT = N_("here"), N_("direct")


async def reviews(call: Call, services: Services) -> Events:
    """Show proposals in the channel this is called in, or in the direct messages of those who decide."""
    wanted, store = call.get("where"), services.store.reviews
    if wanted:
        desk = _here(call) if wanted == HERE else None
        act = act_of(call, ActKind.DESK, state=f"#{call.whence.channel}" if desk else DIRECT)
        await store.place(team(call), desk, act)
    desk = await store.desk(team(call))
    said = N_("Proposals are shown in a channel.") if desk else N_("Proposals are shown in direct messages.")
    note = (
        N_("All who are in that channel read them; only those who may decide can press.")
        if desk
        else N_("Each reviewer and administrator who is known as one gets one, and whoever owns the prompt.")
    )
    yield Card(slot="reviews", title=call.words(said), parts=(Line(call.words(note)),), data=desk)
    yield Done(status=Status.DONE, data=desk)


def _here(call: Call) -> Audience:
    """Give the channel of the call, or raise where nobody else reads along."""
    if not call.whence.shared_channel:
        raise Refused(
            N_("Nobody else reads along here. Nothing was changed."), advice=N_("Say it in the channel that you mean.")
        )
    whence = call.whence
    tenant = whence.place.tenant if whence.place else ""
    return Audience(platform=whence.account.platform, tenant=tenant, channel=whence.channel, locale=whence.locale)


COMMANDS = (
    Command(
        verb="reviews",
        family="admin",
        help=N_("Where proposals are shown: in this channel, or in direct messages"),
        example="reviews here",
        details=N_("Without a word behind it, it says where they are shown."),
        order=46,
        names={"fr": ("relectures",)},
        permission=Permission.ADMINISTRATOR,
        arguments=(
            Argument(
                name="where",
                names={"fr": "où"},
                kind=Kind.CHOICE,
                about=N_("here or direct; empty: says where"),
                choices=(HERE, DIRECT),
            ),
        ),
        run=reviews,
    ),
)
