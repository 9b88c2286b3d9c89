"""The cards that several verbs show."""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import replace

from bot.commands._filling import described
from bot.dialogue.action import token
from bot.dialogue.events import Button, Card, Delta, Diff, Facts, Line, Part, Prompt, Style, Tone
from bot.domain import Change, Snippet, SnippetVersion, Usage, Version, Work
from bot.engineer.diff import stretches
from bot.library.access import LEFT
from bot.library.variables import read
from bot.words import N_, Words


def version_card(work: Work, words: Words, *, note: str = "", slot: str = "prompt") -> Card:
    """Show a version: the prompt, its variables, what was assumed, and what can be done next."""
    version = work.version
    return Card(
        slot=slot,
        title=work.name,
        parts=tuple(_version_parts(version, words, note)),
        buttons=work_buttons(version, words),
        more=(
            *_undo(version, words),
            *_again(work, words),
            *more_buttons(version, words),
        ),
        data=version,
    )


def _version_parts(version: Version, words: Words, note: str) -> list[Part]:
    parts: list[Part] = [Prompt(version.text)]
    about = {variable.name: variable.about for variable in version.variables}
    asked = [replace(one, about=one.about or about.get(one.name, "")) for one in read(version.text).variables]
    parts.extend(described(asked, words))
    parts.extend(Line(words(N_("Assumed: {text}"), text=text), Tone.QUIET) for text in version.assumptions)
    if note:
        parts.append(Line(note, Tone.QUIET))
    return parts


def work_buttons(version: Version, words: Words) -> tuple[Button, ...]:
    """Give what is done most with a version."""
    return (
        Button(words(N_("Refine")), token("refine", version.id), Style.PRIMARY),
        Button(words(N_("Critique")), token("critique", version.id)),
        Button(words(N_("Save")), token("save", version.id)),
    )


def more_buttons(version: Version, words: Words) -> tuple[Button, ...]:
    """Give what is done now and then with a version."""
    return (
        Button(words(N_("Copy")), token("show.copy", version.id)),
        Button(words(N_("Edit by hand")), token("edit", version.id)),
        Button(words(N_("Details")), token("draft.details", version.id)),
    )


def _undo(version: Version, words: Words) -> tuple[Button, ...]:
    return (Button(words(N_("Undo")), token("undo", version.id)),) if version.parent else ()


def _again(work: Work, words: Words) -> tuple[Button, ...]:
    return (Button(words(N_("Start over")), token("draft.again", work.version.id)),) if work.drafted else ()


async def difference(before: str, after: str) -> Delta:
    """Tell two texts apart word by word, in a thread: long ones take a tenth of a second."""
    return Delta(await asyncio.to_thread(stretches, before, after))


async def change_diff(before: Version, work: Work, words: Words, *, note: str = "") -> Diff:
    """Show what a new version changed and why."""
    version = work.version
    notes = tuple(Line(change_line(change)) for change in version.changes)
    return Diff(
        slot="prompt",
        title=work.name,
        delta=await difference(before.text, version.text),
        notes=(*notes, *((Line(note, Tone.QUIET),) if note else ())),
        buttons=(
            Button(words(N_("Keep")), token("refine.keep", version.id), Style.PRIMARY),
            Button(words(N_("Undo")), token("undo", version.id)),
            Button(words(N_("Refine")), token("refine", version.id)),
            Button(words(N_("Save")), token("save", version.id)),
        ),
        more=(
            Button(words(N_("Critique")), token("critique", version.id)),
            Button(words(N_("Compare")), token("refine.compare", version.id)),
            *more_buttons(version, words),
        ),
        data=version,
    )


def change_line(change: Change) -> str:
    """Say a change and its reason in one line."""
    return f"{change.what} ({change.why})" if change.why else change.what


def snippet_card(
    snippet: Snippet,
    words: Words,
    version: SnippetVersion,
    *,
    note: str = "",
    notes: Sequence[str] = (),
    mine: bool = True,
) -> Card:
    """Show a saved prompt at one of its versions. `notes`: what else is said of it; `mine`: whether the reader may
    change it.
    """
    lines = [Line(snippet.about)] if snippet.about else []
    prompt = Prompt(version.text, f"{snippet.name.replace('/', '-')}.md")
    return Card(
        slot="snippet",
        title=snippet.name,
        parts=(
            *lines,
            prompt,
            *_known_by(snippet, words),
            *(Line(one, Tone.QUIET) for one in (note or _where(snippet, version, words), *notes)),
        ),
        buttons=snippet_buttons(snippet, words, number=version.number),
        more=snippet_more(snippet, words, mine=mine),
        data=snippet,
    )


def _where(snippet: Snippet, version: SnippetVersion, words: Words) -> str:
    said = N_("version {number} of {newest}, by {owner}")
    labelled = N_("version {number} of {newest} ({labels}), by {owner}")
    labels = labels_at(snippet, version.number)
    return words(
        labelled if labels else said,
        number=version.number,
        newest=snippet.newest.number,
        owner=snippet.owner_name or words(LEFT),
        labels=", ".join(labels),
    )


def _known_by(snippet: Snippet, words: Words) -> tuple[Facts, ...]:
    """Give labels, tags and other names, where it has some."""
    labels = ", ".join(f"{label.name} v{label.number}" for label in snippet.labels)
    rows = (
        (words(N_("Labels")), labels),
        (words(N_("Tags")), ", ".join(snippet.tags)),
        (words(N_("Other names")), ", ".join(snippet.aliases)),
    )
    given = tuple(row for row in rows if row[1])
    return (Facts(given),) if given else ()


def labels_at(snippet: Snippet, number: int) -> tuple[str, ...]:
    """Give the labels that point at a version."""
    return tuple(label.name for label in snippet.labels if label.number == number)


def which_version(snippet: Snippet, version: SnippetVersion, words: Words) -> str:
    """Say which version something is: by its labels, else whether it is the newest."""
    labels = ", ".join(labels_at(snippet, version.number))
    if labels:
        return words(N_("v{number}, {labels}"), number=version.number, labels=labels)
    if version.number == snippet.newest.number:
        return words(N_("v{number}, the newest"), number=version.number)
    return words(N_("v{number}; the newest is v{newest}"), number=version.number, newest=snippet.newest.number)


def lost_names(before: Iterable[str], after: Snippet, words: Words) -> tuple[str, ...]:
    """Say which other names a prompt had and has no longer, since others have them."""
    gone = [name for name in before if name not in after.aliases]
    said = N_("It is no longer found as {names}: another prompt has that name there.")
    return (words(said, names=", ".join(gone)),) if gone else ()


def snippet_buttons(snippet: Snippet, words: Words, *, number: int = 0) -> tuple[Button, ...]:
    """Give what is done with a saved prompt, at one of its versions or the newest."""
    subject = f"{snippet.id}.{number or snippet.newest.number}"
    return (
        Button(words(N_("Use")), token("use", subject), Style.PRIMARY),
        Button(words(N_("Run")), token("run", subject)),
        Button(words(N_("Work on it")), token("show.open", subject)),
        Button(words(N_("Share")), token("share.ask", share_subject(snippet, number or snippet.newest.number))),
        Button(words(N_("Delete")), token("delete.ask", snippet.id), Style.DANGER),
    )


def usage_line(usage: Usage, words: Words) -> str:
    """Say what a model took, in a line."""
    price = f"${usage.price:.4f}" if usage.price is not None else words(N_("price not known"))
    said = N_("{model}: {taken} tokens in, {given} out, {price}")
    tokens = {"taken": f"{usage.input_tokens:,}", "given": f"{usage.output_tokens:,}"}
    return words(said, model=usage.model, price=price, **tokens)


def share_subject(snippet: Snippet, number: int) -> str:
    """Name what is shared: the version that is used where nobody says which, as it is at that moment, or this one."""
    return snippet.id if number == snippet.preferred else f"{snippet.id}.{number}"


def snippet_more(snippet: Snippet, words: Words, *, mine: bool) -> tuple[Button, ...]:
    """Give what is done now and then with a saved prompt; what it is called only whoever may change it is offered."""
    history = Button(words(N_("History")), token("history", snippet.id))
    described = Button(words(N_("Name and tags")), token("edit.about", snippet.id))
    return (history, described) if mine else (history,)


def usage_facts(usage: Usage, words: Words, title: str = "") -> Facts:
    """Say what a model took."""
    price = f"${usage.price:.4f}" if usage.price is not None else words(N_("not known"))
    return Facts(
        (
            (words(N_("Model")), usage.model or words(N_("none"))),
            (words(N_("Tokens in")), f"{usage.input_tokens:,}"),
            (words(N_("of these from the cache")), f"{usage.cached_tokens:,}"),
            (words(N_("Tokens out")), f"{usage.output_tokens:,}"),
            (words(N_("Price")), price),
        ),
        title=title,
    )
