"""Messages: plain words in the bot's direct messages, a hint where somebody calls it in a channel, and what an earlier
process left half done.
"""

import asyncio
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import replace

import discord
import structlog

from adapters.discord.address import Address
from adapters.discord.blocks import Sheet
from adapters.discord.desk import Desk
from adapters.discord.listen import Heard, said
from adapters.discord.outlets import NONCE, MessageOutlet
from adapters.discord.posting import Channel, Hook
from adapters.discord.says import refusal, sentence, whole
from adapters.discord.sending import NotDelivered
from adapters.discord.whence import PLATFORM, whence_of_message
from bot.dialogue.events import Button, Card, Failure, Line, Style
from bot.dialogue.failing import bug, failure
from bot.dialogue.reply import Reply
from bot.domain import Status
from bot.errors import PrompteurError
from bot.words import N_, Words

log = structlog.get_logger()
AT_ONCE = 5
"""Interrupted calls that are told of at the same time."""
TRIES = 5
"""How often they are asked for; seconds between two times double."""


class Talk:
    """Answers messages, through the desk."""

    def __init__(self, desk: Desk, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep) -> None:
        self._desk = desk
        self._sleep = sleep
        self._telling = False

    def say(self, message: discord.Message) -> None:
        """Answer plain words, in a task of its own."""
        if self._desk.claims.new(message.id):
            self._desk.tasks.start(self._guarded(message), f"message {message.id}")

    def hint(self, message: discord.Message) -> None:
        """Say once how the bot is reached."""
        if self._desk.claims.new(message.id):
            self._desk.tasks.start(self._hint(message), f"hint {message.id}")

    def resume(self) -> None:
        """Tell those whose calls an earlier process left half done, once."""
        if not self._telling:
            self._telling = True
            self._desk.tasks.start(self._tell_interrupted(), "interrupted")

    async def _guarded(self, message: discord.Message) -> None:
        """Whatever goes wrong, the person gets an answer."""
        words = self._words(message)
        outlet = MessageOutlet(Channel(self._desk.rest, message.channel.id), reply_to=message.id)
        try:
            await self._say(message, outlet)
        except PrompteurError as error:
            await _show(outlet, failure(error, None, words, guided=False), words)
        except Exception:  # a mistake of ours, which the log has
            log.exception("message_broke", message=message.id)
            await _show(outlet, bug(None, words), words)

    async def _say(self, message: discord.Message, outlet: MessageOutlet) -> None:
        desk = self._desk
        heard = said(message, desk.app.registry, address=b"", locale=desk.locales.of(message.author.id))
        turns = desk.paces.channel(message.channel.id)
        with desk.answers.delivering(str(message.id), heard.inbound.whence, outlet, turns) as delivery:
            await delivery.begin()
            await delivery.run(await self._reply(heard, self._address(heard, message, outlet)))

    async def _reply(self, heard: Heard, address: bytes) -> Reply:
        """Start the call with what is attached; what cannot be used is told in the reply."""
        try:
            inbound = await heard.fetched()
        except PrompteurError as error:
            return refusal(error, heard.inbound.whence.words)
        return await self._desk.app.start(replace(inbound, whence=replace(inbound.whence, address=address)))

    def _words(self, message: discord.Message) -> Words:
        """Give the language of whoever wrote a message, as far as it is known."""
        whence = whence_of_message(message, b"")
        return replace(whence, locale=self._desk.locales.of(message.author.id) or whence.locale).words

    def _address(self, heard: Heard, message: discord.Message, outlet: MessageOutlet) -> bytes:
        answer = next(iter(outlet.messages), 0)
        return Address(channel=message.channel.id, message=answer, locale=heard.inbound.whence.locale).pack()

    async def _hint(self, message: discord.Message) -> None:
        words = self._words(message)
        hint = N_(
            "Here I answer commands: type /help, and only you see what I say. To talk in plain words, write me a"
            " direct message."
        )
        sheet = sentence(words(hint))
        try:
            nonce = str(secrets.randbelow(NONCE))
            await Channel(self._desk.rest, message.channel.id).post(sheet, nonce=nonce, reply_to=message.id)
        except NotDelivered as error:
            log.info("hint_not_shown", code=error.code, channel=message.channel.id)

    async def _tell_interrupted(self) -> None:
        """Tell of each call. They are given once, so that one that cannot be told of must not cost the others; when
        they cannot be asked for, the next connection asks again.
        """
        left = await self._interrupted()
        at_once = asyncio.Semaphore(AT_ONCE)
        await asyncio.gather(*(self._tell(raw, retry, at_once) for raw, retry in left))

    async def _interrupted(self) -> tuple[tuple[bytes, str], ...]:
        for tried in range(1, TRIES + 1):
            try:
                return await self._desk.app.interrupted(PLATFORM)
            except Exception:  # the store may be busy; whatever it is, the log has it
                log.exception("interruptions_not_known", attempt=tried)
                await self._sleep(2.0**tried)
        self._telling = False
        return ()

    async def _tell(self, raw: bytes, retry: str, at_once: asyncio.Semaphore) -> None:
        address = Address.read(raw)
        if address is None:
            return
        try:
            async with at_once:
                await self._edit(address, _interrupted(retry, Words(address.locale)))
        except NotDelivered as error:
            log.info("interruption_not_told", reason=type(error).__name__, code=error.code)
        except Exception:  # a mistake of ours with one call is none with the others
            log.exception("interruption_broke")

    async def _edit(self, address: Address, sheet: Sheet) -> None:
        if address.token:
            await Hook(self._desk.rest, address.application, address.token).edit_original(sheet)
        elif address.message:
            await Channel(self._desk.rest, address.channel).edit(address.message, sheet)


async def _show(outlet: MessageOutlet, event: Failure, words: Words) -> None:
    try:
        await outlet.put(0, whole(event, Status.FAILED, words))
    except NotDelivered as error:
        log.warning("answer_not_shown", reason=type(error).__name__, code=error.code)


def _interrupted(retry: str, words: Words) -> Sheet:
    said = words(N_("I was stopped in the middle of this. What you sent is kept."))
    button = Button(words(N_("Retry")), retry, Style.PRIMARY)
    return whole(Card(slot="interrupted", title="", parts=(Line(said),), buttons=(button,)), Status.INTERRUPTED, words)
