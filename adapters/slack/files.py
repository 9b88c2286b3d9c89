"""Files of people, had from Slack with the bot's token, which goes to Slack's own hosts and nowhere else."""

import asyncio
from collections.abc import Mapping
from typing import Any

import aiohttp

from adapters.attached import FETCH_SECONDS, LARGEST
from adapters.slack.failures import NotDelivered
from adapters.slack.fetch import Unfetched
from adapters.slack.sending import Api

CHUNK = 2**16
_OK = 200


class SlackFiles:
    """The files of one workspace, as `adapters.slack.fetch.Files`."""

    def __init__(self, api: Api) -> None:
        self._api = api

    async def info(self, file: str) -> Mapping[str, Any]:
        """Give what Slack says of a file."""
        try:
            told = (await self._api.call("files.info", file=file)).get("file")
        except NotDelivered as error:
            raise Unfetched from error
        return told if isinstance(told, Mapping) else {}

    async def download(self, url: str) -> bytes:
        """Give what stands there. Nothing is followed to another address: the token would go along."""
        session = self._api.client.session
        if session is None or not self._api.is_slacks(url):
            raise Unfetched
        headers = {"Authorization": f"Bearer {self._api.client.token}"}
        try:
            async with (
                asyncio.timeout(FETCH_SECONDS),
                session.get(url, headers=headers, allow_redirects=False) as answer,
            ):
                if answer.status != _OK:
                    raise Unfetched
                return await _bounded(answer.content)
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise Unfetched from error


async def _bounded(content: aiohttp.StreamReader) -> bytes:
    """Read to the end. `Unfetched` for more than any file that is read may have: Slack had said another size."""
    read = bytearray()
    async for chunk in content.iter_chunked(CHUNK):
        read += chunk
        if len(read) > LARGEST:
            raise Unfetched
    return bytes(read)
