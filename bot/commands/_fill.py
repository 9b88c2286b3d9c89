"""The steps of every verb that fills a prompt in: ask for the name, ask for what is missing, then do what it does."""

from collections.abc import Awaitable, Callable
from contextlib import aclosing
from dataclasses import dataclass, replace

from bot.commands._use import Filling, Source, again, by_name, by_subject, form, remember, typed
from bot.dialogue.aim import ask, form_for
from bot.dialogue.command import Action, Argument, Call, Command, Events, Kind, Services
from bot.dialogue.events import Done
from bot.dialogue.form import Form
from bot.dialogue.guard import allow
from bot.domain import Status
from bot.words import N_

NAME = Argument(
    name="name",
    names={"fr": "nom"},
    kind=Kind.SNIPPET,
    about=N_("The saved prompt; name@2 for a version"),
    required=True,
)
GIVEN = Argument(
    name="values", names={"fr": "valeurs"}, kind=Kind.VALUES, about=N_('What to fill in: NAME=VALUE NAME="TWO WORDS"')
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fill:
    """A verb that fills in. `sources` finds the prompts that were typed, `give` does the work with all values there."""

    verb: str
    sources: Callable[[Call, Services], Awaitable[tuple[Source, ...]]]
    give: Callable[[Call, Services, Filling], Events]

    async def run(self, call: Call, services: Services) -> Events:
        """Do it with what was typed; where no form could come first, lead to one."""
        asked = await self.form(call, services)
        if asked:
            yield ask(asked, self._command(services).help, call.words)
            yield Done(status=Status.ASKING)
            return
        async with aclosing(self._give(call, services, await self._begun(call, services))) as events:
            async for event in events:
                yield event

    async def form(self, call: Call, services: Services) -> Form | None:
        """Ask for the name, or for what is to be filled in."""
        if not (call.get("name") or call.subject):
            return await form_for(self._command(services), [NAME], call, services.store.records)
        filling = await self._begun(call, services)
        return None if filling.enough else await form(call, services, filling, self._action)

    async def rest(self, call: Call, services: Services) -> Form | None:
        """Ask for what is still to be filled in."""
        return await form(call, services, await by_subject(call, services), self._action)

    async def fill(self, call: Call, services: Services) -> Events:
        """Do it with what was answered; ask again for what cannot be taken."""
        filling = await by_subject(call, services)
        asked = await again(call, services, filling, self._action)
        if asked:
            yield asked
            yield Done(status=Status.ASKING)
            return
        empty = {one.name: "" for one in filling.variables}
        whole = replace(filling, given={**empty, **filling.given})
        async with aclosing(self._give(call, services, whole)) as events:
            async for event in events:
                yield event

    async def allowed(self, call: Call, services: Services) -> Events:
        """Remember that what looks like a secret is none, and go on with the very values that were shown."""
        filling = replace(await by_subject(call, services), given=call.values)
        await allow(filling.texts, call.actor.person, services.store)
        async with aclosing(self.give(call, services, filling)) as events:
            async for event in events:
                yield event

    @property
    def actions(self) -> tuple[Action, ...]:
        """Give what the form does."""
        return (Action(name="fill", run=self.fill, form=self.rest),)

    @property
    def _action(self) -> str:
        return f"{self.verb}.fill"

    def _command(self, services: Services) -> Command:
        command = services.registry.get(self.verb)
        if command is None:
            raise RuntimeError(f"{self.verb} is not there")
        return command

    async def _begun(self, call: Call, services: Services) -> Filling:
        if call.subject:
            return await by_subject(replace(call, values={}), services)
        return typed(call, await self.sources(call, services))

    async def _give(self, call: Call, services: Services, filling: Filling) -> Events:
        await remember(call, services, filling)
        async with aclosing(self.give(call, services, filling)) as events:
            async for event in events:
                yield event


async def one(call: Call, services: Services) -> tuple[Source, ...]:
    """Give the prompt of the name that was typed."""
    return (await by_name(call, services, call.get("name")),)
