"""Attached files, fetched from Discord and read: texts of at most 100,000 characters in UTF-8, and images."""

import asyncio
from dataclasses import dataclass

import aiohttp
import discord

from adapters.attached import FETCH_SECONDS, check_size, image_type, placeholder, shown, text_of
from bot.dialogue.inbound import Attached
from bot.domain import Image
from bot.errors import Refused
from bot.words import N_


@dataclass(frozen=True, slots=True)
class Wanted:
    """A file to be fetched. Its text becomes the value `name`; without a name, or as an image, it is material."""

    attachment: discord.Attachment
    name: str = ""

    @property
    def image(self) -> str:
        """The media type of an image that models can see; empty for all else, which is tried as text."""
        return image_type(self.attachment.content_type or "")

    @property
    def placeholder(self) -> Attached | Image:
        """What stands for it until it is fetched."""
        return placeholder(self.attachment.filename, self.image)

    def check(self) -> None:
        """Refuse what is too large to be fetched at all: `TooLarge`."""
        check_size(self.attachment.filename, self.attachment.size, self.image)

    async def fetch(self) -> Attached | Image:
        """Fetch it. `TooLarge`, or `Usage` for what is no text, or `Refused` when it cannot be had."""
        name, content = self.attachment.filename, await self._content()
        return Image(name, self.image, content) if self.image else Attached(name, text_of(name, content))

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
