"""What Discord says of the application that the token belongs to, asked by discord.py without a connection."""

import asyncio
from dataclasses import dataclass
from urllib.parse import urlsplit

import aiohttp
import discord
from discord.http import Route

from adapters.discord.connection import forget_voice, use_addresses
from adapters.discord.portal import NEW_TOKEN, PORTAL, TOKEN_REFUSED, token
from adapters.discord.starts import Left
from bot.errors import Misconfigured, PrompteurError
from bot.settings import Settings
from bot.words import N_

SECONDS = 15
"""For all that is asked together."""
_FAILED = (OSError, aiohttp.ClientError, discord.HTTPException, discord.GatewayNotFound)
_STRANGE = (TypeError, KeyError, ValueError)
"""What discord.py stumbles with over an answer that is none of Discord's."""


class Unreached(PrompteurError):  # noqa: N818 - reads as what happened
    """Discord could not be asked."""


@dataclass(frozen=True, slots=True)
class Said:
    """What Discord said. `guild` is the name of the server for development; empty: none is set, or the bot is not in
    it.
    """

    info: discord.AppInfo
    left: Left
    guild: str


async def ask(settings: Settings) -> Said:
    """Ask within 15 seconds. `Misconfigured` for a token that is missing or refused, `Unreached` for all else."""
    given = token(settings)
    use_addresses(settings)
    forget_voice()
    client = discord.Client(intents=discord.Intents(guilds=True))
    try:
        async with asyncio.timeout(SECONDS):
            await client.login(given)
            return await _asked(client, settings.discord_guild)
    except discord.LoginFailure as error:
        raise Misconfigured(TOKEN_REFUSED, advice=NEW_TOKEN, portal=PORTAL) from error
    except (*_FAILED, *_STRANGE) as error:
        raise _unreached(error, settings) from error
    finally:
        await client.close()


async def _asked(client: discord.Client, guild: int | None) -> Said:
    shards, _, limit = await client.http.get_bot_gateway()
    left = Left(shards, limit["total"], limit["remaining"], limit["reset_after"] / 1000)
    info = client.application
    if info is None:
        raise TypeError("a login without an application")
    return Said(info, left, await _guild(client, guild) if guild else "")


async def _guild(client: discord.Client, guild: int) -> str:
    try:
        return (await client.fetch_guild(guild, with_counts=False)).name
    except (discord.NotFound, discord.Forbidden):
        return ""


def _unreached(error: Exception, settings: Settings) -> Unreached:
    match error:
        case TimeoutError():
            says = N_("Discord did not answer in {seconds} seconds, at {where}.")
        case discord.HTTPException():
            says = N_("Discord answers with an error ({status}), at {where}.")
        case TypeError() | KeyError() | ValueError():
            says = N_("What answers at {where} does not speak as Discord does.")
        case _:
            says = N_("Discord cannot be reached at {where}.")
    own = bool(settings.discord_api_url)
    advice = N_("See that PROMPTEUR_DISCORD_API_URL is right.") if own else N_("See that this computer is online.")
    status = getattr(error, "status", 0)
    where = urlsplit(Route.BASE).hostname or ""
    return Unreached(says, advice=advice, seconds=SECONDS, status=status, where=where)
