"""Messages: plain words in direct messages, in the threads and the replies that they began, and what an earlier process
left half done.
"""

import asyncio
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import replace

import discord
import structlog

from adapters.discord.address import Address
from adapters.discord.before import FAILED, Before, Looking
from adapters.discord.blocks import Sheet
from adapters.discord.desk import Desk
from adapters.discord.listen import Heard, said
from adapters.discord.outlets import NONCE, MessageOutlet
from adapters.discord.posting import Channel, Hook
from adapters.discord.reading import hidden
from adapters.discord.says import refusal, sentence, whole
from adapters.discord.sending import NotDelivered
from adapters.discord.whence import PLATFORM, whence_of_message
from adapters.once import Once
from bot.dialogue.events import Button, Card, Failure, Line, Style
from bot.dialogue.failing import bug, failure
from bot.dialogue.inbound import Inbound, Say, Whence
from bot.dialogue.reply import Reply
from bot.domain import Status
from bot.errors import PrompteurError
from bot.settings import DISCORD_THREADS as THREADS
from bot.words import N_, Words

log = structlog.get_logger()
AT_ONCE = 5
"""Interrupted calls that are told of at the same time."""
TRIES = 5
"""How often they are asked for; seconds between two times double."""
NAMESPACE = "discord.told"
"""Where it is kept what was said once in a channel."""
UNREAD = N_("I cannot read that: here I read only what mentions me. Mention me, or let your reply mention me.")


class Talk:
    """Answers messages, through the desk."""

    def __init__(self, desk: Desk, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep) -> None:
        self._desk = desk
        self._sleep = sleep
        self._telling = False
        self._looking = Looking()
        self._told = Once(desk.app.vault, NAMESPACE)

    def say(self, message: discord.Message, us: int) -> None:
        """Answer what was said to the bot, in a task of its own. `us`: the bot's user id."""
        if self._desk.claims.new(message.id):
            self._desk.tasks.start(self._guarded(message, us), f"message {message.id}")

    def overhear(self, message: discord.Message, us: int) -> None:
        """Go on in a thread in which a prompt is under work, and only there."""
        self._desk.tasks.start(self._overheard(message, us), f"overheard {message.id}")

    def resume(self) -> None:
        """Tell those whose calls an earlier process left half done, once."""
        if not self._telling:
            self._telling = True
            self._desk.tasks.start(self._tell_interrupted(), "interrupted")

    async def _overheard(self, message: discord.Message, us: int) -> None:
        if await self._desk.app.works_in(whence_of_message(message, b"")) and self._desk.claims.new(message.id):
            await self._guarded(message, us)

    async def _guarded(self, message: discord.Message, us: int) -> None:
        """Whatever goes wrong, the person gets an answer."""
        words = self._whence(message).words
        outlet = MessageOutlet(Channel(self._desk.rest, message.channel.id), reply_to=message.id)
        try:
            if message.guild is not None and hidden(message):
                person = self._desk.app.vault.fingerprint(f"{message.channel.id}:{message.author.id}")
                await self._tell_once(message, UNREAD, person)
            else:
                await self._say(message, us, outlet)
        except PrompteurError as error:
            await _show(outlet, failure(error, None, words, guided=False), words)
        except Exception:  # a mistake of ours, which the log has
            log.exception("message_broke", message=message.id)
            await _show(outlet, bug(None, words), words)

    async def _say(self, message: discord.Message, us: int, outlet: MessageOutlet) -> None:
        desk, whence = self._desk, self._whence(message)
        heard = said(message, desk.app.registry, whence, us)
        turns = desk.paces.channel(message.channel.id)
        with desk.answers.delivering(str(message.id), whence, outlet, turns) as delivery:
            await delivery.begin()
            wanted = isinstance(heard.known, Say) and desk.app.looks_back
            before = await self._looking.back(message, us, whence, wanted=wanted)
            heard = replace(heard, known=_placed(heard.known, before))
            await delivery.run(await self._reply(heard, self._address(heard, message, outlet)))
        self._looking.note(outlet.messages, before)
        if before.unread == FAILED:
            await self._tell_beside(message, FAILED)
        elif before.unread:
            await self._tell_once(message, before.unread, whence.channel)

    async def _reply(self, heard: Heard, address: bytes) -> Reply:
        """Start the call with what is attached; what cannot be used is told in the reply."""
        try:
            inbound = await heard.fetched()
        except PrompteurError as error:
            return refusal(error, heard.inbound.whence.words)
        return await self._desk.app.start(replace(inbound, whence=replace(inbound.whence, address=address)))

    def _whence(self, message: discord.Message) -> Whence:
        """Say who wrote a message and where, in their language as far as it is known."""
        whence = whence_of_message(message, b"")
        return replace(whence, locale=self._desk.locales.of(message.author.id) or whence.locale)

    def _address(self, heard: Heard, message: discord.Message, outlet: MessageOutlet) -> bytes:
        answer = next(iter(outlet.messages), 0)
        return Address(channel=message.channel.id, message=answer, locale=heard.inbound.whence.locale).pack()

    async def _tell_once(self, message: discord.Message, what: str, key: str) -> None:
        """Say what the bot cannot read here."""
        if await self._told.new(key):
            await self._tell_beside(message, what)

    async def _tell_beside(self, message: discord.Message, what: str) -> None:
        """Say beside an answer what it could not know."""
        words = self._whence(message).words
        sheet = sentence(words(what, setting=THREADS))
        try:
            nonce = str(secrets.randbelow(NONCE))
            await Channel(self._desk.rest, message.channel.id).post(sheet, nonce=nonce, reply_to=message.id)
        except NotDelivered as error:
            log.info("limit_not_told", code=error.code, channel=message.channel.id)

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


def _placed(known: Inbound, before: Before) -> Inbound:
    """Give what came in as part of its conversation."""
    placed = replace(known, whence=before.whence)
    return replace(placed, heard=before.remarks) if isinstance(placed, Say) else placed


async def _show(outlet: MessageOutlet, event: Failure, words: Words) -> None:
    try:
        await outlet.put(0, whole(event, Status.FAILED, words))
    except NotDelivered as error:
        log.warning("answer_not_shown", reason=type(error).__name__, code=error.code)


def _interrupted(retry: str, words: Words) -> Sheet:
    said = words(N_("I was stopped in the middle of this. What you sent is kept."))
    button = Button(words(N_("Retry")), retry, Style.PRIMARY)
    return whole(Card(slot="interrupted", title="", parts=(Line(said),), buttons=(button,)), Status.INTERRUPTED, words)
