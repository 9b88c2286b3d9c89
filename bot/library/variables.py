r"""The variables of a prompt: what its front matter says of them, and what it does not say.

    ---
    variables:
      ticket:
        description: The whole ticket, with its replies
        type: long text
      tone: [friendly, formal]
      words:
        type: number
        default: 100
        required: no
    ---
    Summarise {{ticket}} in {{words}} words. {{> brand-voice}}

A variable is a word on it, a list of choices, or the fields that stand in `_FIELDS`. Front matter is no part of what is
filled in and run. One that is wrong is text like the rest, with a warning: nobody is kept from their own prompt.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache

import yaml

from bot.library import templates
from bot.library.plain_yaml import line_of, load
from bot.library.texts import shortened
from bot.words import N_

HEAD = 6_000
"""Characters of front matter that are read: nobody waits long for the worst of that size."""
_FRONT = re.compile(r"---[ \t]*\r?\n(?P<head>(?:.*\n)*?)---[ \t]*(?:\r?\n|\Z)")
_OPENS = re.compile(r"---[ \t]*\r?\n(?:.*\n)*?variables[ \t]*:")
_BESIDE = frozenset({"name", "description", "target", "tags", "aliases"})
"""Fields that an exported file has beside the variables."""
_FIELDS = frozenset({"description", "type", "choices", "default", "required"})
_YES = {"": True, "yes": True, "true": True, "on": True, "no": False, "false": False, "off": False}
_NUMBER = re.compile(r"[+-]?[0-9]{1,40}(?:[.,][0-9]{1,40})?")
UNREAD = N_("What stands on top, between the lines ---, cannot be read (line {line}). It counts as text.")
UNCLEAR = N_("What stands on top, between the lines ---, says something that I do not know: {what}. It counts as text.")
ENDLESS = N_(
    "What stands on top begins with --- and has no second line --- within {limit} characters. It counts as text."
)


class Type(StrEnum):
    """What goes into a variable."""

    TEXT = "text"
    LONG = "long text"
    CHOICE = "choice"
    NUMBER = "number"
    FILE = "file"


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    """A variable, as it is asked for."""

    name: str
    about: str = ""
    type: Type = Type.TEXT
    choices: tuple[str, ...] = ()
    default: str = ""
    required: bool = True


@dataclass(frozen=True, slots=True)
class Sheet:
    """A prompt's text taken apart. `warning` is a message id that says why its front matter is none."""

    body: str
    """What is filled in and run."""
    declared: Mapping[str, Declared] = field(default_factory=dict)
    front: str = ""
    """The front matter with its lines; `front + body` is the text."""
    warning: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    """What fills the warning."""

    @property
    def variables(self) -> tuple[Declared, ...]:
        """Give the variables that stand in the body, in order. What nothing is said of may be a text of any length."""
        return tuple(self.of(name) for name in templates.variables(self.body))

    def of(self, name: str) -> Declared:
        """Give a variable."""
        return self.declared.get(name) or Declared(name=name, type=Type.LONG)


class _UnclearError(Exception):
    """Something is said that is not known; the text says what."""


def read(text: str) -> Sheet:
    """Take a prompt's text apart. It raises nothing."""
    if not _OPENS.match(text, 0, HEAD):
        return Sheet(text)
    front = _FRONT.match(text)
    if front is None or len(front["head"]) > HEAD:
        return Sheet(text, warning=ENDLESS, values={"limit": f"{HEAD:,}"})
    if not _OPENS.match(front[0]):
        return Sheet(text)
    declared, warning, values = _said(front["head"])
    if warning:
        return Sheet(text, warning=warning, values=values)
    return Sheet(text[front.end() :], declared, front[0])


@lru_cache(maxsize=128)
def _said(head: str) -> tuple[Mapping[str, Declared], str, Mapping[str, str]]:
    """Give what front matter says; or what is wrong with it, with the values of that sentence."""
    try:
        return _declared(load(head)), "", {}
    except yaml.YAMLError as error:
        return {}, UNREAD, {"line": str(line_of(error) + 1)}
    except _UnclearError as error:
        return {}, UNCLEAR, {"what": shortened(str(error), 80)}


def _declared(given: object) -> dict[str, Declared]:
    match given:
        case {"variables": dict(found), **beside} if beside.keys() <= _BESIDE:
            return {name: _one(name, what) for name, what in found.items()}
        case {"variables": "", **beside} if beside.keys() <= _BESIDE:
            return {}
        case {"variables": dict(), **beside}:
            raise _UnclearError(", ".join(sorted(map(str, beside.keys() - _BESIDE))))
        case _:
            raise _UnclearError("variables")


def _one(name: str, what: object) -> Declared:
    if not templates.is_name(name):
        raise _UnclearError(name)
    match what:
        case str(about):
            return Declared(name=name, about=about.strip())
        case list(choices):
            return Declared(name=name, type=Type.CHOICE, choices=_choices(name, choices))
        case dict(fields):
            return _whole(name, fields)
        case _:
            raise _UnclearError(name)


def _whole(name: str, fields: Mapping[str, object]) -> Declared:
    choices = fields.get("choices")
    said = {key: value for key, value in fields.items() if key != "choices" and isinstance(value, str)}
    if unknown := fields.keys() - _FIELDS or fields.keys() - said.keys() - {"choices"}:
        raise _UnclearError(f"{name}: {min(unknown)}")
    return Declared(
        name=name,
        about=said.get("description", "").strip(),
        type=_type(name, said.get("type", "")) if choices is None else Type.CHOICE,
        choices=() if choices is None else _choices(name, choices),
        default=said.get("default", "").strip(),
        required=_required(name, said.get("required", "")),
    )


def _type(name: str, typed: str) -> Type:
    """Give a type by its name. A choice says what there is to choose from."""
    known = next((one for one in Type if one == " ".join(typed.casefold().split())), None)
    if known is Type.CHOICE or (known is None and typed):
        raise _UnclearError(f"{name}: type {typed}")
    return known or Type.TEXT


def _choices(name: str, given: object) -> tuple[str, ...]:
    choices = [one.strip() for one in given if isinstance(one, str)] if isinstance(given, list) else []
    if not choices or not all(choices) or len(choices) < len(given if isinstance(given, list) else ()):
        raise _UnclearError(f"{name}: choices")
    return tuple(dict.fromkeys(choices))


def _required(name: str, typed: str) -> bool:
    if typed.casefold() not in _YES:
        raise _UnclearError(f"{name}: required {typed}")
    return _YES[typed.casefold()]


def is_number(text: str) -> bool:
    """Tell whether a text is a number, with a point or a comma."""
    return _NUMBER.fullmatch(text.strip()) is not None
