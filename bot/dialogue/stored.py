"""What is kept of a call, as bytes: what came in, so that it can be run again, and what was shown, so that a second
delivery gets the first one's result.
"""

from collections.abc import Sequence
from types import GenericAlias
from typing import Any, cast

from pydantic import ConfigDict, TypeAdapter
from pydantic_core import from_json, to_json

from bot.dialogue.events import AskForm, Attachment, Card, Choices, Diff, Done, Event, Failure, Line
from bot.dialogue.inbound import Inbound, Invoke, Press, Say, Submit

_BYTES = ConfigDict(ser_json_bytes="base64", val_json_bytes="base64")


def adapter(kind: type) -> TypeAdapter[list[Any]]:
    """Give what turns a list of one value of a kind into JSON and back, with bytes in base64."""
    return TypeAdapter(cast("type[list[Any]]", GenericAlias(list, kind)), config=_BYTES)


def _adapters(*kinds: type) -> dict[str, TypeAdapter[list[Any]]]:
    return {kind.__name__: adapter(kind) for kind in kinds}


_INBOUND = _adapters(Invoke, Press, Submit, Say)
_EVENTS = _adapters(Card, Diff, Choices, AskForm, Attachment, Failure, Done)


def pack(inbound: Inbound) -> bytes:
    """Give what came in as bytes."""
    return _dump(_INBOUND, inbound)


def unpack(kept: bytes) -> Inbound:
    """Give back what `pack` was given."""
    return cast("Inbound", _load(_INBOUND, kept))


def pack_events(events: Sequence[Event]) -> bytes:
    """Give the events that stay on the screen as bytes; streamed text and progress are not among them. Of what is
    shown once, only that it was.
    """
    kept = (event for event in map(_kept, events) if type(event).__name__ in _EVENTS)
    return to_json([_dump(_EVENTS, event).decode() for event in kept])


def _kept(event: Event) -> Event:
    match event:
        case Card(once=said) if said:
            return Card(slot=event.slot, title=event.title, parts=(Line(said),))
        case Attachment(once=said) if said:
            return Card(slot=event.slot, title="", parts=(Line(said),))
        case _:
            return event


def unpack_events(kept: bytes) -> tuple[Event, ...]:
    """Give the events back; their `data` comes back as plain mappings and sequences."""
    return tuple(cast("Event", _load(_EVENTS, text.encode())) for text in from_json(kept)) if kept else ()


def _dump(kinds: dict[str, TypeAdapter[list[Any]]], value: object) -> bytes:
    name = type(value).__name__
    return name.encode() + b":" + kinds[name].dump_json([value])


def _load(kinds: dict[str, TypeAdapter[list[Any]]], kept: bytes) -> object:
    name, _, body = kept.partition(b":")
    return kinds[name.decode()].validate_json(body)[0]
