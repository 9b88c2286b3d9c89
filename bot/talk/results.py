"""What a command came to, as a model reads it: compact JSON of its domain values."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import datetime
from enum import Enum

from pydantic_core import to_json

MOST = 6_000
"""Characters of one result; what is left out is said."""
OPAQUE = frozenset({"id", "session", "snippet", "parent", "author", "owner", "usage", "start", "end", "created"})
"""Names of fields that mean nothing to a reader."""


def told(status: str, data: object) -> str:
    """Give how a command ended and what it came to."""
    return headed(to_json({"status": status, "result": compact(data)}, fallback=str).decode())


def headed(text: str, most: int = MOST) -> str:
    """Give a text, or its beginning and how much more there is."""
    return text if len(text) <= most else f"{text[:most]}\n[{len(text) - most:,} more characters are left out here]"


def compact(value: object) -> object:
    """Give a value without what is empty or opaque."""
    if is_dataclass(value) and not isinstance(value, type):
        return compact({field.name: getattr(value, field.name) for field in fields(value)})
    if isinstance(value, Mapping):
        made = {str(name): compact(each) for name, each in value.items() if str(name) not in OPAQUE}
        return {name: each for name, each in made.items() if each not in (None, "", [], {})}
    if isinstance(value, list | tuple | set | frozenset):
        return [compact(each) for each in value]
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime):
        return value.date().isoformat()
    return f"{len(value)} bytes" if isinstance(value, bytes) else value
