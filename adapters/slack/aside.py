"""Words to one person beside an answer: that something could not be done, that it is over already."""

from collections.abc import Mapping
from typing import Any

import structlog

from adapters.slack.address import Address
from adapters.slack.failures import Expired, NotDelivered
from adapters.slack.outlets import Outlet, Where
from adapters.slack.pack import Message
from adapters.slack.posting import Posting
from adapters.slack.private import PrivateOutlet
from adapters.slack.says import sentence, whole
from adapters.slack.users import Known
from adapters.slack.whence import Installed, whence_of
from bot.dialogue.events import Failure
from bot.domain import Status

log = structlog.get_logger()
Body = Mapping[str, Any]


class Aside:
    """Says something to the one who did something with a command, a button, a menu or a form."""

    def __init__(self, posting: Posting, installed: Installed) -> None:
        self._posting = posting
        self._installed = installed

    async def fail(self, body: Body, known: Known, said: Failure) -> None:
        """Show one failure."""
        await say(self._beside(body, known), whole(said, Status.FAILED, self._installed.words(known.locale)))

    async def tell(self, body: Body, known: Known, said: str, *, replace: bool = False) -> None:
        """Say a sentence; `replace`: in the place of the private message that was pressed."""
        ephemeral, hook = (body.get("container") or {}).get("is_ephemeral"), str(body.get("response_url") or "")
        if replace and ephemeral and hook:
            try:
                await self._posting.replace(hook, sentence(said))
            except Expired:
                log.info("message_not_replaced")
            else:
                return
        await say(self._beside(body, known), (sentence(said),))

    async def take_away(self, body: Body) -> None:
        """Take the private message away that something was pressed on: what it said is over."""
        container, hook = body.get("container") or {}, str(body.get("response_url") or "")
        if container.get("is_ephemeral") and hook:
            try:
                await self._posting.api.respond(hook, {"delete_original": True})
            except NotDelivered as error:
                log.info("message_not_taken_away", code=error.code)

    def _beside(self, body: Body, known: Known) -> Outlet:
        whence = whence_of(body, known, self._installed)
        address = Address.read(whence.address) or Address(user=known.user)
        where = Where(channel=address.channel, user=known.user, thread=address.thread)
        return PrivateOutlet(self._posting, where, whence.words, hook=address.hook)


async def say(outlet: Outlet, messages: tuple[Message, ...]) -> None:
    """Post messages there, below those that stand as they stay; where Slack takes none, the log has it."""
    try:
        await outlet.end((*messages[:1] * outlet.done, *messages))
    except NotDelivered as error:
        log.warning("answer_not_delivered", reason=type(error).__name__, code=error.code)
