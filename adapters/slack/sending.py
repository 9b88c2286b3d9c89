"""Calls of Slack's Web API and posts to response_urls.

The library repeats calls whose connection broke, by itself and without asking: a message would stand there twice. That
is switched off (`retry_handlers=[]`), and a call is only repeated here where a repetition does no harm.
"""

import asyncio
import logging
from collections.abc import Callable, Mapping
from io import BytesIO
from typing import Any
from urllib.parse import urlsplit

import aiohttp
import structlog
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.budget import Budget, Sleep
from adapters.slack.failures import Expired, Limited, NotDelivered, Unauthorised, lost, named, of_response
from adapters.slack.needs import granted

log = structlog.get_logger()
TRIES = 3
"""How often a call is made at most."""
CALM_SECONDS = 30.0
"""The longest wait for a turn, or that Slack may ask for; longer ones are given up."""
SECONDS = 20.0
"""For one request."""
UPLOAD_SECONDS = 60.0
FORMS = frozenset({"conversations.replies", "files.getUploadURLExternal", "files.info", "users.info"})
"""Methods that take no JSON."""
_ONCE = frozenset({"chat.postMessage", "chat.startStream", "chat.appendStream", "files.completeUploadExternal"})
"""Methods that do a thing a second time when they are called a second time."""
SLACK = (".slack.com", ".slack-edge.com", ".slack-files.com")
"""Hosts of Slack's."""
_BAD = 400
LIBRARY = logging.getLogger("slack")
LIBRARY.setLevel(logging.WARNING)
"""What the library logs: below a warning it would hold whole prompts."""


class Api:
    """Calls with the bot's token. All of them share one budget; `refused` is called when Slack refuses the token."""

    def __init__(self, client: AsyncWebClient, budget: Budget, sleep: Sleep = asyncio.sleep) -> None:
        self.client = client
        self.budget = budget
        self.refused: Callable[[], None] = lambda: None
        self.rights: frozenset[str] | None = None
        """The bot's rights, as Slack said them when it was asked who the bot is; None where it did not."""
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
        wait = await self.budget.turn(method, _where(given), within=within)
        if wait:
            raise Limited(seconds=wait)

    async def _called(self, method: str, given: dict[str, Any]) -> dict[str, Any]:
        form = method in FORMS
        try:
            async with asyncio.timeout(SECONDS):  # the library's own is not heeded with a session that it was given
                answer = await self.client.api_call(
                    method, params=given if form else None, json=None if form else given
                )
        except SlackApiError as error:
            raise named(error.response, once=method in _ONCE) from None
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise lost(error, once=method in _ONCE) from error
        finally:
            self.budget.ended(method, _where(given))
        if method == "auth.test":
            self.rights = granted(answer.headers)
        data = answer.data
        return data if isinstance(data, dict) else {}

    def _tell(self, error: NotDelivered) -> None:
        if isinstance(error, Unauthorised):
            self.refused()

    def is_slacks(self, url: str) -> bool:
        """Tell whether an address is Slack's: or that of the Web API, where another one was chosen."""
        split = urlsplit(url)
        if split.netloc == urlsplit(self.client.base_url).netloc:
            return True
        return split.scheme == "https" and (split.hostname or "").endswith(SLACK)

    async def respond(self, url: str, body: Mapping[str, Any]) -> None:
        """Post to a response_url. It is never repeated when it is not known whether it got through: each use counts,
        and a message would stand there twice. `Expired` for an address that is not Slack's: forms bring theirs back.
        """
        if not self.is_slacks(url):
            log.error("address_not_of_slack")
            raise Expired
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
                    raise of_response(answer.status, await answer.text(), answer.headers)
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise lost(error, once=True) from error

    async def upload(self, url: str, content: bytes) -> None:
        """Send the content of a file to the address that Slack gave for it. Doing so twice does no harm. It goes out in
        pieces: a megabyte at once would hold up everybody else.
        """
        for tried in range(1, TRIES + 1):
            try:
                async with self._session.post(
                    url, data=BytesIO(content), timeout=aiohttp.ClientTimeout(total=UPLOAD_SECONDS)
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
        retry_handlers=[],
        logger=LIBRARY,
    )


def _where(given: Mapping[str, Any]) -> str:
    return str(given.get("channel") or given.get("channel_id") or "")
