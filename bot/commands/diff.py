"""diff: what changed between two versions of a saved prompt, word by word."""

from bot.commands._cards import difference, labels_at
from bot.commands._work import is_mark, numbered, seen, snippet_named, version_of
from bot.commands.show import snippet_by
from bot.dialogue.action import token
from bot.dialogue.command import Argument, Call, Command, Events, Kind, Services
from bot.dialogue.events import Button, Card, Diff, Done, Line, Tone
from bot.domain import Snippet, SnippetVersion, Status
from bot.errors import NotFound
from bot.library.names import key, split_version
from bot.words import N_, Words

Side = tuple[Snippet, SnippetVersion]


async def diff(call: Call, services: Services) -> Events:
    """Show the difference, from the older version to the newer one as they were named."""
    found = await (_pressed(call, services) if call.subject else _typed(call, services))
    if isinstance(found, Snippet):
        said = N_("Nothing stands before the first version of {name}: there is nothing to compare.")
        yield Card(slot="diff", title=call.words(said, name=found.name))
        yield Done(status=Status.DONE)
        return
    before, after = found
    yield await _shown(before, after, call.words)
    yield Done(status=Status.DONE, data=(before[1], after[1]))


async def _pressed(call: Call, services: Services) -> tuple[Side, Side] | Snippet:
    """Compare the version that a button names with the one before it."""
    snippet, version = await snippet_by(call, services)
    if version.number == 1:
        return snippet
    return (snippet, await version_of(services, snippet, version.number - 1)), (snippet, version)


async def _typed(call: Call, services: Services) -> tuple[Side, Side] | Snippet:
    """Compare what was named: two versions, one with the newest, or the newest with the one before it."""
    first, second = await _named(call, services, call.get("name"), call.get("with"))
    snippet, wanted = first
    if second is None:
        newest = snippet.newest
        before = wanted if wanted and wanted != newest.number else newest.number - 1
        return ((snippet, await version_of(services, snippet, before)), (snippet, newest)) if before else snippet
    return (
        (snippet, await version_of(services, snippet, wanted)),
        (second[0], await version_of(services, *second)),
    )


Named = tuple[Snippet, int | None]


async def _named(call: Call, services: Services, name: str, other: str) -> tuple[Named, Named | None]:
    """Give what two names mean. A name with spaces needs no quotes; the second may be a version alone."""
    name = name.removeprefix("@")
    if other and "@" not in name and not await services.store.library.get(seen(call), name):
        name, other = _parted(f"{name} {other}")
    first = await snippet_named(call, services, name)
    if not other:
        return first, None
    mark = key(other.removeprefix("@"))
    if is_mark(first[0], mark):
        return first, (first[0], numbered(first[0], mark))
    try:
        return first, await snippet_named(call, services, other)
    except NotFound:
        if split_version(other)[1] is None and "@" not in other:
            numbered(first[0], mark)
        raise


def _parted(line: str) -> tuple[str, str]:
    """Take a line apart behind the first "@version"."""
    head, at, rest = line.partition("@")
    mark, _, other = rest.partition(" ")
    return f"{head}{at}{mark}", other.strip()


def _named_shortly(snippet: Snippet, version: SnippetVersion) -> str:
    labels = ", ".join(labels_at(snippet, version.number))
    return f"v{version.number} ({labels})" if labels else f"v{version.number}"


async def _shown(before: Side, after: Side, words: Words) -> Diff:
    same = before[0].id == after[0].id
    old, new = (_named_shortly(*side) if same else f"{side[0].name}@{side[1].number}" for side in (before, after))
    said = N_("{name}: from {before} to {after}") if same else N_("From {before} to {after}")
    title = words(said, name=after[0].name, before=old, after=new)
    subject = f"{before[0].id}.{before[1].number}"
    older = same and before[1].number != before[0].newest.number
    restore = Button(words(N_("Restore v{number}"), number=before[1].number), token("restore", subject))
    why = words(N_("Why: {why}"), why=after[1].why) if after[1].why else ""
    alike = words(N_("Both have the same text.")) if before[1].text == after[1].text else ""
    return Diff(
        slot="diff",
        title=title,
        delta=await difference(before[1].text, after[1].text),
        notes=tuple(Line(note, Tone.QUIET) for note in (why, alike) if note),
        buttons=(restore,) if older else (),
        data=(before[1], after[1]),
    )


COMMANDS = (
    Command(
        verb="diff",
        help=N_("Show what changed between two versions of a saved prompt"),
        example="diff release-notes@2",
        details=N_(
            "With one version it is compared with the newest; without any, the newest with the one before it. The"
            " second may be a number or a label alone: diff release-notes@production 8"
        ),
        order=62,
        names={"fr": ("différences",)},
        arguments=(
            Argument(
                name="name",
                names={"fr": "nom"},
                kind=Kind.SNIPPET,
                about=N_("The saved prompt; name@2 for a version"),
                required=True,
            ),
            Argument(
                name="with",
                names={"fr": "avec"},
                kind=Kind.SNIPPET,
                about=N_("The other version; empty: the newest"),
            ),
        ),
        run=diff,
        tool=True,
    ),
)
