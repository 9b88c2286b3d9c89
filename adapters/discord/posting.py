"""The REST calls behind messages: by an interaction's token, or by the bot's own in a channel.

Every one raises `adapters.discord.sending.NotDelivered` or one of its kinds when Discord does not take it.
"""

import asyncio
from typing import Any

import aiohttp
import discord
from discord.http import HTTPClient, MultipartParameters, handle_message_parameters
from discord.webhook.async_ import async_context

from adapters.discord.blocks import Sheet
from adapters.discord.sending import Sleep, sent
from adapters.discord.views import made

NOBODY = discord.AllowedMentions.none()


class Rest:
    """The library's REST client of this moment: a new connection to Discord brings a new one, and answers go on."""

    def __init__(self) -> None:
        self._http: HTTPClient | None = None

    def use(self, http: HTTPClient) -> None:
        """Send with this one from now on."""
        self._http = http

    @property
    def http(self) -> HTTPClient:
        """The client. `aiohttp.ClientConnectionError` between two connections."""
        if self._http is None or self._session(self._http).closed:
            raise aiohttp.ClientConnectionError
        return self._http

    @property
    def connection(self) -> dict[str, Any]:
        """What requests by an interaction's token go through."""
        http = self.http
        return {"session": self._session(http), "proxy": http.proxy, "proxy_auth": http.proxy_auth}

    def _session(self, http: HTTPClient) -> aiohttp.ClientSession:
        session: aiohttp.ClientSession = http._HTTPClient__session  # type: ignore[attr-defined] # noqa: SLF001 - as `discord.Interaction` does
        return session


class Hook:
    """One interaction's token: good for 15 minutes, in this process or a later one."""

    def __init__(self, rest: Rest, application: int, token: str, sleep: Sleep = asyncio.sleep) -> None:
        self._rest = rest
        self._named = application, token
        self._sleep = sleep

    async def edit_original(self, sheet: Sheet) -> int:
        """Edit the first answer; give its id."""
        return await self._send("edit_original_interaction_response", sheet, attachments=[])

    async def edit(self, message: int, sheet: Sheet) -> None:
        """Edit a further answer."""
        await self._send("edit_webhook_message", sheet, message, attachments=[])

    async def post(self, sheet: Sheet, *, ephemeral: bool) -> int:
        """Post a further answer; give its id. It is not repeated when it is not known whether it got through."""
        return await self._send("execute_webhook", sheet, flags=discord.MessageFlags(ephemeral=ephemeral))

    async def delete(self, message: int) -> None:
        """Delete one of the answers."""
        delete = async_context.get().delete_webhook_message
        await sent(lambda: delete(*self._named, message, **self._rest.connection), sleep=self._sleep)

    async def _send(self, name: str, sheet: Sheet, *of: int, **body: Any) -> int:  # noqa: ANN401 - the library's values
        request = getattr(async_context.get(), name)
        posts = name == "execute_webhook"

        async def send() -> dict[str, Any]:
            with params(sheet, **body) as made_of:
                values = {"payload": made_of.payload, "multipart": made_of.multipart, "files": made_of.files}
                waits = {"wait": True} if posts else {}
                message: dict[str, Any] = await request(*self._named, *of, **self._rest.connection, **values, **waits)
                return message

        return int((await sent(send, again=not posts, sleep=self._sleep))["id"])


class Channel:
    """A channel, a thread or a direct message that the bot itself writes in."""

    def __init__(self, rest: Rest, channel: int, sleep: Sleep = asyncio.sleep) -> None:
        self._rest = rest
        self.id = channel
        self._sleep = sleep

    async def post(self, sheet: Sheet, *, nonce: str, reply_to: int | None = None) -> int:
        """Post a message, as a reply where there is something to reply to; give its id. However often it is sent with
        the same `nonce`, it stands there once.
        """
        more = {"message_reference": self._reference(reply_to)} if reply_to else {}

        async def send() -> int:
            with params(sheet, nonce=nonce, **more) as made_of:
                return int((await self._rest.http.send_message(self.id, params=made_of))["id"])

        return await sent(send, bot=True, sleep=self._sleep)

    async def edit(self, message: int, sheet: Sheet) -> None:
        """Edit a message of the bot's own."""

        async def send() -> None:
            with params(sheet, attachments=[]) as made_of:
                await self._rest.http.edit_message(self.id, message, params=made_of)

        await sent(send, bot=True, sleep=self._sleep)

    async def delete(self, message: int) -> None:
        """Delete a message of the bot's own."""
        await sent(lambda: self._rest.http.delete_message(self.id, message), bot=True, sleep=self._sleep)

    def _reference(self, message: int) -> dict[str, Any]:
        return {"message_id": message, "channel_id": self.id, "fail_if_not_exists": False}


def params(sheet: Sheet, **body: Any) -> MultipartParameters:  # noqa: ANN401 - the library's values
    """Give the body of a request for a sheet. View and files are made anew: each is sent once."""
    view, files = made(sheet)
    content: dict[str, Any] = {"content": sheet.content} if sheet.plain else {"view": view}
    if files:
        content["attachments"] = files
    return handle_message_parameters(**(body | content), previous_allowed_mentions=NOBODY)
