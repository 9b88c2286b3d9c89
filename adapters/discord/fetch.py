"""Attached files, fetched from Discord: texts of at most 100,000 characters in UTF-8, images, and whatever a command
takes as it is.
"""

import asyncio
from dataclasses import dataclass

import aiohttp
import discord

from adapters.attached import FETCH_SECONDS, Handed, check_size, handed, image_type, placeholder, shown
from bot.dialogue.taking import Takes
from bot.errors import Refused
from bot.words import N_


@dataclass(frozen=True, slots=True)
class Wanted:
    """A file to be fetched. Its text becomes the value `name`; without a name, or as an image, it is material."""

    attachment: discord.Attachment
    name: str = ""
    takes: Takes = Takes.TEXTS

    @property
    def image(self) -> str:
        """The media type of an image that models can see; empty for all else, which is tried as text."""
        return image_type(self.attachment.content_type or "")

    @property
    def placeholder(self) -> Handed:
        """What stands for it until it is fetched."""
        return placeholder(self.attachment.filename, self.image, self.takes)

    def check(self) -> None:
        """Refuse what is too large to be fetched at all: `TooLarge`."""
        check_size(self.attachment.filename, self.attachment.size, self.image, self.takes)

    async def fetch(self) -> Handed:
        """Fetch it. `TooLarge`, or `Usage` for what is no text, or `Refused` when it cannot be had."""
        return handed(self.attachment.filename, await self._content(), self.image, self.takes)

    async def _content(self) -> bytes:
        try:
            async with asyncio.timeout(FETCH_SECONDS):
                return await self.attachment.read()
        except (discord.DiscordException, aiohttp.ClientError, OSError) as error:
            raise Refused(
                N_("I could not fetch the file {name} from Discord."),
                name=shown(self.attachment.filename),
                advice=N_("Attach it again, or paste the text."),
            ) from error
