"""Plain words without a model that can lead a conversation: rules and examples, English and French."""

from bot.dialogue.aim import Aim, plainly
from bot.dialogue.inbound import Say
from bot.dialogue.registry import Registry


class Router:
    """`bot.dialogue.command.Ears` by rules."""

    def means(self, said: Say, registry: Registry, *, working: bool) -> Aim:
        """Say what is meant."""
        return plainly(said, registry, working=working)
