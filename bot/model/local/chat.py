"""Answers that follow a schema, from llama.cpp: its Messages API ignores the schema, its `/v1/chat/completions` keeps
to it.
"""

import json
from collections.abc import AsyncGenerator
from http import HTTPStatus
from typing import Any

import httpx2
from anthropic import BadRequestError

from bot.model.failures import Broken
from bot.model.meter import Meter, Taken
from bot.model.reading import Ended, Part
from bot.model.request import Schema
from bot.model.text import clean
from bot.ports import Ask, Delta

PATH = "/v1/chat/completions"
REASONS = {"stop": "end", "length": "length"}
_DATA = "data: "
_DONE = "[DONE]"


async def completions(
    http: httpx2.AsyncClient, url: str, ask: Ask, schema: Schema, meter: Meter
) -> AsyncGenerator[Part, None]:
    """Make one request at `url`, as `bot.model.reading.Attempt` says."""
    async with http.stream("POST", url + PATH, json=_body(ask, schema)) as answer:
        if answer.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR:
            raise Broken(f"status_{answer.status_code}")
        if answer.status_code != HTTPStatus.OK:
            raise BadRequestError("refused", response=answer, body=None)
        reason = ""
        async for line in answer.aiter_lines():
            if line.startswith(_DATA) and line != _DATA + _DONE:
                text, ended = _read(json.loads(line.removeprefix(_DATA)), meter)
                reason = ended or reason
                if text:
                    yield Delta(text)
    if reason not in REASONS:
        raise Broken("unknown_stop")
    yield Ended(REASONS[reason])


def _body(ask: Ask, schema: Schema) -> dict[str, Any]:
    turns = [{"role": turn.role, "content": clean(turn.text)} for turn in ask.turns]
    system = [{"role": "system", "content": clean(ask.system)}] if ask.system else []
    return {
        "messages": [*system, *turns],
        "max_tokens": ask.max_tokens,
        "temperature": 0,
        "stream": True,
        "stream_options": {"include_usage": True},
        "response_format": {"type": "json_schema", "json_schema": {"name": "answer", "strict": True, "schema": schema}},
    }


def _read(event: Any, meter: Meter) -> tuple[str, str]:  # noqa: ANN401 - whatever JSON the server sent
    """Give the text of an event and why the answer ended, if it did; `Broken` for an event of the wrong shape."""
    try:
        if event.get("error"):
            raise Broken("error_event")
        if usage := event.get("usage"):
            cached = (usage.get("prompt_tokens_details") or {}).get("cached_tokens") or 0
            meter.told(Taken(usage["prompt_tokens"], usage["completion_tokens"], cached), final=True)
        if not event.get("choices"):
            return "", ""
        choice = event["choices"][0]
        text = clean(choice["delta"].get("content") or "")
    except (AttributeError, KeyError, TypeError):
        raise Broken("event_shape") from None
    meter.heard(len(text))
    return text, choice.get("finish_reason") or ""
