"""How a call is run: permitted, parsed, handled, and its end recorded. The one place with a broad except."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import aclosing
from dataclasses import dataclass, replace

import structlog

from bot.dialogue.action import Token, read
from bot.dialogue.aim import Aim, aim, missing_form
from bot.dialogue.command import Call, Permission, Services
from bot.dialogue.events import AskForm, Button, Card, Done, Event, Progress, Style, TextDelta
from bot.dialogue.failing import bug, failure, interrupted, short
from bot.dialogue.form import Form
from bot.dialogue.guard import allow, masker, stop_card, unallowed
from bot.dialogue.inbound import Inbound, Press, Spot
from bot.dialogue.misses import did_you_mean
from bot.dialogue.parse import Unknown
from bot.dialogue.registry import RESERVED
from bot.dialogue.reply import Emit
from bot.dialogue.stored import pack, pack_events, unpack, unpack_events
from bot.dialogue.texts import texts, with_texts
from bot.domain import Actor, CallId, Role, Status
from bot.engineer.checks.secrets import Secret
from bot.errors import Forbidden, NotFound, PrompteurError, Refused, StoreFailed
from bot.ports import CallRecord
from bot.words import N_, Words

log = structlog.get_logger()
Say = Callable[[Event], Awaitable[None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A call on its way: what came in, and for whom."""

    record: CallRecord
    inbound: Inbound
    actor: Actor
    words: Words
    services: Services
    new: bool = True
    secret: Secret | None = None
    """What looked like a secret in what came in, so that the call must stop."""

    @property
    def call(self) -> Call:
        """The call, without its values yet."""
        whence = self.inbound.whence
        shared = whence.spot is Spot.THREAD
        return Call(id=self.record.id, whence=whence, actor=self.actor, words=self.words, shared=shared)


class Runner:
    """Runs calls. `ending` says that the program is about to end, so that a cancelled call tells so."""

    def __init__(self, services: Services, boot: str) -> None:
        self._services = services
        self._boot = boot
        self.ending = False

    async def aim(self, inbound: Inbound, call: Call) -> Aim | Unknown:
        """Find what is meant; see `bot.dialogue.aim`."""
        store = self._services.store

        async def working() -> bool:
            session = await store.sessions.current(call.conversation, since=call.since(self._services.clock))
            return session is not None and session.head is not None

        return await aim(inbound, self._services.registry, store.records, call.actor.person, working=working)

    async def record(self, inbound: Inbound, actor: Actor, words: Words) -> Job:
        """Record a call before it is acted on. What looks like a secret is recorded masked, and stops the call."""
        whence = inbound.whence
        found = await self._secrets(inbound, actor, words)
        kept = with_texts(inbound, masker(found)) if found else inbound
        record, new = await self._services.store.calls.begin(
            whence.event,
            actor.person,
            inbound=pack(replace(kept, whence=replace(whence, address=b""))),
            address=whence.address,
            boot=self._boot,
            platform=whence.account.platform,
        )
        if found and new:
            self._services.held.put(record.id, inbound)
        first = found[0][1][0] if found else None
        return Job(
            record=record, inbound=inbound, actor=actor, words=words, services=self._services, new=new, secret=first
        )

    async def _secrets(self, inbound: Inbound, actor: Actor, words: Words) -> list[tuple[str, tuple[Secret, ...]]]:
        model = self._services.engineer.abilities.model
        if model is None or not model.hosted or not texts(inbound):
            return []
        call = Call(id=CallId(""), whence=inbound.whence, actor=actor, words=words)
        try:
            found = await self.aim(inbound, call)
        except PrompteurError:
            return []
        if not isinstance(found, Unknown) and not found.command.asks_model:
            return []
        looked = [(text, await unallowed(text, actor.person, self._services.store)) for text in texts(inbound)]
        return [(text, secrets) for text, secrets in looked if secrets]

    async def run(self, job: Job, emit: Emit) -> None:
        """Run a call to its end. A call that was delivered before gives what was shown then and does nothing."""
        structlog.contextvars.bind_contextvars(request=short(job.record.id))
        if not job.new and job.record.status is not Status.INTERRUPTED:
            for event in _repeated(job.record):
                await emit(event)
            return
        await emit(await self._whole(job, emit))

    async def _whole(self, job: Job, say: Say) -> Done:
        shown: list[Event] = []

        async def note(event: Event) -> None:
            if not isinstance(event, TextDelta | Progress):
                shown.append(event)
            await say(event)

        done = await self._settle(job, note)
        log.info("call_ended", status=done.status.value, events=len(shown))
        try:
            await self._services.store.calls.finish(job.record.id, done.status, pack_events([*shown, done]))
        except StoreFailed as error:
            log.warning("call_end_not_recorded", reason=str(error))
        return done

    async def _settle(self, job: Job, say: Say) -> Done:
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
        except Exception:
            log.exception("call_broke")
            await say(bug(job.record.id, job.words))
            return Done(status=Status.FAILED)

    async def _answer(self, job: Job, say: Say) -> Done:
        if isinstance(job.inbound, Press) and (named := read(job.inbound.token)) and named.action in RESERVED:
            return await self._again(job, named, say)
        if job.secret:
            await say(stop_card(job.secret, job.record.id, job.words))
            return Done(status=Status.ASKING)
        found = await self.aim(job.inbound, job.call)
        if isinstance(found, Unknown):
            await say(await did_you_mean(found, job.call, self._services.store.records))
            return Done(status=Status.ASKING)
        return await self._handle(found, job, say)

    async def _handle(self, found: Aim, job: Job, say: Say) -> Done:
        command = found.command
        log.info("call_began", command=found.token_action, platform=job.inbound.whence.account.platform)
        if command.permission is Permission.ADMINISTRATOR and job.actor.role is not Role.ADMINISTRATOR:
            raise Forbidden(N_("Only an administrator of the team may do that."))
        call = replace(job.call, values=found.values, subject=found.subject, material=found.material)
        if not found.action and not command.form:
            form = await missing_form(found, call, self._services.store.records)
            if form:
                await say(_ask(form, command.help, job.words))
                return Done(status=Status.ASKING)
        async with aclosing(found.run(call, job.services)) as events:
            async for event in events:
                if isinstance(event, Done):
                    return event
                await say(event)
        raise RuntimeError(f"{found.token_action} ended without Done")

    async def _again(self, job: Job, named: Token, say: Say) -> Done:
        """Run a recorded call again: Retry, by rules, masked, or with what was no secret."""
        record = await self._services.store.calls.get(CallId(named.subject))
        if record is None or record.person != job.actor.person:
            raise NotFound(N_("That call is no longer there."), advice=N_("Type the command again."))
        held = self._services.held.take(record.id) if named.action in {"allow", "drop"} else None
        if named.action == "drop":
            await say(Card(slot="secret", title=job.words(N_("Dropped. Nothing was sent, nothing was kept."))))
            return Done(status=Status.DONE)
        if named.action == "allow":
            if held is None:
                raise NotFound(
                    N_("I held that text for ten minutes only and no longer have it."),
                    advice=N_("Send it again and press the button sooner."),
                )
            await allow(texts(held), job.actor.person, self._services.store)
        if not await self._services.store.calls.rerun(record.id, self._boot):
            raise Refused(N_("That is done already, or is being done at this moment."))
        services = replace(job.services, engineer=job.services.guided) if named.action == "guided" else job.services
        inbound = replace(held or unpack(record.inbound), whence=job.inbound.whence)
        return await self._whole(replace(job, record=record, inbound=inbound, services=services, new=True), say)


def _repeated(record: CallRecord) -> tuple[Event, ...]:
    if record.status is Status.RUNNING:
        return (Done(status=Status.RUNNING, repeated=True),)
    return tuple(replace(one, repeated=True) if isinstance(one, Done) else one for one in unpack_events(record.result))


def _ask(form: Form, intro: str, words: Words) -> AskForm:
    return AskForm(
        slot="form",
        title=form.title,
        intro=words(intro),
        form=form,
        skip=None,
        open=Button(words(N_("Fill in")), form.token, Style.PRIMARY),
    )
