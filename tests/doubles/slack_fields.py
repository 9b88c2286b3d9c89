"""Filling in what Slack lets people fill in: texts, dates, menus, files, each as its value is told."""

import re
from collections.abc import Mapping, Sequence
from itertools import cycle
from typing import Any

from tests.doubles.slack_blocks import (
    EXTERNAL,
    INPUTS,
    MULTI,
    OPTIONS,
    PICKERS,
    SEVERAL,
    Element,
    active,
    label,
    options,
    picked,
)
from tests.doubles.slack_state import State, Stored, View
from tests.doubles.slack_values import Json, User

_MENTION = re.compile(r"<@([A-Z0-9]+)>")

LONGEST = 3000


class Filler:
    """Values of fields, checked as a client does."""

    def __init__(self, state: State) -> None:
        self.state = state

    def fill(self, view: View, person: User, fields: Mapping[str, Any], files: Sequence[tuple[str, bytes]]) -> None:
        """Fill in fields, by the id of block or action; `files` go to the first field that takes some."""
        standing = active(view.body["blocks"])
        wanted = dict(fields)
        if files:
            taking = [one for one in standing if one.element["type"] == "file_input"]
            assert taking, "the form takes no files"
            wanted[taking[0].element["action_id"]] = list(files)
        for name, value in wanted.items():
            found = [one for one in standing if name in one.ids and one.ids in view.values]
            assert found, f"the form has no field {name!r}, only {[one.ids for one in standing]}"
            view.values[found[0].ids] = self.value(view, person, found[0], value)

    def value(self, where: Stored | View, person: User, field: Element, value: Any) -> Json:  # noqa: ANN401 - any field
        """Give the value of a field as Slack tells it."""
        element, kind = field.element, field.element["type"]
        told: Json = {"type": kind}
        if kind in INPUTS:
            return told | {"value": _typed(element, str(value)) or None}
        if kind == "rich_text_input":
            return told | {"rich_text_value": rich(str(value))}
        if kind == "file_input":
            return told | {"files": [one.payload() for one in self._uploaded(person, element, value)]}
        if kind in PICKERS or kind in MULTI:
            return told | {picked(kind): getattr(value, "id", value)}
        several = [value] if isinstance(value, str) else list(value)
        chosen = [choice(where, field, one) for one in several]
        if kind in SEVERAL:
            assert len(chosen) <= element.get("max_selected_items", len(chosen)), f"{len(chosen)} are too many"
            return told | {"selected_options": chosen}
        assert len(chosen) <= 1, f"only one can be chosen, not {several}"
        return told | {"selected_option": chosen[0] if chosen else None}

    def _uploaded(self, person: User, element: Json, files: Sequence[tuple[str, bytes]]) -> list[Any]:
        most, kinds = element.get("max_files", 10), element.get("filetypes")
        assert len(files) <= most, f"the field takes {most} files"
        for name, _ in files:
            assert not kinds or name.rpartition(".")[2] in kinds, f"the field takes {kinds}, not {name}"
        return [self.state.attach(person, name, content) for name, content in files]

    def check(self, view: View) -> None:
        """Fail the test where a client would not send the form: something is missing."""
        for one in active(view.body["blocks"]):
            needed = one.block["type"] == "input" and not one.block.get("optional")
            told = {key: value for key, value in view.values.get(one.ids, {}).items() if key != "type"}
            assert not needed or any(told.values()), f"{label(one.block['label'])}: nothing is filled in"


def choice(where: Stored | View, field: Element, wanted: str) -> Json:
    """Give the option with this label or value."""
    kind = field.element["type"]
    offered = where.offered.get(field.ids, []) if kind in EXTERNAL else options(field.element)
    assert kind in (*EXTERNAL, *OPTIONS), f"nothing can be chosen in {field.element}"
    found = [one for one in offered if wanted in {label(one["text"]), one.get("value")}]
    assert found, f"{field.ids}: {wanted!r} is none of {[label(one['text']) for one in offered]}"
    return found[0]


def rich(text: str) -> Json:
    """Give a plain text as rich text; mentions are elements of their own in it."""
    pieces = [
        (kind, piece) for kind, piece in zip(cycle(("text", "user")), _MENTION.split(text), strict=False) if piece
    ]
    elements = [{"type": kind, {"text": "text", "user": "user_id"}[kind]: piece} for kind, piece in pieces]
    return {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": elements}]}


def _typed(element: Json, text: str) -> str:
    longest = element.get("max_length", LONGEST)
    assert len(text) <= longest, f"{element['action_id']}: {len(text)} characters, more than {longest}"
    least = element.get("min_length", 0)
    assert not text or len(text) >= least, f"{element['action_id']}: {len(text)} characters, fewer than {least}"
    assert "\n" not in text or element.get("multiline"), f"{element['action_id']}: the field has one line"
    return text
