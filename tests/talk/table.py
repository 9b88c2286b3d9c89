"""The table of messages, read: what was said, where, and what it should come to."""

import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml

TABLE = Path(__file__).with_name("messages.yaml")
PROMPT = "Summarise {{tickets}} for the weekly report. Please keep it under 100 words."


@dataclass(frozen=True, slots=True)
class Expected:
    """A call that should be made: a verb, values that are given, and parts of values."""

    verb: str
    values: Mapping[str, str] = field(default_factory=dict)
    parts: Mapping[str, str] = field(default_factory=dict)

    def fits(self, verb: str, given: Mapping[str, Any]) -> bool:
        """Tell whether a call is the one that was expected."""
        exact = all(str(given.get(name, "")).lstrip("@") == value for name, value in self.values.items())
        near = all(part.casefold() in str(given.get(name, "")).casefold() for name, part in self.parts.items())
        return verb == self.verb and exact and near


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One message. `at` is "working", "nothing" or "block"; `rules` what the rules make of it."""

    group: str
    say: str
    at: str
    calls: tuple[Expected, ...]
    never: frozenset[str]
    rules: str
    heard: tuple[tuple[str, str], ...]
    prompt: str
    saved: tuple[str, str] | None

    @property
    def text(self) -> str:
        """The message as it is sent."""
        return f"{self.say}\n```\n{self.prompt}\n```" if self.at == "block" else self.say


@cache
def rows() -> tuple[Row, ...]:
    """Read the table."""
    groups = yaml.safe_load(TABLE.read_text(encoding="utf-8"))
    return tuple(_row(group, row) for group, found in groups.items() for row in found)


def _row(group: str, row: Mapping[str, Any]) -> Row:
    known = {"say", "at", "calls", "never", "rules", "heard", "prompt", "saved"}
    if row.keys() - known:
        raise ValueError(f"{row['say']}: {row.keys() - known}")
    saved = row.get("saved")
    return Row(
        group=group,
        say=row["say"],
        at=row["at"],
        calls=tuple(map(_expected, row["calls"])),
        never=frozenset(row.get("never", ())),
        rules=row["rules"],
        heard=tuple((author, text) for author, text in row.get("heard", ())),
        prompt=row.get("prompt", PROMPT),
        saved=(saved[0], saved[1]) if saved else None,
    )


def _expected(said: str) -> Expected:
    verb, *given = shlex.split(said) if "~" not in said else said.split(maxsplit=1)
    values = dict(one.split("=", 1) for one in given if "~" not in one)
    parts = dict(one.split("~", 1) for one in given if "~" in one)
    return Expected(verb, values, parts)


def of(group: str) -> Iterator[Row]:
    """Give the rows of a group."""
    return (row for row in rows() if row.group == group)
