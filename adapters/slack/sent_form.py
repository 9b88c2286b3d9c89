"""What comes back when a page of a form is sent, or closed, from Slack's raw view."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from adapters.slack.address import Origin
from adapters.slack.fetch import FileData
from adapters.slack.inputs import OTHER
from adapters.slack.modals import ELSE, FILE, MUST
from adapters.slack.rich import plain, rich_value
from bot.words import N_, Words

View = Mapping[str, Any]
_TYPED = frozenset({"plain_text_input", "rich_text_input"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A page that was sent. `values` are the answers by the id of what was asked, empty where nothing was answered;
    `files` are those that were given, in the same way. `missing` are the ids of what must be answered and was not.
    """

    token: str
    origin: Origin
    values: Mapping[str, str]
    files: Mapping[str, FileData]
    missing: tuple[str, ...] = ()


def read(view: View) -> Sent:
    """Take a view apart. What has no answer, known or not, is passed over."""
    values: dict[str, str] = {}
    files: dict[str, FileData] = {}
    for number, value in _values(view):
        name = number.removeprefix(FILE).removeprefix(MUST)
        if value.get("type") == "file_input":
            given = value.get("files") or ()
            files |= {name: given[0]} if given else {}
            values.setdefault(name, "")
        else:
            values[name] = _answer(value)
    origin = Origin.read(str(view.get("private_metadata") or ""))
    missing = tuple(_missing(view, values, files))
    return Sent(token=str(view.get("callback_id") or ""), origin=origin, values=values, files=files, missing=missing)


def errors(sent: Sent, words: Words) -> dict[str, Any] | None:
    """Give the acknowledgement that shows at each field what is missing there; None where nothing is."""
    if not sent.missing:
        return None
    said = words(N_("Something has to stand here, or a file has to be attached."))
    blank = words(N_("Something has to stand here."))
    files = {number.removeprefix(MUST) for number in sent.missing if number.startswith(MUST)}
    found = {
        number.removeprefix(MUST): said if number.removeprefix(MUST) in files else blank for number in sent.missing
    }
    return {"response_action": "errors", "errors": found}


def changed(view: View) -> dict[str, str]:
    """Give the texts that somebody typed so far, by the ids of what was asked: those that differ from what stood there
    at first.
    """
    first = {str(block.get("block_id")): block.get("element") or {} for block in view.get("blocks") or ()}
    found = {number: _answer(value) for number, value in _values(view) if value.get("type") in _TYPED}
    return {
        number: text for number, text in found.items() if text.strip() and text != _initial(first.get(number) or {})
    }


def _initial(element: Mapping[str, Any]) -> str:
    stands = element.get("initial_value") or ""
    return rich_value(stands) if isinstance(stands, Mapping) else plain(str(stands))


def _values(view: View) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Give the values by the ids of blocks. Before anybody touched a form Slack may send none."""
    for number, block in ((view.get("state") or {}).get("values") or {}).items():
        yield from ((str(number), value) for value in block.values())


def _answer(value: Mapping[str, Any]) -> str:
    """Give a text as it was typed, or what was chosen."""
    kind = value.get("type")
    if kind == "rich_text_input":
        return rich_value(value.get("rich_text_value") or {})
    if kind in {"external_select", "radio_buttons", "static_select"}:
        chosen = plain(str((value.get("selected_option") or {}).get("value") or ""))
        return OTHER if chosen == ELSE else chosen
    return plain(str(value.get("value") or ""))


def _missing(view: View, values: Mapping[str, str], files: Mapping[str, FileData]) -> Iterator[str]:
    """Give what must be answered and was not. Slack lets nobody send what is empty, but takes white space; and it
    cannot know of a text that a file may stand for.
    """
    for block in view.get("blocks") or ():
        number = str(block.get("block_id") or "")
        name = number.removeprefix(MUST)
        required = block.get("type") == "input" and (not block.get("optional") or number.startswith(MUST))
        if required and not values.get(name, "").strip() and name not in files:
            yield number
