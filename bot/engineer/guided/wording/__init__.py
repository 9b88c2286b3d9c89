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
    """The words between the parts. `{value}`, `{tags}` and `{phrase}` are filled in by plain replacement."""

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
    join: str
    """Between the last two of several things."""
    tone: str
    language: str
    outside: str
    work_from: str
    question: str
    labels: str
    fields: str
    into: str
    keys: str
    keys_many: str
    stack: str
    topic: str
    fixed: str
    criteria: str
    role: str
    help: str
    write: str
    write_bare: str
    """The same for a noun without an article."""
    create: str
    form: str
    point: str
    """Between a thing and the tags that it stands in."""
    never: str


class Kind(_Strict):
    """What is known about one kind of task. Lines go into prompts as they stand."""

    verbs: tuple[str, ...] = ()
    nouns: tuple[str, ...] = ()
    output: tuple[str, ...] = ()
    """On the result, taken when nobody said otherwise."""
    brief: str
    """The same in a few words, for the person to see what was assumed."""
    output_many: tuple[str, ...] = ()
    """Where the material is a collection (tickets, reviews)."""
    brief_many: str = ""
    rules: tuple[str, ...] = ()
    """What belongs to nearly every task of the kind."""
    rules_many: tuple[str, ...] = ()
    outputs: tuple[str, ...] = ()
    """Answers to press for what the result looks like (of an image: its style)."""
    readers: tuple[str, ...] = ()
    """Answers to press for who reads it (of an image: light and mood)."""
    limits: tuple[str, ...] = ()
    """Answers to press for rules and what to avoid (of an image: view and shape)."""
    choices: tuple[str, ...] = ()
    """Answers to press for what this kind alone needs: categories, fields, a language."""
    assumed: str = ""
    """What is taken for it when nobody says."""


class Shape(_Strict):
    """What a thing to write usually looks like."""

    output: tuple[str, ...]
    brief: str


class GoesIn(_Strict):
    """Answers to press for what goes in each time."""

    one: tuple[str, str]
    """The answer and the name of the input."""
    many: tuple[str, str]
    nothing: str
    none: str
    """How an answer begins that means nothing, as a pattern."""


class Words(_Strict):
    """Lists of words that goals are read by."""

    material: tuple[str, ...]
    """Nouns, in the singular, for a thing that goes in."""
    many: tuple[str, ...]
    """Nouns, in the plural, for a collection of which each item counts."""
    mass: tuple[str, ...]
    """Nouns in the plural that are one thing all the same: notes, minutes."""


class Wording(_Strict):
    """One language."""

    frame: Frame
    goes_in: GoesIn
    formats: Mapping[str, tuple[str, ...]]
    """What to add when the result is in a format that a program reads."""
    kinds: Mapping[str, Kind]
    shapes: Mapping[str, Shape]
    """By a word for the thing, in the singular: "newsletter"."""
    pictures: Mapping[str, tuple[str, ...]]
    """Style, light and view of a kind of picture, where nobody says; `any` for the others."""
    grammar: Words
    materials: Mapping[str, tuple[str, ...]]
    """What a thing to write is made from: words of the goal -> names of inputs."""
    about: Mapping[str, str]
    """A word on what goes in, by the last word of a variable's name."""
    signs: Mapping[str, str]
    """What a goal says already, as patterns that are read without regard to case (but `specific`)."""


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
