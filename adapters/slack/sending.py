"""Calls of Slack's Web API and posts to response_urls, and what becomes of them: errors by what to do then.

```
NotDelivered      nothing more than this message is lost; give it up, or try the next state
├── Deleted       the message is gone
├── Expired       the address or the trigger is used up or too old: another way, or none
├── Barred        we may not write there, or no longer
├── Closed        the stream takes nothing more: what is left has to be posted otherwise
├── Stopped       the person pressed Slack's own stop button
├── Limited       Slack wants a longer wait than an answer can have
├── Unsure        nobody knows whether it got through: it must not be sent again
├── Refused       Slack finds something wrong with it: a mistake of ours
└── Unauthorised  the bot's token is refused: stop altogether
```

The library repeats calls whose connection broke, by itself and without asking: a message would stand there twice. That
is switched off (`retry_handlers=[]`), and a call is only repeated here where a repetition does no harm.
"""

import asyncio
import logging
from collections.abc import Callable, Mapping
from typing import Any

import aiohttp
import structlog
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.budget import Budget, Sleep

log = structlog.get_logger()
TRIES = 3
"""How often a call is made at most."""
CALM_SECONDS = 30.0
"""The longest wait for a turn, or that Slack may ask for; longer ones are given up."""
SECONDS = 20.0
"""For one request."""
UPLOAD_SECONDS = 60.0
FORMS = frozenset({"files.getUploadURLExternal", "files.info", "users.info"})
"""Methods that take no JSON."""
_ONCE = frozenset({"chat.postMessage", "chat.startStream", "chat.appendStream", "files.completeUploadExternal"})
"""Methods that do a thing a second time when they are called a second time."""
_BAD, _FORBIDDEN, _NOT_FOUND, _GONE, _TOO_MANY, _SERVER = 400, 403, 404, 410, 429, 500
LIBRARY = logging.getLogger("slack")
LIBRARY.setLevel(logging.WARNING)
"""What the library logs: below a warning it would hold whole prompts."""


class NotDelivered(Exception):  # noqa: N818 - named after what a person meets
    """A call did not work. `code` is Slack's word, or an HTTP status, or empty without an answer."""

    def __init__(self, code: str = "") -> None:
        super().__init__(f"not delivered ({code})")
        self.code = code


class Deleted(NotDelivered):
    """The message is no longer there."""


class Expired(NotDelivered):
    """The address can no longer be used, or the trigger."""


class Barred(NotDelivered):
    """The bot may not write there, or no longer."""


class Closed(NotDelivered):
    """The stream takes nothing more."""


class Stopped(NotDelivered):
    """The person stopped the stream."""


class Limited(NotDelivered):
    """Slack asks for a longer wait than is waited for. `seconds` until there is a turn again."""

    def __init__(self, code: str = "ratelimited", seconds: float = 0.0) -> None:
        super().__init__(code)
        self.seconds = seconds


class Unsure(NotDelivered):
    """It may have got through, or not."""


class Refused(NotDelivered):
    """Slack finds something wrong with what was sent."""


class Unauthorised(NotDelivered):
    """Slack refuses the bot's token."""


_KINDS: dict[type[NotDelivered], str] = {
    Deleted: "message_not_found cant_update_message edit_window_closed",
    Expired: "expired_url used_url expired_trigger_id exchanged_trigger_id invalid_trigger_id",
    Barred: "channel_not_found not_in_channel is_archived is_inactive user_not_found cannot_dm_bot user_disabled"
    " messages_tab_disabled missing_scope no_permission user_not_in_channel user_not_visible thread_not_found"
    " thread_locked restricted_action restricted_action_read_only_channel restricted_action_thread_locked"
    " restricted_action_thread_only_channel restricted_action_non_threadable_channel not_enabled access_denied",
    Closed: "message_not_in_streaming_state streaming_state_conflict",
    Stopped: "stopped_by_user",
    Limited: "ratelimited rate_limited message_limit_exceeded",
    Unauthorised: "invalid_auth not_authed account_inactive token_revoked token_expired org_login_required",
    NotDelivered: "internal_error fatal_error service_unavailable request_timeout",
}
"""What Slack's words come to (docs.slack.dev, errors of the methods that are called here, read 2026-11-22)."""
_BY_CODE = {code: kind for kind, codes in _KINDS.items() for code in codes.split()}


class Api:
    """Calls with the bot's token. All of them share one budget; `refused` is called when Slack refuses the token."""

    def __init__(self, client: AsyncWebClient, budget: Budget, sleep: Sleep = asyncio.sleep) -> None:
        self.client = client
        self.budget = budget
        self.refused: Callable[[], None] = lambda: None
        self._sleep = sleep

    async def call(self, method: str, *, within: float = CALM_SECONDS, **arguments: Any) -> dict[str, Any]:  # noqa: ANN401 - any argument
        """Call a method; give Slack's answer. Arguments that are None are left out. `within`: seconds that it may
        wait for its turn. `NotDelivered` or one of its kinds where it did not work.
        """
        given = {name: value for name, value in arguments.items() if value is not None}
        for tried in range(1, TRIES + 1):
            await self._turn(method, given, within)
            try:
                return await self._called(method, given)
            except Limited as error:
                self.budget.close(method, error.seconds or 1.0)
                if tried == TRIES or error.seconds > within:
                    raise
            except NotDelivered as error:
                if type(error) is not NotDelivered or tried == TRIES:
                    self._tell(error)
                    raise
                await self._sleep(float(tried))
        raise AssertionError  # the last try has returned or raised

    async def _turn(self, method: str, given: Mapping[str, Any], within: float) -> None:
        channel = str(given.get("channel") or given.get("channel_id") or "")
        wait = await self.budget.turn(method, channel, within=within)
        if wait:
            raise Limited(seconds=wait)

    async def _called(self, method: str, given: dict[str, Any]) -> dict[str, Any]:
        form = method in FORMS
        try:
            answer = await self.client.api_call(method, params=given if form else None, json=None if form else given)
        except SlackApiError as error:
            raise _named(error.response, once=method in _ONCE) from None
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise _lost(error, once=method in _ONCE) from error
        data = answer.data
        return data if isinstance(data, dict) else {}

    def _tell(self, error: NotDelivered) -> None:
        if isinstance(error, Unauthorised):
            self.refused()

    async def respond(self, url: str, body: Mapping[str, Any]) -> None:
        """Post to a response_url. It is never repeated when it is not known whether it got through: each use counts,
        and a message would stand there twice.
        """
        for tried in range(1, TRIES + 1):
            try:
                await self._responded(url, body)
            except Limited as error:
                if tried == TRIES or error.seconds > CALM_SECONDS:
                    raise
                await self._sleep(error.seconds or 1.0)
            except NotDelivered as error:
                if type(error) is not NotDelivered or tried == TRIES:
                    raise
                await self._sleep(float(tried))
            else:
                return

    async def _responded(self, url: str, body: Mapping[str, Any]) -> None:
        try:
            async with self._session.post(url, json=body, timeout=aiohttp.ClientTimeout(total=SECONDS)) as answer:
                if answer.status >= _BAD:
                    raise _status(answer.status, await answer.text(), answer.headers)
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise _lost(error, once=True) from error

    async def upload(self, url: str, content: bytes) -> None:
        """Send the content of a file to the address that Slack gave for it. Doing so twice does no harm."""
        for tried in range(1, TRIES + 1):
            try:
                async with self._session.post(
                    url, data=content, timeout=aiohttp.ClientTimeout(total=UPLOAD_SECONDS)
                ) as answer:
                    if answer.status < _BAD:
                        return
                    error: Exception = NotDelivered(str(answer.status))
            except (aiohttp.ClientError, TimeoutError, OSError) as broken:
                error = broken
            if tried == TRIES:
                raise NotDelivered from error
            await self._sleep(float(tried))

    @property
    def _session(self) -> aiohttp.ClientSession:
        if self.client.session is None:
            raise NotDelivered
        return self.client.session


def connect(token: str, url: str | None, session: aiohttp.ClientSession) -> AsyncWebClient:
    """Give a client that repeats nothing by itself. `url`: another address of the Web API than Slack's."""
    return AsyncWebClient(
        token=token,
        base_url=url or AsyncWebClient.BASE_URL,
        session=session,
        timeout=int(SECONDS),
        retry_handlers=[],
        logger=LIBRARY,
    )


def _lost(error: Exception, *, once: bool) -> NotDelivered:
    """Say what a broken connection means: nothing was sent where there was none at all."""
    unsent = isinstance(error, aiohttp.ClientConnectorError)
    return NotDelivered() if unsent or not once else Unsure()


def _named(answer: Any, *, once: bool) -> NotDelivered:  # noqa: ANN401 - the library's answer, or aiohttp's where it was no JSON
    status = int(getattr(answer, "status_code", 0) or getattr(answer, "status", 0))
    data = getattr(answer, "data", None)
    code = str(data.get("error", "")) if isinstance(data, dict) else ""
    if status == _TOO_MANY or _BY_CODE.get(code) is Limited:
        return Limited(code or "ratelimited", _seconds(getattr(answer, "headers", {})))
    if (status >= _SERVER and not code) or _BY_CODE.get(code) is NotDelivered:
        return (Unsure if once else NotDelivered)(code or str(status))  # Slack: some of it may have been done
    if code not in _BY_CODE:
        log.error("slack_finds_a_mistake", code=code or str(status))
    return _BY_CODE.get(code, Refused)(code or str(status))


def _status(status: int, text: str, headers: Mapping[str, str]) -> NotDelivered:
    """Say what an answer of a response_url means: it tells in words that change."""
    if status == _TOO_MANY:
        return Limited(seconds=_seconds(headers))
    if status >= _SERVER:
        return Unsure(str(status))
    if status in {_NOT_FOUND, _GONE, _FORBIDDEN} or any(code in text for code in _KINDS[Expired].split()):
        return Expired(str(status))
    log.error("slack_finds_a_mistake", code=str(status))
    return Refused(str(status))


def _seconds(headers: Mapping[str, Any]) -> float:
    value = next((each for name, each in headers.items() if name.lower() == "retry-after"), "")
    given = value[0] if isinstance(value, list | tuple) and value else value
    try:
        return max(float(str(given)), 0.0)
    except ValueError:
        return 1.0
