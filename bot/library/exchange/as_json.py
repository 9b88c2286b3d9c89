"""Our own format: everything there is to a prompt, as JSON, one prompt a line.

    {"format": "prompteur", "version": 1, "prompts": [
    {"name": "...", "description": "...", "tags": [...], "aliases": [...], "labels": {"production": 2},
     "versions": [{"text": "...", "why": "...", "author": "...", "at": "2026-11-22T09:00:00+00:00", "target": "..."},
                  ...]},
    ...
    ]}

Versions stand in order, the first is number 1. What is empty is left out. A field that is not known is refused, so
that nothing is lost without a word.
"""

import json
import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from bot.library.exchange.entries import decoded, encoded
from bot.library.exchange.values import Edition, Entry, File, Format, Found, Remark
from bot.words import N_

NAME = "prompteur"
VERSION = 1
FILE = "prompts.json"
_BEGINNING = re.compile(rb'(?:\xef\xbb\xbf)?\s*\{\s*"format"\s*:\s*"prompteur"')


def _in_utc(at: datetime) -> datetime:
    try:
        return at.astimezone(UTC)
    except OverflowError:
        raise ValueError("no time that any calendar has") from None


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class _Version(_Strict):
    text: str
    why: str = ""
    author: str = ""
    at: Annotated[AwareDatetime, Field(strict=False), AfterValidator(_in_utc)] | None = None
    target: str = ""


class _Prompt(_Strict):
    name: str
    description: str = ""
    tags: list[str] = []
    aliases: list[str] = []
    labels: dict[str, int] = {}
    versions: list[_Version]


class _TwiceError(ValueError):
    """An object has two fields of one name, so that nobody can tell which counts."""


def _read(file: File) -> Iterator[Found | Remark]:
    text = decoded(file)
    if isinstance(text, Remark):
        yield text
        return
    prompts = _prompts(file.path, text)
    if isinstance(prompts, Remark):
        yield prompts
        return
    for number, one in enumerate(prompts, start=1):
        yield _entry(file.path, number, one)


def _prompts(path: str, text: str) -> list[object] | Remark:
    try:
        whole = json.loads(text, object_pairs_hook=_once, parse_constant=_no_number)
    except _TwiceError as error:
        said = N_("It has the field {field} twice in one place, so nobody can tell which counts.")
        return Remark(where=path, message=said, values={"field": str(error)[:40]})
    except ValueError as error:
        at = f"{error.lineno}:{error.colno}" if isinstance(error, json.JSONDecodeError) else "?"
        return Remark(where=path, message=N_("It is no valid JSON (at {at})."), values={"at": at})
    except RecursionError:
        return Remark(where=path, message=N_("It is nested too deeply to be read."))
    match whole:
        case {"format": "prompteur", "version": 1, "prompts": list(prompts), **rest} if not rest:
            return prompts
        case {"format": "prompteur", "version": int(version)} if version > VERSION:
            said = N_("It was written by a newer version of Prompteur. Update this one, then import it again.")
            return Remark(where=path, message=said)
        case _:
            return Remark(where=path, message=N_("It is JSON, but no library of Prompteur."))


def _entry(path: str, number: int, given: object) -> Found | Remark:
    named = given.get("name") if isinstance(given, dict) else None
    where = named if isinstance(named, str) and named.strip() else f"{path}#{number}"
    try:
        read = _Prompt.model_validate(given)
    except ValidationError as error:
        return _wrong(where, error)
    entry = Entry(
        name=read.name,
        about=read.description,
        tags=tuple(read.tags),
        aliases=tuple(read.aliases),
        labels=read.labels,
        versions=tuple(map(_edition, read.versions)),
    )
    return Found(where=where, entry=entry, named=True)


def _edition(read: _Version) -> Edition:
    return Edition(text=read.text, why=read.why, author=read.author, at=read.at, target=read.target)


def _wrong(where: str, error: ValidationError) -> Remark:
    """Tell the first thing that is wrong, by the name of the field."""
    first = error.errors(include_url=False, include_input=False)[0]
    field = ".".join(map(str, first["loc"])) or NAME
    match first["type"]:
        case "missing":
            said = N_("It has no field {field}.")
        case "extra_forbidden":
            said = N_("It has a field that I do not know: {field}.")
        case _:
            said = N_("Its field {field} is of the wrong kind.")
    return Remark(where=where, message=said, values={"field": field[:80]})


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    made: dict[str, object] = {}
    for name, value in pairs:
        if name in made:
            raise _TwiceError(name)
        made[name] = value
    return made


def _no_number(word: str) -> None:
    raise ValueError(f"{word} is no number in JSON")


def _write(entries: Iterable[Entry]) -> Iterator[File]:
    lines = ",\n".join(json.dumps(_plain(entry), ensure_ascii=False) for entry in entries)
    inside = f"\n{lines}\n" if lines else ""
    text = f'{{"format": "{NAME}", "version": {VERSION}, "prompts": [{inside}]}}\n'
    yield File(FILE, encoded(text))


def _plain(entry: Entry) -> dict[str, Any]:
    made = {
        "name": entry.name,
        "description": entry.about,
        "tags": list(entry.tags),
        "aliases": list(entry.aliases),
        "labels": dict(entry.labels),
        "versions": [_version(version) for version in entry.versions],
    }
    return {name: value for name, value in made.items() if value}


def _version(version: Edition) -> dict[str, Any]:
    made = {
        "why": version.why,
        "author": version.author,
        "at": version.at.isoformat() if version.at else "",
        "target": version.target,
    }
    return {"text": version.text, **{name: value for name, value in made.items() if value}}


def _recognises(content: bytes) -> bool:
    return _BEGINNING.match(content) is not None


FORMAT = Format(
    name="json",
    suffixes=(".json",),
    media_type="application/json",
    loses=frozenset(),
    recognises=_recognises,
    read=_read,
    write=_write,
    whole=True,
)
