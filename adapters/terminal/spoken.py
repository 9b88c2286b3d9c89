"""The language of the person at this terminal, which they may change while they talk."""

from collections.abc import Callable

import structlog

from bot.dialogue.dispatch import App
from bot.dialogue.inbound import Whence
from bot.errors import StoreFailed
from bot.words import Words

log = structlog.get_logger()


class Spoken(Words):
    """One for all that speak in one conversation, so that all of them change their language together."""

    async def follow(self, app: App, whence: Callable[[], Whence]) -> None:
        """Go over to the language that the person chose, in this conversation or in an earlier one. Where it cannot be
        read now it stays as it was: what is typed next tells what is wrong with the library.
        """
        try:
            locale = await app.locale(whence())
        except StoreFailed as error:
            log.warning("language_not_read", reason=type(error).__name__)
            return
        if locale != self.locale:
            super().__init__(locale, typed=self.typed, notation=self.notation)
