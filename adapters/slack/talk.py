"""What Slack tells by itself: plain words in direct messages and in threads, mentions in channels, the Home tab,
Slack's own stop button.
"""

import asyncio
from dataclasses import replace
from typing import Any

import structlog

from adapters.once import Once
from adapters.slack.address import Address
from adapters.slack.aside import say
from adapters.slack.before import FAILED, TOO_LONG, Before, Looking
from adapters.slack.desk import Desk
from adapters.slack.failures import NotDelivered
from adapters.slack.listen import Heard, is_said, said
from adapters.slack.pack import Message
from adapters.slack.reading import mentioned
from adapters.slack.says import sentence, whole
from adapters.slack.threads import may_go_on, thread_of
from adapters.slack.users import Known
from adapters.slack.welcome import Welcome
from adapters.slack.whence import belongs, whence_of, whence_of_message
from bot.dialogue.dispatch import Defer
from bot.dialogue.events import Failure
from bot.dialogue.failing import bug, failure, numbered
from bot.dialogue.inbound import Inbound, Remark, Say, Spot, Whence
from bot.domain import Status
from bot.errors import PrompteurError
from bot.words import N_

log = structlog.get_logger()
MANIFEST = "prompteur slack manifest --threads"
NAMESPACE = "slack.told"
"""Where it is kept what was said once in a channel."""
Json = dict[str, Any]
NOT_KNOWN = N_("Slack did not tell me who you are, and so I did nothing. Try again in a moment.")
NOT_HERE = N_("I work for the people of another organisation here. Ask them, or have me added to your own workspace.")


class Talk:
    """Answers events, through the desk."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._looking = Looking(desk.api, desk.people, desk.installed)
        self._told = Once(desk.app.vault, NAMESPACE)
        self._welcome = Welcome(desk.app.registry, desk.posting, agent=desk.installed.agent)

    def event(self, body: Json) -> None:
        """Answer an event, in a task of its own, once."""
        event, desk = body.get("event") or {}, self._desk
        if not desk.claims.new(str(body.get("event_id") or "")):
            return
        match event.get("type"):
            case "message" | "app_mention":
                self._said(body, event)
            case "app_home_opened":
                desk.tasks.start(self._opened(event), "home")
            case "agent_session_stopped":
                desk.tasks.start(self._stopped(event), "stop")
            case "app_uninstalled" | "tokens_revoked":
                self._removed(body, event)
            case kind:
                log.debug("slack_event_passed_over", kind=str(kind))

    def _said(self, body: Json, event: Json) -> None:
        desk, mention = self._desk, event.get("type") == "app_mention"
        if event.get("subtype") == "message_deleted":
            desk.tasks.start(self._deleted(str(event.get("deleted_ts") or "")), "deleted")
            return
        if not is_said(body, desk.installed):
            return
        ts, called = event.get("ts"), mention or event.get("channel_type") == "im"
        if called and desk.claims.new(f"{event.get('channel')}:{ts}"):
            desk.tasks.start(self._guarded(body, event), f"message {ts}")
        elif not called and may_go_on(body, desk.installed):
            desk.tasks.start(self._overheard(body, event), f"overheard {ts}")

    def _removed(self, body: Json, event: Json) -> None:
        """End the work where the app was removed from this workspace, or the bot's own token was taken back."""
        desk = self._desk
        revoked = (event.get("tokens") or {}).get("bot") or ()
        own = event.get("type") == "app_uninstalled" or desk.installed.bot in revoked
        if own and body.get("team_id") == desk.installed.team:
            log.error("slack_app_removed", kind=event.get("type"))
            desk.api.refused()

    async def _deleted(self, ts: str) -> None:
        delivery = self._desk.running.showing(ts)
        if delivery is not None:
            await delivery.forget()

    async def _overheard(self, body: Json, event: Json) -> None:
        """Go on in a thread in which a prompt is under work, and only there."""
        if await self._desk.app.works_in(thread_of(body, self._desk.installed)):
            await self._guarded(body, event, called=False)

    # --- plain words -------------------------------------------------------------------------------------------------

    async def _guarded(self, body: Json, event: Json, *, called: bool = True) -> None:
        """Whatever goes wrong, the person gets an answer. `called`: the message was written to the bot."""
        known = Known(user=str(event.get("user") or ""))
        try:
            known = await self._desk.people.known(known.user, str(event.get("channel") or ""))
            await self._say(body, event, known, called=called)
        except PrompteurError as error:
            await self._fail(body, known, failure(error, None, self._desk.installed.words(known.locale), guided=False))
        except Exception:  # a mistake of ours, which the log has
            number = numbered()
            log.exception("message_broke", message=event.get("ts"), request=number)
            await self._fail(body, known, bug(None, self._desk.installed.words(known.locale), number))

    async def _say(self, body: Json, event: Json, known: Known, *, called: bool) -> None:
        desk = self._desk
        names = await desk.people.names(mentioned(event, desk.installed.bot))
        heard = said(body, known, desk.installed, desk.files, desk.app.registry, names)
        whence = heard.inbound.whence
        if whence.spot is not Spot.DIRECT and not belongs(body, known, desk.installed):
            if called:
                why = NOT_HERE if known.team else NOT_KNOWN
                await self._private(body, known, sentence(self._desk.installed.words(known.locale)(why)))
            return
        shared = whence.spot is not Spot.DIRECT and await self._shared(heard)
        thread = str(event.get("thread_ts") or "")
        outlet = desk.answers.outlet(whence, known, shared=shared, called=True, thread=thread)
        root = thread or str(event.get("ts"))
        async with (
            desk.presence.shown(whence.channel, root, whence.words),
            desk.answers.delivering(str(event.get("ts")), whence, outlet) as delivery,
        ):
            before = await self._before(event, heard)
            known_before = replace(heard, known=_with(heard.known, before.remarks))
            reply = await desk.answers.reply(known_before, outlet)  # what is not recorded could not be told of later
            await delivery.begin()
            await delivery.run(reply)
        await self._tell_unread(body, known, before)

    async def _before(self, event: Json, heard: Heard) -> Before:
        """Look at what was said before, for plain words that may be about it."""
        if not isinstance(heard.known, Say) or not self._desk.app.looks_back:
            return Before()
        return await self._looking.back(event, heard.known.whence)

    async def _tell_unread(self, body: Json, known: Known, before: Before) -> None:
        """Say what the bot did not see: what it may not see in a channel and in a thread that is too long, once."""
        event, words = body.get("event") or {}, self._desk.installed.words(known.locale)
        place = f"{self._desk.installed.team}:{event.get('channel')}"
        place += f":{event.get('thread_ts')}" if before.unread == TOO_LONG else ""
        if before.unread and (before.unread == FAILED or await self._told.new(place)):
            await self._private(body, known, sentence(words(before.unread, task=MANIFEST)))

    async def _shared(self, heard: Heard) -> bool:
        """Tell whether everyone in the thread sees the answer."""
        asked = await self._desk.app.prepare(heard.inbound)
        return isinstance(asked, Defer) and asked.shared

    async def _fail(self, body: Json, known: Known, event: Failure) -> None:
        await self._private(body, known, *whole(event, Status.FAILED, self._desk.installed.words(known.locale)))

    async def _private(self, body: Json, known: Known, *messages: Message) -> None:
        desk, event = self._desk, body.get("event") or {}
        whence = whence_of_message(body, known, desk.installed)
        thread = str(event.get("thread_ts") or "")
        await say(desk.answers.outlet(whence, known, shared=False, called=True, thread=thread), messages)

    # --- the app's own places ----------------------------------------------------------------------------------------

    async def _opened(self, event: Json) -> None:
        """Publish the Home tab, or suggest what could be said in the messages."""
        user, desk = str(event.get("user") or ""), self._desk
        try:
            known = await desk.people.known(user)
            if event.get("tab") == "home":
                await desk.publish(known)
            elif event.get("channel"):
                await self._welcome.show(str(event["channel"]), self._desk.installed.words(known.locale))
        except (NotDelivered, PrompteurError) as error:
            log.warning("app_not_shown", tab=event.get("tab"), reason=type(error).__name__)

    async def _stopped(self, event: Json) -> None:
        """Stop what somebody stopped by the button that Slack itself shows, where they may stop it."""
        desk, streams = self._desk, {str(ts) for ts in event.get("streaming_message_ts") or ()}
        found = [
            one
            for one in desk.running.all()
            if streams & set(one.delivery.messages) or _stands_in(one.whence, event, alone=not streams)
        ]
        if found:
            known = await desk.people.known(str(event.get("user") or ""))
            presser = whence_of({"user": {"id": known.user}}, known, desk.installed)
            await asyncio.gather(*(one.delivery.stop() for one in found if one.may_stop(presser)))


def _with(inbound: Inbound, remarks: tuple[Remark, ...]) -> Inbound:
    return replace(inbound, heard=remarks) if isinstance(inbound, Say) else inbound


def _stands_in(whence: Whence, event: Json, *, alone: bool) -> bool:
    """Tell whether an answer belongs to the thread that Slack names; where it names none, to the channel, if nothing
    else is meant.
    """
    address, thread = Address.read(whence.address), str(event.get("thread_ts") or "")
    here = whence.channel == event.get("channel")
    return here and (address is not None and address.thread == thread if thread else alone)
