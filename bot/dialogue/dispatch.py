"""The core as adapters see it: what must come first, the answer to a call, completion, home screens."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain, islice

import structlog

from bot.dialogue.action import token
from bot.dialogue.aim import Aim, missing_form, permitted
from bot.dialogue.command import Call, Completion, Kind, Section, Services, channel_scope, place_key
from bot.dialogue.events import Blame, Done, Failure
from bot.dialogue.failing import bug, failure, numbered
from bot.dialogue.form import Form
from bot.dialogue.inbound import Complete, Inbound, Press, Whence
from bot.dialogue.notices import Notices
from bot.dialogue.registry import Registry
from bot.dialogue.reply import Emit, Reply
from bot.dialogue.run import Runner, is_shared, spoken
from bot.dialogue.texts import fit
from bot.domain import Actor, CallId, EventKey, Scope, Status
from bot.errors import PrompteurError
from bot.library.access import visible_scopes
from bot.library.names import key
from bot.library.texts import shortened
from bot.ports import Clock, Model, Vault

log = structlog.get_logger()
COMPLETIONS = 25
"""Completions at most; the narrowest surface shows that many."""


@dataclass(frozen=True, slots=True)
class Defer:
    """Nothing need be asked first: acknowledge, privately or for all to see, and `start` the call."""

    shared: bool


class App:
    """The core as adapters see it. They await `prepare`, acknowledge, then `start`."""

    def __init__(self, services: Services, *, boot: str, model: Model | None = None) -> None:
        self.services = services
        self.notices = Notices(services)
        self._runner = Runner(services, boot)
        self._boot = boot
        self._model = model
        self._running: set[Reply] = set()
        self._promised: set[EventKey] = set()
        """Calls whose answer goes to all in the conversation, as `prepare` has said: that holds for `start` even where
        an administrator makes the channel quiet in between, so that nothing private gets into it.
        """

    @property
    def registry(self) -> Registry:
        """All commands."""
        return self.services.registry

    @property
    def vault(self) -> Vault:
        """Where adapters keep what they must, encrypted, each in a namespace that begins with its platform's name."""
        return self.services.store.vault

    @property
    def looks_back(self) -> bool:
        """Whether what was said before is of use to plain words (`Say.heard`); else nobody need ask for it."""
        return self.services.ears.looks_back

    @property
    def clock(self) -> Clock:
        """Time."""
        return self.services.clock

    async def prepare(self, inbound: Inbound) -> Form | Defer:
        """Say what must come first: a form to open, or an acknowledgement. It may read the store, never the model.
        What is wrong with the call is said by `start`, not here.
        """
        try:
            first = await self._prepared(fit(inbound))
        except PrompteurError:
            return Defer(shared=False)
        except Exception:  # the adapter must acknowledge whatever came in; `start` tells what is wrong
            log.exception("call_not_prepared")
            return Defer(shared=False)
        if isinstance(first, Defer) and first.shared:
            self._promised.add(inbound.whence.event)
        return first

    async def _prepared(self, inbound: Inbound) -> Form | Defer:
        whence = inbound.whence
        arrival = await self._runner.arrive(whence)
        found = await self._runner.aim(inbound, arrival)
        shared = is_shared(inbound, found, quiet=arrival.quiet)
        if not isinstance(found, Aim) or not permitted(found.command, arrival.actor):
            return Defer(shared)
        call = Call(
            id=CallId(whence.event),
            whence=whence,
            actor=arrival.actor,
            words=spoken(whence, arrival.actor, shared=shared),
            values=found.values,
            subject=found.subject,
            material=found.material,
            shared=shared,
            quiet=arrival.quiet,
        )
        return await self._form(found, inbound, call) or Defer(shared)

    async def _form(self, found: Aim, inbound: Inbound, call: Call) -> Form | None:
        if found.form and not (found.action and not isinstance(inbound, Press)):
            return await found.form(call, self.services)
        return await missing_form(found, call, self.services.store.records)

    async def start(self, inbound: Inbound) -> Reply:
        """Record the call and run it in a task of its own. Whatever is wrong with it is told in the reply."""
        words = inbound.whence.words
        promised = inbound.whence.event in self._promised
        self._promised.discard(inbound.whence.event)
        try:
            cleaned = fit(inbound)
            job = await self._runner.record(cleaned, promised=promised)
        except PrompteurError as error:
            return self._track(Reply(CallId(""), partial(_refuse, failure(error, None, words, guided=False))))
        except Exception:  # an adapter gets an answer to show, whatever came in
            number = numbered()
            log.exception("call_not_begun", request=number)
            return self._track(Reply(CallId(""), partial(_refuse, bug(None, words, number))))
        return self._track(Reply(job.record.id, partial(self._runner.run, job), job.words.locale))

    def _track(self, reply: Reply) -> Reply:
        self._running.add(reply)
        reply.on_end(self._running.discard)
        reply.on_end(lambda _: self.notices.changed())
        return reply

    async def _actor(self, whence: Whence) -> Actor:
        people = self.services.store.people
        return await people.actor(
            whence.account, whence.name, whence.place, manages=whence.manages, groups=whence.groups
        )

    async def move(self, call: CallId, address: bytes) -> None:
        """Note that the answer to a call under way stands somewhere by now, so that `interrupted` gives this address
        should the process die.
        """
        await self.services.store.calls.move(call, address)

    async def interrupted(self, platform: str) -> tuple[tuple[bytes, str], ...]:
        """Give the calls of this platform that an earlier process left running: the reply address and the token of
        Retry. Each is given once.
        """
        left = await self.services.store.calls.interrupt((self._boot,), platform)
        return tuple((record.address, token("retry", record.id)) for record in left)

    async def works_in(self, whence: Whence) -> bool:
        """Tell whether a prompt is under work there that all who are there share, as in a thread; in a quiet channel
        nothing is shared. It makes nobody known, so that it can be asked of whatever is said somewhere. False, too,
        when it cannot be read now.
        """
        store = self.services.store
        try:
            session = await store.sessions.current(place_key(whence), since=None)
            if session is not None and await store.teams.is_quiet(whence.shared_channel):
                return False
        except PrompteurError as error:
            log.warning("work_not_looked_for", reason=type(error).__name__)
            return False
        return session is not None and session.head is not None

    async def complete(self, wanted: Complete) -> tuple[Completion, ...]:
        """Complete half a value; at most 25, the likeliest first. Nothing for what cannot be completed, or not now."""
        try:
            return await self._complete(wanted)
        except PrompteurError as error:
            log.warning("not_completed", reason=type(error).__name__)
            return ()

    async def _complete(self, wanted: Complete) -> tuple[Completion, ...]:
        command = self.registry.get(wanted.command)
        argument = next((one for one in command.arguments if one.name == wanted.argument), None) if command else None
        if argument is None:
            return ()
        if argument.kind is Kind.CHOICE:
            prefix = wanted.prefix.casefold()
            return tuple(Completion(one, one) for one in argument.choices if one.casefold().startswith(prefix))
        if argument.kind not in {Kind.SNIPPET, Kind.DOCUMENT, Kind.PERSON} or command is None:
            return ()
        actor = await self._actor(wanted.whence)
        if not permitted(command, actor):
            return ()
        return await (self._members if argument.kind is Kind.PERSON else self._names)(wanted, actor)

    async def _members(self, wanted: Complete, actor: Actor) -> tuple[Completion, ...]:
        if actor.team is None:
            return ()
        prefix = wanted.prefix.removeprefix("@")
        found = await self.services.store.members.named(actor.team, prefix, limit=COMPLETIONS)
        names = dict.fromkeys(shortened(member.name, 100) for member in found)
        return tuple(Completion(name, name) for name in names)

    async def _names(self, wanted: Complete, actor: Actor) -> tuple[Completion, ...]:
        scopes = visible_scopes(actor, channel_scope(wanted.whence), shared=False)
        prefix = wanted.prefix.removeprefix("@")
        name, at, mark = prefix.partition("@")
        if at:
            return await self._versions(scopes, name, key(mark))
        hits = await self.services.store.library.complete(scopes, prefix, limit=COMPLETIONS)
        return tuple(Completion(hit.name, hit.name, shortened(hit.about, 100)) for hit in hits)

    async def _versions(self, scopes: Sequence[Scope], name: str, mark: str) -> tuple[Completion, ...]:
        """Complete what stands behind a prompt's name and "@": its labels, then its numbers, the newest first."""
        snippet = await self.services.store.library.get(scopes, name)
        if snippet is None:
            return ()
        labels = ((label.name, f"v{label.number}") for label in snippet.labels)
        numbers = ((str(number), "") for number in range(snippet.newest.number, 0, -1))
        begun = (mark, mark.removeprefix("v"))
        found = islice((one for one in chain(labels, numbers) if one[0].startswith(begun)), COMPLETIONS)
        return tuple(Completion(f"{snippet.name}@{one}", f"{snippet.name}@{one}", about) for one, about in found)

    async def locale(self, whence: Whence) -> str:
        """Give the language of what only this person sees there. `StoreFailed` when it cannot be read."""
        return spoken(whence, await self._actor(whence), shared=False).locale

    async def home(self, whence: Whence) -> tuple[Section, ...]:
        """Give the sections of a home screen, in the order of the commands that have one. `PrompteurError` when they
        cannot be read.
        """
        actor = await self._actor(whence)
        words = spoken(whence, actor, shared=False)
        made = [await command.home(actor, words, self.services) for command in self.registry if command.home]
        return tuple(section for sections in made for section in sections)

    async def beginning(self, whence: Whence) -> tuple[Section, ...]:
        """Give what there is for the start of a conversation at this computer, in the order of the commands."""
        actor = await self._actor(whence)
        words = spoken(whence, actor, shared=False)
        made = [await command.start(actor, words, self.services) for command in self.registry if command.start]
        return tuple(section for sections in made for section in sections)

    async def end(self, grace: float) -> None:
        """End the calls under way with a note that is still read; wait for them at most `grace` seconds."""
        self._runner.ending = True
        if self._running:
            await asyncio.wait([asyncio.create_task(reply.end(grace)) for reply in self._running])

    async def aclose(self, grace: float = 5.0) -> None:
        """End the calls under way, then close the model and the store."""
        await self.end(grace)
        try:
            if self._model:
                await self._model.aclose()
        finally:
            await self.services.store.aclose()


async def _refuse(said: Failure, emit: Emit) -> None:
    await emit(said)
    await emit(Done(status=Status.FAILED if said.blame is Blame.BUG else Status.REFUSED))
