"""What an import would do: files are read, looked through, and compared with what is there. Nothing is saved yet."""

import asyncio
from collections.abc import AsyncIterator, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import TypeVar

from bot.commands._import_names import Names
from bot.commands._safety import HOLDS, SECRET, held, oddities
from bot.commands._work import seen
from bot.dialogue.command import Call, Services, channel_scope
from bot.dialogue.events import Progress
from bot.dialogue.inbound import Material
from bot.domain import History, NewSnippet, Scope, ScopeKind, Snippet, TeamId
from bot.engineer.checks.personal import CHECK as PERSONAL
from bot.engineer.checks.secrets import secrets
from bot.errors import Forbidden
from bot.library.access import Verb, access
from bot.library.exchange.formats import format_of
from bot.library.exchange.reading import read
from bot.library.exchange.stored import Fate, Planned, plan
from bot.library.exchange.values import Entry, File, Remark, Weight
from bot.library.names import key, look_alike, poses
from bot.words import N_, Words

T = TypeVar("T")
ALIKE = 5
"""Names like a new one that are looked at."""
BATCH = 100
"""Prompts that are looked through, looked up or saved at a time: one transaction of about a tenth of a second."""
AT_ONCE = 500
"""Prompts that are read before the next word on how far it is."""


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import came to: how many of each fate, and what there is to know."""

    new: int = 0
    changed: int = 0
    same: int = 0
    clashing: int = 0
    remarks: tuple[Remark, ...] = ()

    @property
    def came(self) -> int:
        """How many came in."""
        return self.new + self.changed

    @property
    def refused(self) -> int:
        """How many did not, and what else could not be read."""
        return sum(remark.weight is Weight.REFUSED for remark in self.remarks)


@dataclass(frozen=True, slots=True)
class Plan:
    """What an import comes to."""

    scope: Scope
    planned: tuple[Planned, ...]
    remarks: tuple[Remark, ...] = ()

    @property
    def secrets(self) -> tuple[str, ...]:
        """Name those in which something looks like a secret."""
        return self._told(SECRET)

    @property
    def personal(self) -> tuple[str, ...]:
        """Name those that hold somebody's personal data."""
        return self._told(HOLDS)

    def _told(self, message: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(remark.where for remark in self.remarks if remark.message == message))

    def of(self, *fates: Fate) -> tuple[Planned, ...]:
        """Give those of some fates."""
        return tuple(one for one in self.planned if one.fate in fates)

    @property
    def asks(self) -> bool:
        """Tell whether the person is asked first: when something that is there changes, or a secret or somebody's
        personal data would be shared.
        """
        asked = (*self.secrets, *self.personal) if self.scope.kind is ScopeKind.TEAM else ()
        return bool(self.of(Fate.CHANGED) or asked)

    def counted(self, fates: Collection[Fate], late: Sequence[Remark] = ()) -> Imported:
        """Give what saving those of some fates comes to; `late` tells of those that somebody else saved meanwhile."""
        overtaken = {remark.where for remark in late}
        count = {fate: sum(one.entry.name not in overtaken for one in self.of(fate)) for fate in fates}
        return Imported(
            new=count.get(Fate.NEW, 0),
            changed=count.get(Fate.CHANGED, 0),
            same=len(self.of(Fate.SAME)),
            clashing=len(self.of(Fate.CLASHING)),
            remarks=(*self.remarks, *self._of_fates(fates), *late),
        )

    def _of_fates(self, fates: Collection[Fate]) -> Iterator[Remark]:
        for one in self.of(Fate.CLASHING):
            said = N_("One of this name belongs to somebody else. It stays as it is.")
            other = N_("That is another name of {other} here, which has another text. It stays as it is.")
            yield Remark(where=one.entry.name, message=other if one.other else said, values={"other": one.other})
        for one in self.of(*fates, Fate.SAME):
            if one.stayed:
                said = N_("These labels were not taken over, as they point elsewhere here or are protected: {labels}.")
                values = {"labels": ", ".join(one.stayed)}
                yield Remark(where=one.entry.name, message=said, values=values, weight=Weight.NOTED)
            if one.unmerged:
                said = N_("Its earlier versions are others than those that are here: only the newest is taken.")
                yield Remark(where=one.entry.name, message=said, weight=Weight.NOTED)


@dataclass(frozen=True, slots=True)
class Given:
    """The files that came, and what of them could not be read."""

    files: tuple[File, ...]
    unread: tuple[Remark, ...]

    def __bool__(self) -> bool:
        return bool(self.files or self.unread)


def given(material: Material, text: str, words: Words) -> Given:
    """Give what came. A text that was given in place of a file counts when it looks like a format."""
    files = [File(parcel.name, parcel.content) for parcel in material.parcels if not parcel.unread]
    files += [File(file.name, file.text.encode()) for file in material.files]
    pasted = File(words(N_("what you pasted")), text.encode())
    if text and format_of(pasted):
        files.append(pasted)
    unread = (Remark(where=parcel.name, message=parcel.unread) for parcel in material.parcels if parcel.unread)
    return Given(tuple(files), tuple(unread))


class Planning:
    """Makes a plan step by step, since files may be many. After the last step `plan` has it."""

    def __init__(self, call: Call, services: Services, scope: Scope) -> None:
        self._call = call
        self._services = services
        self._scope = scope
        self.plan = Plan(scope, ())
        self._names = Names(services.store.library, scope, ())
        self._protected: tuple[str, ...] = ()

    async def steps(self, came: Given) -> AsyncIterator[Progress]:
        """Read what came; say from time to time how far it is."""
        said = N_("Reading {name}…") if len(came.files) == 1 else N_("Reading {count} files…")
        name = came.files[0].path if came.files else ""
        yield self._progress(said, name=name, count=len(came.files))
        found: list[Entry | Remark] = []
        reading = read(came.files)
        while some := await asyncio.to_thread(lambda: list(islice(reading, AT_ONCE))):
            found += some
            if len(some) == AT_ONCE:
                yield self._progress(N_("Read {count} prompts…"), count=len(found))
        entries = [one for one in found if isinstance(one, Entry)]
        self._names = Names(self._services.store.library, self._scope, entries)
        remarks = (*came.unread, *(one for one in found if isinstance(one, Remark)))
        self.plan = replace(self.plan, remarks=remarks)
        if self._scope.kind is ScopeKind.TEAM:
            self._protected = await self._services.store.reviews.protected(TeamId(self._scope.owner))
        for batch in batches(entries):
            await self._add(batch)
            if len(entries) > BATCH:
                done = len(self.plan.planned)
                yield self._progress(N_("Looked through {done} of {count} prompts…"), done=done, count=len(entries))

    async def _add(self, entries: Sequence[Entry]) -> None:
        fitting = [await self._names.fitting(entry) for entry in entries]
        decided = await self._decided([entry for entry, _ in fitting])
        alike = [remark for _, remarks in fitting for remark in remarks]
        alike += [remark for one in decided for remark in await self._alike(one)]
        told = (*alike, *await asyncio.to_thread(_looked, decided, self._call.words))
        plan = self.plan
        self.plan = replace(plan, planned=(*plan.planned, *decided), remarks=(*plan.remarks, *told))

    async def _decided(self, entries: Sequence[Entry]) -> list[Planned]:
        """Decide on some entries. What the team has just so need not come into one's own library as well."""
        there = await self._there(self._scope, entries)
        own, team = self._scope.kind is ScopeKind.PERSON, self._call.actor.team
        shared = await self._there(Scope(ScopeKind.TEAM, team), entries) if own and team else {}
        return [await self._one(entry, there.get(key(entry.name)), shared.get(key(entry.name))) for entry in entries]

    async def _there(self, scope: Scope, entries: Sequence[Entry]) -> dict[str, Snippet]:
        found = await self._services.store.library.get_many(scope, [entry.name for entry in entries])
        return {key(name): snippet for snippet in found for name in (*snippet.aliases, snippet.name)}

    async def _one(self, entry: Entry, there: Snippet | None, shared: Snippet | None) -> Planned:
        if there is None and shared and shared.newest.text == entry.newest.text:
            return Planned(entry=entry, fate=Fate.SAME, expected=shared.newest.number)
        if there and key(there.name) != key(entry.name):
            fate = Fate.SAME if there.newest.text == entry.newest.text else Fate.CLASHING
            return Planned(entry=entry, fate=fate, expected=there.newest.number, other=there.name)
        return self._permitted(there, plan(entry, await self._history(entry, there), self._protected))

    async def _history(self, entry: Entry, there: Snippet | None) -> History | None:
        """Give what is there; earlier versions only where the entry has some to compare them with."""
        if there is None:
            return None
        more = len(entry.versions) > 1
        return History(there, await self._services.store.library.versions(there.id) if more else (there.newest,))

    async def _alike(self, decided: Planned) -> list[Remark]:
        """Tell of a new name that passes for one that is there. Looking for others like it takes a while, so only a
        name that is written to be taken for another is looked at.
        """
        name = decided.entry.name
        if decided.fate is not Fate.NEW or not poses(name):
            return []
        near = await self._services.store.library.similar(seen(self._call), name, limit=ALIKE)
        said = N_("Its name looks like that of another one, {other}, and is not the same.")
        return [
            Remark(where=name, message=said, values={"other": other}, weight=Weight.NOTED)
            for other in near
            if look_alike(name, other)
        ]

    def _permitted(self, there: Snippet | None, decided: Planned) -> Planned:
        if there is None or decided.fate is Fate.SAME:
            return decided
        try:
            access(self._call.actor, there, Verb.EDIT, channel=channel_scope(self._call.whence))
        except Forbidden:
            return replace(decided, fate=Fate.CLASHING, new=None)
        return decided

    def _progress(self, message: str, **values: object) -> Progress:
        return Progress(slot="import", text=self._call.words(message, **values))


def batches(things: Sequence[T]) -> Iterator[Sequence[T]]:
    """Give things some at a time."""
    return (things[at : at + BATCH] for at in range(0, len(things), BATCH))


def _looked(decided: Sequence[Planned], words: Words) -> tuple[Remark, ...]:
    """Tell what ought to be known of the texts that would come in."""
    return tuple(
        Remark(where=one.entry.name, message=message, values=values, weight=Weight.NOTED)
        for one in decided
        for text in dict.fromkeys(_texts(one.new) if one.new else ())
        for message, values in _told(text, words)
    )


def _texts(new: NewSnippet) -> Iterator[str]:
    """Give all that others read of it: its description and the reasons for its versions too."""
    yield from (version.text for version in new.versions)
    yield from filter(None, (new.about, *(version.why for version in new.versions)))


def _told(text: str, words: Words) -> Iterator[tuple[str, dict[str, object]]]:
    for secret in secrets(text)[:1]:
        yield SECRET, {"line": secret.line, "kind": words(secret.kind)}
    for found in islice(PERSONAL.find(text, words), 1):
        yield HOLDS, held(text, found)
    yield from oddities(text, words)
