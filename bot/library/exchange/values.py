"""What travels between libraries, as frozen values. Nothing in it has an id, and nobody vouches for what it says."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol

BYTES = 64_000_000
"""Bytes of all files of an import together, unpacked."""
FILES = 20_000
"""Files of an import, and prompts in it."""
VERSIONS = 10_000
"""Versions of one prompt."""
LINE = 4_000
"""Characters of a description, a reason, an author's name."""
WORDS = 100
"""Tags of one prompt, and likewise aliases and labels."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """A version on its way. Its number is its place among the others, from 1."""

    text: str
    why: str = ""
    author: str = ""
    """A name, as the file says."""
    at: datetime | None = None
    """Aware, in UTC."""
    target: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A saved prompt on its way, with at least one version, the newest last."""

    name: str
    versions: tuple[Edition, ...]
    about: str = ""
    tags: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    labels: Mapping[str, int] = field(default_factory=dict)
    """Which version each label points at, by number."""

    @property
    def newest(self) -> Edition:
        """The last version."""
        return self.versions[-1]


@dataclass(frozen=True, slots=True)
class File:
    """A file. `path` is relative, with "/" between its parts; it names the file and is never opened."""

    path: str
    content: bytes = field(repr=False)


class Weight(StrEnum):
    """How much a remark matters."""

    REFUSED = "refused"
    """What it is about did not come in."""
    NOTED = "noted"
    """It came in, and there is something to know."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """What is told of one entry, or of one file. `where` names it: a prompt, a file, or a file and its line
    ("prompts.csv:12"). `message` is a message id that `values` fill.
    """

    where: str
    message: str
    values: Mapping[str, object] = field(default_factory=dict)
    weight: Weight = Weight.REFUSED


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """An entry as a format read it, not looked at yet. `named`: its name was given as a name of ours; else it was made
    of what stood there, a title or a path, and may have to be made fit.
    """

    where: str
    entry: Entry
    named: bool


class Aspect(StrEnum):
    """What a format may be unable to hold."""

    NAME = "name"
    HISTORY = "history"
    """All versions but the newest."""
    ORIGIN = "origin"
    """Who wrote a version, when and why."""
    ABOUT = "about"
    TARGET = "target"
    TAGS = "tags"
    ALIASES = "aliases"
    LABELS = "labels"


class Read(Protocol):
    """How a format is read."""

    def __call__(self, file: File, /) -> Iterator[Found | Remark]:
        """Give the entries of a file, one after the other; what is wrong with one stops none of the others."""
        ...


class Write(Protocol):
    """How a format is written."""

    def __call__(self, entries: Iterable[Entry], /) -> Iterator[File]:
        """Give the files that hold the entries. The same entries give the same bytes."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """A format. A new one is a module of this package, named `as_...`, that defines `FORMAT`."""

    name: str
    suffixes: tuple[str, ...]
    """How its files' names end; the first is the one that we write."""
    media_type: str
    loses: frozenset[Aspect]
    """What it cannot hold."""
    recognises: "Recognise"
    read: Read
    write: Write
    whole: bool = False
    """All entries stand in one file; else each has a file of its own."""


class Recognise(Protocol):
    """How the content of a file without a telling name is known."""

    def __call__(self, content: bytes, /) -> bool:
        """Say whether it looks like this format."""
        ...
