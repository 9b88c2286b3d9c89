"""Commands are sent to Discord only when they changed: it allows few changes a day, and each is a slow start."""

import json
from hashlib import sha256
from typing import Any

import discord
import structlog
from discord.app_commands import Command, CommandTree, ContextMenu, Group

from bot.ports import Vault

NAMESPACE = "discord.commands"
EVERYONE = "global"
log = structlog.get_logger()


async def sync(tree: CommandTree[Any], vault: Vault, *, guild: int | None) -> bool:
    """Send the commands of `tree` if they are not those that were sent last, and tell whether they were sent. With
    `guild` they go to that guild alone, where they are there at once, and not to everyone; those that stand elsewhere
    from an earlier start are taken away, so that nobody sees them twice. Discord's errors pass
    (`discord.HTTPException`, `discord.app_commands.CommandSyncFailure` and its other `AppCommandError`); the next
    try sends again.
    """
    scope = discord.Object(guild) if guild else None
    if scope:
        tree.copy_global_to(guild=scope)
    here = str(guild or EVERYONE)
    await _leave(tree, vault, here)
    key = _key(tree, here)
    mark = await _mark(tree, scope)
    if await vault.get(NAMESPACE, key) == mark:
        return False
    sent = await tree.sync(guild=scope)
    await vault.put(NAMESPACE, key, mark)
    log.info("discord_commands_sent", commands=len(sent), guild=guild)
    return True


async def _leave(tree: CommandTree[Any], vault: Vault, here: str) -> None:
    """Take the commands away from where they went before, when that is not here."""
    where = _key(tree, "where")
    left = (await vault.get(NAMESPACE, where) or b"").decode()
    if left and left != here:
        http, application = tree.client.http, tree.client.application_id or 0
        try:
            if left == EVERYONE:
                await http.bulk_upsert_global_commands(application, payload=[])
            else:
                await http.bulk_upsert_guild_commands(application, int(left), payload=[])
        except (discord.Forbidden, discord.NotFound) as error:  # the bot is no longer in that server
            log.info("discord_commands_not_taken_away", guild=left, code=error.code)
        await vault.delete(NAMESPACE, _key(tree, left))
    await vault.put(NAMESPACE, where, here.encode())


def _key(tree: CommandTree[Any], name: str) -> str:
    return f"{tree.client.application_id}:{name}"


async def _mark(tree: CommandTree[Any], scope: discord.Object | None) -> bytes:
    """Give a hash of what would be sent."""
    payloads = [await _payload(tree, command) for command in tree.get_commands(guild=scope)]
    return sha256(json.dumps(payloads, sort_keys=True).encode()).digest()


async def _payload(tree: CommandTree[Any], command: Command[Any, ..., Any] | ContextMenu | Group) -> dict[str, Any]:
    return await command.get_translated_payload(tree, tree.translator) if tree.translator else command.to_dict(tree)
