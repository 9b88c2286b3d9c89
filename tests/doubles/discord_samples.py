"""Requests to Discord: just within each limit and just beyond it, and pairs of what it takes and what it refuses."""

from collections.abc import Callable, Iterator
from typing import Any

Json = dict[str, Any]
Files = list[tuple[str, int]]
Request = tuple[str, str, object, Files]

CALLBACK = ("POST", "/interactions/1/token/callback")
FOLLOW_UP = ("POST", "/webhooks/1/token")
ORIGINAL = ("PATCH", "/webhooks/1/token/messages/@original")
CHANNEL = ("POST", "/channels/1/messages")
EDIT = ("PATCH", "/channels/1/messages/2")
COMMANDS = ("PUT", "/applications/1/commands")
NOBODY = {"parse": list[str]()}
V2 = 32768


# --- pieces ------------------------------------------------------------------------------------------------------


def text(content: str = "x") -> Json:
    """Give a text display."""
    return {"type": 10, "content": content}


def button(number: int = 0, **more: object) -> Json:
    """Give a button."""
    return {"type": 2, "style": 1, "label": "Go", "custom_id": f"go{number}", **more}


def row(*components: Json) -> Json:
    """Give a row."""
    return {"type": 1, "components": list(components)}


def options(count: int, **more: object) -> list[Json]:
    """Give the options of a select."""
    return [{"label": f"a{number}", "value": f"v{number}", **more} for number in range(count)]


def select(count: int = 1, **more: object) -> Json:
    """Give a select."""
    return {"type": 3, "custom_id": "menu", "options": options(count), **more}


def card(*components: Json, files: Files | None = None, **more: object) -> Request:
    """Give a message of components."""
    body = {"flags": V2, "allowed_mentions": NOBODY, "components": list(components), **more}
    return (*CHANNEL, body, files or [])


def said(content: str, way: tuple[str, str] = CHANNEL, **more: object) -> Request:
    """Give a message of content."""
    return (*way, {"content": content, "allowed_mentions": NOBODY, **more}, [])


def label(component: Json | None = None, **more: object) -> Json:
    """Give a field with its label."""
    return {"type": 18, "label": "Goal", "component": component or entry(), **more}


def entry(**more: object) -> Json:
    """Give a text input."""
    return {"type": 4, "style": 2, "custom_id": "goal", **more}


def form(*components: Json, **more: object) -> Request:
    """Give a form."""
    return (
        *CALLBACK,
        {"type": 9, "data": {"title": "Draft", "custom_id": "f", "components": list(components), **more}},
        [],
    )


def fields(count: int) -> Request:
    """Give a form with `count` fields."""
    return form(*(label(entry(custom_id=f"e{number}")) for number in range(count)))


def uploaded(*sizes: int) -> Request:
    """Give a message with files of these sizes in bytes."""
    return (
        *CHANNEL,
        {"content": "x", "allowed_mentions": NOBODY},
        [(f"{at}.md", size) for at, size in enumerate(sizes)],
    )


def option(name: str = "goal", **more: object) -> Json:
    """Give an option of a command."""
    return {"type": 3, "name": name, "description": "What", **more}


def slash(*given: Json, **more: object) -> Json:
    """Give a slash command."""
    return {"name": "prompt", "description": "Prompts", "options": list(given), **more}


def declared(*given: Json) -> Request:
    """Declare commands."""
    return (*COMMANDS, list(given), [])


def offered(count: int, **more: object) -> list[Json]:
    """Give choices."""
    return [{"name": f"n{number}", "value": f"v{number}", **more} for number in range(count)]


def completed(choices: list[Json]) -> Request:
    """Give an answer to a completion."""
    return (*CALLBACK, {"type": 8, "data": {"choices": choices}}, [])


def sized(size: int) -> Request:
    """Declare a command of `size` characters in all, the longer of two languages counted."""
    name = {"name": "a", "description": "b" * 60, "description_localizations": {"fr": "é" * 100}}
    full = [option(f"o{at:02}", description="d" * 97) for at in range(25)]  # 100 each
    subs = [{"type": 1, "name": f"s{at}", "description": "e" * 98, "options": full} for at in range(3)]  # 2600 each
    rest = size - 101 - 3 * 2600 - 3
    return declared({**name, "options": [*subs, {"type": 1, "name": "end", "description": "z" * rest}]})


# --- limits ------------------------------------------------------------------------------------------------------

LIMITS: dict[str, tuple[int, Callable[[int], Request]]] = {
    "content of a channel message": (2000, lambda n: said("x" * n)),
    "content of an edit": (2000, lambda n: said("x" * n, EDIT)),
    "content of a follow-up": (2000, lambda n: said("x" * n, FOLLOW_UP)),
    "content of the answer": (2000, lambda n: said("x" * n, ORIGINAL)),
    "content in emoji": (2000, lambda n: said("😀" * n)),
    "rows beside content": (5, lambda n: said("x", components=[row(button(at)) for at in range(n)])),
    "components": (40, lambda n: card(*(text() for _ in range(n)))),
    "components, nested": (40, lambda n: card({"type": 17, "components": [text() for _ in range(n - 1)]})),
    "components, beside": (
        40,
        lambda n: card({"type": 9, "components": [text()], "accessory": button()}, *(text() for _ in range(n - 3))),
    ),
    "characters of texts": (
        4000,
        lambda n: card(text("x" * 3000), {"type": 17, "components": [text("x" * (n - 3000))]}),
    ),
    "buttons of a row": (5, lambda n: card(row(*(button(at) for at in range(n))))),
    "selects of a row": (1, lambda n: card(row(*(select(custom_id=f"m{at}") for at in range(n))))),
    "texts of a section": (3, lambda n: card({"type": 9, "components": [text()] * n, "accessory": button()})),
    "custom_id": (100, lambda n: card(row(button(custom_id="x" * n)))),
    "label of a button": (80, lambda n: card(row(button(label="x" * n)))),
    "options": (25, lambda n: card(row(select(n)))),
    "label of an option": (100, lambda n: card(row(select(options=options(1, label="x" * n))))),
    "value of an option": (100, lambda n: card(row(select(options=options(1, value="x" * n))))),
    "description of an option": (100, lambda n: card(row(select(options=options(1, description="x" * n))))),
    "placeholder of a select": (150, lambda n: card(row(select(placeholder="x" * n)))),
    "people of a select": (25, lambda n: card(row({"type": 5, "custom_id": "who", "max_values": n}))),
    "fewest values of a select": (2, lambda n: card(row(select(3, min_values=n, max_values=2)))),
    "attachments": (10, lambda n: said("x", attachments=[{"id": at, "filename": f"{at}.md"} for at in range(n)])),
    "text above a field": (4000, lambda n: form(text("x" * n), label())),
    "values of a select": (3, lambda n: card(row(select(3, max_values=n)))),
    "options chosen": (1, lambda n: card(row(select(options=options(n, default=True))))),
    "files": (10, lambda n: uploaded(*(1 for _ in range(n)))),
    "bytes of a file": (10 * 2**20, uploaded),
    "bytes of a request": (25 * 2**20, lambda n: uploaded(10 * 2**20, 10 * 2**20, n - 20 * 2**20)),
    "title of a form": (45, lambda n: form(label(), title="x" * n)),
    "custom_id of a form": (100, lambda n: form(label(), custom_id="x" * n)),
    "components of a form": (5, fields),
    "label of a field": (45, lambda n: form(label(label="x" * n))),
    "description of a field": (100, lambda n: form(label(description="x" * n))),
    "max_length": (4000, lambda n: form(label(entry(max_length=n)))),
    "value of a field": (4000, lambda n: form(label(entry(value="x" * n)))),
    "value within max_length": (10, lambda n: form(label(entry(value="x" * n, max_length=10)))),
    "placeholder of a field": (100, lambda n: form(label(entry(placeholder="x" * n)))),
    "name of a command": (32, lambda n: declared(slash(name="x" * n))),
    "name of a context menu": (32, lambda n: declared({"name": "X" * n, "type": 3})),
    "description of a command": (100, lambda n: declared(slash(description="x" * n))),
    "description in French": (100, lambda n: declared(slash(description_localizations={"fr": "x" * n}))),
    "options of a command": (25, lambda n: declared(slash(*(option(f"o{at}") for at in range(n))))),
    "choices of an option": (25, lambda n: declared(slash(option(choices=offered(n))))),
    "name of a choice": (100, lambda n: declared(slash(option(choices=offered(1, name="x" * n))))),
    "value of a choice": (100, lambda n: declared(slash(option(choices=offered(1, value="x" * n))))),
    "characters of a command": (8000, sized),
    "slash commands": (100, lambda n: declared(*(slash(name=f"c{at}") for at in range(n)))),
    "context menus on people": (15, lambda n: declared(*({"name": f"c{at}", "type": 2} for at in range(n)))),
    "context menus": (15, lambda n: declared(*({"name": f"c{at}", "type": 3} for at in range(n)))),
    "completions": (25, lambda n: completed(offered(n))),
    "name of a completion": (100, lambda n: completed(offered(1, name="x" * n))),
    "value of a completion": (100, lambda n: completed(offered(1, value="x" * n))),
}


SECTION = {"type": 9, "components": [text()]}
FILE = {"type": 13, "file": {"url": "attachment://a.md"}}
OTHER = {"type": 13, "file": {"url": "attachment://b.md"}}
ODD = {"type": 13, "file": {"url": "attachment://my prompt.md"}}
SUB = {"type": 1, "name": "draft", "description": "Draft"}
GROUP = {"type": 2, "name": "team", "description": "Team", "options": [SUB]}
SHOWING: Files = [("a.md", 1)]

PAIRS: dict[str, tuple[Request, Request]] = {
    "content beside components v2": (card(text(), content=None), card(text(), content="x")),
    "embeds beside components v2": (card(text(), embeds=[]), card(text(), embeds=[{"title": "x"}])),
    "the flag": (card(text()), card(text(), flags=64)),
    "an empty row": (card(row(button())), card(row())),
    "buttons and a select": (card(row(select())), card(row(select(), button()))),
    "a section without accessory": (card({**SECTION, "accessory": button()}), card(SECTION)),
    "an empty section": (
        card({**SECTION, "accessory": button()}),
        card({**SECTION, "accessory": button(), "components": []}),
    ),
    "a button in a section": (
        card({**SECTION, "accessory": button()}),
        card({"type": 9, "components": [text(), button(1)], "accessory": button()}),
    ),
    "the same id twice": (card(row(button(1), button(2))), card(row(button(1)), row(button(1)))),
    "an empty id": (card(row(button())), card(row(button(custom_id="")))),
    "no id": (card(row(button())), card(row({"type": 2, "style": 1, "label": "Go"}))),
    "an empty label": (card(row(button(label="", emoji={"name": "x"}))), card(row(button(label="")))),
    "no options": (card(row(select(1))), card(row(select(0)))),
    "the same value twice": (card(row(select(2))), card(row(select(options=[*options(1), *options(1)])))),
    "no text": (card(text("x")), card(text(""))),
    "a file that is not attached": (card(FILE, files=SHOWING), card(FILE, OTHER, files=SHOWING)),
    "a file that nothing shows": (card(FILE, files=SHOWING), card(text(), files=SHOWING)),
    "a name that cannot be referred to": (card(FILE, files=SHOWING), card(ODD, files=[("my prompt.md", 1)])),
    "nothing": (said("x"), said(" ")),
    "allowed mentions": (said("x"), said("x", allowed_mentions=None)),
    "mentions of everyone": (said("x"), said("x", allowed_mentions={"parse": ["everyone"]})),
    "mentions of a person": (said("x"), said("x", allowed_mentions={"parse": [], "users": ["5"]})),
    "no allowed mentions in an edit": (said("", EDIT, allowed_mentions=None), said("x", EDIT, allowed_mentions=None)),
    "an empty form": (fields(1), fields(0)),
    "the same field twice": (form(label()), form(label(), label())),
    "required, and none": (
        form(label({"type": 19, "custom_id": "f", "min_values": 0, "required": False})),
        form(label({"type": 19, "custom_id": "f", "min_values": 0})),
    ),
    "capitals in a name": (declared(slash(name="prompt")), declared(slash(name="Prompt"))),
    "a space in a name": (declared(slash(option("über_1"))), declared(slash(option("a b")))),
    "a capital in French": (
        declared(slash(name_localizations={"fr": "é"})),
        declared(slash(name_localizations={"fr": "É"})),
    ),
    "no locale of Discord": (
        declared(slash(description_localizations={"pt-BR": "é"})),
        declared(slash(description_localizations={"pt": "é"})),
    ),
    "no description": (declared(slash()), declared(slash(description=""))),
    "a description of a context menu": (
        declared({"name": "Use", "type": 3}),
        declared({"name": "Use", "type": 3, "description": "x"}),
    ),
    "the same command twice": (declared(slash(), {"name": "prompt", "type": 3}), declared(slash(), slash())),
    "the same option twice": (declared(slash(option())), declared(slash(option(), option()))),
    "the same choice twice": (
        declared(slash(option(choices=offered(2)))),
        declared(slash(option(choices=offered(2, name="x")))),
    ),
    "what is needed comes last": (
        declared(slash(option("a", required=True), option("b"))),
        declared(slash(option("a"), option("b", required=True))),
    ),
    "sub-commands beside options": (declared(slash(SUB, GROUP)), declared(slash(SUB, option()))),
    "a group in a group": (declared(slash(GROUP)), declared(slash({**GROUP, "options": [GROUP]}))),
    "a sub-command in a sub-command": (declared(slash(SUB)), declared(slash({**SUB, "options": [SUB]}))),
    "options of an option": (declared(slash(option())), declared(slash(option(options=[option()])))),
    "choices and completion": (
        declared(slash(option(autocomplete=True))),
        declared(slash(option(autocomplete=True, choices=offered(1)))),
    ),
}


def everything() -> Iterator[Request]:
    """Give every request of the tables above, taken and refused."""
    for most, made in LIMITS.values():
        yield from (made(most), made(most + 1))
    for pair in PAIRS.values():
        yield from pair
    broken = ({"type": 2, "style": True}, {"type": "2"}, {"type": 10, "content": None}, None, 5, {"type": True})
    yield from (card(each) for each in broken)  # type: ignore[arg-type]  # broken on purpose
    yield from ((*CHANNEL, {"nonce": nonce}, []) for nonce in (5, "5", 5.5, None, True))
