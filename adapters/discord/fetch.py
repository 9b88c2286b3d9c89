"""Attached files, fetched and read: texts of at most 100,000 characters in UTF-8, and images that models can see."""

import asyncio
from dataclasses import dataclass

import aiohttp
import discord

from adapters.base import Limit
from bot.dialogue.inbound import Attached
from bot.domain import TEXT_LIMIT, Image
from bot.errors import Refused, TooLarge, Usage
from bot.library.texts import shortened
from bot.words import N_

TEXT_FILE = Limit(TEXT_LIMIT * 4, "bytes", "the most that a document of 100,000 characters takes in UTF-8")
IMAGE_FILE = Limit(5_000_000, "bytes", "https://docs.claude.com/en/docs/build-with-claude/vision, read 2026-11-22")
IMAGES = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})
"""The images that the Messages API takes (the same page)."""
FETCH_SECONDS = 30
"""Seconds until a file is given up."""
PENDING = "…"
"""Stands for a text until it is fetched: something is there, so that nobody asks for it."""
AGAIN = N_("Attach a shorter one, or paste the part that matters.")


@dataclass(frozen=True, slots=True)
class Wanted:
    """A file to be fetched. Its text becomes the value `name`; without a name, or as an image, it is material."""

    attachment: discord.Attachment
    name: str = ""

    @property
    def image(self) -> str:
        """The media type of an image that models can see; empty for all else, which is tried as text."""
        kind = (self.attachment.content_type or "").partition(";")[0].strip().lower()
        return kind if kind in IMAGES else ""

    @property
    def placeholder(self) -> Attached | Image:
        """What stands for it until it is fetched."""
        name = self.attachment.filename
        return Image(name, self.image, b"") if self.image else Attached(name, PENDING)

    def check(self) -> None:
        """Refuse what is too large to be fetched at all: `TooLarge`."""
        limit = IMAGE_FILE if self.image else TEXT_FILE
        if self.attachment.size > limit.number:
            raise TooLarge(
                N_("The file {name} is too large: {size} bytes, and {limit} is the most."),
                name=self._shown,
                size=f"{self.attachment.size:,}",
                limit=f"{limit.number:,}",
                advice=AGAIN,
            )

    async def fetch(self) -> Attached | Image:
        """Fetch it. `TooLarge`, or `Usage` for what is no text, or `Refused` when it cannot be had."""
        content = await self._content()
        if self.image:
            return Image(self.attachment.filename, self.image, content)
        return Attached(self.attachment.filename, self._text(content))

    @property
    def _shown(self) -> str:
        return shortened(self.attachment.filename, 80)

    async def _content(self) -> bytes:
        try:
            async with asyncio.timeout(FETCH_SECONDS):
                return await self.attachment.read()
        except (discord.DiscordException, aiohttp.ClientError, OSError) as error:
            raise Refused(
                N_("I could not fetch the file {name} from Discord."),
                name=self._shown,
                advice=N_("Attach it again, or paste the text."),
            ) from error

    def _text(self, content: bytes) -> str:
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError:
            raise Usage(
                N_("The file {name} is no text in UTF-8."),
                name=self._shown,
                advice=N_("Save it as plain text in UTF-8 and attach it again."),
            ) from None
        if len(text) > TEXT_LIMIT:
            raise TooLarge(
                N_("The file {name} is too long: {count} characters, and {limit} is the most."),
                name=self._shown,
                count=f"{len(text):,}",
                limit=f"{TEXT_LIMIT:,}",
                advice=AGAIN,
            )
        if not text.strip():
            raise Usage(N_("The file {name} is empty."), name=self._shown)
        return text
