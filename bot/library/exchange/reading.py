"""Files in, entries out: each file by its format, each entry looked at, and told what has to be known of it."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from bot.library.exchange.archive import Budget, is_archive, outside, too_many, too_much, unpacked
from bot.library.exchange.entries import refused
from bot.library.exchange.formats import format_of
from bot.library.exchange.naming import fitted, numbered
from bot.library.exchange.values import Entry, File, Found, Remark, Weight
from bot.library.names import key, skeleton
from bot.words import N_


def read(files: Iterable[File], budget: Budget | None = None) -> Iterator[Entry | Remark]:
    """Give what the files hold, one after the other, ZIPs opened. No two entries have the same name. Each remark names
    the entry, or the file, that it is about; a broken one stops none of the others.
    """
    seen = _Seen()
    for file in _opened(files, budget or Budget()):
        if isinstance(file, Remark):
            yield file
            continue
        kind = format_of(file)
        if kind is None:
            yield Remark(where=file.path, message=N_("I do not know this kind of file."))
            continue
        for found in kind.read(file):
            yield from (found,) if isinstance(found, Remark) else seen.told(found)


def _opened(files: Iterable[File], budget: Budget) -> Iterator[File | Remark]:
    """Give the files, and in place of a ZIP what is in it, as long as there are not too many."""
    for file in files:
        wrong = outside(file.path)
        if wrong:
            yield wrong
        elif is_archive(file.content):
            yield from unpacked(file, budget)
        elif not budget.takes_file():
            yield too_many(file.path)
            return
        elif not budget.takes(len(file.content)):
            yield too_much(file.path)
            return
        else:
            yield file


class _Seen:
    """The entries so far, so that each name comes once."""

    def __init__(self) -> None:
        self._texts: dict[str, str] = {}
        self._known_by: dict[str, set[object]] = {}
        self._looks: dict[str, str] = {}
        self._named: dict[tuple[str, str], str] = {}
        self._numbers: dict[str, int] = {}

    def told(self, found: Found) -> Iterator[Entry | Remark]:
        """Give the entry with what there is to know of it, or why it cannot be taken."""
        entry = found.entry if found.named else replace(found.entry, name=self._free(found.entry))
        if not entry.name:
            said = N_("No name can be made of {title!r}.")
            yield Remark(where=found.where, message=said, values={"title": found.entry.name[:80]})
            return
        if wrong := refused(entry, found.where) or self._again(entry, found.where):
            yield wrong
            return
        self._texts[key(entry.name)] = entry.newest.text
        self._known_by[key(entry.name)] = _known_by(entry)
        if entry.name != found.entry.name:
            said = N_("It is called {name} here: what it was called can be no name, or was taken.")
            yield Remark(where=found.where, message=said, values={"name": entry.name}, weight=Weight.NOTED)
        yield from self._look_alike(entry)
        yield entry

    def _free(self, entry: Entry) -> str:
        """Give the name for an entry that has only a title: the one that the same title and text got before, or one
        that is not taken yet.
        """
        name = fitted(entry.name)
        title = key(name), entry.newest.text
        if name and title not in self._named:
            free = name
            while key(free) in self._texts:
                self._numbers[title[0]] = self._numbers.get(title[0], 1) + 1
                free = numbered(name, self._numbers[title[0]])
            self._named[title] = free
        return self._named.get(title, "")

    def _again(self, entry: Entry, where: str) -> Remark | None:
        before = self._texts.get(key(entry.name))
        if before is None:
            return None
        if before == entry.newest.text and not _known_by(entry) <= self._known_by[key(entry.name)]:
            said = N_(
                "It stands there twice, with the same text. This one says more of it (labels, tags, other names or"
                " earlier versions), which was not taken: import it by itself to have that too."
            )
            return Remark(where=where, message=said)
        if before == entry.newest.text:
            said = N_("It stands there twice, with the same text. Once is enough.")
            return Remark(where=where, message=said, weight=Weight.NOTED)
        return Remark(where=where, message=N_("Another one of the same name stands before it; that one was taken."))

    def _look_alike(self, entry: Entry) -> Iterator[Remark]:
        other = self._looks.setdefault(skeleton(entry.name), entry.name)
        if key(other) != key(entry.name):
            said = N_("Its name looks like that of another one, {other}, and is not the same.")
            yield Remark(where=entry.name, message=said, values={"other": other}, weight=Weight.NOTED)


def _known_by(entry: Entry) -> set[object]:
    """Give what an entry says of its prompt beside the newest text."""
    labels = {(label, entry.versions[number - 1].text) for label, number in entry.labels.items()}
    return {*entry.tags, *entry.aliases, *labels, *(version.text for version in entry.versions)}
