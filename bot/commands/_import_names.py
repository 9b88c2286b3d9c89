"""Other names of prompts that come in: those that are free are taken, and of the rest it is told."""

from collections.abc import Sequence
from dataclasses import replace

from bot.domain import Scope
from bot.library.exchange.values import Entry, Remark, Weight
from bot.library.names import key
from bot.ports import Library
from bot.words import N_


class Names:
    """Knows which names are taken in a scope, by what is there and by what comes in before."""

    def __init__(self, library: Library, scope: Scope, entries: Sequence[Entry]) -> None:
        self._library = library
        self._scope = scope
        self._coming = {key(entry.name) for entry in entries}

    async def fitting(self, entry: Entry) -> tuple[Entry, tuple[Remark, ...]]:
        """Give an entry with those of its other names that it can have, and a word on those that it cannot."""
        if not entry.aliases:
            return entry, ()
        wanted = {key(name): name for name in entry.aliases if key(name) != key(entry.name)}
        taken = await self._taken(entry, list(wanted.values())) | (wanted.keys() & self._coming)
        free = {name: shown for name, shown in wanted.items() if name not in taken}
        self._coming |= free.keys()
        lost = [shown for name, shown in wanted.items() if name in taken]
        said = N_("It is not found as {names} here: another prompt has that name.")
        told = Remark(where=entry.name, message=said, values={"names": ", ".join(lost)}, weight=Weight.NOTED)
        return replace(entry, aliases=tuple(free.values())), (told,) if lost else ()

    async def _taken(self, entry: Entry, names: Sequence[str]) -> set[str]:
        found = await self._library.get_many(self._scope, names)
        return {
            key(name)
            for snippet in found
            if key(snippet.name) != key(entry.name)
            for name in (snippet.name, *snippet.aliases)
        }
