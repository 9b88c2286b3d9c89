"""What `prompteur doctor` tells of Discord: what is set, what Discord says of it, and the next step."""

from collections.abc import AsyncIterator, Iterator
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from adapters.discord.portal import BRING_IT, FIRST_TOKEN, NO_TOKEN, NOT_IN_GUILD, PORTAL
from bot.errors import PrompteurError
from bot.ports import Diagnosis
from bot.settings import DISCORD_THREADS, Settings
from bot.words import N_, Words

if TYPE_CHECKING:
    import discord

    from adapters.discord.ask import Said
    from adapters.discord.starts import Left

ABOUT = "Discord"


async def diagnose(settings: Settings, words: Words) -> AsyncIterator[Diagnosis]:
    """Look at Discord, one line after the other; nothing is asked without a token."""
    if settings.discord_token is None:
        yield Diagnosis(ABOUT, ok=None, says=words(NO_TOKEN), next=words(FIRST_TOKEN, portal=PORTAL))
        return
    if settings.discord_api_url or settings.discord_gateway_url:
        yield _addresses(settings, words)
    from adapters.discord.ask import ask  # noqa: PLC0415 - loads discord.py, which is for nothing without a token

    try:
        said = await ask(settings)
    except PrompteurError as error:
        advice = words(error.advice, **error.values)
        yield Diagnosis(ABOUT, ok=False, says=words(error.message, **error.values), next=advice)
        return
    for line in _lines(said, settings, words):
        yield line


def _lines(said: "Said", settings: Settings, words: Words) -> Iterator[Diagnosis]:
    yield _bot(said, words)
    yield from _mistakes(said.info, words)
    yield _connection(said.left, words)
    yield _messages(said.info, settings, words)
    yield _person(said.info, words)
    yield _commands(said, settings, words)


def _addresses(settings: Settings, words: Words) -> Diagnosis:
    """Say where the token goes, without what else an address may hold."""
    named = {
        "PROMPTEUR_DISCORD_API_URL": settings.discord_api_url,
        "PROMPTEUR_DISCORD_GATEWAY_URL": settings.discord_gateway_url,
    }
    told = [
        words(N_("{name} leads to {where}"), name=name, where=urlsplit(url).hostname)
        for name, url in named.items()
        if url
    ]
    return Diagnosis(words(N_("Discord addresses")), ok=None, says="; ".join(told))


def _bot(said: "Said", words: Words) -> Diagnosis:
    servers = said.info.approximate_guild_count
    says = words.count(
        "The token is good: the bot is {name}, in {number} server.",
        "The token is good: the bot is {name}, in {number} servers.",
        servers,
        name=said.info.name,
    )
    following = "" if servers else words(N_("Bring it to one: prompteur discord invite."))
    return Diagnosis(ABOUT, ok=True, says=says, next=following)


def _mistakes(info: "discord.AppInfo", words: Words) -> Iterator[Diagnosis]:
    """Give what is set in the portal and keeps the bot from working."""
    if info.interactions_endpoint_url:
        yield Diagnosis(
            words(N_("Discord commands elsewhere")),
            ok=False,
            says=words(N_("Discord sends commands and buttons to a web address, so that none of them reach me.")),
            next=words(
                N_("Empty the Interactions Endpoint URL: {portal}, your application, General Information."),
                portal=PORTAL,
            ),
        )
    if info.bot_require_code_grant:
        yield Diagnosis(
            words(N_("Discord invitation")),
            ok=False,
            says=words(N_("Requires OAuth2 Code Grant is switched on, so that no link can bring the bot anywhere.")),
            next=words(N_("Switch it off: {portal}, your application, Bot."), portal=PORTAL),
        )


def _connection(left: "Left", words: Words) -> Diagnosis:
    says = words(
        N_("{remaining} of {total} connections are left for the next {hours} hours; shards: {shards}."),
        remaining=left.remaining,
        total=left.total,
        hours=max(round(left.reset / 3600), 1),
        shards=left.shards,
    )
    following = ""
    if left.wait:
        following = words(N_("Few are left, so the next start waits. See why it was started so often."))
    return Diagnosis(words(N_("Discord connection")), ok=not left.wait, says=says, next=following)


def _messages(info: "discord.AppInfo", settings: Settings, words: Words) -> Diagnosis:
    about = words(N_("Discord messages"))
    allowed = info.flags.gateway_message_content or info.flags.gateway_message_content_limited
    if not settings.discord_threads:
        says = N_("No privileged intent is needed: I read direct messages, mentions, and what a command is pointed at.")
        following = words(N_("Message Content Intent is switched on; you can switch it off.")) if allowed else ""
        return Diagnosis(about, ok=None, says=words(says), next=following)
    if allowed:
        says = N_("Threads go on without a mention, for which Discord shows me every message in channels that I am in.")
        return Diagnosis(about, ok=True, says=words(says))
    return Diagnosis(
        about,
        ok=False,
        says=words(N_("{setting} is set, and Message Content Intent is switched off."), setting=DISCORD_THREADS),
        next=words(
            N_("Switch it on: {portal}, your application, Bot, Privileged Gateway Intents. Then start me again."),
            portal=PORTAL,
        ),
    )


def _person(info: "discord.AppInfo", words: Words) -> Diagnosis:
    about = words(N_("Discord for one person"))
    if info.user_integration_config is not None:
        says = N_("Everybody can install it for themselves (User Install is on).")
        return Diagnosis(about, ok=True, says=words(says))
    return Diagnosis(
        about,
        ok=None,
        says=words(N_("User Install is off: the commands are only in servers that the bot was brought to.")),
        next=words(N_("To switch it on: {portal}, your application, Installation, User Install."), portal=PORTAL),
    )


def _commands(said: "Said", settings: Settings, words: Words) -> Diagnosis:
    about = words(N_("Discord commands"))
    if not settings.discord_guild:
        says = N_("They are compared at each start, and sent when they changed.")
        return Diagnosis(about, ok=None, says=words(says))
    if said.guild:
        says = N_("They are for the server {name} alone (PROMPTEUR_DISCORD_GUILD).")
        return Diagnosis(about, ok=True, says=words(says, name=said.guild))
    return Diagnosis(
        about,
        ok=False,
        says=f"{words(NOT_IN_GUILD)} ({settings.discord_guild})",
        next=words(BRING_IT),
    )
