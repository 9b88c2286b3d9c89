"""Messages to people who did not ask for them: shown where they are due, as long as the adapter runs."""

import asyncio
from collections.abc import Awaitable, Callable

import structlog

from adapters.backoff import Time, backoff
from bot.dialogue.notices import Notices
from bot.domain import Notice

log = structlog.get_logger()
SECONDS = 2.0
"""How often another process on the same library is looked after; what changes in this one is seen at once."""
CAP_SECONDS = 60.0
"""The longest wait after something could not be shown."""
Show = Callable[[Notice], Awaitable[None]]


class Undeliverable(Exception):  # noqa: N818 - named after what becomes of it
    """A notice that can be shown neither now nor later."""


async def keep_showing(notices: Notices, platform: str, show: Show, time: Time | None = None) -> None:
    """Show what is due on a platform until cancelled. `show` raises `Undeliverable` for what never will be shown;
    whatever else it raises, that notice is tried again later and the others are not held up.
    """
    time, failed = time or Time(), 0
    while True:
        change = notices.change
        failed = 0 if await _all_shown(notices, platform, show) else failed + 1
        wait = backoff(failed, SECONDS, CAP_SECONDS) if failed else SECONDS
        waiting = asyncio.ensure_future(time.sleep(wait))
        changing = asyncio.create_task(change.wait())
        try:
            await asyncio.wait({waiting} if failed else {waiting, changing}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            waiting.cancel()
            changing.cancel()
            await asyncio.gather(waiting, changing, return_exceptions=True)


async def _all_shown(notices: Notices, platform: str, show: Show) -> bool:
    """Show what is due; say whether nothing went wrong."""
    try:
        due = await notices.due(platform)
    except Exception:  # the store may be busy; whatever it is, the log has it
        log.exception("notices_not_known", platform=platform)
        return False
    return all([await _shown(notices, notice, show) for notice in due])


async def _shown(notices: Notices, notice: Notice, show: Show) -> bool:
    try:
        await _show_or_let_go(notices, notice, show)
    except Exception:  # one that breaks must not cost the others
        log.exception("notice_not_shown", notice=notice.id)
        await _fall_behind(notices, notice)
        return False
    return True


async def _show_or_let_go(notices: Notices, notice: Notice, show: Show) -> None:
    try:
        await show(notice)
    except Undeliverable as error:
        log.info("notice_let_go", notice=notice.id, reason=str(error))
        await notices.shown(notice, None)


async def _fall_behind(notices: Notices, notice: Notice) -> None:
    try:
        await notices.failed(notice)
    except Exception:  # the store may be what is broken
        log.exception("notice_not_put_back", notice=notice.id)
