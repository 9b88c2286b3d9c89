"""First responses to interactions. Discord waits three seconds for one; nothing is lost because one came too late."""

import asyncio
from collections.abc import Awaitable, Callable
from enum import Enum
from typing import Any

import discord
import structlog
from discord import ui

from adapters.discord.blocks import Sheet
from adapters.discord.posting import NOBODY
from adapters.discord.sending import ALREADY_ACKNOWLEDGED, NotDelivered, sent
from adapters.discord.views import made

log = structlog.get_logger()
Interaction = discord.Interaction[Any]
REPEATED_AFTER = 1.0
"""Seconds after which the library repeats a response that failed: "already acknowledged" is then about itself."""


class Taken(Enum):
    """What became of a first response."""

    YES = "yes"
    LOST = "lost"
    """Nothing can be shown, and the call must not be lost."""
    ELSEWHERE = "elsewhere"
    """Somebody else has answered it: a second delivery, or another process."""


async def acknowledged(interaction: Interaction, *, private: bool) -> Taken:
    """Say that an answer is on its way."""
    return await _respond(interaction, lambda: interaction.response.defer(ephemeral=private, thinking=True))


async def passed(interaction: Interaction) -> Taken:
    """Acknowledge a press without any answer."""
    return await _respond(interaction, interaction.response.defer)


async def opened(interaction: Interaction, modal: ui.Modal) -> Taken:
    """Open a form."""
    return await _respond(interaction, lambda: interaction.response.send_modal(modal))


async def told(interaction: Interaction, sheet: Sheet) -> Taken:
    """Say something to the one person, once and for all."""

    async def say() -> object:
        view, files = made(sheet)
        if view is None:
            return await interaction.response.send_message(sheet.content, ephemeral=True, allowed_mentions=NOBODY)
        return await interaction.response.send_message(view=view, files=files, ephemeral=True, allowed_mentions=NOBODY)

    return await _respond(interaction, say)


async def _respond(interaction: Interaction, respond: Callable[[], Awaitable[object]]) -> Taken:
    loop = asyncio.get_running_loop()
    begun = loop.time()
    try:
        await sent(respond)
    except NotDelivered as error:
        if error.code == ALREADY_ACKNOWLEDGED and loop.time() - begun >= REPEATED_AFTER:
            return Taken.YES
        log.warning("not_acknowledged", interaction=interaction.id, code=error.code)
        return Taken.ELSEWHERE if error.code == ALREADY_ACKNOWLEDGED else Taken.LOST
    return Taken.YES
