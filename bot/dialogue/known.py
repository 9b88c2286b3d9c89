"""Which names of saved prompts mean something to somebody, where they speak."""

from bot.dialogue.command import Command, Known, Visibility, channel_scope
from bot.dialogue.inbound import Whence
from bot.domain import Actor
from bot.errors import Usage
from bot.library.access import visible_scopes
from bot.library.names import split_version
from bot.ports import Library


def known_to(actor: Actor, whence: Whence, library: Library, *, posted: bool) -> Known:
    """Give what tells names apart from other words. `posted`: others read an answer that is for all, so that the
    person's own prompts are unknown to a command that gives one. `StoreFailed` when the library cannot be read.
    """

    async def known(command: Command, name: str) -> bool:
        try:
            wanted, _ = split_version(name)
        except Usage:
            return False  # what stands behind the @ is no version: these are other words
        shared = posted and command.visibility is Visibility.SHARED
        return await library.get(visible_scopes(actor, channel_scope(whence), shared=shared), wanted) is not None

    return known
