"""What Slack refuses of messages, modals and home tabs and its published schemas do not say: lengths, counts, places.

Sources: Slack's reference as of 2026-11-22 and the limits that slack_sdk 3.47 checks. "Ours" marks what Slack bears and
people do not, and margins below limits that are not documented.

Characters are Unicode code points, as slack_sdk counts them; Slack does not say how it does. Texts are counted as they
are sent, `&amp;` for five.
"""

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from re import compile as pattern
from typing import Any

from tests.doubles.complaints import length, number, unique

Json = Mapping[str, Any]
Placed = tuple[str, Json]
Mentions = Collection[str]
Lengths = Mapping[str, int]
Counts = Mapping[str, tuple[int, int]]

POSTED, UPDATED, BLOCKS, VIEW_BLOCKS = 40_000, 4_000, 50, 100
MARKDOWN = 12_000
ALL_TEXT = 10_000
"""Characters of the texts of all blocks of a message, unless they are nothing but Markdown: messages of mixed blocks
were refused from 11,341, without a word on it in the reference."""
VIEW_BYTES, METADATA, INPUT, ID = 250_000, 3_000, 3_000, 255

TEXTS: Mapping[str, Lengths] = {
    "plain_text": {"text": 3000},
    "mrkdwn": {"text": 3000},
    "markdown": {"text": MARKDOWN},
    "header": {"text": 150},
    "button": {"text": 75, "value": 2000, "url": 3000, "accessibility_label": 75},
    "icon_button": {"text": 75, "value": 2000, "accessibility_label": 75},
    "input": {"label": 2000, "hint": 2000},
    "image": {"image_url": 3000, "alt_text": 2000, "title": 2000},
    "alert": {"text": 200},
    "card": {"title": 150, "subtitle": 150, "body": 200},
    "container": {"title": 150, "subtitle": 150},
}
"""Most characters, where at least one is needed, by the type of a block, an element or a text object, and its field."""
EVERYWHERE: Lengths = {"block_id": ID, "action_id": ID, "placeholder": 150}
OPTION: Lengths = {"text": 75, "value": 150, "description": 75, "url": 3000}
CONFIRM: Lengths = {"title": 100, "text": 300, "confirm": 30, "deny": 30}
FEEDBACK: Lengths = {"text": 75, "value": 2000, "accessibility_label": 75}

MENU: Counts = {"options": (1, 100), "option_groups": (1, 100)}
COUNTS: Mapping[str, Counts] = {
    "section": {"fields": (1, 10)},
    "actions": {"elements": (1, 25)},
    "context": {"elements": (1, 10)},
    "context_actions": {"elements": (1, 5)},
    "carousel": {"elements": (1, 10)},
    "container": {"child_blocks": (1, 10)},
    "plan": {"tasks": (0, 50)},
    "table": {"rows": (1, 100), "column_settings": (0, 20)},
    "overflow": {"options": (1, 5)},
    "checkboxes": {"options": (1, 10)},
    "radio_buttons": {"options": (1, 10)},
    "static_select": MENU,
    "multi_static_select": MENU,
}
"""Least and most items by the type of a block or an element, and its field."""

ONLY_MESSAGES = frozenset({"markdown", "context_actions", "plan", "task_card", "file"})
ONLY_MODALS = frozenset({"alert", "file_input"})
MENTION = pattern(r"<!(channel|here|everyone|group)\b[^>]*>|<!subteam\^(\w+)[^>]*>|<@(\w+)[^>]*>")
CALLING = {"broadcast": "range", "usergroup": "usergroup_id", "user": "user_id"}
"""Elements of rich text that call somebody, and the field that says whom."""


def walk(node: object, where: str) -> Iterator[Placed]:
    """Give everything in it that says its `type`, nested ones too, and where each stands."""
    if isinstance(node, Mapping):
        if isinstance(node.get("type"), str):
            yield where, node
        for key, each in node.items():
            yield from walk(each, f"{where}.{key}")
    elif isinstance(node, Sequence) and not isinstance(node, str):
        for index, each in enumerate(node):
            yield from walk(each, f"{where}[{index}]")


def text_of(value: object) -> str | None:
    """Give the text of a text object or a plain string; None where there is none."""
    found = value.get("text") if isinstance(value, Mapping) else value
    return found if isinstance(found, str) else None


# --- messages ----------------------------------------------------------------------------------------------------


def message(body: Json, mentions: Mentions, most: int = POSTED) -> Iterator[str]:
    """Complain about a message; `most` characters of `text`, and the ids of `mentions` may be called."""
    yield from length("text", body.get("text"), most)
    yield from length("markdown_text", body.get("markdown_text"), MARKDOWN)
    yield from _said(body)
    yield from _texts(body, mentions)
    placed = list(walk(body.get("blocks") or (), "blocks"))
    yield from message_blocks(body.get("blocks") or (), "blocks", mentions)
    yield from _attachments(body.get("attachments") or (), mentions)
    if "markdown_text" in body and (body.get("text") or placed):
        yield "markdown_text: not beside text or blocks"


def _said(body: Json) -> Iterator[str]:
    if not any(body.get(key) for key in ("text", "blocks", "attachments", "markdown_text")):
        yield "an empty message"


def _texts(body: Json, mentions: Mentions) -> Iterator[str]:
    for key in ("text", "markdown_text"):
        yield from called(key, body.get(key) or "", mentions)
    if str(body.get("link_names") or "0").lower() not in {"0", "false"}:
        yield "link_names: calls people by names that stand in a text (ours)"
    if body.get("parse") == "full":
        yield "parse: calls people by names that stand in a text (ours)"


def _attachments(given: Sequence[Json], mentions: Mentions) -> Iterator[str]:
    yield from number("attachments", len(given), 100)
    for index, attachment in enumerate(given):
        where = f"attachments[{index}]"
        yield from message_blocks(attachment.get("blocks") or (), f"{where}.blocks", mentions)
        for key in ("text", "pretext", "fallback", "title"):
            yield from called(f"{where}.{key}", attachment.get(key) or "", mentions)


def unfurls(body: Json) -> Iterator[str]:
    """Complain where Slack might show what stands behind links (ours)."""
    for key in ("unfurl_links", "unfurl_media"):
        if str(body.get(key)).lower() not in {"0", "false"}:
            yield f"{key}: {body.get(key, 'missing')}, must be false (ours)"


def message_blocks(blocks: Sequence[Json], where: str, mentions: Mentions) -> Iterator[str]:
    """Complain about the blocks of a message."""
    placed = list(walk(blocks, where))
    yield from number(where, len(blocks), BLOCKS)
    yield from _placed(placed, ONLY_MODALS)
    yield from _blocks(blocks, where, mentions)
    markdown = [each["text"] for _, each in placed if each["type"] == "markdown"]
    yield from number(f"{where}, characters of Markdown", sum(map(len, markdown)), MARKDOWN)
    if len(markdown) < len(blocks):
        yield from number(f"{where}, characters of all texts (ours)", sum(map(len, _shown(placed))), ALL_TEXT)
    yield from number(f"{where}, tables", sum(each["type"] == "table" for each in blocks), 1)


def _shown(placed: Iterable[Placed]) -> Iterator[str]:
    """Give all texts of blocks, each once."""
    for _, each in placed:
        yield from (each[key] for key in ("text", "title") if isinstance(each.get(key), str))


def _placed(placed: Iterable[Placed], elsewhere: frozenset[str]) -> Iterator[str]:
    for where, each in placed:
        if each["type"] in elsewhere:
            yield f"{where}: {each['type']} is not shown here"


# --- modals and home tabs ----------------------------------------------------------------------------------------


def view(given: Json, mentions: Mentions) -> Iterator[str]:
    """Complain about a modal or a home tab."""
    blocks = given.get("blocks") or ()
    for key in ("title", "submit", "close"):
        if key in given:
            yield from length(key, text_of(given[key]), 24, 1)
    for key, most in (("callback_id", ID), ("external_id", ID), ("private_metadata", METADATA)):
        yield from length(key, given.get(key), most)
    yield from number("view, bytes", len(json.dumps(given, ensure_ascii=False).encode()), VIEW_BYTES)
    yield from number("blocks", len(blocks), VIEW_BLOCKS)
    yield from _placed(walk(blocks, "blocks"), ONLY_MESSAGES | (ONLY_MODALS if given.get("type") == "home" else set()))
    yield from _blocks(blocks, "blocks", mentions)
    yield from _form(given, blocks)


def _form(given: Json, blocks: Sequence[Json]) -> Iterator[str]:
    if given.get("type") == "modal" and "submit" not in given and any(each.get("type") == "input" for each in blocks):
        yield "submit: missing, with fields to fill"
    focused = sum(bool(each.get("focus_on_load")) for _, each in walk(blocks, "blocks"))
    yield from number("elements with focus_on_load", focused, 1)


# --- blocks and elements -----------------------------------------------------------------------------------------


def _blocks(blocks: Sequence[Json], where: str, mentions: Mentions) -> Iterator[str]:
    """Complain about each block and what is in it, and about ids that are there twice."""
    yield from unique(f"{where}, block_id", _ids(walk(blocks, where), "block_id"))
    for index, block in enumerate(blocks):
        placed = list(walk(block, f"{where}[{index}]"))
        yield from unique(f"{where}[{index}], action_id", _ids(placed, "action_id"))
        for here, each in placed:
            yield from _lengths(here, each, EVERYWHERE)
            yield from _lengths(here, each, TEXTS.get(each["type"], {}))
            yield from _counts(here, each)
            yield from _calls(here, each, mentions)
            yield from _RULES.get(each["type"], _any)(here, each)
            yield from _parts(here, each)


def _ids(placed: Iterable[Placed], key: str) -> Iterator[object]:
    return (each[key] for _, each in placed if key in each)


def _lengths(where: str, each: Json, fields: Lengths) -> Iterator[str]:
    for key, most in fields.items():
        if key in each:
            yield from length(f"{where}.{key}", text_of(each[key]), most, 1)


def _counts(where: str, each: Json) -> Iterator[str]:
    for key, (least, most) in COUNTS.get(each["type"], {}).items():
        if key in each:
            yield from number(f"{where}.{key}", len(each[key]), most, least)


def _parts(where: str, each: Json) -> Iterator[str]:
    """Complain about pieces that have no type of their own: options, questions back, thumbs."""
    yield from options(each, where)
    if "confirm" in each:
        yield from _lengths(f"{where}.confirm", each["confirm"], CONFIRM)
    for key in ("positive_button", "negative_button"):
        if key in each:
            yield from _lengths(f"{where}.{key}", each[key], FEEDBACK)


def options(each: Json, where: str) -> Iterator[str]:
    """Complain about the options of a menu, in groups or not, and about chosen ones that are not among them."""
    groups = each.get("option_groups") or ()
    known = [*(each.get("options") or ()), *chain.from_iterable(group["options"] for group in groups)]
    for index, group in enumerate(groups):
        yield from length(f"{where}.option_groups[{index}].label", text_of(group["label"]), 75, 1)
        yield from number(f"{where}.option_groups[{index}].options", len(group["options"]), 100, 1)
    for index, option in enumerate(known):
        yield from _lengths(f"{where}.options[{index}]", option, OPTION)
    chosen = [*(each.get("initial_options") or ()), *([each["initial_option"]] if "initial_option" in each else [])]
    if known and any(one not in known for one in chosen):
        yield f"{where}: what is chosen is not among the options"


def _any(_where: str, _each: Json) -> Iterator[str]:
    yield from ()  # no rule of its own


def _section(where: str, each: Json) -> Iterator[str]:
    if "text" not in each and "fields" not in each:
        yield f"{where}: a section has text or fields"
    for index, field in enumerate(each.get("fields") or ()):
        yield from length(f"{where}.fields[{index}]", text_of(field), 2000, 1)


def _menu(where: str, each: Json) -> Iterator[str]:
    if ("options" in each) == ("option_groups" in each):
        yield f"{where}: a menu has options or option_groups"


def _entry(where: str, each: Json) -> Iterator[str]:
    most = each.get("max_length", INPUT)
    yield from number(f"{where}.max_length", most, INPUT, 1)
    yield from number(f"{where}.min_length", each.get("min_length", 0), min(most, INPUT))
    yield from length(f"{where}.initial_value", each.get("initial_value"), most)


def _file_input(where: str, each: Json) -> Iterator[str]:
    yield from number(f"{where}.max_files", each.get("max_files", 10), 10, 1)


def _table(where: str, each: Json) -> Iterator[str]:
    for index, row in enumerate(each["rows"]):
        yield from number(f"{where}.rows[{index}]", len(row), 20, 1)
    yield from number(f"{where}, characters", sum(map(len, _shown(walk(each["rows"], where)))), 10_000)


def _card(where: str, each: Json) -> Iterator[str]:
    if not any(each.get(key) for key in ("hero_image", "title", "actions", "body")):
        yield f"{where}: an empty card"


def _container(where: str, each: Json) -> Iterator[str]:
    if "title" not in each and "rich_text_title" not in each:
        yield f"{where}: a container has a title"
    if each.get("is_collapsible") and each.get("has_header_divider"):
        yield f"{where}: has_header_divider is not for what can be collapsed"


_RULES: Mapping[str, Callable[[str, Json], Iterator[str]]] = {
    "section": _section,
    "static_select": _menu,
    "multi_static_select": _menu,
    "plain_text_input": _entry,
    "file_input": _file_input,
    "table": _table,
    "card": _card,
    "container": _container,
}


# --- who is called -----------------------------------------------------------------------------------------------


def called(where: str, text: str, mentions: Mentions) -> Iterator[str]:
    """Complain about each mention in a formatted text that is not of `mentions`, ids of people or groups (ours)."""
    for found in MENTION.finditer(text):
        if (found[2] or found[3]) not in mentions:
            yield f"{where}: {found[0]} calls people (ours)"


def _calls(where: str, each: Json, mentions: Mentions) -> Iterator[str]:
    kind = each["type"]
    if kind in {"mrkdwn", "markdown"}:
        yield from called(where, each["text"], mentions)
    elif kind in CALLING and each.get(CALLING[kind]) not in mentions:
        yield f"{where}: {kind} {each.get(CALLING[kind])} calls people (ours)"
