"""A client whose connection is bounded where discord.py leaves it open, and where Discord is to be found.

discord.py resumes and reconnects by itself. But a first connection that fails it would try again every five seconds for
ever, and a session that Discord calls invalid it begins anew as often as that happens.
"""

import threading
from typing import Any

import discord
from discord.gateway import DiscordWebSocket, KeepAliveHandler
from discord.http import Route
from yarl import URL

from adapters.backoff import Time
from adapters.discord.starts import FIRST_SECONDS, Starts
from bot.settings import Settings

HOOK_SECONDS = 40.0
"""The longest wait with an open socket: discord.py gives up such a socket after 60."""
_THEIR_GATEWAY = DiscordWebSocket.DEFAULT_GATEWAY


def use_addresses(settings: Settings) -> None:
    """Have discord.py speak to the addresses of the settings; it knows them only for the whole process."""
    if settings.discord_api_url:
        Route.BASE = settings.discord_api_url.rstrip("/")
    if settings.discord_gateway_url:
        DiscordWebSocket.DEFAULT_GATEWAY = URL(settings.discord_gateway_url)


def forget_voice() -> None:
    """Keep discord.py from warning in the log, for every client, that it cannot speak aloud."""
    discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False


def stop_heartbeats(client: discord.Client) -> None:
    """End the heartbeats of a client that was closed. The library forgets a socket that ends before its session has
    begun: its thread would go on for a minute, and then close what is long gone.
    """
    for thread in threading.enumerate():
        if isinstance(thread, KeepAliveHandler) and thread.ws._connection is client._connection:  # noqa: SLF001 - a thread is known by nothing else
            thread.stop()


def own_gateway() -> bool:
    """Say whether another gateway than Discord's was chosen."""
    return DiscordWebSocket.DEFAULT_GATEWAY != _THEIR_GATEWAY


class NotNow(Exception):  # noqa: N818 - it says when
    """No session may begin now, but in `seconds`."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"in {seconds:.0f} seconds")
        self.seconds = seconds


class Supervised(discord.AutoShardedClient):
    """A client whose sessions are counted, and which gives up when its first connection fails. It stands before
    `commands.AutoShardedBot` among the bases of a bot.
    """

    def __init__(self, *args: Any, **options: Any) -> None:  # noqa: ANN401 - as the library has them
        forget_voice()
        super().__init__(*args, **options)
        self._time = Time()
        self._starts = Starts(self._time.now)
        self._tried: set[int] = set()
        self._not_now: NotNow | None = None

    def count_with(self, starts: Starts, time: Time) -> None:
        """Count sessions together with those of earlier clients."""
        self._starts, self._time = starts, time

    async def close(self) -> None:
        """Let the connection go, with the heartbeats of sockets that never became sessions."""
        await super().close()
        stop_heartbeats(self)

    async def launch_shard(self, gateway: URL, shard_id: int, *, initial: bool = False) -> None:
        """Connect a shard. The library comes here again when that failed, and then the client is given up."""
        if shard_id in self._tried:
            raise self._not_now or discord.GatewayNotFound
        self._tried.add(shard_id)
        await super().launch_shard(gateway, shard_id, initial=initial)

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Wait until this shard may begin a session. `NotNow` when that is too long to keep its socket open."""
        shard = shard_id or 0
        wait = max(self._starts.due(shard), 0.0 if initial else FIRST_SECONDS)
        if wait > HOOK_SECONDS:
            self._not_now = NotNow(wait)
            raise self._not_now
        if wait:
            await self._time.sleep(wait)
        self._starts.note(shard)
