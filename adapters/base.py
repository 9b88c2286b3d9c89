"""What an adapter is, and what the program gives it."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Protocol

from bot.dialogue.dispatch import App
from bot.dialogue.registry import Registry
from bot.ports import Fetched, Maintenance, Models, Weights
from bot.settings import Settings

__all__ = ["Diagnosis", "Fetched", "Models", "Program", "Weights"]


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """One line of `doctor`. `ok` None: neither good nor bad, only to know. Never holds a secret."""

    about: str
    ok: bool | None
    says: str
    next: str = ""


class Program(Protocol):
    """The whole program as the shell sees it; nothing is opened before it is asked for."""

    @property
    def settings(self) -> Settings:
        """The settings, read once."""
        ...

    @property
    def registry(self) -> Registry:
        """All commands."""
        ...

    @property
    def models(self) -> Models:
        """The language models on this computer."""
        ...

    def maintenance(self) -> Maintenance:
        """Give what the operator does with the database."""
        ...

    def open(self) -> AbstractAsyncContextManager[App]:
        """Open store and model; close them at the end."""
        ...

    async def serve(self) -> int:
        """Run every adapter that has credentials until a signal; give the exit code."""
        ...

    def diagnose(self) -> AsyncIterator[Diagnosis]:
        """Look at everything that is configured, one line after the other."""
        ...
