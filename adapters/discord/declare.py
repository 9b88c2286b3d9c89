"""Commands as Discord declares them: groups of slash commands, context menus, completion. Pure: what is done when one
is used comes in as callbacks.

A family of commands is one group: "prompt" is `/prompt`, for everyone and everywhere; any other is `/prompt-FAMILY`,
for those who manage a server that the app is installed in.
"""

from collections.abc import Awaitable, Callable, Iterable
from typing import Any, TypeVar

import discord
from discord.app_commands import AppCommandContext, AppInstallationType, Choice, ContextMenu, Group
from discord.app_commands import Command as SlashCommand

from adapters.discord.limits import COMMAND_ABOUT, COMMAND_NAME, MENUS
from adapters.discord.options import Interaction, OnInvoke, OnType, Suggestion, callback, options
from adapters.discord.translation import named, said
from bot.dialogue.command import PROMPT, Argument, Command, Completion, Kind, Pointed
from bot.dialogue.registry import Registry
from bot.words import N_

FAMILY = PROMPT
OnPoint = Callable[[Interaction, Command, discord.Message], Awaitable[None]]
"""Called with the message that a context menu was opened on."""
Made = TypeVar("Made", Group, ContextMenu)


def commands(registry: Registry, on_invoke: OnInvoke, on_type: OnType, on_point: OnPoint) -> list[Group | ContextMenu]:
    """Declare every command. `ValueError` for what Discord or its library could not hold."""
    groups = {family: _group(family) for family in dict.fromkeys(command.family for command in registry)}
    for command in registry:
        groups[command.family].add_command(_slash(command, on_invoke, on_type))
    menus = [_menu(command, on_point) for command in registry if command.pointed is Pointed.MESSAGE]
    if len(menus) > MENUS.number:
        raise ValueError(f"{len(menus)} commands can be pointed at a message; Discord's library holds {MENUS.number}")
    return [*groups.values(), *menus]


def suggestions(argument: Argument, found: Iterable[Completion]) -> list[Suggestion]:
    """Give completions as Discord takes them. In a document a name stands behind "@", so that it is not the text."""
    written = _reference if argument.kind is Kind.DOCUMENT else str
    return [Choice(name=one.label, value=written(one.value)) for one in found]


def _reference(name: str) -> str:
    return f'@"{name}"' if " " in name else f"@{name}"


def _group(family: str) -> Group:
    ours = family == FAMILY
    about = N_("Draft, critique, refine and keep prompts") if ours else N_("For people who manage this server")
    name = FAMILY if ours else f"{FAMILY}-{family}"
    return _placed(Group(name=name, description=said(about, COMMAND_ABOUT), auto_locale_strings=False), family)


def _menu(command: Command, on_point: OnPoint) -> ContextMenu:
    async def point(interaction: Interaction, message: discord.Message) -> None:
        await on_point(interaction, command, message)

    name = said(command.pointed_label, COMMAND_NAME)
    return _placed(ContextMenu(name=name, callback=point, auto_locale_strings=False), command.family)


def _placed(made: Made, family: str) -> Made:
    """Say where it can be used and by whom."""
    anyone = family == FAMILY
    made.allowed_installs = AppInstallationType(guild=True, user=anyone)
    made.allowed_contexts = AppCommandContext(guild=True, dm_channel=anyone, private_channel=anyone)
    made.guild_only = not anyone
    made.default_permissions = None if anyone else discord.Permissions(manage_guild=True)
    return made


def _slash(command: Command, on_invoke: OnInvoke, on_type: OnType) -> SlashCommand[Any, ..., None]:
    firsts = {language: names[0] for language, names in command.names.items()}
    return SlashCommand(
        name=named(command.verb, firsts),
        description=said(command.help, COMMAND_ABOUT),
        callback=callback(command, options(command, on_type), on_invoke),
        auto_locale_strings=False,
    )
