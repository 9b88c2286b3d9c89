"""The model families that a prompt may be for: dated files of facts, one a family.

A file is front matter between two lines of `---`, then the facts as a short list, which a model that leads the work is
shown as it stands. The front matter takes exactly the keys of `_Head`.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

FOLDER = Path(__file__).parent
_FENCE = "---\n"


class BadTargetFileError(ValueError):
    """A file is not as the loader wants it; the message names the file and what is wrong."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """The facts that decide a prompt's layout, as data."""

    sections: Literal["labels", "headings", "picture"]
    """Parts under labels and tags, under Markdown headings, or none: a description of a picture."""
    inputs: Literal["first", "last"]
    """Where long inputs stand: before the instructions that use them, or after."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A model family. `facts` is a Markdown list for a model to read."""

    id: str
    name: str
    date: date
    """When the facts were last looked at."""
    layout: Layout
    facts: str
    aliases: tuple[str, ...]
    """What people call its models, in lower case; each also stands for itself with a version behind it."""
    sources: tuple[str, ...]

    @property
    def pictures(self) -> bool:
        """Tell whether it makes images, so that a prompt describes and does not instruct."""
        return self.layout.sections == "picture"


class _Head(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    id: Annotated[str, Field(pattern=r"[a-z]+")]
    name: Annotated[str, Field(min_length=1)]
    date: date
    sections: Literal["labels", "headings", "picture"]
    inputs: Literal["first", "last"]
    aliases: Annotated[tuple[str, ...], Field(min_length=1)]
    sources: Annotated[tuple[str, ...], Field(min_length=1)]


@cache
def load_targets() -> Mapping[str, Target]:
    """Give all families by id. Raises `BadTargetFileError`."""
    found = [parse(path.stem, path.read_text(encoding="utf-8")) for path in sorted(FOLDER.glob("*.md"))]
    return MappingProxyType({target.id: target for target in found})


def parse(name: str, source: str) -> Target:
    """Read the source of one file; raises `BadTargetFileError`."""
    head, fence, facts = source.removeprefix(_FENCE).partition("\n" + _FENCE)
    if not source.startswith(_FENCE) or not fence or not facts.strip():
        raise BadTargetFileError(f"{name}.md must be front matter between two lines of ---, then facts")
    try:
        fields = _Head.model_validate(yaml.safe_load(head))
    except (yaml.YAMLError, ValidationError) as error:
        raise BadTargetFileError(f"{name}.md: {error}") from error
    if fields.id != name:
        raise BadTargetFileError(f"{name}.md has the id {fields.id!r}")
    return Target(
        id=fields.id,
        name=fields.name,
        date=fields.date,
        layout=Layout(sections=fields.sections, inputs=fields.inputs),
        facts=facts.strip(),
        aliases=fields.aliases,
        sources=fields.sources,
    )


def find_target(text: str) -> Target | None:
    """Give the family that a person names, as they put it (`ChatGPT`, `gpt-5`, `Llama 3.1 8B`, `midjourney v7`); None
    for a name that is not known. The longest name that fits decides, so that `gpt-oss` is no GPT.
    """
    wanted = _plain(text)
    fitting = [
        (len(alias), target)
        for target in load_targets().values()
        for alias in map(_plain, (target.id, *target.aliases))
        if re.match(rf"{re.escape(alias)}(?=$|[ \d])", wanted)
    ]
    return max(fitting, key=lambda found: found[0])[1] if fitting else None


def _plain(text: str) -> str:
    return re.sub(r"[\W_]+", " ", text.casefold()).strip()
