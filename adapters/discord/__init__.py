"""Discord: slash commands, context menus, buttons, forms and direct messages."""

from collections.abc import AsyncIterator

from adapters.base import Capabilities, Task
from adapters.discord.limits import CAPABILITIES
from bot.dialogue.dispatch import App
from bot.ports import Diagnosis
from bot.settings import Settings
from bot.words import N_, Words


class Discord:
    """Answers on Discord. What loads discord.py stands in functions: the shell asks every platform for its tasks."""

    name = "discord"
    capabilities: Capabilities = CAPABILITIES

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def configured(self, settings: Settings) -> bool:
        """Say whether there is a token."""
        return settings.discord_token is not None

    async def run(self, app: App) -> int:
        """Listen until cancelled."""
        from adapters.discord.client import run  # noqa: PLC0415 - loads discord.py

        return await run(app, self._settings)

    def diagnose(self, settings: Settings, words: Words) -> AsyncIterator[Diagnosis]:
        """Look at the token, the application and the connection."""
        from adapters.discord.doctor import diagnose  # noqa: PLC0415 - only who asks needs it

        return diagnose(settings, words)

    @property
    def tasks(self) -> tuple[Task, ...]:
        """What it does for the operator."""
        from adapters.discord.invite import invite  # noqa: PLC0415 - only who asks needs it

        return (Task(verb="invite", about=N_("Print the links that bring the bot to a server, or to you"), run=invite),)
