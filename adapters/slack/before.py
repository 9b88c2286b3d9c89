"""What was said before a message, in the same thread or the same direct messages, as far as Slack lets the bot read it.

Whoever writes in a thread sees all of it. What only one person was shown Slack keeps nowhere, so that it is not among
it.
"""

from collections import OrderedDict, deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import structlog

from adapters.heard import MOST, Spoken, told_apart
from adapters.slack.failures import NotDelivered
from adapters.slack.limits import HISTORY_PAGE
from adapters.slack.listen import is_message
from adapters.slack.markup import unstreamed
from adapters.slack.needs import RIGHTS, Extra
from adapters.slack.people import People
from adapters.slack.reading import mentioned, written
from adapters.slack.rich import Names
from adapters.slack.sending import Api
from adapters.slack.source import forwarded
from adapters.slack.whence import Installed
from bot.dialogue.inbound import Remark, Spot, Whence
from bot.words import N_

log = structlog.get_logger()
PAGES = 5
"""How often messages are asked for: Slack gives the oldest of a thread first."""
REMEMBERED = 1024
"""Long threads of which it is remembered where their last messages begin."""
WITHIN = 2.0
"""Seconds that asking may wait for its turn."""
HISTORY = frozenset(right.scope for right in RIGHTS if right.extra is Extra.THREADS)
"""Rights, of which a thread in a channel takes one."""
UNREAD = N_(
    "Here I see only what mentions me, so I did not see what was said before in this thread. Say again what matters;"
    " whoever runs me can let me read threads ({task})."
)
FAILED = N_("Slack did not let me see what was said before, so my answer does not know it. Say again what matters.")
TOO_LONG = N_("This thread is too long for me to see what was said last, so I do not know it. Say again what matters.")
Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Before:
    """What was said before, the oldest first. `unread` says why it could not be read, as a message id with the value
    `task`; empty where it was.
    """

    remarks: tuple[Remark, ...] = ()
    unread: str = ""


class TooLongError(Exception):
    """A thread has more messages than are asked for, so that its last ones are not known."""


class Looking:
    """Looks back in one workspace."""

    def __init__(self, api: Api, people: People, installed: Installed) -> None:
        self._api = api
        self._people = people
        self._installed = installed
        self._begins: OrderedDict[tuple[str, str], str] = OrderedDict()

    async def back(self, event: Json, whence: Whence) -> Before:
        """Give what was said before the message of an event."""
        thread, direct = str(event.get("thread_ts") or ""), whence.spot is Spot.DIRECT
        if not thread and not direct:
            return Before()
        rights = self._api.rights
        if not direct and rights is not None and not rights & HISTORY:
            return Before(unread=UNREAD)
        channel, latest = str(event["channel"]), str(event["ts"])
        try:
            found = await (self._replies(channel, thread, latest) if thread else self._messages(channel, latest))
        except TooLongError:
            return Before(unread=TOO_LONG)
        except NotDelivered as error:
            log.info("thread_not_read", channel=channel, code=error.code)
            return Before(unread=UNREAD if error.code == "missing_scope" else FAILED)
        told = [one for one in found if is_message(one)]
        names = await self._people.names(self._people_in(told))
        spoken = [self._spoken(one, names) for one in told]
        return Before(told_apart(spoken, whence.account.user, whence.name))

    async def _replies(self, channel: str, thread: str, latest: str) -> Iterable[Json]:
        """Give the last messages of a thread. Slack gives its oldest first, so that it is remembered from where on they
        are asked for the next time. `TooLongError` where they are not reached; the next time begins further on.
        """
        oldest, cursor = self._begins.get((channel, thread), ""), None
        found: deque[Json] = deque(maxlen=MOST + 1)
        for _ in range(PAGES):
            answer = await self._api.call(
                "conversations.replies",
                within=WITHIN,
                channel=channel,
                ts=thread,
                oldest=oldest or None,
                latest=latest,
                limit=HISTORY_PAGE.number,
                cursor=cursor,
            )
            found.extend(one for one in answer.get("messages") or () if str(one["ts"]) > oldest)  # not its root again
            if len(found) > MOST:
                self._remember(channel, thread, str(found[0]["ts"]))
            cursor = (answer.get("response_metadata") or {}).get("next_cursor")
            if not cursor:
                return found
        raise TooLongError

    def _remember(self, channel: str, thread: str, begins: str) -> None:
        self._begins[channel, thread] = begins
        self._begins.move_to_end((channel, thread))
        if len(self._begins) > REMEMBERED:
            self._begins.popitem(last=False)

    async def _messages(self, channel: str, latest: str) -> Iterable[Json]:
        answer = await self._api.call(
            "conversations.history", within=WITHIN, channel=channel, latest=latest, limit=MOST
        )
        found: list[Json] = answer.get("messages") or []
        return found[::-1]

    def _people_in(self, messages: Iterable[Json]) -> Iterator[str]:
        """Give who wrote the messages, and whom they name."""
        for one in messages:
            if one.get("user") and not one.get("bot_id"):
                yield str(one["user"])
            yield from mentioned(one, self._installed.bot)

    def _spoken(self, message: Json, names: Names) -> Spoken:
        bot, ours = self._installed.bot, message.get("user") == self._installed.bot
        held = forwarded(message)
        text = written(held, bot, names).strip("\n")
        files = tuple(str(one["name"]) for one in held.get("files") or () if one.get("name"))
        by = str(message.get("user") or message.get("bot_id") or "?")
        profile = message.get("bot_profile") or {}
        name = names.get(by) or str(profile.get("name") or message.get("username") or by)
        return Spoken("" if ours else by, name, unstreamed(text) if ours else text, files)
