"""The JSON Schema of `adapters.wire`, made from the classes themselves.

`make docs` writes it to `adapters/wire.schema.json`; a test holds the file against the code.
"""

import json
import types
import typing
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from pathlib import Path

import bot.domain
from adapters.wire import VERSION, snake
from bot.dialogue.events import Event

FILE = Path(__file__).with_name("wire.schema.json")
Schema = dict[str, object]

_SIMPLE: dict[object, Schema] = {
    str: {"type": "string"},
    int: {"type": "integer"},
    bool: {"type": "boolean"},
    float: {"type": "number"},
    type(None): {"type": "null"},
    bytes: {"type": "string", "contentEncoding": "base64"},
    datetime: {"type": "string", "format": "date-time"},
    Decimal: {"type": "string", "description": "a decimal number"},
    object: {"description": "the domain value that is shown: a value of $defs, a list of such, or null"},
}


def schema() -> Schema:
    """Give the schema of one line."""
    defs: dict[str, Schema] = {}
    events = [_event(kind, defs) for kind in typing.get_args(Event)]
    for kind in vars(bot.domain).values():
        if isinstance(kind, type) and is_dataclass(kind):
            _schema(kind, defs)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A line of `prompteur --json`",
        "description": "Within one `v`, fields and types may be added: pass over what you do not know.",
        "oneOf": events,
        "$defs": dict(sorted(defs.items())),
    }


def text() -> str:
    """Give the schema as it stands in the file."""
    return json.dumps(schema(), indent=2, ensure_ascii=False) + "\n"


def _event(kind: type, defs: dict[str, Schema]) -> Schema:
    head: Schema = {"v": {"const": VERSION}, "call": {"type": "string"}, "slot": {"type": "string"}}
    return _object(kind, head, defs)


def _object(kind: type, head: Schema, defs: dict[str, Schema]) -> Schema:
    hints = typing.get_type_hints(kind)
    known = {field.name: _schema(hints[field.name], defs) for field in fields(kind)}
    properties = {**head, "type": {"const": snake(kind.__name__)}, **known}
    return {
        "type": "object",
        "description": " ".join((kind.__doc__ or "").split()),
        "properties": properties,
        "required": list(properties),
    }


def _schema(hint: object, defs: dict[str, Schema]) -> Schema:
    """Give the schema of a type; classes with fields go to `defs`, once. `TypeError` for what is not foreseen."""
    if hint in _SIMPLE:
        return _SIMPLE[hint]
    if isinstance(hint, typing.NewType):
        return _schema(hint.__supertype__, defs)
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return {"enum": [each.value for each in hint]}
    if isinstance(hint, type) and is_dataclass(hint):
        return _defined(hint, defs)
    return _generic(hint, defs)


def _generic(hint: object, defs: dict[str, Schema]) -> Schema:
    origin, inner = typing.get_origin(hint), typing.get_args(hint)
    if origin is typing.Literal:
        return {"enum": list(inner)}
    if origin in {typing.Union, types.UnionType}:
        return {"anyOf": [_schema(each, defs) for each in inner]}
    if origin is Mapping:
        return {"type": "object", "additionalProperties": _schema(inner[1], defs)}
    if origin is tuple and inner[-1] is Ellipsis:
        return {"type": "array", "items": _schema(inner[0], defs)}
    if origin is tuple:
        items = [_schema(each, defs) for each in inner]
        return {"type": "array", "prefixItems": items, "minItems": len(items), "maxItems": len(items)}
    raise TypeError(f"no schema for {hint!r}")


def _defined(kind: type, defs: dict[str, Schema]) -> Schema:
    name = snake(kind.__name__)
    if name not in defs:
        defs[name] = {}
        defs[name] = _object(kind, {}, defs)
    return {"$ref": f"#/$defs/{name}"}
