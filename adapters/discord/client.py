"""The client of Discord: what it is told goes to the desk, and it keeps next to nothing."""

import asyncio
from functools import partial
from typing import Any

import discord
import structlog
from discord import app_commands
from discord.ext import commands

from adapters.backoff import Time
from adapters.discord.connection import Supervised, use_addresses
from adapters.discord.declare import commands as declared
from adapters.discord.declare import suggestions
from adapters.discord.desk import Desk
from adapters.discord.limits import CHOICES, EDIT_SECONDS, OPTION_LABEL
from adapters.discord.listen import invoked, pointed, typed
from adapters.discord.meant import called, may_go_on
from adapters.discord.notices import show
from adapters.discord.options import Interaction, Suggestion, Value
from adapters.discord.paces import Paces
from adapters.discord.portal import token
from adapters.discord.supervise import supervise
from adapters.discord.sync import sync
from adapters.discord.talk import Talk
from adapters.discord.translation import Translation
from adapters.discord.whence import PLATFORM
from adapters.kept import sweep_daily
from adapters.notices import keep_showing
from bot.dialogue.command import Argument, Command
from bot.dialogue.dispatch import App
from bot.library.texts import shortened
from bot.settings import Settings

log = structlog.get_logger()
LONGEST_WAIT = 60.0
"""Seconds that a rate limit may hold up a request; longer ones are an error."""
LAST_SECONDS = 0.6
"""For answers under way when the program ends; it gives an adapter a second in all."""


class Tree(app_commands.CommandTree[Any]):
    """The commands. What goes wrong in one is logged; the desk has answered by then."""

    async def on_error(self, interaction: Interaction, error: app_commands.AppCommandError, /) -> None:
        """Log it: a command that Discord still shows and we no longer have, or a mistake of ours."""
        log.error("command_broke", interaction=interaction.id, reason=type(error).__name__, exc_info=error)


class Client(Supervised, commands.AutoShardedBot):
    """One connection. Everything that must outlive it is the desk's."""

    def __init__(self, desk: Desk, talk: Talk, settings: Settings) -> None:
        intents = discord.Intents(guilds=True, guild_messages=True, dm_messages=True)
        intents.message_content = settings.discord_threads
        super().__init__(
            command_prefix=(),
            help_command=None,
            tree_cls=Tree,
            intents=intents,
            allowed_mentions=discord.AllowedMentions.none(),
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            max_messages=None,
            max_ratelimit_timeout=LONGEST_WAIT,
            http_trace=desk.refusals.trace(),
        )
        self._desk = desk
        self._talk = talk
        self._settings = settings

    async def setup_hook(self) -> None:
        """Declare the commands, and send them where they changed."""
        desk = self._desk
        desk.rest.use(self.http)
        desk.answers.refused = self._refused
        for command in declared(desk.app.registry, self._invoke, self._type, self._point):
            self.tree.add_command(command)
        await self.tree.set_translator(Translation())
        await sync(self.tree, desk.app.vault, guild=self._settings.discord_guild)

    def _refused(self) -> None:
        """Let the connection go; making the next one tells what is wrong with the token."""
        log.error("discord_refuses_the_token")
        self._desk.tasks.start(self.close(), "close")

    # --- what Discord tells ------------------------------------------------------------------------------------------

    async def on_connect(self) -> None:
        """Tell those whose calls an earlier process left half done."""
        self._talk.resume()

    async def on_ready(self) -> None:
        """Tell the operator that people are heard."""
        log.info("discord_ready", guilds=len(self.guilds), shards=self.shard_count)

    async def on_interaction(self, interaction: Interaction) -> None:
        """Answer buttons, menus and forms, of this process or an earlier one; commands come through the tree."""
        if interaction.type is discord.InteractionType.component:
            self._desk.press(interaction)
        elif interaction.type is discord.InteractionType.modal_submit:
            self._desk.submit(interaction)

    async def on_message(self, message: discord.Message, /) -> None:
        """Answer people who write to the bot, and whoever goes on in its threads where it may hear them."""
        if message.author.bot or message.type not in {discord.MessageType.default, discord.MessageType.reply}:
            return
        us = self.user.id if self.user else 0
        if message.guild is None or called(message, us):
            self._talk.say(message, us)
        elif self._settings.discord_threads and may_go_on(message, us):
            self._talk.overhear(message, us)

    async def on_raw_message_delete(self, payload: discord.RawMessageDeleteEvent) -> None:
        """Stop the call whose answer was deleted."""
        await self._desk.forget(payload.message_id)

    async def on_raw_bulk_message_delete(self, payload: discord.RawBulkMessageDeleteEvent) -> None:
        """Stop the calls whose answers were deleted."""
        for message in payload.message_ids:
            await self._desk.forget(message)

    async def on_error(self, event_method: str, /, *_args: object, **_kwargs: object) -> None:
        """Log a mistake of ours, without what was sent."""
        log.exception("event_broke", event=event_method)  # noqa: LOG004 - the library calls this in its handler

    # --- commands ----------------------------------------------------------------------------------------------------

    async def _invoke(self, interaction: Interaction, command: Command, values: dict[str, Value]) -> None:
        self._desk.hear(interaction, partial(invoked, interaction, command, values))

    async def _point(self, interaction: Interaction, command: Command, message: discord.Message) -> None:
        self._desk.hear(interaction, partial(pointed, interaction, command, message))

    async def _type(
        self, interaction: Interaction, command: Command, argument: Argument, prefix: str
    ) -> list[Suggestion]:
        """Complete a value. What Discord could not hold is left out: a shorter value would name something else."""
        try:
            found = await self._desk.app.complete(typed(interaction, command, argument.name, prefix))
        except Exception:  # nobody can be told while they type
            log.exception("not_completed", interaction=interaction.id)
            return []
        offered = [one for one in suggestions(argument, found) if len(str(one.value)) <= OPTION_LABEL.number]
        for one in offered:
            one.name = shortened(one.name, OPTION_LABEL.number)
        return offered[: CHOICES.number]


async def run(app: App, settings: Settings, *, edit_seconds: float = EDIT_SECONDS, time: Time | None = None) -> int:
    """Answer on Discord until cancelled. `Misconfigured` for what the operator must change. Answers under way are
    shown to their end before the connection is let go.
    """
    given = token(settings)
    use_addresses(settings)
    desk = Desk(app, Paces(seconds=edit_seconds))
    talk = Talk(desk)
    connection = asyncio.create_task(supervise(lambda: Client(desk, talk, settings), given, time))
    sweeping = asyncio.create_task(sweep_daily(desk.drafts))
    telling = asyncio.create_task(keep_showing(app.notices, PLATFORM, partial(show, desk)))
    try:
        await asyncio.wait({connection})  # not awaited itself: when this is cancelled, it goes on for the last words
        return connection.result()
    finally:
        desk.running.hurry()
        await desk.tasks.end(LAST_SECONDS)
        for task in (connection, sweeping, telling):
            task.cancel()
        await asyncio.gather(
            connection, sweeping, telling, return_exceptions=True
        )  # what the first raised was raised above
