"""Messages to people who did not ask for them, in their direct messages or in a channel: posted once, then edited."""

from adapters.notices import Undeliverable
from adapters.slack.address import Address
from adapters.slack.desk import Desk
from adapters.slack.failures import Barred, Deleted, Refused, Unsure
from adapters.slack.pack import Message
from adapters.slack.says import whole
from bot.domain import Notice, Status


async def show(desk: Desk, notice: Notice) -> None:
    """Make a notice read as it should now. `Undeliverable` where nobody can or wants to see it."""
    card = await desk.app.notices.card(notice, desk.installed.words(notice.to.locale))
    if card is None:
        raise Undeliverable("nothing to show")
    (message,) = whole(card, Status.DONE, desk.installed.words(notice.to.locale), room=1)
    try:
        address = await _put(desk, notice, message)
    except (Barred, Deleted, Refused) as error:
        raise Undeliverable(error.code) from error
    await desk.app.notices.shown(notice, address.pack())
    if message.uploads:  # only now: should a file not get through, the message is not posted again
        await desk.posting.upload(address.channel, message.uploads, thread=address.message)


async def _put(desk: Desk, notice: Notice, message: Message) -> Address:
    stands = Address.read(notice.address)
    if stands is not None:
        await desk.posting.update(stands.channel, stands.message, message)
        return stands
    channel = notice.to.channel or await desk.posting.direct(notice.to.user)
    try:
        ts = await desk.posting.post(channel, message)
    except Unsure as error:  # it may stand there, and must not stand there twice
        raise Undeliverable("nobody knows whether it got through") from error
    return Address(team=desk.installed.team, user=notice.to.user, channel=channel, message=ts, locale=notice.to.locale)
