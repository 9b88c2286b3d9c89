"""Where the messages of an answer go: to an interaction, or into a channel. Each knows the messages that it has made.

Every method raises `adapters.discord.sending.NotDelivered` or one of its kinds when Discord does not take it.
"""

import secrets
from collections.abc import Coroutine, Iterable
from typing import Any, Protocol

from adapters.discord.blocks import Sheet
from adapters.discord.limits import MESSAGES
from adapters.discord.posting import Channel, Hook
from adapters.discord.sending import Barred, Deleted, Expired

NONCE = 2**80
"""Of what nonces are drawn: Discord takes 25 characters."""


class Outlet(Protocol):
    """Where the messages of one answer go, numbered from 0."""

    @property
    def room(self) -> int | None:
        """How many messages there can be in all; None: any number."""
        ...

    @property
    def messages(self) -> tuple[int, ...]:
        """The ids of the messages that stand."""
        ...

    async def put(self, number: int, sheet: Sheet) -> None:
        """Make message `number` read `sheet`; post it when it does not stand yet."""
        ...

    async def drop(self, number: int) -> None:
        """Take message `number` away, if it stands."""
        ...

    async def publish(self, sheets: Iterable[Sheet]) -> None:
        """Post messages for everyone in the conversation to see. The answer itself must stand already: Discord takes
        what is posted first for the answer, and so for as private.
        """
        ...


class Standing:
    """The messages that stand, by number: id, and whether it is plain content, which never becomes the other kind."""

    def __init__(self) -> None:
        self._standing: dict[int, tuple[int, bool]] = {}

    def note(self, number: int, message: int, sheet: Sheet) -> None:
        """Remember that message `number` reads `sheet`."""
        self._standing[number] = message, sheet.plain

    def editable(self, number: int, sheet: Sheet) -> int | None:
        """Give the id of message `number` where it can be edited to `sheet`."""
        message, plain = self._standing.get(number, (None, False))
        return message if plain == sheet.plain else None

    def forget(self, number: int) -> int | None:
        """Give the id of message `number`, which no longer counts as standing."""
        message, _ = self._standing.pop(number, (None, False))
        return message

    @property
    def messages(self) -> tuple[int, ...]:
        """The ids, in order of the numbers."""
        return tuple(message for _, (message, _) in sorted(self._standing.items()))


class MessageOutlet:
    """Messages in a channel: the first of them a reply to what was said, where something was."""

    room: int | None = MESSAGES

    def __init__(self, channel: Channel, reply_to: int | None = None, standing: Standing | None = None) -> None:
        self._channel = channel
        self._reply_to = reply_to
        self._standing = standing or Standing()
        self._nonces: dict[int, str] = {}

    @property
    def messages(self) -> tuple[int, ...]:
        """The ids of the messages that stand."""
        return self._standing.messages

    async def put(self, number: int, sheet: Sheet) -> None:
        """Make message `number` read `sheet`."""
        message = self._standing.editable(number, sheet)
        if message is not None:
            await self._channel.edit(message, sheet)
            return
        old = self._standing.forget(number)
        nonce = self._nonces.setdefault(number, _nonce())  # the same until it is known that the message stands
        self._standing.note(number, await self._channel.post(sheet, nonce=nonce, reply_to=self._reply_to), sheet)
        del self._nonces[number]
        await self.delete(old)

    async def drop(self, number: int) -> None:
        """Take message `number` away."""
        await self.delete(self._standing.forget(number))

    async def publish(self, sheets: Iterable[Sheet]) -> None:
        """Post messages of their own."""
        for sheet in sheets:
            await self._channel.post(sheet, nonce=_nonce())

    async def delete(self, message: int | None) -> None:
        """Delete a message; nothing for None or one that is gone already."""
        if message is not None:
            try:
                await self._channel.delete(message)
            except Deleted:
                return  # somebody was faster; it is gone, which is what was wanted


class InteractionOutlet:
    """The answer to an interaction that was acknowledged with "thinking": the original response and further ones.

    `private`: only the one who asked sees it. `spare`: where the bot itself can go on when the token is over; never
    given where the answer is private.
    """

    room: int | None = MESSAGES

    def __init__(self, hook: Hook, *, private: bool, spare: Channel | None = None) -> None:
        self._hook = hook
        self._private = private
        self._standing = Standing()
        self._answered = False
        self._spare = MessageOutlet(spare, standing=self._standing) if spare else None
        self._over = False

    @property
    def messages(self) -> tuple[int, ...]:
        """The ids of the messages that stand."""
        return self._standing.messages

    async def put(self, number: int, sheet: Sheet) -> None:
        """Make message `number` read `sheet`."""
        if not await self._by_token(self._put(number, sheet)):
            await self._instead.put(number, sheet)

    async def drop(self, number: int) -> None:
        """Take message `number` away."""
        message = self._standing.forget(number)
        if not await self._by_token(self._delete(message)):
            await self._instead.delete(message)

    async def publish(self, sheets: Iterable[Sheet]) -> None:
        """Post messages that everyone sees."""
        for sheet in sheets:
            if not await self._by_token(self._hook.post(sheet, ephemeral=False)):
                await self._instead.publish((sheet,))

    async def _put(self, number: int, sheet: Sheet) -> None:
        message = self._standing.editable(number, sheet)
        if message is not None:
            await self._hook.edit(message, sheet)
        elif number == 0 and not self._answered:
            self._standing.note(number, await self._hook.edit_original(sheet), sheet)
            self._answered = True
        else:
            old = self._standing.forget(number)
            self._standing.note(number, await self._hook.post(sheet, ephemeral=self._private), sheet)
            await self._delete(old)

    async def _delete(self, message: int | None) -> None:
        if message is not None:
            try:
                await self._hook.delete(message)
            except Deleted:
                return  # somebody was faster; it is gone, which is what was wanted

    async def _by_token(self, work: Coroutine[Any, Any, object]) -> bool:
        """Do it by the interaction's token; say whether it was done. `Expired` when nobody else can do it."""
        if self._over:
            work.close()
            return False
        try:
            await work
        except Expired:
            if self._spare is None:
                raise
            self._over = True
            return False
        return True

    @property
    def _instead(self) -> MessageOutlet:
        if self._spare is None:
            raise Barred(0)
        return self._spare


def _nonce() -> str:
    return str(secrets.randbelow(NONCE))


class Nowhere:
    """Nobody can be shown anything any more, and the call must not be lost: it goes on unseen, and what came of it is
    found again in the library.
    """

    room: int | None = None
    messages: tuple[int, ...] = ()

    async def put(self, number: int, sheet: Sheet) -> None:
        """Show nothing."""

    async def drop(self, number: int) -> None:
        """Take nothing away."""

    async def publish(self, sheets: Iterable[Sheet]) -> None:
        """Post nothing."""
