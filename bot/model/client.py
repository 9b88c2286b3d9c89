"""The SDK's client, made from what we were given and from nothing in the environment."""

import logging
import ssl
from functools import lru_cache

import httpx2
from anthropic import AsyncAnthropic, DefaultAioHttpClient

from bot.model.server import Server, is_loopback

CONNECT_SECONDS = 5.0
CONNECTIONS = 1000


class Client(AsyncAnthropic):
    """The SDK's client without its readings of `ANTHROPIC_*`: the settings are ours to read."""

    def __init__(self, server: Server, *, silence: float) -> None:
        super().__init__(
            api_key=server.key,
            base_url=server.url,
            webhook_key="",
            max_retries=0,
            timeout=httpx2.Timeout(silence, connect=min(CONNECT_SECONDS, silence)),
            open_telemetry=False,
            http_client=_transport(server),
        )
        # The SDK merges ANTHROPIC_CUSTOM_HEADERS into what it is given; only this leaves them out.
        self._custom_headers = {} if server.keep_alive else {"Connection": "close"}

    @property
    def auth_headers(self) -> dict[str, str]:
        """Send no empty key: a server of one's own may need none."""
        return super().auth_headers if self.api_key else {}

    def _validate_headers(self, headers: httpx2.Headers, omitted: frozenset[str]) -> None:
        if self.api_key:
            super()._validate_headers(headers, omitted)


def _transport(server: Server) -> httpx2.AsyncClient:
    """Proxies of the environment are followed, but for this computer itself."""
    limits = httpx2.Limits(max_connections=CONNECTIONS, max_keepalive_connections=100, keepalive_expiry=60.0)
    return DefaultAioHttpClient(limits=limits, verify=_certificates(), trust_env=not is_loopback(server.url))


@lru_cache(maxsize=1)
def _certificates() -> ssl.SSLContext:
    """Read the certificates that are trusted, once: it takes 30 ms."""
    return httpx2.create_ssl_context()


def connect_client(server: Server, *, silence: float) -> Client:
    """Make a client that gives up on a server silent for `silence` seconds. Its own debug lines hold whole requests,
    so they are shut off, whatever ANTHROPIC_LOG says.
    """
    for name in ("anthropic", "httpx2"):
        logging.getLogger(name).setLevel(logging.WARNING)
    return Client(server, silence=silence)
