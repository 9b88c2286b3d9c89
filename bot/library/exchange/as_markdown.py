r"""Markdown with front matter, a file for each prompt: for a folder in git.

    ---
    name: support/ticket summary
    description: Says what a ticket is about, for whoever takes it over
    target: claude
    tags: [support, summary]
    variables:
      ticket: the whole ticket, with its replies
    ---
    Summarise <ticket>{{ticket}}</ticket> ...

The text is all that stands behind the front matter, but for one line break at its end: a file ends with one, a prompt
need not. It is never changed. A file without front matter is a text whose name is the file's. A field that is not known
is refused.
"""

import re
from collections.abc import Hashable, Iterable, Iterator
from typing import Annotated, Any

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError

from bot.domain import Variable
from bot.library.exchange.entries import decoded, encoded
from bot.library.exchange.naming import path, title
from bot.library.exchange.values import Aspect, Edition, Entry, File, Format, Found, Remark, Weight
from bot.words import N_

SUFFIXES = (".md", ".markdown")
HEAD = 64_000
"""Characters of front matter that are looked through for its end."""
_FRONT = re.compile(r"---[ \t]*\r?\n(?P<head>(?:.*\n)*?)---[ \t]*(?:\r?\n|\Z)")
_ABOUT_THE_FOLDER = re.compile(r"(?:.*/)?(?:readme|licen[cs]e|changelog|contributing)\.(?:md|markdown)", re.IGNORECASE)
_WIDE = 10**9


class _Loader(yaml.BaseLoader):
    """Takes plain YAML: every value is a text. Nothing may refer to another place or stand there twice."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            raise yaml.YAMLError("a reference to another place")
        return super().compose_node(parent, index)

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:  # noqa: FBT001, FBT002 - as PyYAML has it
        names = [str(key.value) for key, _ in node.value]
        if len(set(names)) < len(names):
            raise yaml.YAMLError("the same field twice")
        return super().construct_mapping(node, deep=deep)


def _words(given: object) -> object:
    """Give a list of texts where one text stands: a, b."""
    return [word.strip() for word in given.split(",") if word.strip()] if isinstance(given, str) else given


_List = Annotated[list[str], BeforeValidator(_words)]


class _Head(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    name: str = ""
    description: str = ""
    target: str = ""
    tags: _List = []
    aliases: _List = []
    variables: dict[str, str] = {}


def _read(file: File) -> Iterator[Found | Remark]:
    text = decoded(file)
    if isinstance(text, Remark):
        yield text
        return
    front = _FRONT.match(text, 0, HEAD)
    if front is None and _ABOUT_THE_FOLDER.fullmatch(file.path):
        said = N_("Passed over: it is about the folder and no prompt.")
        yield Remark(where=file.path, message=said, weight=Weight.NOTED)
        return
    head = _head(file.path, front["head"]) if front else _Head()
    if isinstance(head, Remark):
        yield head
        return
    yield _found(file.path, head, _body(text[front.end() :] if front else text))


def _head(where: str, source: str) -> _Head | Remark:
    try:
        return _Head.model_validate(yaml.load(source, _Loader) or {})  # noqa: S506 - it makes nothing but texts
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        unknown = first["type"] == "extra_forbidden"
        known = N_("Its front matter has a field of the wrong kind: {field}.")
        said = N_("Its front matter has a field that I do not know: {field}.") if unknown else known
        field = ".".join(map(str, first["loc"])) or "---"
        return Remark(where=where, message=said, values={"field": field[:80]})
    except (yaml.YAMLError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        said = N_("Its front matter cannot be read (at line {line}).")
        return Remark(where=where, message=said, values={"line": mark.line + 2 if mark else 1})


def _found(where: str, head: _Head, text: str) -> Found:
    variables = tuple(Variable(name, about) for name, about in head.variables.items())
    entry = Entry(
        name=head.name or title(where, SUFFIXES),
        about=head.description,
        tags=tuple(head.tags),
        aliases=tuple(head.aliases),
        versions=(Edition(text=text, target=head.target, variables=variables),),
    )
    return Found(where=where, entry=entry, named=bool(head.name))


def _body(text: str) -> str:
    return text.removesuffix("\r\n") if text.endswith("\r\n") else text.removesuffix("\n")


def _write(entries: Iterable[Entry]) -> Iterator[File]:
    return (File(path(entry.name, SUFFIXES[0]), encoded(_file(entry))) for entry in entries)


def _file(entry: Entry) -> str:
    newest = entry.newest
    fields: dict[str, Any] = {
        "name": entry.name,
        "description": entry.about,
        "target": newest.target,
        "tags": list(entry.tags),
        "aliases": list(entry.aliases),
        "variables": {one.name: one.about for one in newest.variables},
    }
    head = "".join(_field(name, value) for name, value in fields.items() if value)
    return f"---\n{head}---\n{newest.text}\n"


def _field(name: str, value: str | list[str] | dict[str, str]) -> str:
    flow = isinstance(value, list)
    return yaml.safe_dump(
        {name: value}, allow_unicode=True, width=_WIDE, sort_keys=False, default_flow_style=None if flow else False
    )


def _recognises(content: bytes) -> bool:
    return content.startswith((b"---\n", b"---\r\n"))


FORMAT = Format(
    name="markdown",
    about=N_("a file each, with front matter: for a folder in git"),
    suffixes=SUFFIXES,
    media_type="text/markdown",
    loses=frozenset({Aspect.HISTORY, Aspect.ORIGIN, Aspect.LABELS}),
    recognises=_recognises,
    read=_read,
    write=_write,
)
