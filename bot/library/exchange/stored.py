"""Saved prompts as entries, and what an entry comes to in a library that has some already."""

from dataclasses import dataclass
from enum import StrEnum

from bot.domain import History, NewSnippet, NewSnippetVersion, Said, SnippetVersion
from bot.library.exchange.values import Edition, Entry


class Fate(StrEnum):
    """What an import does with an entry."""

    NEW = "new"
    CHANGED = "changed"
    """A prompt of its name gets another text or description; the old versions stay."""
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


def entry_of(history: History) -> Entry:
    """Give a saved prompt as it travels."""
    snippet = history.snippet
    return Entry(name=snippet.name, about=snippet.about, versions=tuple(map(_edition, history.versions)))


def _edition(version: SnippetVersion) -> Edition:
    said = version.said
    return Edition(
        text=version.text,
        why=version.why,
        author=said.by if said else version.author_name,
        at=said.at if said else version.at,
        target=version.target,
    )


def plan(entry: Entry, there: History | None) -> Planned:
    """Decide what an entry comes to, where `there` is the prompt of its name."""
    if there is None:
        return Planned(entry=entry, fate=Fate.NEW, new=_new(entry, 0, 0))
    old, new = [version.text for version in there.versions], [version.text for version in entry.versions]
    number = there.snippet.newest.number
    if new[-1] == old[-1] or (len(new) > 1 and new == old[: len(new)]):
        return _described(entry, there)
    follows = len(new) > len(old) and new[: len(old)] == old
    start = len(old) if follows else len(new) - 1
    return Planned(
        entry=entry,
        fate=Fate.CHANGED,
        new=_new(entry, number, start),
        expected=number,
        unmerged=not follows and len(new) > 1,
    )


def _described(entry: Entry, there: History) -> Planned:
    """Decide on an entry whose text is there: another description is still a change."""
    number = there.snippet.newest.number
    if entry.about in {"", there.snippet.about}:
        return Planned(entry=entry, fate=Fate.SAME, expected=number)
    new = _new(entry, number, len(entry.versions))
    return Planned(entry=entry, fate=Fate.CHANGED, new=new, expected=number)


def _new(entry: Entry, expected: int, start: int) -> NewSnippet:
    versions = tuple(map(_version, entry.versions[start:]))
    return NewSnippet(name=entry.name, versions=versions, about=entry.about or None, expected=expected)


def _version(edition: Edition) -> NewSnippetVersion:
    said = Said(edition.author, edition.at) if edition.author or edition.at else None
    return NewSnippetVersion(text=edition.text, why=edition.why, target=edition.target, said=said)
