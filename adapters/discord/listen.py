"""Discord's payloads as inbound values. What is attached is named at once and fetched after the acknowledgement."""

import asyncio
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import discord

from adapters.attached import Handed, with_files
from adapters.discord.fetch import Wanted
from adapters.discord.reading import uncalled, written
from adapters.discord.source import prompt_in, read
from adapters.discord.whence import whence_of
from adapters.typed import typed as typed_line
from bot.dialogue.command import Command, Kind
from bot.dialogue.inbound import Attached, Complete, Inbound, Invoke, Material, Press, Submit, Whence
from bot.dialogue.registry import Registry
from bot.dialogue.taking import by_command, takes
from bot.errors import Usage
from bot.words import N_

TEXT_AND_FILE = N_("You gave a text and a file, and I can take only one of them.")
ONE_OF_THEM = N_("Leave one of them out.")


_ROLE = re.compile(r"<@&(\d{1,20})>")
"""A server's role, as Discord writes a mention of one."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What came in: what is `known` already, and what is `wanted` from Discord's file server. `kept` names what
    `Pages` keeps of it, to be forgotten once the call was started.
    """

    known: Inbound
    wanted: tuple[Wanted, ...] = ()
    kept: str = ""

    @property
    def attachments(self) -> tuple[discord.Attachment, ...]:
        """The files that will be fetched."""
        return tuple(one.attachment for one in self.wanted)

    @property
    def inbound(self) -> Inbound:
        """What came in, with placeholders for the files: for `App.prepare`."""
        return with_files(self.known, tuple((one.name, one.placeholder) for one in self.wanted))

    async def fetched(self) -> Inbound:
        """Give what came in with the files, for `App.start`. `Refused` or one of its kinds says which file cannot be
        used, and why; nothing was done then.
        """
        found = await asyncio.gather(*(one.fetch() for one in self.wanted), return_exceptions=True)
        names = (one.name for one in self.wanted)
        return with_files(self.known, tuple((name, _had(one)) for name, one in zip(names, found, strict=True)))


def invoked(
    interaction: discord.Interaction, command: Command, values: Mapping[str, str | discord.Attachment]
) -> Heard:
    """Give a slash command. `values` are by argument; a file counts as the argument where it is an option, else as
    material. `TooLarge` for a file that is; `Usage` where a text and a file say the same thing.
    """
    options = {one.name for one in command.arguments if one.option}
    people = {one.name for one in command.arguments if one.kind is Kind.PERSON}
    texts = {
        name: _mentioned(value, interaction.guild) if name in people else value
        for name, value in values.items()
        if isinstance(value, str)
    }
    files = [
        Wanted(value, name if name in options else "", by_command(command))
        for name, value in values.items()
        if isinstance(value, discord.Attachment)
    ]
    documents = {one.name for one in command.arguments if one.kind is Kind.DOCUMENT and not one.option}
    if documents & texts.keys() and any(not file.name and not file.image for file in files):
        raise Usage(TEXT_AND_FILE, advice=ONE_OF_THEM)
    return Heard(Invoke(whence=whence_of(interaction), command=command.id, values=texts), _checked(files))


def _mentioned(value: str, guild: discord.Guild | None) -> str:
    """Give a mention of a server's role with the role's name, which the core cannot look up."""
    found = _ROLE.fullmatch(value.strip())
    role = guild.get_role(int(found[1])) if found and guild else None
    return f"<@&{role.id}|{role.name}>" if role else value


def pressed(interaction: discord.Interaction, token: str) -> Heard:
    """Give a press. `token` is the button's id as it came."""
    return Heard(Press(whence=whence_of(interaction), token=token))


def pointed(interaction: discord.Interaction, command: Command, message: discord.Message) -> Heard:
    """Give a command that somebody pointed at a message: its prompt comes along as a file, which every command that
    can be pointed takes in place of the current prompt. `Usage` when there is no prompt in the message.
    """
    prompt = prompt_in(message, own=message.author.id == _ourselves(interaction))
    whence = whence_of(interaction)
    if isinstance(prompt, Wanted):
        return Heard(Invoke(whence=whence, command=command.id), (prompt,))
    return Heard(Invoke(whence=whence, command=command.id, material=Material(files=(prompt,))))


def submitted(
    interaction: discord.Interaction,
    token: str,
    values: Mapping[str, str],
    files: Iterable[Wanted] = (),
    texts: tuple[Attached, ...] = (),
) -> Heard:
    """Give a form that was sent. A file becomes the value of its field; `texts` came along with the command that
    opened the form. Fields without an answer are left out. `TooLarge` for a file that is.
    """
    given = {name: value for name, value in values.items() if value}
    material = Material(files=texts)
    return Heard(
        Submit(whence=whence_of(interaction), token=token, values=given, material=material), _checked(tuple(files))
    )


def typed(interaction: discord.Interaction, command: Command, argument: str, prefix: str) -> Complete:
    """Give half a value of an argument, to be completed."""
    return Complete(whence=whence_of(interaction), command=command.id, argument=argument, prefix=prefix)


def said(message: discord.Message, registry: Registry, whence: Whence, us: int) -> Heard:
    """Give plain words; of a forwarded message, what was forwarded. `us`: the bot, whose name in front is left out. A
    command takes people and roles by their ids: two may bear one name, and names are anybody's choice. `TooLarge` for a
    file that is.
    """
    known = typed_line(written(message, us), whence)
    if isinstance(known, Invoke):
        known = typed_line(uncalled(message, us), whence)
    wanted = takes(known, registry)
    return Heard(known, _checked([Wanted(file, takes=wanted) for file in read(message).files]))


def _had(found: Handed | BaseException) -> Handed:
    """Give a file, or raise why it cannot be used: of several that cannot, the first tells."""
    if isinstance(found, BaseException):
        raise found
    return found


def _checked(files: Iterable[Wanted]) -> tuple[Wanted, ...]:
    checked = tuple(files)
    for one in checked:
        one.check()
    return checked


def _ourselves(interaction: discord.Interaction) -> int:
    user = interaction.client.user
    return user.id if user else interaction.application_id
