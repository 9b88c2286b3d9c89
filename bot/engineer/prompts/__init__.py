"""The prose that the model reads, one file a request: `load("draft")` reads `draft.md`.

A file begins with front matter between two lines of `---`, then comes the text, which is the stable part of the request
(its system prompt) and is sent as it stands: nothing is filled in, so that a server can cache it. The front matter
takes exactly these keys:

    purpose     names the request for the ledger and the log
    max_tokens  how long the answer may become
    note        why the text is as it is, for whoever edits it next; optional, never sent
"""

from functools import cache
from pathlib import Path
from typing import Annotated

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

FOLDER = Path(__file__).parent
_FENCE = "---\n"


class BadPromptFileError(ValueError):
    """A file is not as the loader wants it; the message names the file and what is wrong."""


class _Head(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    purpose: Annotated[str, Field(min_length=1)]
    max_tokens: Annotated[int, Field(ge=1, le=64_000)]
    note: str = ""


class PromptFile(_Head):
    """A prompt file: its front matter and its text."""

    name: str
    text: Annotated[str, Field(min_length=1)]


@cache
def load(name: str) -> PromptFile:
    """Give the prompt file `name`. Raises `BadPromptFileError` for unknown or missing front matter or an empty text."""
    return parse(name, (FOLDER / f"{name}.md").read_text(encoding="utf-8"))


def parse(name: str, source: str) -> PromptFile:
    """Read the source of a prompt file; raises `BadPromptFileError`."""
    head, fence, text = source.removeprefix(_FENCE).partition("\n" + _FENCE)
    if not source.startswith(_FENCE) or not fence:
        raise BadPromptFileError(f"{name}.md must begin with front matter between two lines of ---")
    try:
        fields = _Head.model_validate(yaml.safe_load(head))
        return PromptFile(name=name, text=text.strip(), **fields.model_dump())
    except (yaml.YAMLError, ValidationError) as error:
        raise BadPromptFileError(f"{name}.md: {error}") from error


def names() -> tuple[str, ...]:
    """Give the names of all prompt files, in alphabetical order."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.md")))
