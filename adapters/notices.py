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
    whatever else it raises, that notice is tried again later, less and less often, and the others are not held up.
    """
    time = time or Time()
    showing = Showing(notices, platform, show, time)
    while True:
        change = notices.change
        await showing.look()
        waiting = asyncio.ensure_future(time.sleep(SECONDS))
        changing = asyncio.create_task(change.wait())
        try:
            await asyncio.wait({waiting, changing}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            waiting.cancel()
            changing.cancel()
            await asyncio.gather(waiting, changing, return_exceptions=True)


class Showing:
    """Shows what is due, and remembers what could not be shown for as long as it is due."""

    def __init__(self, notices: Notices, platform: str, show: Show, time: Time) -> None:
        self._notices = notices
        self._platform = platform
        self._show = show
        self._time = time
        self._failed: dict[str, tuple[int, float]] = {}
        """By what failed: how often in a row, and the time before which it is not tried again."""

    async def look(self) -> None:
        """Show what is due and need not wait."""
        if self._waits(self._platform):
            return
        try:
            due = await self._notices.due(self._platform)
        except Exception:  # the store may be busy; whatever it is, the log has it
            log.exception("notices_not_known", platform=self._platform)
            self._note(self._platform)
            return
        names = {notice.id for notice in due}
        self._failed = {name: one for name, one in self._failed.items() if name in names}
        for notice in due:
            if not self._waits(notice.id):
                await self._shown(notice)

    def _waits(self, name: str) -> bool:
        return self._time.now() < self._failed.get(name, (0, 0.0))[1]

    def _note(self, name: str) -> None:
        failed = self._failed.get(name, (0, 0.0))[0] + 1
        self._failed[name] = failed, self._time.now() + backoff(failed, SECONDS, CAP_SECONDS)

    async def _shown(self, notice: Notice) -> None:
        try:
            await self._show_or_let_go(notice)
        except Exception:  # one that breaks must not cost the others
            log.exception("notice_not_shown", notice=notice.id)
            self._note(notice.id)
            await self._fall_behind(notice)

    async def _show_or_let_go(self, notice: Notice) -> None:
        try:
            await self._show(notice)
        except Undeliverable as error:
            log.info("notice_let_go", notice=notice.id, reason=str(error))
            await self._notices.shown(notice, None)

    async def _fall_behind(self, notice: Notice) -> None:
        try:
            await self._notices.failed(notice)
        except Exception:  # the store may be what is broken
            log.exception("notice_not_put_back", notice=notice.id)
