"""The words of the guided prompts, one file a language: `wording("fr")` reads `fr.toml`.

They are part of the prompts that come out, so they are in the prompt's language and not in the reader's: that is why
they are no gettext catalogue. A file has exactly the keys of the classes below; the loader refuses any other. Adding a
language is adding a file (and its verbs, where goals are to be read in it: `bot.engineer.guided.goal`).
"""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

FOLDER = Path(__file__).parent


class BadWordingError(ValueError):
    """A file is not as the loader wants it; the message names the file and what is wrong."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Frame(_Strict):
    """The words between the parts. Those with `{value}` or `{tags}` are filled in by plain replacement."""

    task: str
    context: str
    audience: str
    output: str
    rules: str
    example: str
    input: str
    without: str
    colon: str
    """As typography has it: French puts a no-break space before it."""
    tone: str
    language: str
    length: str
    avoid: str
    outside: str
    assumed: str
    see: str
    join: str
    """Between the last two of several things."""


class Kind(_Strict):
    """What is known about one kind of task."""

    output: tuple[str, ...] = ()
    """Lines on the result, taken when nobody said otherwise."""
    output_many: tuple[str, ...] = ()
    """The same where the material is a collection (tickets, reviews)."""
    rules: tuple[str, ...] = ()
    """Lines that belong to nearly every task of the kind."""
    outputs: tuple[str, ...] = ()
    """Answers to press for what the result looks like; each goes into the prompt as it stands."""
    readers: tuple[str, ...] = ()
    """Answers to press for who reads it."""
    limits: tuple[str, ...] = ()
    """Answers to press for rules and what to avoid."""
    choices: tuple[str, ...] = ()
    """Answers to press for what the kind alone needs: categories, fields, a language."""
    assumed: str = ""
    """What is taken for it when nobody says."""


class Wording(_Strict):
    """One language."""

    frame: Frame
    kinds: Mapping[str, Kind]
    materials: Mapping[str, tuple[str, ...]]
    """What a thing to write is made from: words of the goal -> names of inputs."""
    about: Mapping[str, str]
    """A word on what goes in, by the last word of a variable's name."""


@cache
def wording(language: str) -> Wording:
    """Give the words of `language`. Raises `BadWordingError`, or `FileNotFoundError` for a language without a file."""
    return parse(language, (FOLDER / f"{language}.toml").read_text(encoding="utf-8"))


def parse(language: str, source: str) -> Wording:
    """Read the source of a file; raises `BadWordingError`."""
    try:
        return Wording.model_validate(tomllib.loads(source))
    except (tomllib.TOMLDecodeError, ValidationError) as error:
        raise BadWordingError(f"{language}.toml: {error}") from error


@cache
def languages() -> tuple[str, ...]:
    """Give the languages that there are words for."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.toml")))
