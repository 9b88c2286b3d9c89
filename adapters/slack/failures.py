"""What becomes of calls that Slack does not take: errors by what to do then.

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
"""

from collections.abc import Mapping
from typing import Any

import aiohttp
import structlog

log = structlog.get_logger()
_FORBIDDEN, _NOT_FOUND, _GONE, _TOO_MANY, _SERVER = 403, 404, 410, 429, 500
"""HTTP statuses."""


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
    Deleted: "message_not_found",
    Expired: "expired_url used_url expired_trigger_id exchanged_trigger_id invalid_trigger_id",
    Barred: "channel_not_found not_in_channel is_archived is_inactive user_not_found cannot_dm_bot user_disabled"
    " cant_update_message edit_window_closed"
    " messages_tab_disabled missing_scope no_permission user_not_in_channel user_not_visible thread_not_found"
    " thread_locked restricted_action restricted_action_read_only_channel restricted_action_thread_locked"
    " restricted_action_thread_only_channel restricted_action_non_threadable_channel not_enabled access_denied"
    " feature_disabled not_agent_app not_authorized invalid_thread_ts",
    Closed: "message_not_in_streaming_state streaming_state_conflict",
    Stopped: "stopped_by_user",
    Limited: "ratelimited rate_limited message_limit_exceeded",
    Unauthorised: "invalid_auth not_authed account_inactive token_revoked token_expired",
    NotDelivered: "internal_error fatal_error service_unavailable request_timeout org_login_required",
}
"""What Slack's words come to (docs.slack.dev, errors of the methods that are called here, read 2026-11-22)."""
ABSENT = frozenset({"channel_not_found", "not_in_channel"})
"""Slack's words for a channel that the bot is not in."""
_BY_CODE = {code: kind for kind, codes in _KINDS.items() for code in codes.split()}


def lost(error: Exception, *, once: bool) -> NotDelivered:
    """Say what a broken connection means: nothing was sent where there was none at all."""
    unsent = isinstance(error, aiohttp.ClientConnectorError)
    return NotDelivered() if unsent or not once else Unsure()


def named(answer: Any, *, once: bool) -> NotDelivered:  # noqa: ANN401 - the library's answer, or aiohttp's where it was no JSON
    """Say what an answer means that is not ok. `once`: a second call would do the thing a second time."""
    status = int(getattr(answer, "status_code", 0) or getattr(answer, "status", 0))
    data = getattr(answer, "data", None)
    code = str(data.get("error", "")) if isinstance(data, dict) else ""
    if status == _TOO_MANY or _BY_CODE.get(code) is Limited:
        return Limited(code or "ratelimited", asked(getattr(answer, "headers", {})))
    if (status >= _SERVER and not code) or _BY_CODE.get(code) is NotDelivered:
        return (Unsure if once else NotDelivered)(code or str(status))  # Slack: some of it may have been done
    if code not in _BY_CODE:
        log.error("slack_finds_a_mistake", code=code or str(status))
    return _BY_CODE.get(code, Refused)(code or str(status))


def of_response(status: int, text: str, headers: Mapping[str, str]) -> NotDelivered:
    """Say what an answer of a response_url means: it tells in words that change."""
    if status == _TOO_MANY:
        return Limited(seconds=asked(headers))
    if status >= _SERVER:
        return Unsure(str(status))
    if status in {_NOT_FOUND, _GONE, _FORBIDDEN} or any(code in text for code in _KINDS[Expired].split()):
        return Expired(str(status))
    log.error("slack_finds_a_mistake", code=str(status))
    return Refused(str(status))


def asked(headers: Mapping[str, Any], unsaid: float = 1.0) -> float:
    """Give the seconds that Slack wants to be left alone; `unsaid` where it does not say."""
    value = next((each for name, each in headers.items() if name.lower() == "retry-after"), "")
    given = value[0] if isinstance(value, list | tuple) and value else value
    try:
        return max(float(str(given)), 0.0)
    except ValueError:
        return unsaid
