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

What goes into the variables is a part of a prompt's text: a block on top of it that holds `variables:` and nothing
else. In the file it stands among the other fields, as it is written. The rest of the text is all that stands behind the
front matter, but for one line break at its end: a file ends with one, a prompt need not. A text is never changed: where
its block would not come back just so, the whole text stands behind the front matter. A file without front matter is a
text whose name is the file's. A field that is not known is refused.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Annotated, Any

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError

from bot.library.exchange.entries import decoded, encoded
from bot.library.exchange.naming import path, title
from bot.library.exchange.values import Aspect, Edition, Entry, File, Format, Found, Remark, Weight
from bot.library.plain_yaml import PlainLoader, line_of, load
from bot.words import N_

SUFFIXES = (".md", ".markdown")
KEY = "variables"
HEAD = 64_000
"""Characters of front matter that are looked through for its end."""
_FRONT = re.compile(r"---[ \t]*\r?\n(?P<head>(?:.*\n)*?)---[ \t]*(?:\r?\n|\Z)")
_ABOUT_THE_FOLDER = re.compile(r"(?:.*/)?(?:readme|licen[cs]e|changelog|contributing)\.(?:md|markdown)", re.IGNORECASE)
_BREAK = re.compile("[\n\r\x85\u2028\u2029]")
_END = "...\n"
"""What PyYAML puts behind a bare text."""
_WIDE = 10**9


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
    variables: Any = None
    """Looked at where it is used; here it is text."""


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
    last = "\r\n" if front is None or front[0].partition("\n")[0].endswith("\r") else "\n"
    body = text[front.end() :] if front else text
    body = body.removesuffix(last) if body.endswith(last) else body.removesuffix("\n")
    yield _found(file.path, front["head"] if front else "", body)


def _found(where: str, source: str, text: str) -> Found | Remark:
    head = _head(where, source)
    if isinstance(head, Remark):
        return head
    entry = Entry(
        name=head.name or title(where, SUFFIXES),
        about=head.description,
        tags=tuple(head.tags),
        aliases=tuple(head.aliases),
        versions=(Edition(text=_variables(source) + text, target=head.target),),
    )
    return Found(where=where, entry=entry, named=bool(head.name))


def _head(where: str, source: str) -> _Head | Remark:
    try:
        return _Head.model_validate(load(source) or {})
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        unknown = first["type"] == "extra_forbidden"
        known = N_("Its front matter has a field of the wrong kind: {field}.")
        said = N_("Its front matter has a field that I do not know: {field}.") if unknown else known
        field = ".".join(map(str, first["loc"])) or "---"
        return Remark(where=where, message=said, values={"field": field[:80]})
    except yaml.YAMLError as error:
        said = N_("Its front matter cannot be read (at line {line}).")
        return Remark(where=where, message=said, values={"line": line_of(error) + 1})


def _variables(source: str) -> str:
    """Give the block that says what goes into the variables, as it is written; nothing where there is none."""
    node = yaml.compose(source, PlainLoader) if KEY in source else None
    if not isinstance(node, yaml.MappingNode):
        return ""
    lines, starts = source.splitlines(keepends=True), [key.start_mark.line for key, _ in node.value]
    for (key, _), start, end in zip(node.value, starts, [*starts[1:], len(lines)], strict=True):
        if key.value == KEY:
            return f"---\n{''.join(lines[start:end])}---\n"
    return ""


def _write(entries: Iterable[Entry]) -> Iterator[File]:
    return (File(path(entry.name, SUFFIXES[0]), encoded(_file(entry))) for entry in entries)


def _file(entry: Entry) -> str:
    """Give a prompt as a file: with what goes into the variables among the fields, if it comes back so exactly."""
    head, text = _fields(entry), entry.newest.text
    block = _FRONT.match(text, 0, HEAD)
    if block and block["head"].startswith(f"{KEY}:"):
        source = head + block["head"]
        found = _found("", source, text[block.end() :])
        if isinstance(found, Found) and found.entry.newest.text == text:
            return f"---\n{source}---\n{text[block.end() :]}\n"
    return f"---\n{head}---\n{text}\n"


def _fields(entry: Entry) -> str:
    fields: dict[str, str | list[str]] = {
        "name": entry.name,
        "description": entry.about,
        "target": entry.newest.target,
        "tags": list(entry.tags),
        "aliases": list(entry.aliases),
    }
    return "".join(_field(name, value) for name, value in fields.items() if value)


def _field(name: str, value: str | list[str]) -> str:
    """Write a field on a line of its own. What YAML takes for the end of a line is written as a code."""
    flow = None if isinstance(value, list) else False
    style = '"' if _BREAK.search("".join(value)) else None
    written = yaml.safe_dump(value, allow_unicode=True, width=_WIDE, default_flow_style=flow, default_style=style)
    return f"{name}: {written.removesuffix(_END)}"


def _recognises(content: bytes) -> bool:
    return content.startswith((b"---\n", b"---\r\n"))


FORMAT = Format(
    name="markdown",
    suffixes=SUFFIXES,
    media_type="text/markdown",
    loses=frozenset({Aspect.HISTORY, Aspect.ORIGIN, Aspect.LABELS}),
    recognises=_recognises,
    read=_read,
    write=_write,
)
