"""Fetches one file from a hub over HTTP, going on at any byte."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from http import HTTPStatus
from pathlib import Path
from typing import BinaryIO
from urllib.parse import urlsplit

import aiohttp
import structlog

from bot.errors import ModelUnavailable
from bot.model.local.catalogue import Entry, Hub
from bot.model.local.files import CHUNK, size_of

TRIES = 5
"""Connections in a row that may break off without bringing a byte."""
_TIMEOUT = aiohttp.ClientTimeout(total=None, sock_connect=15, sock_read=60)

log = structlog.get_logger()


async def fetch(source: Hub, entry: Entry, partial: Path) -> AsyncGenerator[int]:
    """Append to `partial`, the beginning of the file, until it is whole; give the bytes that are there, now and
    then. `ModelUnavailable` when the hub cannot be reached or has another file; what arrived stays in `partial`.
    """
    idle = 0
    async with aiohttp.ClientSession(timeout=_TIMEOUT, trust_env=True, auto_decompress=False) as session:
        while (before := size_of(partial)) < entry.size:
            try:
                async with aclosing(_once(session, source.url, entry.size, partial)) as arriving:
                    async for done in arriving:
                        yield done
            except (aiohttp.ClientError, TimeoutError) as error:
                idle = idle + 1 if size_of(partial) == before else 0
                if idle == TRIES or not _passing(error):
                    raise ModelUnavailable(
                        "{host} could not be reached ({reason}).", host=_host(source.url), reason=type(error).__name__
                    ) from error
                log.info("hub_broke_off", model=entry.name, bytes=size_of(partial), reason=type(error).__name__)


def _passing(error: BaseException) -> bool:
    """Say whether going on may help: a name that is not known or a refused connection stays so."""
    return not isinstance(error, aiohttp.ClientConnectorError)


async def _once(session: aiohttp.ClientSession, url: str, size: int, partial: Path) -> AsyncGenerator[int]:
    offset = size_of(partial)
    headers = {"Range": f"bytes={offset}-", "Accept-Encoding": "identity"}
    async with session.get(url, headers=headers) as answer:
        offset = _start(answer, offset, size, _host(url))
        file = await asyncio.to_thread(_open, partial, offset)
        try:
            async for chunk in answer.content.iter_chunked(CHUNK):
                await asyncio.to_thread(file.write, chunk)
                offset += len(chunk)
                yield offset
        finally:
            file.close()


def _start(answer: aiohttp.ClientResponse, offset: int, size: int, host: str) -> int:
    """Give the byte at which the answer begins. An answer that does not bring the file to its size is refused
    before a byte of it is written: a login page, say.
    """
    begins = offset if answer.status == HTTPStatus.PARTIAL_CONTENT else 0
    if answer.status not in (HTTPStatus.OK, HTTPStatus.PARTIAL_CONTENT):
        raise ModelUnavailable("{host} answered {status}.", host=host, status=answer.status)
    if answer.content_length != size - begins:
        raise ModelUnavailable("{host} has another file at this address.", host=host)
    return begins


def _open(partial: Path, offset: int) -> BinaryIO:
    file = partial.open("ab")
    file.truncate(offset)
    return file


def _host(url: str) -> str:
    return urlsplit(url).hostname or url
