"""What a format cannot hold, entry by entry: told before anybody relies on it."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from bot.library.exchange.naming import exactly
from bot.library.exchange.values import Aspect, Edition, Entry, Format


def kept(entry: Entry, kind: Format) -> Entry:
    """Give what is left of an entry in a format; its name aside, which `lost` tells of."""
    for aspect in kind.loses:
        entry = _without(entry, aspect)
    return entry


def lost(entries: Iterable[Entry], kind: Format) -> Mapping[Aspect, tuple[str, ...]]:
    """Give what is lost, each with the names of the entries that lose it. Nothing where all is held."""
    found: dict[Aspect, list[str]] = {}
    for entry in entries:
        for aspect in Aspect:
            if aspect in kind.loses and _loses(entry, aspect):
                found.setdefault(aspect, []).append(entry.name)
    return {aspect: tuple(names) for aspect, names in found.items()}


def _loses(entry: Entry, aspect: Aspect) -> bool:
    return not exactly(entry.name) if aspect is Aspect.NAME else _without(entry, aspect) != entry


def _without(entry: Entry, aspect: Aspect) -> Entry:  # noqa: PLR0911 - one line an aspect
    match aspect:
        case Aspect.NAME:
            return entry
        case Aspect.HISTORY:
            return replace(entry, versions=entry.versions[-1:])
        case Aspect.ORIGIN:
            return _each(entry, author="", at=None, why="")
        case Aspect.ABOUT:
            return replace(entry, about="")
        case Aspect.TARGET:
            return _each(entry, target="")
        case Aspect.TAGS:
            return replace(entry, tags=())
        case Aspect.ALIASES:
            return replace(entry, aliases=())
        case Aspect.LABELS:
            return replace(entry, labels={})


def _each(entry: Entry, **values: object) -> Entry:
    made: tuple[Edition, ...] = tuple(replace(version, **values) for version in entry.versions)  # type: ignore[arg-type]
    return replace(entry, versions=made)
