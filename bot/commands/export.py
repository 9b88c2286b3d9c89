"""export: prompts as a file, in one of several formats; what a format cannot hold is told."""

import asyncio
from collections.abc import Iterator, Mapping, Sequence

from bot.commands._export import Selection
from bot.dialogue.command import Argument, Call, Command, Events, Kind, Services
from bot.dialogue.events import Attachment, Card, Done, Facts, Line, Part, Tone
from bot.domain import Status
from bot.library.exchange.archive import packed
from bot.library.exchange.as_csv import FORMAT as CSV
from bot.library.exchange.as_csv import formula
from bot.library.exchange.formats import formats, named
from bot.library.exchange.losing import lost
from bot.library.exchange.stored import entry_of
from bot.library.exchange.values import Aspect, Entry, File, Format
from bot.words import N_, Words

USUAL = "json"
LOOSE = 8_000_000
"""Bytes of a file that is given as it is; a larger one comes packed, as chats take no more than ten million."""
NAMED = 5
"""Prompts that are named where something of them is lost."""
LOST: Mapping[Aspect, str] = {
    Aspect.NAME: N_("Names that no file can have"),
    Aspect.HISTORY: N_("Earlier versions"),
    Aspect.ORIGIN: N_("Who wrote it, when and why"),
    Aspect.ABOUT: N_("Descriptions"),
    Aspect.TARGET: N_("For which models"),
    Aspect.TAGS: N_("Tags"),
    Aspect.ALIASES: N_("Other names"),
    Aspect.LABELS: N_("Labels"),
}


async def export(call: Call, services: Services) -> Events:
    """Give a file with the prompts that were asked for, and say what is not in it."""
    selection = Selection(call, services)
    async for progress in selection.steps(call.get("name")):
        yield progress
    if not selection.found:
        said = call.words(N_("There is nothing to export yet. Save keeps a prompt, import brings some in."))
        yield Card(slot="export", title=said)
        yield Done(status=Status.DONE, data=())
        return
    kind = named(call.get("format") or USUAL)
    entries = tuple(map(entry_of, selection.found))
    for event in await asyncio.to_thread(_made, entries, kind, selection.hidden, call.words):
        yield event
    yield Done(status=Status.DONE, data=tuple(entry.name for entry in entries))


def _made(entries: Sequence[Entry], kind: Format, hidden: Sequence[str], words: Words) -> tuple[Attachment | Card, ...]:
    """Give the file, and what is to be said of it. Through a pipe the file comes first."""
    less = lost(entries, kind)
    title = words.count("{number} prompt as {format}.", "{number} prompts as {format}.", len(entries), format=kind.name)
    parts = (*_lost(less, words), *_hidden(hidden, words), *_formulas(entries, kind, words))
    return _attachment(entries, kind, words), Card(slot="exported", title=title, parts=parts, data=less)


def _attachment(entries: Sequence[Entry], kind: Format, words: Words) -> Attachment:
    note = words.count("{number} prompt", "{number} prompts", len(entries))
    file, media_type = _file(list(kind.write(entries)), kind)
    return Attachment(slot="export", name=file.path, media_type=media_type, content=file.content, note=note, keep=True)


def _file(files: Sequence[File], kind: Format) -> tuple[File, str]:
    """Give one file: the only one, or a ZIP of several, or of a large one."""
    if len(files) == 1 and len(files[0].content) <= LOOSE:
        return File(files[0].path.replace("/", "-"), files[0].content), kind.media_type
    name = files[0].path if kind.whole else "prompts"
    return File(f"{name}.zip", packed(files)), named("zip").media_type


def _lost(less: Mapping[Aspect, Sequence[str]], words: Words) -> Iterator[Part]:
    if less:
        rows = tuple((words(said), _which(less[aspect], words)) for aspect, said in LOST.items() if aspect in less)
        yield Facts(rows, title=words(N_("What this format does not hold")))
        yield Line(words(N_("format=json and format=zip hold everything.")), Tone.QUIET)


def _hidden(names: Sequence[str], words: Words) -> Iterator[Part]:
    if names:
        said = N_("Not in it, since prompts of yours have the same names: {names}.")
        yield Line(words(said, names=_names(names, words)), Tone.QUIET)


def _formulas(entries: Sequence[Entry], kind: Format, words: Words) -> Iterator[Part]:
    names = [entry.name for entry in entries if kind is CSV and formula(entry.newest.text)]
    if names:
        said = N_("A spreadsheet may take these for formulas and reckon them out: {names}.")
        yield Line(words(said, names=_names(names, words)))


def _which(names: Sequence[str], words: Words) -> str:
    number = words.count("of {number} prompt", "of {number} prompts", len(names))
    return f"{number}: {_names(names, words)}"


def _names(names: Sequence[str], words: Words) -> str:
    shown = ", ".join(names[:NAMED])
    if len(names) <= NAMED:
        return shown
    return words(N_("{names} and {number} more"), names=shown, number=len(names) - NAMED)


COMMANDS = (
    Command(
        verb="export",
        help=N_("Give prompts as a file, for another library, for git, for a spreadsheet"),
        example="export release-notes format=markdown",
        details=N_(
            "Takes a prompt, several apart by commas, or a folder; without a name, all that you can find. json holds"
            " everything, with all versions, and zip the same, packed. markdown is a file each with front matter, for"
            " git; csv a table of names and texts; text the texts alone. What a format cannot hold is listed."
        ),
        order=81,
        names={"fr": ("exporter",)},
        arguments=(
            Argument(
                name="name",
                names={"fr": "nom"},
                kind=Kind.SNIPPET,
                about=N_("A prompt, several apart by commas, or a folder; empty: all"),
            ),
            Argument(
                name="format",
                names={"fr": "format"},
                kind=Kind.CHOICE,
                about=N_("json, if you do not say"),
                choices=tuple(kind.name for kind in formats()),
                option=True,
            ),
            Argument(
                name="from",
                names={"fr": "de"},
                kind=Kind.CHOICE,
                about=N_("Whose library; without it all that you can find"),
                choices=(N_("me"), N_("team")),
                option=True,
            ),
        ),
        run=export,
        gives_file=True,
    ),
)
