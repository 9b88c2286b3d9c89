"""What Slack sends, given to those who answer it."""

from typing import Any

from adapters.slack.desk import Desk
from adapters.slack.talk import Talk

Json = dict[str, Any]


class Hearing:
    """Desk and talk together, as `adapters.slack.app.Hears`."""

    def __init__(self, desk: Desk, talk: Talk) -> None:
        self._desk = desk
        self._talk = talk

    def command(self, body: Json) -> None:
        """Answer a slash command."""
        self._desk.command(body)

    def action(self, body: Json) -> None:
        """Answer a button or a menu."""
        self._desk.action(body)

    def shortcut(self, body: Json) -> None:
        """Answer a shortcut."""
        self._desk.shortcut(body)

    async def submission(self, body: Json) -> Json | None:
        """Answer a form that was sent."""
        return await self._desk.submission(body)

    def closed(self, body: Json) -> None:
        """Take note of a form that was closed."""
        self._desk.closed(body)

    async def suggestion(self, body: Json) -> Json:
        """Give what a menu offers while somebody types."""
        return await self._desk.suggestion(body)

    def event(self, body: Json) -> None:
        """Answer an event."""
        self._talk.event(body)
