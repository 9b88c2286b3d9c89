"""The model port over a model on this computer."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import aclosing
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import httpx2
import structlog
from pydantic import BaseModel

from bot.domain import Usage
from bot.errors import PrompteurError
from bot.model.budgets import Spending
from bot.model.client import Client
from bot.model.connect import assemble
from bot.model.failures import FAILURES
from bot.model.local.chat import completions
from bot.model.local.child import Child
from bot.model.meter import Meter
from bot.model.patience import Patience
from bot.model.reading import Attempt, Part, messages
from bot.model.request import Schema
from bot.model.server import Paid, Server
from bot.ports import Ask, Asker, Budgets, Clock, Delta, Ledger, Stop, ToolCall, Traits

CONTEXT = 4096
SILENCE = 60.0
"""Seconds, at least: reading a prompt takes longer when the computer is busy with other things."""
NOWHERE = "http://127.0.0.1:0"
"""The address before the child has told its own."""

S = TypeVar("S", bound=BaseModel)

log = structlog.get_logger()


class LocalModel:
    """A model in a child process, which starts with the first request, or with `warm`. Its answers cost nothing."""

    def __init__(self, name: str, child: Child, *, clock: Clock, spending: Spending, patience: Patience) -> None:
        self._child = child
        self._http = _plain_client(child.key, patience.silence)
        self._model = assemble(
            _server(name, child.key), patience=patience, clock=clock, spending=spending, asked_by=self._asked_by
        )
        self._warming: asyncio.Task[None] | None = None

    def _asked_by(self, client: Client, server: Server) -> Attempt:
        self._client = client
        self._messages = messages(client, server)
        return self._attempt

    @property
    def traits(self) -> Traits:
        """Say what it can do: little, but it keeps to a schema, and nothing leaves this computer."""
        return self._model.traits

    def stream(self, ask: Ask, asker: Asker) -> AsyncIterator[Delta | ToolCall | Stop]:
        """Stream text; the last value is a `Stop`."""
        return self._model.stream(ask, asker)

    async def structured(self, ask: Ask, schema: type[S], asker: Asker) -> tuple[S, Usage]:
        """Give one answer that validates against `schema`."""
        return await self._model.structured(ask, schema, asker)

    def items(self, ask: Ask, schema: type[S], asker: Asker) -> AsyncIterator[S | Stop]:
        """Give each element of the answer's array as soon as it is complete; the last value is a `Stop`."""
        return self._model.items(ask, schema, asker)

    async def count(self, ask: Ask) -> int:
        """Count the input tokens of `ask`."""
        await self._reach()
        return await self._model.count(ask)

    async def check(self) -> str:
        """Start the server if need be and give its own word on which model answers."""
        await self._reach()
        return await self._model.check()

    def warm(self, asks: Sequence[Ask]) -> None:
        """Start the server in the background and let it read the stable part of each request, so that the first real
        one is answered sooner. What goes wrong here is logged, and told when the model is needed.
        """
        self._warming = asyncio.create_task(self._warm(asks))

    async def aclose(self) -> None:
        """Close connections and the child. Streams under way end with `ModelCut`."""
        if self._warming is not None:
            self._warming.cancel()
            await asyncio.wait({self._warming})
        await self._model.aclose()
        await self._http.aclose()
        await self._child.aclose()

    async def _warm(self, asks: Sequence[Ask]) -> None:
        try:
            for ask in asks:
                async with aclosing(self._attempt(replace(ask, max_tokens=1), None, Meter())) as parts:
                    async for _ in parts:
                        pass
        except (PrompteurError, *FAILURES) as error:
            log.warning("local_model_not_warm", error=type(error).__name__)

    async def _attempt(self, ask: Ask, schema: Schema | None, meter: Meter) -> AsyncGenerator[Part, None]:
        """Ask the server, wherever it listens now: it may have been started again since the last request."""
        url = await self._reach()
        asked = self._messages(ask, None, meter) if schema is None else completions(self._http, url, ask, schema, meter)
        async with aclosing(asked) as parts:
            async for part in parts:
                yield part

    async def _reach(self) -> str:
        url = await self._child.address()
        self._client.base_url = url
        return url


def open_local(
    name: str,
    file: Path,
    *,
    clock: Clock,
    ledger: Ledger,
    budgets: Budgets,
    first_token_seconds: float = 30.0,
    answer_seconds: float = 120.0,
) -> LocalModel:
    """Give the model of a `.gguf` file. Nothing is started yet. Seconds as in `bot.model.connect.connect`."""
    return LocalModel(
        name,
        Child(name, file, clock, context=CONTEXT),
        clock=clock,
        spending=Spending(budgets, ledger, clock),
        patience=Patience(silence=max(first_token_seconds, SILENCE), answer=answer_seconds),
    )


def _server(name: str, key: str) -> Server:
    return Server(
        model=name,
        traits=Traits(name=name, hosted=False, structure=True, fluent=False, context=CONTEXT),
        url=NOWHERE,
        key=key,
        caching=False,
        keep_alive=False,  # streams one after another on a kept connection fail now and then
        any_name=True,
        paid=Paid.NOTHING,
    )


def _plain_client(key: str, silence: float) -> httpx2.AsyncClient:
    return httpx2.AsyncClient(
        headers={"Authorization": f"Bearer {key}", "Connection": "close"},
        timeout=httpx2.Timeout(silence, connect=5.0),
        trust_env=False,
    )
