"""What an adapter is, and what the program gives it."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Protocol

from bot.dialogue.dispatch import App
from bot.dialogue.registry import Registry
from bot.ports import Maintenance
from bot.settings import Settings


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """One line of `doctor`. `ok` None: neither good nor bad, only to know. Never holds a secret."""

    about: str
    ok: bool | None
    says: str
    next: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """A model of the catalogue. Sizes in bytes."""

    name: str
    about: str
    size: int
    licence: str
    memory: int
    present: bool


@dataclass(frozen=True, slots=True)
class Fetched:
    """How far a fetch has come. Bytes."""

    done: int
    total: int


class Models(Protocol):
    """The language models on this computer."""

    def catalogue(self) -> tuple[Weights, ...]:
        """Give every model known, fetched or not."""
        ...

    def pull(self, name: str) -> AsyncIterator[Fetched]:
        """Fetch a model, going on where an earlier fetch stopped; the hash is verified at the end."""
        ...

    def remove(self, name: str) -> int:
        """Remove a fetched model; give the bytes that were freed."""
        ...


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
