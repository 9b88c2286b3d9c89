"""What Discord refuses of commands and completions and its OpenAPI document does not say.

Source: Discord's reference (application commands) as of 2026-08-06.
"""

from collections.abc import Iterable, Iterator, Sequence

import regex

from tests.doubles.complaints import length, number, unique
from tests.doubles.discord_limits import Json

SLASH = 1
MOST = {1: 100, 2: 15, 3: 15}
"""How many commands of each type: slash, on a person, on a message."""
SUB, GROUP = 1, 2
NAME = regex.compile(r"[-_'\p{L}\p{N}\p{Script=Devanagari}\p{Script=Thai}]{1,32}")
SIZE = 8000
LOCALES = (
    {"ar", "bg", "cs", "da", "de", "el", "en-GB", "en-US", "es-419", "es-ES", "fi", "fr", "he", "hi", "hr", "hu", "id"}
    | {"it", "ja", "ko", "lt", "nl", "no", "pl", "pt-BR", "ro", "ru", "sv-SE", "th", "tr", "uk", "vi"}
    | {"zh-CN", "zh-TW"}
)


def commands(given: Sequence[Json]) -> Iterator[str]:
    """Complain about all commands of the application."""
    yield from unique("commands", ((_kind(each), each["name"]) for each in given))
    for kind, most in MOST.items():
        yield from number(f"commands of type {kind}", sum(_kind(each) == kind for each in given), most)
    for each in given:
        yield from command(each)


def command(given: Json) -> Iterator[str]:
    """Complain about one command."""
    where = given["name"]
    if _kind(given) == SLASH:
        yield from _named(where, given)
        yield from _options(where, given.get("options") or (), depth=0)
        yield from number(f"{where}, characters in all", _size(given), SIZE)
    else:
        yield from length(f"{where}.name", given["name"], 32, 1)
        yield from _localised(f"{where}.name", given.get("name_localizations"), 32)
        yield from (f"{where}.{key}: a context menu has none" for key in ("description", "options") if given.get(key))


def choices(given: Sequence[Json], where: str) -> Iterator[str]:
    """Complain about the choices of an option, or those that a completion offers."""
    yield from number(where, len(given), 25)
    yield from unique(where, (each["name"] for each in given))
    for index, each in enumerate(given):
        yield from length(f"{where}[{index}].name", each["name"], 100, 1)
        yield from _localised(f"{where}[{index}].name", each.get("name_localizations"), 100)
        if isinstance(each["value"], str):
            yield from length(f"{where}[{index}].value", each["value"], 100)


def _kind(given: Json) -> int:
    return int(given.get("type") or SLASH)


def _options(where: str, options: Sequence[Json], depth: int) -> Iterator[str]:
    yield from number(f"{where}.options", len(options), 25)
    yield from unique(f"{where}.options", (each["name"] for each in options))
    yield from _ordered(where, options)
    for each in options:
        here = f"{where} {each['name']}"
        yield from _named(here, each)
        yield from choices(each.get("choices") or (), f"{here}.choices")
        yield from _nested(here, each, depth)


def _ordered(where: str, options: Sequence[Json]) -> Iterator[str]:
    """Complain about kinds that cannot stand beside each other, and what must be given after what need not be."""
    if len({each["type"] in {SUB, GROUP} for each in options}) > 1:
        yield f"{where}: sub-commands and options beside each other"
    needed = [bool(each.get("required")) for each in options]
    if needed != sorted(needed, reverse=True):
        yield f"{where}: required options come first"


def _nested(where: str, option: Json, depth: int) -> Iterator[str]:
    if option["type"] in {SUB, GROUP}:
        if depth + (option["type"] == GROUP) > 1:
            yield f"{where}: nested too deep"
        yield from _options(where, option.get("options") or (), depth + 1 if option["type"] == GROUP else 2)
    elif option.get("options"):
        yield f"{where}: an option has no options"
    if option.get("autocomplete") and option.get("choices"):
        yield f"{where}: choices or completion, not both"


def _named(where: str, given: Json) -> Iterator[str]:
    """Complain about the name and the description of a slash command or an option, in every language."""
    for name in (given["name"], *(given.get("name_localizations") or {}).values()):
        if not NAME.fullmatch(name) or name != name.lower():
            yield f"{where}: {name!r} is no name; letters (small ones), digits, - and _, at most 32"
    yield from length(f"{where}.description", given.get("description"), 100, 1)
    yield from _localised(f"{where}.name", given.get("name_localizations"), 32)
    yield from _localised(f"{where}.description", given.get("description_localizations"), 100)


def _localised(where: str, texts: Json | None, most: int) -> Iterator[str]:
    for locale, text in (texts or {}).items():
        yield from length(f"{where} in {locale}", text, most, 1)
        if locale not in LOCALES:
            yield f"{where}: Discord has no locale {locale}"


def _size(given: Json) -> int:
    """Count the characters of a command and all in it; of a text in several languages, the longest counts."""
    own = _longest(given, "name") + _longest(given, "description")
    offered = sum(_longest(each, "name") + len(str(each["value"])) for each in given.get("choices") or ())
    return own + offered + sum(map(_size, given.get("options") or ()))


def _longest(given: Json, key: str) -> int:
    texts: Iterable[str] = (given.get(key) or "", *(given.get(f"{key}_localizations") or {}).values())
    return max(map(len, texts))
