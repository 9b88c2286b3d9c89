"""Reading Block Kit as people do: the texts that they see, what they can press, and ids for what has none."""

from collections.abc import Iterator, Sequence
from copy import deepcopy
from itertools import count
from typing import Any, NamedTuple

from tests.doubles.slack_values import Json, Look, unescape

INPUTS = ("plain_text_input", "email_text_input", "url_text_input", "number_input")
OPTIONS = ("static_select", "multi_static_select", "overflow", "radio_buttons", "checkboxes")
EXTERNAL = ("external_select", "multi_external_select")
PICKERS = ("users_select", "conversations_select", "channels_select", "datepicker", "timepicker", "datetimepicker")
SEVERAL = ("multi_static_select", "multi_external_select", "checkboxes")
MULTI = ("multi_users_select", "multi_conversations_select", "multi_channels_select")
PRESSED = ("button", "feedback_buttons", "icon_button", "workflow_button")
ACTIVE = frozenset((*INPUTS, *OPTIONS, *EXTERNAL, *PICKERS, *MULTI, *PRESSED, "rich_text_input", "file_input"))
_numbers = count(1)


class Element(NamedTuple):
    """Something active: the block it belongs to, and itself."""

    block: Json
    element: Json

    @property
    def ids(self) -> tuple[str, str]:
        """The ids of block and action."""
        return self.block["block_id"], self.element["action_id"]


Pressable = tuple[str, str, Element, Json | None]
"""Label, action's id, element and option of something that can be pressed."""


def completed(blocks: Sequence[Json]) -> tuple[Json, ...]:
    """Give a copy of the blocks in which every block and everything active has an id."""
    copied = deepcopy(list(blocks))
    for one in copied:
        _complete(one, outermost=True)
    return tuple(copied)


def _complete(node: Any, *, outermost: bool = False) -> None:  # noqa: ANN401 - any piece of JSON
    if isinstance(node, list):
        for one in node:
            _complete(one)
    elif isinstance(node, dict):
        if outermost or _is_block(node):
            node["block_id"] = node.get("block_id") or f"b{next(_numbers)}"
        if node.get("type") in ACTIVE:
            node["action_id"] = node.get("action_id") or f"a{next(_numbers)}"
        for key, one in node.items():
            if key == "child_blocks":
                for child in one:
                    _complete(child, outermost=True)
            else:
                _complete(one)


def _is_block(node: Json) -> bool:
    return node.get("type") in {"card", "actions", "section", "input"}


def active(blocks: Sequence[Json]) -> list[Element]:
    """Give everything that a person can use, in order."""
    return [found for block in blocks for found in _active(block, block)]


def _active(node: Any, block: Json) -> Iterator[Element]:  # noqa: ANN401 - any piece of JSON
    if isinstance(node, list):
        for one in node:
            yield from _active(one, block)
    elif isinstance(node, dict):
        here = node if "block_id" in node else block
        if node.get("type") in ACTIVE and "action_id" in node:
            yield Element(here, node)
        for one in node.values():
            yield from _active(one, here)


def options(element: Json) -> list[Json]:
    """Give the options of a menu, those in groups too."""
    grouped = [one for group in element.get("option_groups", ()) for one in group["options"]]
    return [*element.get("options", ()), *grouped]


def label(node: Json | None) -> str:
    """Give what stands on something: the text of a text object."""
    return unescape(str((node or {}).get("text", "")))


def pressable(blocks: Sequence[Json]) -> list[Pressable]:
    """Give every button and every option; links lead elsewhere."""
    found: list[Pressable] = []
    for one in active(blocks):
        element = one.element
        if element["type"] == "feedback_buttons":
            both = [element[name] for name in ("positive_button", "negative_button")]
            found += [(label(each["text"]), element["action_id"], one, each) for each in both]
        elif element["type"] in PRESSED:
            found.append((label(element.get("text")), element["action_id"], one, None))
        elif element["type"] in OPTIONS:
            found += [(label(each["text"]), element["action_id"], one, each) for each in options(element)]
    return found


def token(one: Pressable) -> str:
    """Give what a button or an option does: the action's id, or the option's value."""
    _, action, _, option = one
    return str(option["value"]) if option is not None else action


def texts(look: Look) -> list[str]:
    """Give what people read of a message: its blocks, or its text where it has none."""
    read = [one for block in look.blocks for one in block_texts(block)]
    if not look.blocks:
        read = [unescape(look.text)] if look.text else []
    return read + [unescape(str(one.get("text", ""))) for one in look.attachments]


def block_texts(node: Any) -> Iterator[str]:  # noqa: ANN401 - any piece of JSON
    """Give the texts of a block, without what stands on buttons and in menus."""
    if isinstance(node, list):
        for one in node:
            yield from block_texts(one)
    elif isinstance(node, dict):
        kind = node.get("type")
        if kind in ACTIVE:
            return
        if kind in {"rich_text_section", "rich_text_preformatted", "rich_text_quote"}:
            yield "".join(_run(one) for one in node["elements"])
        elif kind in {"mrkdwn", "plain_text", "markdown", "text", "raw_text"} and isinstance(node.get("text"), str):
            yield node["text"] if kind == "plain_text" else unescape(node["text"])
        else:
            yield from _inner(node)


def _run(piece: Json) -> str:
    return f"<@{piece['user_id']}>" if "user_id" in piece else str(piece.get("text", piece.get("url", "")))


def _inner(node: Json) -> Iterator[str]:
    for key in ("title", "alert", "details", "output", "alt_text"):
        if isinstance(node.get(key), str):
            yield unescape(node[key])
    for one in node.values():
        if isinstance(one, dict | list):
            yield from block_texts(one)


def written(blocks: Sequence[Json]) -> int:
    """Count the characters of all texts, as they were sent."""
    return sum(_written(block) for block in blocks)


def _written(node: Any) -> int:  # noqa: ANN401 - any piece of JSON
    if isinstance(node, list):
        return sum(_written(one) for one in node)
    if isinstance(node, dict):
        own = node.get("text")
        return (len(own) if isinstance(own, str) else 0) + sum(
            _written(one) for one in node.values() if isinstance(one, dict | list)
        )
    return 0


def initial(element: Json) -> Json | None:
    """Give the value that stands in an element before anybody touched it; None for what has no value."""
    kind = element["type"]
    told: Json | None = None
    if kind in INPUTS:
        told = {"value": element.get("initial_value")}
    elif kind == "rich_text_input":
        told = {"rich_text_value": element.get("initial_value")}
    elif kind in SEVERAL:
        told = {"selected_options": element.get("initial_options", [])}
    elif kind in {"static_select", "external_select", "radio_buttons"}:
        told = {"selected_option": element.get("initial_option")}
    elif kind == "file_input":
        told = {"files": []}
    elif kind in PICKERS or kind in MULTI:
        told = {picked(kind): element.get(picked(kind).replace("selected", "initial"))}
    return {"type": kind} | told if told is not None else None


def picked(kind: str) -> str:
    """Give the name under which a picker says what was picked."""
    names = {"datepicker": "selected_date", "timepicker": "selected_time", "datetimepicker": "selected_date_time"}
    if kind in names:
        return names[kind]
    thing = kind.removeprefix("multi_").removesuffix("_select")
    return f"selected_{thing if kind in MULTI else thing.removesuffix('s')}"
