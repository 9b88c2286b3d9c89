"""Events as JSON, one object a line: for scripts, pipes and tests.

Every object has `v` (the version of this notation), `call`, `slot` and `type`. What an event shows is in fields named
as in `bot.dialogue.events`; `data` is the domain value behind it. Every value that has fields says its `type`: the
name of its class in snake_case. Times are ISO 8601, prices and bytes are text (base64). The schema is
`adapters/wire.schema.json`, made from the same classes by `adapters.wire_schema`.

Within one version fields and types may be added, so readers pass over what they do not know; whatever is taken away
or changes its meaning raises `v`.
"""

import json
import re
from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from typing import TYPE_CHECKING

from pydantic_core import to_jsonable_python

from adapters.base import Ability, Capabilities, Level
from adapters.escape import json_safe
from bot.dialogue.events import Event
from bot.dialogue.form import FieldKind
from bot.domain import CallId
from bot.words import N_

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

VERSION = 1
_YES = Ability(Level.FULL)
CAPABILITIES = Capabilities(
    surface="JSON",
    streaming=_YES,
    editing=_YES,
    buttons=Ability(Level.FULL, N_("by their tokens")),
    thumbs=_YES,
    forms=Ability(Level.FULL, N_("by their tokens")),
    fields=frozenset(FieldKind),
    files=Ability(Level.FULL, N_("in base64")),
    colour=Ability(Level.NONE),
    text=None,
)


def line(call: CallId, event: Event) -> str:
    """Give an event of a call as one line of JSON, without the line break. All characters are as they are but those
    that act on a screen or could not be encoded, which JSON escapes.
    """
    head = {"v": VERSION, "call": call, "slot": "", "type": snake(type(event).__name__)}
    return json_safe(json.dumps(head | _fields(event), ensure_ascii=False))


class JsonSurface:
    """Writes each event as a line of JSON through `write`."""

    def __init__(self, write: Callable[[str], None]) -> None:
        self._write = write

    @property
    def capabilities(self) -> Capabilities:
        """What JSON can show: everything, as it is."""
        return CAPABILITIES

    async def show(self, call: CallId, event: Event) -> None:
        """Write an event."""
        self._write(line(call, event) + "\n")


def value(thing: object) -> object:
    """Give a domain value as what JSON knows. `ValueError` for what has no form there."""
    if is_dataclass(thing) and not isinstance(thing, type):
        return {"type": snake(type(thing).__name__), **_fields(thing)}
    if isinstance(thing, Mapping):
        return {str(key): value(each) for key, each in thing.items()}
    if isinstance(thing, bytes):
        return b64encode(thing).decode()
    if isinstance(thing, list | tuple | frozenset | set):
        return [value(each) for each in thing]
    return to_jsonable_python(thing)


def snake(name: str) -> str:
    """Give a class's name as a word of the notation: `SnippetVersion` is `snippet_version`."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower()


def _fields(thing: "DataclassInstance") -> dict[str, object]:
    return {field.name: value(getattr(thing, field.name)) for field in fields(thing)}
