"""Messages to people who did not ask for them, in their direct messages or in a channel: posted once, then edited."""

from adapters.discord.address import Address
from adapters.discord.blocks import Sheet
from adapters.discord.desk import Desk
from adapters.discord.posting import Channel
from adapters.discord.says import whole
from adapters.discord.sending import Barred, Deleted, Unwelcome, sent
from adapters.discord.whence import TYPED
from adapters.notices import Undeliverable
from bot.domain import Notice, Status
from bot.words import Notation, Words


async def show(desk: Desk, notice: Notice) -> None:
    """Make a notice read as it should now. `Undeliverable` where nobody can or wants to see it."""
    words = Words(notice.to.locale, typed=TYPED, notation=Notation.NATIVE)
    card = await desk.app.notices.card(notice, words)
    if card is None:
        raise Undeliverable("nothing to show")
    try:
        address = await _put(desk, notice, whole(card, Status.DONE, words))
    except (Barred, Deleted, Unwelcome) as error:
        raise Undeliverable(str(error.code)) from error
    await desk.app.notices.shown(notice, address.pack())


async def _put(desk: Desk, notice: Notice, sheet: Sheet) -> Address:
    stands = Address.read(notice.address)
    if stands is not None:
        await Channel(desk.rest, stands.channel).edit(stands.message, sheet)
        return stands
    channel = int(notice.to.channel) if notice.to.channel else await _direct(desk, int(notice.to.user))
    message = await Channel(desk.rest, channel).post(sheet, nonce=notice.id)
    return Address(channel=channel, message=message, locale=notice.to.locale)


async def _direct(desk: Desk, user: int) -> int:
    """Give the channel of somebody's direct messages with the bot; asked again, Discord gives the same."""
    opened = await sent(lambda: desk.rest.http.start_private_message(user), bot=True)
    return int(opened["id"])
