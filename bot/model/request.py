"""A request as the Messages API wants it."""

import base64
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from anthropic import transform_schema
from pydantic import BaseModel, create_model

from bot.domain import Image
from bot.model.server import Server
from bot.model.text import clean, clean_values
from bot.ports import Ask, Tool, ToolCall, ToolResult, Turn

Schema = Mapping[str, object]
ITEMS = "items"
"""The one property of the object in which an array is asked for."""


def question(ask: Ask, server: Server) -> dict[str, Any]:
    """Give the part of the request that counting its tokens needs too."""
    request: dict[str, Any] = {"model": server.model, "messages": [_message(turn) for turn in ask.turns]}
    if ask.system:
        request["system"] = [_system(ask.system, server)]
    if ask.tools:
        request["tools"] = [_tool(tool) for tool in ask.tools]
    return request


def request(ask: Ask, server: Server, schema: Schema | None) -> dict[str, Any]:
    """Give the whole request. `schema`: the answer is to be JSON that follows it."""
    whole = {**question(ask, server), "max_tokens": ask.max_tokens}
    if schema is not None:
        whole["output_config"] = {"format": {"type": "json_schema", "schema": schema}}
    return whole


@lru_cache(maxsize=256)
def one(schema: type[BaseModel]) -> Schema:
    """Give the JSON Schema of one value; bounds that the API does not know go into descriptions."""
    return transform_schema(schema)


@lru_cache(maxsize=256)
def many(schema: type[BaseModel]) -> Schema:
    """Give the JSON Schema of an object whose only property is an array of such values."""
    return transform_schema(create_model(f"{schema.__name__}List", **{ITEMS: (list[schema], ...)}))  # type: ignore[call-overload, valid-type]


def _system(text: str, server: Server) -> dict[str, Any]:
    block: dict[str, Any] = {"type": "text", "text": clean(text)}
    return {**block, "cache_control": {"type": "ephemeral"}} if server.caching else block


def _message(turn: Turn) -> dict[str, Any]:
    if not (turn.images or turn.calls or turn.results):
        return {"role": turn.role, "content": clean(turn.text)}
    blocks = [*map(_result, turn.results), *map(_image, turn.images)]
    if turn.text:
        blocks.append({"type": "text", "text": clean(turn.text)})
    blocks += map(_call, turn.calls)
    return {"role": turn.role, "content": blocks}


def _call(call: ToolCall) -> dict[str, Any]:
    return {"type": "tool_use", "id": call.id, "name": call.name, "input": clean_values(call.input)}


def _result(result: ToolResult) -> dict[str, Any]:
    block = {"type": "tool_result", "tool_use_id": result.id, "content": clean(result.text)}
    return {**block, "is_error": True} if result.failed else block


def _image(image: Image) -> dict[str, Any]:
    data = base64.standard_b64encode(image.data).decode("ascii")
    return {"type": "image", "source": {"type": "base64", "media_type": image.media_type, "data": data}}


def _tool(tool: Tool) -> dict[str, Any]:
    return {"name": tool.name, "description": clean(tool.about), "input_schema": clean_values(tool.schema)}
