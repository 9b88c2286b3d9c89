"""Saving what was planned: in a few transactions, so that a call that is run again repeats none of them."""

from collections.abc import AsyncIterator, Sequence
from hashlib import sha256

from bot.commands._import_plan import BATCH, Imported, Plan, batches
from bot.dialogue.command import Call, Services
from bot.dialogue.events import Progress
from bot.domain import NewSnippet, Scope
from bot.library.exchange.stored import Fate
from bot.library.exchange.values import Remark
from bot.words import N_


class Saving:
    """Saves those of a plan that have one of `fates`. After the last step `done` says what it came to; whatever ends it
    before, what it told of is saved, and the same import goes on where it stopped.
    """

    def __init__(self, call: Call, services: Services, plan: Plan, fates: Sequence[Fate]) -> None:
        self._call = call
        self._library = services.store.library
        self._plan = plan
        self._fates = fates
        self.done = Imported()

    async def steps(self) -> AsyncIterator[Progress]:
        """Save, and say from time to time how far it is."""
        coming = [one.new for one in self._plan.of(*self._fates) if one.new]
        late: list[Remark] = []
        for number, batch in enumerate(batches(coming), start=1):
            late += await self._save(batch)
            values = {"done": min(number * BATCH, len(coming)), "count": len(coming)}
            yield Progress(slot="import", text=self._call.words(N_("Saved {done} of {count} prompts…"), **values))
        self.done = self._plan.counted(self._fates, late)

    async def _save(self, batch: Sequence[NewSnippet]) -> list[Remark]:
        """Save some; tell of those that somebody else saved meanwhile."""
        scope, author = self._plan.scope, self._call.actor.person
        write = self._call.write(_effect(scope, batch))
        ids = await self._library.save_many(scope, batch, author=author, write=write)
        said = N_("Somebody saved another version meanwhile. Import it again to look at the two.")
        late = (new for new, identity in zip(batch, ids, strict=True) if identity is None)
        return [Remark(where=new.name, message=said) for new in late]


def _effect(scope: Scope, batch: Sequence[NewSnippet]) -> str:
    """Name what a batch does by what is in it: run again, a call has other batches, as some of it is there already."""
    return f"import-{sha256(repr((scope, batch)).encode()).hexdigest()[:32]}"
