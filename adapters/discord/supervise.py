"""The connection to Discord: made again whenever it ends, later each time, and given up only for what the operator must
change.
"""

import asyncio
from collections.abc import Callable
from typing import Never

import aiohttp
import discord
import structlog

from adapters.backoff import Time, backoff
from adapters.discord.connection import NotNow, Supervised, own_gateway
from adapters.discord.portal import BRING_IT, NEW_TOKEN, NOT_IN_GUILD, PORTAL, TOKEN_REFUSED
from adapters.discord.starts import Left, Starts
from bot.errors import Misconfigured, StoreBusy
from bot.words import N_

log = structlog.get_logger()
FIRST_SECONDS = 1.0
CAP_SECONDS = 300.0
STEADY_SECONDS = 300.0
"""A connection that lasted so long was a good one: the next trouble is counted from the beginning."""
CLOSE_SECONDS = 5.0
NO_ACCESS = 50001
PASSING = (
    OSError,
    aiohttp.ClientError,
    discord.HTTPException,
    discord.GatewayNotFound,
    discord.ConnectionClosed,
    NotNow,
    StoreBusy,
)
"""What may pass by itself. While logging in, anything else is a mistake of ours."""
_UPDATE = N_("Install a newer Prompteur, or a newer discord.py.")
_AGAIN = N_("Start me again: I ask Discord for the number of shards at each start.")
_REFUSED = {
    4004: (TOKEN_REFUSED, NEW_TOKEN),
    4010: (N_("Discord refuses the shard that I named (close code 4010)."), _AGAIN),
    4011: (N_("The bot is in so many servers that Discord wants more shards (close code 4011)."), _AGAIN),
    4012: (N_("Discord no longer takes the version of its gateway that I speak (close code 4012)."), _UPDATE),
    4013: (N_("Discord does not know an intent that I asked for (close code 4013)."), _UPDATE),
    4014: (
        N_("Discord refuses an intent that I asked for, because it is switched off (close code 4014)."),
        N_("Switch it on: {portal}, your application, Bot, Privileged Gateway Intents. Then start me again."),
    ),
}


async def supervise(make: Callable[[], Supervised], token: str, time: Time | None = None) -> Never:
    """Connect, and stay connected until cancelled: each time with a client of its own, 1 to 300 seconds apart.
    `Misconfigured` for what no waiting mends: a wrong token, a refused intent.
    """
    time = time or Time()
    starts = Starts(time.now)
    failed = 0
    while True:
        begun = time.now()
        client = make()
        client.count_with(starts, time)
        reason = await _connected(client, token, time)
        failed = 1 if time.now() - begun >= STEADY_SECONDS else failed + 1
        wait = max(_backoff(failed, time), reason.seconds if isinstance(reason, NotNow) else 0.0, starts.all_due())
        _tell(reason, failed, wait)
        await time.sleep(wait)


async def _connected(client: Supervised, token: str, time: Time) -> Exception | None:
    """Connect until the connection ends; give why it did, None for no reason."""
    try:
        try:
            await client.login(token)
            await _sparing(client, time)
        except (*PASSING, discord.LoginFailure) as error:
            return _passing(error)
        try:
            await client.connect()
        except Exception as error:  # noqa: BLE001 - whatever broke the connection: a new one may hold, and it is told
            return _passing(error)
    finally:
        await _close(client)
    return None


async def _sparing(client: Supervised, time: Time) -> None:
    """Wait when few sessions are left today."""
    shards, _, limit = await client.http.get_bot_gateway()
    left = Left(shards, limit["total"], limit["remaining"], limit["reset_after"] / 1000)
    if own_gateway():
        client.shard_count = shards  # else the library asks for the address, and takes Discord's
    if left.wait:
        log.warning("discord_spares_sessions", remaining=left.remaining, total=left.total, seconds=round(left.wait))
        await time.sleep(left.wait)


async def _close(client: Supervised) -> None:
    """Close the client, but do not wait for long: nobody may be there to answer."""
    try:
        async with asyncio.timeout(CLOSE_SECONDS):
            await client.close()
    except TimeoutError:
        log.warning("discord_not_closed_well")
        await client.http.close()


def _passing(error: Exception) -> Exception:
    """Give the error when it may pass; raise what the operator must change."""
    if isinstance(error, discord.Forbidden) and error.code == NO_ACCESS:  # while commands are sent to one server
        raise Misconfigured(NOT_IN_GUILD, advice=BRING_IT) from error
    match error:
        case discord.LoginFailure():
            code = 4004
        case discord.PrivilegedIntentsRequired():
            code = 4014
        case discord.ConnectionClosed():
            code = error.code
        case _:
            return error
    if code not in _REFUSED:
        return error
    says, advice = _REFUSED[code]
    raise Misconfigured(says, advice=advice, portal=PORTAL) from error


def _backoff(failed: int, time: Time) -> float:
    most = backoff(failed, FIRST_SECONDS, CAP_SECONDS)
    return time.spread(most / 2, most)


def _tell(reason: Exception | None, failed: int, wait: float) -> None:
    """Log one line: no traceback of what is known to happen."""
    code = getattr(reason, "code", None) or getattr(reason, "status", None)
    known = reason is None or isinstance(reason, PASSING)
    log.warning(
        "discord_connection_ended",
        reason=type(reason).__name__ if reason else "closed",
        code=code,
        attempt=failed,
        seconds=round(wait, 1),
        exc_info=None if known else reason,
    )
