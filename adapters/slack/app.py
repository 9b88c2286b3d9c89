"""The bolt app: whatever Slack sends is handed to the desk and acknowledged, before anything else is done.

One piece of middleware hears everything, so that nothing stays without an acknowledgement: what no listener matches
would never be acknowledged through Socket Mode, and Slack would send it again.
"""

import json
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Protocol

import structlog
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.logger.messages import warning_client_prioritized_and_token_skipped
from slack_bolt.middleware.async_middleware import AsyncMiddleware
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.sending import LIBRARY

log = structlog.get_logger()
# The library looks for a token in the environment, and would warn at every start that ours is taken instead.
LIBRARY.addFilter(lambda record: record.getMessage() != warning_client_prioritized_and_token_skipped())
Json = dict[str, Any]


class Hears(Protocol):
    """Who answers what Slack sends. None of these waits for anything but what the acknowledgement itself must hold."""

    def command(self, body: Json) -> None:
        """Answer a slash command."""
        ...

    def action(self, body: Json) -> None:
        """Answer a button or a menu."""
        ...

    def shortcut(self, body: Json) -> None:
        """Answer a shortcut, global or of a message."""
        ...

    async def submission(self, body: Json) -> Json | None:
        """Answer a form that was sent; give what the acknowledgement holds, None to close the form."""
        ...

    def closed(self, body: Json) -> None:
        """Take note of a form that was closed."""
        ...

    async def suggestion(self, body: Json) -> Json:
        """Give what a menu offers while somebody types."""
        ...

    def event(self, body: Json) -> None:
        """Answer an event."""
        ...


class Everything(AsyncMiddleware):
    """Hands everything to the desk."""

    def __init__(self, hears: Hears) -> None:
        self._hears = hears

    async def async_process(
        self,
        *,
        req: AsyncBoltRequest,
        resp: BoltResponse,  # noqa: ARG002
        next: Callable[[], Awaitable[BoltResponse]],  # noqa: A002, ARG002
    ) -> BoltResponse | None:
        """Hand it over; give the acknowledgement."""
        answer = await self._heard(req.body)
        if answer is None:
            return BoltResponse(status=200, body="")
        return BoltResponse(status=200, body=json.dumps(answer), headers={"content-type": "application/json"})

    async def _heard(self, body: Json) -> Json | None:
        kind = str(body.get("type", ""))
        if "command" in body and not kind:
            self._hears.command(body)
        elif kind == "block_actions":
            self._hears.action(body)
        elif kind in {"shortcut", "message_action"}:
            self._hears.shortcut(body)
        elif kind == "view_submission":
            return await self._hears.submission(body)
        elif kind == "block_suggestion":
            return await self._hears.suggestion(body)
        elif kind == "event_callback":
            self._hears.event(body)
        elif kind == "view_closed":
            self._hears.closed(body)
        else:
            log.info("slack_sent_something_else", kind=kind)
        return None


def bolt(client: AsyncWebClient, who: Mapping[str, Any], hears: Hears) -> AsyncApp:
    """Give the app. `who` is what `auth.test` said of the bot, so that nothing is asked before an acknowledgement.
    Requests over HTTP are checked before they come here (`adapters.slack.push`).
    """
    known = AuthorizeResult(
        enterprise_id=who.get("enterprise_id"),
        team_id=who.get("team_id"),
        bot_user_id=who.get("user_id"),
        bot_id=who.get("bot_id"),
        bot_token=client.token,
    )

    async def authorize() -> AuthorizeResult:
        return known

    app = AsyncApp(
        name="prompteur",
        logger=LIBRARY,
        client=AsyncWebClient(base_url=client.base_url, session=client.session, logger=LIBRARY, retry_handlers=[]),
        authorize=authorize,
        signing_secret="",
        process_before_response=True,
        request_verification_enabled=False,
        ignoring_self_events_enabled=False,  # that our own message was deleted is one of them
    )
    app.middleware(Everything(hears))
    app.error(_broke)
    return app


async def _broke(error: Exception) -> BoltResponse:
    """Answer what broke here before it was acknowledged. The library would write the error's own words into the log,
    and answer as if Slack had to send it again.
    """
    log.error("slack_payload_broke", exc_info=error)
    return BoltResponse(status=400)
