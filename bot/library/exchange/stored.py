"""Saved prompts as entries, and what an entry comes to in a library that has some already."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from bot.domain import History, NewSnippet, NewSnippetVersion, Said, SnippetVersion
from bot.library.exchange.values import Edition, Entry
from bot.library.names import key, tidied


class Fate(StrEnum):
    """What an import does with an entry."""

    NEW = "new"
    CHANGED = "changed"
    """A prompt of its name gets another text or description, or more tags, names and labels; the old versions stay."""
    SAME = "same"
    """It is there already, or something newer that came of it."""
    CLASHING = "clashing"
    """A prompt of its name belongs to somebody else, and stays as it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """What an entry comes to. `new` is what is to be saved, None for nothing."""

    entry: Entry
    fate: Fate
    new: NewSnippet | None = None
    expected: int = 0
    """The number of the newest version that is there; 0 for none."""
    unmerged: bool = False
    """Its earlier versions are others than those that are there, so that only its newest is taken."""
    other: str = ""
    """The name of the prompt that has the entry's name as another name."""
    stayed: tuple[str, ...] = ()
    """Labels that stay where they are, or whose version is not taken."""


def entry_of(history: History) -> Entry:
    """Give a saved prompt as it travels."""
    snippet = history.snippet
    return Entry(
        name=snippet.name,
        about=snippet.about,
        versions=tuple(map(_edition, history.versions)),
        tags=snippet.tags,
        aliases=snippet.aliases,
        labels={label.name: label.number for label in snippet.labels},
    )


def _edition(version: SnippetVersion) -> Edition:
    said = version.said
    return Edition(
        text=version.text,
        why=version.why,
        author=said.by if said else version.author_name,
        at=said.at if said else version.at,
        target=version.target,
    )


def plan(entry: Entry, there: History | None, protected: Collection[str] = ()) -> Planned:
    """Decide what an entry comes to, where `there` is the prompt of its name. Labels that are `protected` are not set:
    nobody sets them alone.
    """
    if there is None:
        free = {label: number for label, number in entry.labels.items() if label not in protected}
        new = replace(_new(entry, 0, 0, free), aliases=entry.aliases, tags=tidied(entry.tags))
        stayed = tuple(label for label in entry.labels if label not in free)
        return Planned(entry=entry, fate=Fate.NEW, new=new, stayed=stayed)
    start, unmerged = _start(entry, there)
    number = there.snippet.newest.number
    here, pointed = _labels(there), _pointed(entry, there, start)
    labels = {label: at for label, at in pointed.items() if label not in here and label not in protected}
    new = _more(_new(entry, number, start, labels), entry, there)
    about = None if entry.about in {"", there.snippet.about} else entry.about
    changed = new.versions or about or new.tags or new.aliases or new.labels
    return Planned(
        entry=entry,
        fate=Fate.CHANGED if changed else Fate.SAME,
        new=replace(new, about=about) if changed else None,
        expected=number,
        unmerged=unmerged,
        stayed=tuple(label for label, at in pointed.items() if at is None or labels.get(label, here.get(label)) != at),
    )


def _start(entry: Entry, there: History) -> tuple[int, bool]:
    """Give the first version that is to be saved, counted from 0, and whether others before it are left out."""
    old, new = [version.text for version in there.versions], [version.text for version in entry.versions]
    if new[-1] == old[-1] or (len(new) > 1 and new == old[: len(new)]):
        return len(new), False
    follows = len(new) > len(old) and new[: len(old)] == old
    return (len(old), False) if follows else (len(new) - 1, len(new) > 1)


def _pointed(entry: Entry, there: History, start: int) -> dict[str, int | None]:
    """Give the number that each label's version has here; None for a version that is not taken."""
    here, newest = {version.number: version.text for version in there.versions}, there.snippet.newest
    found: dict[str, int | None] = {}
    for label, number in entry.labels.items():
        text = entry.versions[number - 1].text
        if number > start:
            found[label] = newest.number + number - start
        elif here.get(number) == text:
            found[label] = number
        else:
            found[label] = newest.number if text == newest.text else None
    return found


def _labels(there: History) -> dict[str, int | None]:
    return {label.name: label.number for label in there.snippet.labels}


def _more(new: NewSnippet, entry: Entry, there: History) -> NewSnippet:
    """Add the tags and other names that are not there yet."""
    tags = {key(tag) for tag in there.snippet.tags}
    names = {key(name) for name in (there.snippet.name, *there.snippet.aliases)}
    return replace(
        new,
        tags=tuple(tag for tag in tidied(entry.tags) if key(tag) not in tags),
        aliases=tuple(name for name in entry.aliases if key(name) not in names),
    )


def _new(entry: Entry, expected: int, start: int, labels: Mapping[str, int | None]) -> NewSnippet:
    return NewSnippet(
        name=entry.name,
        versions=tuple(map(_version, entry.versions[start:])),
        about=entry.about or None,
        expected=expected,
        labels=tuple((label, number) for label, number in labels.items() if number is not None),
    )


def _version(edition: Edition) -> NewSnippetVersion:
    said = Said(edition.author, edition.at) if edition.author or edition.at else None
    return NewSnippetVersion(text=edition.text, why=edition.why, target=edition.target, said=said)
