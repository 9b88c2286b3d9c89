"""The composition root: the one place where the parts meet.

Imports stand in the functions that need them, so that what needs little starts fast: `prompteur --version` loads
neither a model's client nor a database.
"""

import asyncio
import gc
import os
import secrets
import signal
import sys
from collections.abc import AsyncIterator, Coroutine, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack, aclosing, asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import structlog

from bot.errors import Misconfigured, PrompteurError
from bot.settings import DEFAULT_MODEL, Settings
from bot.words import N_, Words

if TYPE_CHECKING:
    from adapters.base import ChatPlatform, Task
    from bot.dialogue.command import Ears
    from bot.dialogue.dispatch import App
    from bot.dialogue.registry import Registry
    from bot.library.exchange.values import Entry
    from bot.model.local.weights import Shelf
    from bot.ports import Clock, Diagnosis, Engineer, Maintenance, Model, Store

log = structlog.get_logger()
GUIDED = "guided"
LOCAL = "local:"
GRACE = 5.0
"""Seconds that calls under way get to end with a note when the program is told to stop."""
TERMINATED = 128 + signal.SIGTERM
LAST_WORDS = 1.0
"""Seconds that an adapter gets to end by itself, once calls have ended and it is cancelled."""
PRUNE_SECONDS = 3600.0


async def build(
    settings: Settings,
    *,
    model: "Model | None" = None,
    store: "Store | None" = None,
    clock: "Clock | None" = None,
    serve: bool = False,
) -> "App":
    """Put the core together. The keyword arguments are the seams: what is given is used in place of what the settings
    say. `serve` takes the lock that only one serving process can hold. When it fails, what it opened is closed again:
    an open store has threads that would keep the process alive.
    """
    from bot.clock import SystemClock
    from bot.commands import load
    from bot.dialogue.command import Services
    from bot.dialogue.dispatch import App
    from bot.dialogue.held import Held
    from bot.engineer.guided import Guided
    from bot.talk.router import Router

    clock = clock or SystemClock()
    async with AsyncExitStack() as undo:
        if store is None:
            store = await open_store(settings, clock, serve=serve)
            undo.push_async_callback(store.aclose)
        model = model or connect(settings, store, clock)
        guided, by_rules = Guided(), Router()
        services = Services(
            engineer=_engineer(model, guided, store),
            guided=guided,
            ears=_ears(model, by_rules, store),
            by_rules=by_rules,
            store=store,
            clock=clock,
            registry=load(),
            held=Held(clock),
            starter=_starter,
        )
        undo.pop_all()
    return App(services, boot=f"{os.getpid()}-{secrets.token_hex(8)}", model=model)


def _starter() -> "Sequence[Entry]":
    """Read the prompts that come with the program when they are first asked for."""
    from data.starter import load

    return load()


def _engineer(model: "Model | None", guided: "Engineer", store: "Store") -> "Engineer":
    from bot.dialogue.guard import Guarded
    from bot.engineer.led import Led
    from bot.engineer.rough import Rough

    if model is None:
        return guided
    if not model.traits.fluent:
        return Rough(model, guided)
    return Led(Guarded(model, store) if model.traits.hosted else model)


def _ears(model: "Model | None", by_rules: "Ears", store: "Store") -> "Ears":
    """Give what makes sense of plain words: a conversation, where the model can lead one."""
    from bot.dialogue.guard import Guarded
    from bot.talk.conversation import Conversation

    if model is None or not (model.traits.fluent and model.traits.tools):
        return by_rules
    return Conversation(Guarded(model, store) if model.traits.hosted else model)


async def open_store(settings: Settings, clock: "Clock", *, serve: bool = False) -> "Store":
    """Open the database that the settings name."""
    from data.store import open_store as open_sqlite

    key = settings.secret_key.get_secret_value() if settings.secret_key else None
    return await open_sqlite(
        settings.database, clock=clock, secret=key, key_file=settings.data_dir / "secret.key", serve=serve
    )


def shelf(settings: Settings) -> "Shelf":
    """Give the folder of models on this computer."""
    from bot.model.local.weights import Shelf

    return Shelf(settings.data_dir / "models")


def chosen_model(settings: Settings) -> str:
    """Give which model the settings come to: `guided`, `local:NAME`, or a name for the Messages API."""
    if settings.model:
        return settings.model
    if settings.anthropic_api_key or settings.anthropic_base_url:
        return DEFAULT_MODEL
    newest = shelf(settings).newest()
    return f"{LOCAL}{newest}" if newest else GUIDED


def connect(settings: Settings, store: "Store", clock: "Clock") -> "Model | None":
    """Give the model that the settings come to, None for none. Nothing is sent or started yet. `Misconfigured` names
    what is missing.
    """
    name = chosen_model(settings)
    if name == GUIDED:
        return None
    if name.startswith(LOCAL):
        return _local(settings, name.removeprefix(LOCAL), store, clock)
    if not (settings.anthropic_api_key or settings.anthropic_base_url):
        raise Misconfigured(
            N_("PROMPTEUR_MODEL is {name}, and ANTHROPIC_API_KEY is not set."),
            name=name,
            advice=N_("Set the key, or choose a model on this computer: prompteur model list."),
        )
    from bot.model.connect import connect as connect_hosted

    return connect_hosted(
        key=settings.anthropic_api_key.get_secret_value() if settings.anthropic_api_key else "",
        base_url=settings.anthropic_base_url or "",
        name=name,
        clock=clock,
        ledger=store.ledger,
        budgets=settings.budgets,
        first_token_seconds=settings.first_token_seconds,
        answer_seconds=settings.answer_seconds,
    )


def _local(settings: Settings, name: str, store: "Store", clock: "Clock") -> "Model":
    from bot.model.local.model import open_local

    return open_local(
        name,
        shelf(settings).find(name),
        clock=clock,
        ledger=store.ledger,
        budgets=settings.budgets,
        first_token_seconds=settings.first_token_seconds,
        answer_seconds=settings.answer_seconds,
    )


@dataclass(frozen=True)
class Program:
    """The whole program as the shell sees it (`adapters.base.Program`); nothing is opened before it is asked for."""

    settings: Settings

    @cached_property
    def registry(self) -> "Registry":
        """All commands."""
        from bot.commands import load

        return load()

    @cached_property
    def models(self) -> "Shelf":
        """The language models on this computer."""
        return shelf(self.settings)

    @property
    def platforms(self) -> tuple[str, ...]:
        """The names of the chat platforms that have credentials; the terminal is none of them."""
        return tuple(adapter.name for adapter in _platforms(self.settings))

    @property
    def tasks(self) -> "Mapping[str, tuple[Task, ...]]":
        """What the adapters do for the operator, by platform."""
        return {adapter.name: adapter.tasks for adapter in _known(self.settings) if adapter.tasks}

    def maintenance(self) -> "Maintenance":
        """Give what the operator does with the database."""
        from bot.clock import SystemClock
        from data.maintenance import SqliteMaintenance

        return SqliteMaintenance(self.settings.database, SystemClock())

    @asynccontextmanager
    async def open(self) -> AsyncIterator["App"]:
        """Open store and model; close them at the end, when calls under way were ended with a note."""
        app = await build(self.settings)
        try:
            yield app
        finally:
            await app.aclose(GRACE)

    async def serve(self) -> int:
        """Run every adapter that has credentials until a signal; give the exit code."""
        from bot.clock import SystemClock
        from bot.logs import configure

        configure(self.settings.log_level, self.settings.log_format)
        app = await build(self.settings, serve=True)
        settle_memory()
        try:
            get_ready(app)
            platforms = _platforms(self.settings)
            if not platforms:
                _say_that_nobody_listens(Words(self.settings.language or "en"))
            with _signals(signal.SIGTERM, signal.SIGINT) as told:
                keeper = asyncio.create_task(_keep_in_order(app.services.store, SystemClock()))
                try:
                    return await _until(told, app, [adapter.run(app) for adapter in platforms])
                finally:
                    await _cancel([keeper])
        finally:
            await app.aclose(GRACE)

    async def chat(self, *, json: bool) -> int:
        """Run the terminal adapter: a chat, or answers to each line of a standard input that is no terminal (`json`:
        as JSON); give the exit code.
        """
        from adapters.terminal import Terminal

        async with self.open() as app:
            if sys.stdin.isatty():
                get_ready(app)
            with _signals(signal.SIGTERM) as told:
                return await _until(told, app, [Terminal(self.settings, json=json).run(app)])

    async def diagnose(self) -> AsyncIterator["Diagnosis"]:
        """Look at everything that is configured, one line after the other."""
        from bot.doctor import Looked, diagnose

        looked = Looked(
            settings=self.settings,
            model=chosen_model(self.settings),
            models=self.models,
            database=self.maintenance(),
            platforms=self.platforms,
            looks=[adapter.diagnose for adapter in _known(self.settings)],
            reach=self._reach,
        )
        async with aclosing(diagnose(looked)) as lines:
            async for line in lines:
                yield line

    async def _reach(self) -> str:
        """Ask the model which one it is; an empty text when none is connected."""
        from bot.clock import SystemClock

        clock = SystemClock()
        store = await open_store(self.settings, clock)
        try:
            model = connect(self.settings, store, clock)
            if model is None:
                return ""
            try:
                return await model.check()
            finally:
                await model.aclose()
        finally:
            await store.aclose()


def settle_memory() -> None:
    """Take what lives as long as a server does out of the garbage collector's rounds, and let those come less often:
    each would hold up every stream for some milliseconds.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 20)


def program(settings: Settings) -> Program:
    """Give the whole program. Its log is a file in the data folder, since lines of it would disturb what a person
    reads; only `serve` logs to standard error.
    """
    from bot.logs import configure, hide_secrets

    hide_secrets(settings)
    configure(settings.log_level, settings.log_format, file=settings.data_dir / "prompteur.log")
    return Program(settings)


def get_ready(app: "App") -> None:
    """Let what takes a while to load do so in the background while people still think: a model on this computer, and
    the rules for plain words. A pipe asks at once, so there the first request loads them.
    """
    from bot.engineer.rough import Rough
    from bot.talk.phrases import load
    from bot.talk.router import Router

    if isinstance(app.services.ears, Router):
        asyncio.get_running_loop().run_in_executor(None, load)
    if isinstance(app.services.engineer, Rough):
        app.services.engineer.get_ready()


def _known(settings: Settings) -> "Sequence[ChatPlatform]":
    """Give the adapter of every chat platform; a new one is added here."""
    from adapters.discord import Discord
    from adapters.slack import Slack

    return (Discord(settings), Slack(settings))


def _platforms(settings: Settings) -> "Sequence[ChatPlatform]":
    """Give the chat platforms that have credentials."""
    return tuple(adapter for adapter in _known(settings) if adapter.configured(settings))


@contextmanager
def _signals(*numbers: signal.Signals) -> Iterator[asyncio.Event]:
    """Set an event when one of the signals comes. Where the loop cannot listen to signals (Windows), they end the
    process as ever, and what was acknowledged is in the database.
    """
    loop, told = asyncio.get_running_loop(), asyncio.Event()
    with suppress(NotImplementedError):
        for number in numbers:
            loop.add_signal_handler(number, told.set)
    try:
        yield told
    finally:
        with suppress(NotImplementedError):
            for number in numbers:
                loop.remove_signal_handler(number)


async def _until(told: asyncio.Event, app: "App", runs: Sequence[Coroutine[None, None, int]]) -> int:
    """Run until every run has ended, one has failed, or a signal came. Whatever ended it, calls still under way end
    with a note that their adapters show, before those are cancelled. The worst exit code counts; the first error is
    raised.
    """
    tasks = [asyncio.create_task(run) for run in runs]
    stopper = asyncio.create_task(told.wait())
    try:
        return await _ended(tasks, stopper)
    finally:
        await app.end(GRACE)
        await _cancel([*tasks, stopper])


async def _ended(tasks: "Sequence[asyncio.Task[int]]", stopper: "asyncio.Task[bool]") -> int:
    codes: list[int] = []
    waiting = set(tasks)
    while waiting or not tasks:
        done, _ = await asyncio.wait({stopper, *waiting}, return_when=asyncio.FIRST_COMPLETED)
        if stopper in done:
            return TERMINATED
        codes += [task.result() for task in waiting & done]
        waiting -= done
    return max(codes)


async def _cancel(tasks: "Sequence[asyncio.Task[Any]]") -> None:
    """Cancel tasks, and give them a moment to end."""
    for task in tasks:
        task.cancel()
    done, late = await asyncio.wait(tasks, timeout=LAST_WORDS)
    errors = [error for task in done if not task.cancelled() and (error := task.exception())]
    if errors or late:
        log.warning("not_ended_well", errors=[type(error).__name__ for error in errors], late=len(late))


def _say_that_nobody_listens(words: Words) -> None:
    log.warning("no_platform_has_credentials")
    said = N_(
        "No chat platform has credentials, so nobody can reach me in one; I only keep the library in order. Ctrl-C ends"
        " me. Set the credentials of a platform and start me again (prompteur doctor shows what is set), or talk to me"
        " here: prompteur chat."
    )
    sys.stderr.write(f"{words(said)}\n")


async def _keep_in_order(store: "Store", clock: "Clock") -> None:
    """Drop what is kept for a time only, once an hour."""
    while True:
        try:
            dropped = await store.prune(clock.now())
            log.info("pruned", **dropped)
        except PrompteurError as error:
            log.warning("not_pruned", reason=type(error).__name__)
        await asyncio.sleep(PRUNE_SECONDS)
