"""What an export takes: the prompts that were named, those in a folder, or a whole library, with all their versions."""

from collections.abc import AsyncIterator

from bot.commands._work import seen, snippet_named
from bot.dialogue.command import Call, Services, channel_scope
from bot.dialogue.events import Progress
from bot.domain import History, Scope, Snippet
from bot.errors import NotFound, Usage
from bot.library.access import Verb, access, personal, team_of
from bot.library.names import key
from bot.words import N_

PAGE = 100
"""Prompts that are read at a time."""


class Selection:
    """Collects the prompts step by step, since they may be many. Of two with one name the nearer one counts."""

    def __init__(self, call: Call, services: Services) -> None:
        self._call = call
        self._services = services
        self._found: dict[str, History] = {}
        self.hidden: list[str] = []
        """Names of those that another one of the same name stands before."""

    @property
    def found(self) -> tuple[History, ...]:
        """What was found so far, in the order of names."""
        return tuple(self._found[name] for name in sorted(self._found))

    async def steps(self, names: str) -> AsyncIterator[Progress]:
        """Find the names, apart by commas, or everything; say from time to time how far it is."""
        wanted = [name.strip().removeprefix("@") for name in names.split(",") if name.strip()]
        for name in wanted:
            await self._named(name)
        if not wanted:
            for scope in self._scopes:
                async for progress in self._whole(scope, ""):
                    yield progress

    @property
    def _scopes(self) -> tuple[Scope, ...]:
        match self._call.get("from"):
            case "me":
                return (personal(self._call.actor),)
            case "team":
                return (team_of(self._call.actor),)
            case _:
                return seen(self._call)

    async def _named(self, name: str) -> None:
        """Take a prompt, or all prompts of a folder."""
        if "@" in name:
            raise Usage(N_("An export takes a prompt with all its versions: leave out what stands behind the @."))
        snippet = None if name.endswith("/") else await self._services.store.library.get(self._scopes, name)
        if snippet:
            self._take(History(snippet, await self._services.store.library.versions(snippet.id)))
            return
        before = len(self._found)
        for scope in self._scopes:
            async for _ in self._whole(scope, f"{name.rstrip('/')}/"):
                pass
        if len(self._found) > before:
            return
        if name.endswith("/"):
            raise NotFound(N_("There is no prompt in a folder {name}."), name=name)
        await snippet_named(self._call, self._services, name)

    async def _whole(self, scope: Scope, folder: str) -> AsyncIterator[Progress]:
        inside, after = key(folder), folder
        while page := await self._services.store.library.histories(scope, after=after, limit=PAGE):
            for history in page:
                if not key(history.snippet.name).startswith(inside):
                    return
                self._take(history)
            after = page[-1].snippet.name
            if len(page) == PAGE:
                said = self._call.words(N_("Read {count} prompts…"), count=len(self._found))
                yield Progress(slot="export", text=said)

    def _take(self, history: History) -> None:
        snippet: Snippet = history.snippet
        access(self._call.actor, snippet, Verb.READ, channel=channel_scope(self._call.whence))
        if self._found.setdefault(key(snippet.name), history).snippet.id != snippet.id:
            self.hidden.append(snippet.name)
