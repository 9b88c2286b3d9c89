"""Requests to Discord, and what becomes of them: waits that the library does not wait, and errors by what to do then.

```
NotDelivered      nothing more than this message is lost; give it up
├── Deleted       the person deleted the message: stop the call
├── Expired       the interaction's token is over: another way, or none
├── Barred        no permission, or the channel is gone
├── Limited       Discord wants a longer wait than a request can have: ask no more until it is over
├── Unwelcome     Discord does not take this text: the same again would be refused again
└── Unauthorised  the bot's token is refused: stop altogether
```
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

import aiohttp
import discord

T = TypeVar("T")
Sleep = Callable[[float], Awaitable[None]]

TRIES = 3
"""How often a request is made at most; the library itself repeats what it repeats within each."""
LONGEST = 45.0
"""Seconds for one request, with what the library repeats of it."""
CALM_SECONDS = 30.0
"""The longest wait that Discord may ask for within a request; and what it is taken to mean where it does not say."""

UNKNOWN_CHANNEL, UNKNOWN_MESSAGE, UNKNOWN_WEBHOOK, UNKNOWN_INTERACTION = 10003, 10008, 10015, 10062
ALREADY_ACKNOWLEDGED, TOO_MANY_FOLLOW_UPS = 40060, 40094
NO_ACCESS, CANNOT_MESSAGE, NO_PERMISSION, INVALID_WEBHOOK_TOKEN = 50001, 50007, 50013, 50027
_EXPIRED = {UNKNOWN_WEBHOOK, UNKNOWN_INTERACTION, TOO_MANY_FOLLOW_UPS, INVALID_WEBHOOK_TOKEN}
_BARRED = {UNKNOWN_CHANNEL, NO_ACCESS, CANNOT_MESSAGE, NO_PERMISSION}
_UNAUTHORISED, _TOO_MANY, _BROKEN, _UNAVAILABLE = 401, 429, 500, 503


class NotDelivered(Exception):  # noqa: N818 - named after what a person meets
    """A request did not work. `code` is Discord's, or the HTTP status where there is none, or 0 without an answer."""

    def __init__(self, code: int) -> None:
        super().__init__(f"not delivered ({code})")
        self.code = code


class Deleted(NotDelivered):
    """The message is no longer there."""


class Expired(NotDelivered):
    """The interaction can no longer be answered, or with no further message."""


class Barred(NotDelivered):
    """The bot may not write there, or no longer."""


class Limited(NotDelivered):
    """Discord asks for a longer wait than is waited for: `seconds` from now."""

    def __init__(self, code: int, seconds: float | None) -> None:
        super().__init__(code)
        self.seconds = CALM_SECONDS if seconds is None else seconds


class Unwelcome(NotDelivered):
    """Discord takes no such text, now or later."""


class Unauthorised(NotDelivered):
    """Discord refuses the bot's token."""


async def sent(
    send: Callable[[], Awaitable[T]],
    *,
    bot: bool = False,
    again: bool = True,
    sleep: Sleep = asyncio.sleep,
    within: float = LONGEST,
) -> T:
    """Give what `send` gives. It is called anew after a rate limit without the header that the library looks for, and
    (with `again`: a repetition does no harm) after a broken connection; three times at most.

    `bot`: the request carries the bot's token, so that 401 is about that token, and the library has not repeated it
    after 503. `NotDelivered` or one of its kinds when it did not work.
    """
    for tried in range(1, TRIES + 1):
        try:
            return await _bounded(send, within)
        except discord.HTTPException as error:
            seconds = _wait(error, tried, bot=bot)
            if seconds is None or tried == TRIES:
                raise _named(error, bot=bot) from error
        except discord.RateLimited as error:
            raise Limited(_TOO_MANY, error.retry_after) from error
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            if not again or tried == TRIES:
                raise NotDelivered(0) from error
            seconds = float(tried)
        await sleep(seconds)
    raise AssertionError  # the last try has returned or raised


async def _bounded(send: Callable[[], Awaitable[T]], within: float) -> T:
    """Give what `send` gives. `Limited` after `within` seconds: the library itself waits however long Discord says."""
    bound = asyncio.timeout(within)
    try:
        async with bound:
            return await send()
    except TimeoutError as error:
        if bound.expired():
            raise Limited(_TOO_MANY, None) from error
        raise


def _wait(error: discord.HTTPException, tried: int, *, bot: bool) -> float | None:
    """Give the seconds until another try, None for none."""
    if error.status == _UNAVAILABLE and bot:
        return float(tried)
    if error.status != _TOO_MANY:
        return None
    seconds = _asked(error)
    return seconds if seconds is not None and 0 <= seconds <= CALM_SECONDS else None


def _asked(error: discord.HTTPException) -> float | None:
    """Give the seconds that Discord wants to be left alone; None where it does not say."""
    try:
        return float(error.response.headers.get("Retry-After", ""))
    except ValueError:
        return None


def _named(error: discord.HTTPException, *, bot: bool) -> NotDelivered:
    code = error.code or error.status
    if error.code == UNKNOWN_MESSAGE:
        return Deleted(code)
    if error.code in _EXPIRED or (error.status == _UNAUTHORISED and not bot):
        return Expired(code)
    if error.code in _BARRED:
        return Barred(code)
    if error.status == _TOO_MANY:
        return Limited(code, _asked(error))
    if error.status == _UNAUTHORISED:
        return Unauthorised(code)
    return NotDelivered(code) if error.status >= _BROKEN else Unwelcome(code)
