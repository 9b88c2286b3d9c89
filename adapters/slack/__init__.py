"""Slack: slash commands, shortcuts, buttons, forms, direct messages, threads and the Home tab."""

from collections.abc import AsyncIterator

from adapters.base import Capabilities, Task
from adapters.slack.limits import CAPABILITIES
from bot.dialogue.dispatch import App
from bot.ports import Diagnosis
from bot.settings import Settings
from bot.words import Words


class Slack:
    """Answers on Slack. What loads slack-bolt stands in functions: the shell asks every platform for its tasks."""

    name = "slack"
    capabilities: Capabilities = CAPABILITIES

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def configured(self, settings: Settings) -> bool:
        """Say whether there is a bot token."""
        return settings.slack_bot_token is not None

    async def run(self, app: App) -> int:
        """Listen until cancelled."""
        from adapters.slack.serve import run  # noqa: PLC0415 - loads slack-bolt

        return await run(app, self._settings)

    def diagnose(self, settings: Settings, words: Words) -> AsyncIterator[Diagnosis]:
        """Look at the tokens, the app and the connection."""
        from adapters.slack.doctor import diagnose  # noqa: PLC0415 - only who asks needs it

        return diagnose(settings, words)

    @property
    def tasks(self) -> tuple[Task, ...]:
        """What it does for the operator."""
        from adapters.slack.manifest import TASK  # noqa: PLC0415 - only who asks needs it

        return (TASK,)
