"""What Discord refuses of messages and forms and its OpenAPI document does not say: the limits of its reference.

Sources: Discord's reference (components, messages, interactions, uploading files) as of 2026-08-06. "Ours" marks what
Discord bears and people do not.

Characters are Unicode code points, as `len` counts them. Discord's staff said so of its API, which is Python 3 (in the
discussion "Message/Embed limitations - how is the length determined?" of its documentation's repository, 2020-01-23),
and `maxLength` in its document means the same by the rules of JSON Schema.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from re import compile as pattern
from typing import Any

from tests.doubles.complaints import length, number, unique

Json = Mapping[str, Any]
Files = Sequence[tuple[str, int]]
Placed = tuple[str, Json]

V2 = 1 << 15
ROW, BUTTON, SELECT, INPUT = 1, 2, 3, 4
SELECTS = frozenset({3, 5, 6, 7, 8})
SECTION, TEXT, THUMBNAIL, GALLERY, FILE, SEPARATOR, CONTAINER, LABEL = 9, 10, 11, 12, 13, 14, 17, 18
ONLY_V2 = frozenset({SECTION, TEXT, GALLERY, FILE, SEPARATOR, CONTAINER})
LINK, PREMIUM = 5, 6
REFERENCE = "attachment://"
REFERABLE = pattern(r"[A-Za-z0-9._-]+")
"""Discord writes other characters of an attachment's name differently, and then finds no such attachment."""


# --- files -------------------------------------------------------------------------------------------------------


def uploads(files: Files) -> Iterator[str]:
    """Complain about the files of one request: 10, 10 MiB each, 25 MiB together."""
    yield from number("files", len(files), 10)
    for name, size in files:
        yield from number(f"file {name}, bytes", size, 10 * 2**20)
    yield from number("files together, bytes", sum(size for _, size in files), 25 * 2**20)


def _references(placed: Sequence[Placed]) -> Iterator[tuple[str, str]]:
    """Give each file that a component shows, by where and the address that it says."""
    for where, component in placed:
        if component["type"] == FILE:
            yield where, component["file"]["url"]
        elif component["type"] == THUMBNAIL:
            yield where, component["media"]["url"]
        elif component["type"] == GALLERY:
            yield from ((where, item["media"]["url"]) for item in component["items"])


def _shown(body: Json, files: Files, placed: Sequence[Placed], *, new: bool) -> Iterator[str]:
    """Complain about components that show what is not there, and files that nothing shows."""
    kept = [attachment.get("filename") for attachment in body.get("attachments") or ()]
    names = {name for name, _ in files} | set(kept)
    # What an edited message has is known only if the edit says it, and by name.
    known = None not in kept and (new or "attachments" in body)
    shown = [(where, url.removeprefix(REFERENCE)) for where, url in _references(placed) if url.startswith(REFERENCE)]
    for where, name in shown:
        if known and name not in names:
            yield f"{where}: shows {name}, which is not attached"
        if not REFERABLE.fullmatch(name):
            yield f"{where}: {name!r} cannot be referred to; only letters, digits, dots, dashes and underscores can"
    for name, _ in files:
        if name not in {each for _, each in shown}:
            yield f"file {name}: no component shows it, so that nobody sees it (ours)"


# --- messages ----------------------------------------------------------------------------------------------------


def walk(components: Iterable[Json], where: str = "components") -> Iterator[Placed]:
    """Give all components with nested ones, and where each stands."""
    for index, component in enumerate(components):
        here = f"{where}[{index}]"
        yield here, component
        yield from walk(component.get("components") or (), f"{here}.components")
        for key in ("accessory", "component"):
            if component.get(key):
                yield from walk((component[key],), f"{here}.{key}")


def message(body: Json, files: Files, *, new: bool) -> Iterator[str]:
    """Complain about a message: a new one, or an edit of one."""
    placed = list(walk(body.get("components") or ()))
    yield from length("content", body.get("content"), 2000)
    yield from number("attachments", len(body.get("attachments") or ()), 10)
    yield from _mentions(body)
    yield from _components(placed)
    if new and _empty(body, files):
        yield "an empty message"
    if (body.get("flags") or 0) & V2 or any(component["type"] in ONLY_V2 for _, component in placed):
        yield from _second(body, files, placed, new=new)
    else:
        yield from number("rows", len(body.get("components") or ()), 5)


def _empty(body: Json, files: Files) -> bool:
    more = any(body.get(key) for key in ("components", "embeds", "sticker_ids", "poll"))
    return not (more or files or (body.get("content") or "").strip())


def _mentions(body: Json) -> Iterator[str]:
    """Complain where somebody could be called by a text that a model or another person wrote (ours)."""
    if not any(body.get(key) for key in ("content", "components", "embeds")):
        return
    allowed = body.get("allowed_mentions") or {}
    if allowed.get("parse") != [] or allowed.get("users") or allowed.get("roles"):
        yield f"allowed_mentions: {allowed or 'missing'}, must parse nothing and name nobody (ours)"


def _second(body: Json, files: Files, placed: Sequence[Placed], *, new: bool) -> Iterator[str]:
    """Complain about a message of components, version 2."""
    if new and not (body.get("flags") or 0) & V2:
        yield f"flags: components of version 2 need {V2}"
    for key in ("content", "embeds", "sticker_ids", "poll"):
        if body.get(key):
            yield f"{key}: not beside components of version 2"
    yield from number("components with nested ones", len(placed), 40)
    texts = (component["content"] for _, component in placed if component["type"] == TEXT)
    yield from number("characters of all texts", sum(map(len, texts)), 4000)
    yield from _shown(body, files, placed, new=new)


def _components(placed: Sequence[Placed], *, form: bool = False) -> Iterator[str]:
    """Complain about each component, and about ids that are there twice."""
    ids = [component["custom_id"] for _, component in placed if component.get("custom_id") is not None]
    yield from unique("custom_id", ids)
    yield from chain.from_iterable(length("custom_id", each, 100, 1) for each in ids)
    for where, component in placed:
        if component["type"] in _RULES:
            yield from _RULES[component["type"]](where, component)
        if form:
            yield from _needed(where, component)


def _row(where: str, component: Json) -> Iterator[str]:
    kinds = [each["type"] for each in component["components"]]
    yield from number(f"{where}.components", len(kinds), 5, 1)
    if kinds != [BUTTON] * len(kinds) and len(kinds) > 1:
        yield f"{where}: a row has buttons or one other component"


def _button(where: str, component: Json) -> Iterator[str]:
    yield from length(f"{where}.label", component.get("label"), 80, 0 if component.get("emoji") else 1)
    meant = {LINK: "url", PREMIUM: "sku_id"}.get(component["style"], "custom_id")
    given = [key for key in ("url", "sku_id", "custom_id") if component.get(key) is not None]
    if given != [meant]:
        yield f"{where}: a button of style {component['style']} has {meant}, and it alone"


def _select(where: str, component: Json) -> Iterator[str]:
    given = (component.get("min_values"), component.get("max_values"))
    least, most = (1 if each is None else int(each) for each in given)
    yield from length(f"{where}.placeholder", component.get("placeholder"), 150)
    yield from number(f"{where}.min_values", least, most)
    yield from number(f"{where}.max_values", most, 25, 1)
    if component["type"] == SELECT:
        yield from _options(f"{where}.options", component["options"], most)


def _options(where: str, options: Sequence[Json], most: int) -> Iterator[str]:
    yield from number(where, len(options), 25, most)
    yield from unique(f"{where} values", (each["value"] for each in options))
    yield from number(f"{where} chosen", sum(bool(each.get("default")) for each in options), most)
    for index, option in enumerate(options):
        for key, least in (("label", 1), ("value", 1), ("description", 0)):
            yield from length(f"{where}[{index}].{key}", option.get(key), 100, least)


def _section(where: str, component: Json) -> Iterator[str]:
    yield from number(f"{where}.components", len(component["components"]), 3, 1)
    if any(each["type"] != TEXT for each in component["components"]):
        yield f"{where}: a section has texts alone"
    if (component.get("accessory") or {}).get("type") not in {BUTTON, THUMBNAIL}:
        yield f"{where}: a section has a button or a thumbnail beside it"


def _text(where: str, component: Json) -> Iterator[str]:
    yield from length(where, component["content"], 4000, 1)


# --- forms -------------------------------------------------------------------------------------------------------


def modal(data: Json) -> Iterator[str]:
    """Complain about a form."""
    yield from length("title", data["title"], 45, 1)
    yield from length("custom_id", data["custom_id"], 100, 1)
    yield from number("components", len(data["components"]), 5, 1)
    yield from _components(list(walk(data["components"])), form=True)


def _label(where: str, component: Json) -> Iterator[str]:
    yield from length(f"{where}.label", component["label"], 45, 1)
    yield from length(f"{where}.description", component.get("description"), 100)


def _input(where: str, component: Json) -> Iterator[str]:
    least, most = component.get("min_length") or 0, component.get("max_length") or 4000
    yield from number(f"{where}.max_length", most, 4000, 1)
    yield from number(f"{where}.min_length", least, most)
    yield from length(f"{where}.placeholder", component.get("placeholder"), 100)
    yield from length(f"{where}.value", component.get("value"), most, least if component.get("value") else 0)


def _needed(where: str, component: Json) -> Iterator[str]:
    """Complain about a field that must be filled, and may be left empty."""
    if component.get("min_values") == 0 and component.get("required", True):
        yield f"{where}: required, with min_values 0"


_RULES: Mapping[int, Callable[[str, Json], Iterator[str]]] = {
    ROW: _row,
    BUTTON: _button,
    INPUT: _input,
    SECTION: _section,
    TEXT: _text,
    LABEL: _label,
    **dict.fromkeys(SELECTS, _select),
}
