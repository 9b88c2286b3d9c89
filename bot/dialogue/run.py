"""How a call is run: permitted, parsed, handled, and its end recorded. The one place with broad excepts."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import aclosing
from dataclasses import dataclass, replace

import structlog

from bot.dialogue.action import Token, read, token
from bot.dialogue.aim import Aim, aim, ask, missing_form, permit
from bot.dialogue.alone import for_one
from bot.dialogue.command import Call, Ears, Services, Settled, Visibility, at_work, place_key
from bot.dialogue.events import Card, Done, Event, Progress, TextDelta
from bot.dialogue.failing import bug, failure, interrupted, short
from bot.dialogue.guard import allow, masker, stop_card, unallowed, without_secrets
from bot.dialogue.inbound import Inbound, Invoke, Press, Say, Spot, Submit, Whence
from bot.dialogue.known import known_to
from bot.dialogue.misses import did_you_mean
from bot.dialogue.parse import Unknown
from bot.dialogue.registry import RESERVED
from bot.dialogue.reply import Emit
from bot.dialogue.stored import pack, pack_events, unpack, unpack_events
from bot.dialogue.texts import texts, with_texts
from bot.domain import Actor, CallId, Status, Work
from bot.engineer.checks.secrets import Secret
from bot.errors import NotFound, PrompteurError, Refused
from bot.library import codes
from bot.ports import DAY, Arrived, CallRecord
from bot.words import N_, Words

log = structlog.get_logger()
Tell = Callable[[Event], Awaitable[None]]
Aimed = Aim | Unknown | PrompteurError
"""What a call means, or what is wrong with it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A call on its way: what came in, what it means, and for whom."""

    record: CallRecord
    inbound: Inbound
    aimed: Aimed
    actor: Actor
    words: Words
    services: Services
    new: bool = True
    secret: Secret | None = None
    """What looked like a secret in what came in, so that the call must stop."""
    at_work: Work | None = None
    quiet: bool = False
    """Answers where it came from are private only."""
    settled: Settled = Settled.NOTHING
    settles: str = ""
    """A mark of what that answers."""

    @property
    def alone(self) -> bool:
        """Whether the answer reaches those alone who may see it: what is for one person, and anything in a quiet
        channel, does not where everybody sees what is answered. What went wrong tells nothing that was not said there.
        """
        private = isinstance(self.aimed, Aim) or self.quiet
        return self.inbound.whence.alone or not private or self.call.shared

    @property
    def call(self) -> Call:
        """The call, without its values yet."""
        return Call(
            id=self.record.id,
            whence=self.inbound.whence,
            actor=self.actor,
            words=self.words,
            shared=is_shared(self.inbound, self.aimed, quiet=self.quiet),
            quiet=self.quiet,
            at_work=self.at_work,
            settled=self.settled,
            settles=self.settles,
        )


def is_shared(inbound: Inbound, aimed: Aimed, *, quiet: bool) -> bool:
    """Tell whether all in the conversation see the answer: in a thread, to what was said there for all to read, where
    the command says so. A native command and a press are answered to one person alone, and so is what went wrong, and
    everything in a `quiet` channel.
    """
    shown = isinstance(aimed, Aim) and aimed.command.visibility is Visibility.SHARED
    return shown and is_posted(inbound) and not quiet


def is_posted(inbound: Inbound) -> bool:
    """Tell whether what was typed stands where others read it: as a message in a thread."""
    said = isinstance(inbound, Say) or (isinstance(inbound, Invoke) and not inbound.command)
    return said and inbound.whence.spot is Spot.THREAD


def spoken(whence: Whence, actor: Actor, *, shared: bool) -> Words:
    """Give the language of an answer: what the person chose where only they see it, else what the platform says."""
    return whence.words if shared or not actor.language else replace(whence, locale=actor.language).words


class Runner:
    """Runs calls. `ending` says that the program is about to end, so that a cancelled call tells so."""

    def __init__(self, services: Services, boot: str) -> None:
        self._services = services
        self._boot = boot
        self.ending = False

    async def arrive(self, whence: Whence) -> Arrived:
        """Give who comes in, and what is worked on where they are: in a channel what is their own there."""
        here = place_key(whence)
        alone = whence.spot is Spot.CHANNEL
        return await self._services.store.arrive(
            whence.account,
            whence.name,
            whence.place,
            manages=whence.manages,
            key=lambda person: f"{here}:{person}" if alone else here,
            since=self._services.clock.now() - DAY if alone else None,
            channel=whence.shared_channel,
            groups=whence.groups,
        )

    async def aim(self, inbound: Inbound, arrival: Arrived, ears: Ears | None = None) -> Aimed:
        """Find what is meant, or what is wrong with it; see `bot.dialogue.aim`. `ears`: others than the usual ones."""
        if isinstance(inbound, Press) and (named := read(inbound.token)) and named.action in RESERVED:
            return Refused(N_("That is done already."))  # answered by `_again`, never aimed
        store, actor, posted = self._services.store, arrival.actor, is_posted(inbound) and not arrival.quiet
        try:
            return await aim(
                inbound,
                self._services.registry,
                store.records,
                actor.person,
                ears=ears or self._services.ears,
                working=arrival.work is not None,
                known=known_to(actor, inbound.whence, store.library, posted=posted),
            )
        except PrompteurError as error:
            return error

    async def record(self, inbound: Inbound, *, promised: bool = False) -> Job:
        """Record a call before it is acted on, with what it means at this moment. What looks like a secret is recorded
        masked, and stops the call. `promised`: its answer goes to all there, whatever was decided meanwhile.
        """
        if self.ending:
            raise Refused(N_("I am about to stop and take nothing new."), advice=N_("Try again in a moment."))
        posted = await self._posted(inbound)
        inbound = await without_secrets(inbound) if isinstance(inbound, Say) else inbound
        whence = inbound.whence
        arrival = await self.arrive(whence)
        arrival = replace(arrival, quiet=arrival.quiet and not promised)
        actor, aimed = arrival.actor, posted or await self.aim(inbound, arrival)
        words = spoken(whence, actor, shared=is_shared(inbound, aimed, quiet=arrival.quiet))
        current = await self._current(inbound, aimed, arrival, words)
        kept = self._pinned(inbound, aimed, current.version.id if current else "")
        found = await self._secrets(kept, aimed, actor)
        masked = with_texts(kept, masker(found)) if found else kept
        record, new = await self._services.store.calls.begin(
            whence.event,
            actor.person,
            inbound=pack(replace(masked, whence=replace(whence, address=b""))),
            address=whence.address,
            boot=self._boot,
            platform=whence.account.platform,
        )
        if not new and record.status is Status.INTERRUPTED:
            new = await self._services.store.calls.rerun(record.id, self._boot)
        if found and new:
            self._services.held.put(record.id, kept)
        first = found[0][1][0] if found and _asks_model(aimed) else None
        return Job(
            record=record,
            inbound=inbound,
            aimed=aimed,
            actor=actor,
            words=words,
            services=self._services,
            new=new,
            secret=first,
            at_work=current,
            quiet=arrival.quiet,
        )

    async def _posted(self, inbound: Inbound) -> Refused | None:
        """Make a code useless that somebody wrote where others read it, and say so."""
        store = self._services.store
        found = codes.inside("\n".join(texts(inbound))) if is_posted(inbound) else ()
        void = [await store.links.void(store.vault.fingerprint(code)) for code in found]
        if not any(void):
            return None
        return Refused(
            N_("Others read along here, so I made that code useless. Nothing was joined."),
            advice=N_("Get a new one, and type it where only you and I are."),
        )

    def _pinned(self, inbound: Inbound, aimed: Aimed, current: str) -> Inbound:
        """Give what is kept for running the call again: plain words as the command they came to, and the prompt that
        was current as the one that is meant. A conversation takes the words themselves up again.
        """
        if not isinstance(aimed, Aim) or aimed.action or not isinstance(inbound, Invoke | Say):
            return inbound
        command, values = aimed.command, aimed.values
        if self._services.registry.get(command.id) is not command:
            return inbound
        if current:
            named = token(command.id, current)
            return Submit(whence=inbound.whence, token=named, values=values, material=aimed.material)
        return Invoke(whence=inbound.whence, command=command.id, values=values, material=aimed.material)

    async def _secrets(self, inbound: Inbound, aimed: Aimed, actor: Actor) -> list[tuple[str, tuple[Secret, ...]]]:
        model = self._services.engineer.abilities.model
        if model is None or not model.hosted or not (_asks_model(aimed) or isinstance(aimed, PrompteurError)):
            return []
        looked = [(text, await unallowed(text, actor.person, self._services.store)) for text in texts(inbound)]
        return [(text, secrets) for text, secrets in looked if secrets]

    async def _current(self, inbound: Inbound, aimed: Aimed, arrival: Arrived, words: Words) -> Work | None:
        """Give the current prompt where it is what the call is about."""
        if not isinstance(aimed, Aim) or aimed.action or aimed.subject or not isinstance(inbound, Invoke | Say):
            return None
        others = aimed.command.on_current
        if others is None or aimed.material.files or any(aimed.values.get(name) for name in others):
            return None
        if arrival.work or inbound.whence.spot is not Spot.THREAD or is_shared(inbound, aimed, quiet=arrival.quiet):
            return arrival.work
        call = Call(id=CallId(""), whence=inbound.whence, actor=arrival.actor, words=words)
        return await at_work(call, self._services.store.sessions, self._services.clock)

    async def run(self, job: Job, emit: Emit) -> None:
        """Run a call to its end. A call that was delivered before gives what was shown then and does nothing."""
        structlog.contextvars.bind_contextvars(request=short(job.record.id))
        if not job.new:
            for event in _repeated(job.record):
                await emit(event)
            return
        await emit(await self._whole(job, emit))

    async def _whole(self, job: Job, say: Tell) -> Done:
        shown: list[Event] = []

        async def note(event: Event) -> None:
            if not isinstance(event, TextDelta | Progress):
                shown.append(event)
            await say(event)

        done = await self._settle(job, note)
        log.info("call_ended", status=done.status.value, events=len(shown))
        try:
            await self._services.store.calls.finish(job.record.id, done.status, pack_events([*shown, done]))
        except Exception:  # the person has the answer; that its end is not recorded is for the operator
            log.exception("call_end_not_recorded")
        return done

    async def _settle(self, job: Job, say: Tell) -> Done:
        try:
            return await self._answer(job, say)
        except asyncio.CancelledError:
            if not self.ending:
                return Done(status=Status.CANCELLED)
            await say(interrupted(job.record.id, job.words))
            return Done(status=Status.INTERRUPTED)
        except PrompteurError as error:
            log.info("call_failed", error=type(error).__name__, cause=type(error.__cause__).__name__)
            guided = job.services.engineer is not job.services.guided
            await say(failure(error, job.record.id, job.words, guided=guided))
            return Done(status=Status.REFUSED if isinstance(error, Refused) else Status.FAILED)
        except Exception:  # whatever a handler did, the person gets an answer and the log the cause
            log.exception("call_broke")
            await say(bug(job.record.id, job.words))
            return Done(status=Status.FAILED)

    async def _answer(self, job: Job, say: Tell) -> Done:
        if isinstance(job.inbound, Press) and (named := read(job.inbound.token)) and named.action in RESERVED:
            return await self._again(job, named, say)
        if job.secret:
            await say(stop_card(job.secret, job.record.id, job.words))
            return Done(status=Status.ASKING)
        if not job.alone:
            await say(for_one(job.record.id, job.inbound.whence.words, quiet=job.quiet))
            return Done(status=Status.ASKING)
        match job.aimed:
            case PrompteurError() as error:
                raise error
            case Unknown() as unknown:
                await say(await did_you_mean(unknown, job.call, self._services.store.records))
                return Done(status=Status.ASKING)
            case Aim() as found:
                return await self._handle(found, job, say)

    async def _handle(self, found: Aim, job: Job, say: Tell) -> Done:
        command = found.command
        log.info("call_began", command=found.token_action, platform=job.inbound.whence.account.platform)
        permit(command, job.actor)
        call = replace(job.call, values=found.values, subject=found.subject, material=found.material, heard=found.heard)
        if not found.action and not command.form:
            form = await missing_form(found, call, self._services.store.records)
            if form:
                await say(ask(form, command.help, job.words))
                return Done(status=Status.ASKING)
        async with aclosing(found.run(call, job.services)) as events:
            async for event in events:
                if isinstance(event, Done):
                    return event
                await say(event)
        raise RuntimeError(f"{found.token_action} ended without Done")

    async def _again(self, job: Job, named: Token, say: Tell) -> Done:
        """Run a recorded call again: Retry, by rules, masked, with what was no secret, or with the answer
        to what it stopped at.
        """
        subject, _, settles = named.subject.partition(".")
        calls, call = self._services.store.calls, CallId(subject)
        record = await calls.get(call)
        if record is None or record.person != job.actor.person or not record.inbound:
            raise NotFound(
                N_("That is done already, or no longer there."), advice=N_("Type the command again to do it anew.")
            )
        held = self._services.held.take(call) if named.action in {"allow", "drop"} else None
        if named.action == "drop":
            await calls.finish(call, Status.DONE, b"")
            await say(Card(slot="secret", title=job.words(N_("Dropped. Nothing was sent, nothing was kept."))))
            return Done(status=Status.DONE)
        inbound = await self._allowed(held, job) if named.action == "allow" else unpack(record.inbound)
        kept = pack(inbound) if held else None
        if not await calls.rerun(call, self._boot, inbound=kept):
            raise Refused(N_("That is done already, or is being done at this moment."))
        services = _by_rules(job.services) if named.action == "guided" else job.services
        inbound = replace(inbound, whence=job.inbound.whence)
        aimed = await self.aim(inbound, await self.arrive(inbound.whence), services.ears)
        settled = next((one for one in Settled if one == named.action), Settled.NOTHING)
        again = replace(job, record=record, inbound=inbound, aimed=aimed, services=services, new=True, at_work=None)
        return await self._whole(replace(again, settled=settled, settles=settles), say)

    async def _allowed(self, held: Inbound | None, job: Job) -> Inbound:
        """Give what was held in memory, and remember that it is no secret."""
        if held is None:
            raise NotFound(
                N_("I held that text for ten minutes only and no longer have it."),
                advice=N_("Send it again and press the button sooner."),
            )
        await allow(texts(held), job.actor.person, self._services.store)
        return replace(held, whence=replace(held.whence, address=b""))


def _by_rules(services: Services) -> Services:
    """Give the services that need no model."""
    return replace(services, engineer=services.guided, ears=services.by_rules)


def _asks_model(aimed: Aimed) -> bool:
    return isinstance(aimed, Unknown) or (isinstance(aimed, Aim) and aimed.command.asks_model)


def _repeated(record: CallRecord) -> tuple[Event, ...]:
    if record.status is Status.RUNNING:
        return (Done(status=Status.RUNNING, repeated=True),)
    shown = unpack_events(record.result)
    if not shown:
        return (Done(status=record.status, repeated=True),)
    return tuple(replace(one, repeated=True) if isinstance(one, Done) else one for one in shown)
