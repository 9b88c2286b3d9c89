"""The prompt in a message that somebody points at: a code block, a text file, or all of its words."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

import discord

from adapters.discord.fetch import Wanted
from bot.dialogue.inbound import Attached
from bot.dialogue.parse import only_block
from bot.errors import Usage
from bot.library.texts import shortened
from bot.words import N_

if TYPE_CHECKING:
    from discord.types.message import Attachment as AttachmentPayload

NAME = 40
"""Characters of the name that a text gets from its beginning."""


@dataclass(frozen=True, slots=True)
class Said:
    """What a message holds. `shown` are the texts of its components."""

    content: str
    shown: tuple[str, ...]
    files: tuple[discord.Attachment, ...]


def prompt_in(message: discord.Message, *, own: bool) -> Attached | Wanted:
    """Give the prompt in a message: its only code block, else its only text file, else its words. Of our `own`
    messages, a card's words are about a prompt and none themselves, and plain content is a prompt that was given to be
    copied, whole. `Usage` when there is nothing, or nobody can tell which.
    """
    said = read(message)
    words = said.content or "\n".join(said.shown)
    copied = own and bool(said.content)
    block = None if copied else _block((said.content, *said.shown))
    files = [wanted for wanted in map(Wanted, said.files) if not wanted.image]
    if block is not None:
        return _named(block)
    if len(files) > 1:
        raise Usage(
            N_("That message has {count} files, and I cannot tell which one you mean."),
            count=len(files),
            advice=N_("Save the one you mean, and give it to the command as a file."),
        )
    if files:
        files[0].check()
        return files[0]
    if (own and not copied) or not words.strip():
        raise Usage(
            N_("I see no prompt in that message."),
            advice=N_("Point at a message that holds its text, a code block or a text file."),
        )
    return _named(words)


def read(message: discord.Message) -> Said:
    """Give what a message holds; of a forwarded one, what was forwarded."""
    source: discord.Message | discord.MessageSnapshot = message
    if not message.content and not message.attachments and message.message_snapshots:
        source = message.message_snapshots[0]
    # The library leaves the attribute out where Discord left the key out.
    inner = tuple(_walk(getattr(source, "components", ())))
    shown = tuple(one.content for one in inner if isinstance(one, discord.TextDisplay))
    return Said(source.content, shown, tuple(source.attachments) or tuple(_files(inner, message)))


def _files(inner: Iterable[object], message: discord.Message) -> Iterator[discord.Attachment]:
    """Give the files that stand in a message, for one that does not list them as attachments."""
    state = message._state  # noqa: SLF001 - an attachment cannot be made without it
    for one in inner:
        if isinstance(one, discord.FileComponent) and one.name and one.media.url.startswith("http"):
            media = one.media
            data = {
                "id": media.attachment_id or one.id or 0,
                "filename": one.name,
                "size": one.size or 0,
                "url": media.url,
                "proxy_url": media.proxy_url or media.url,
                "content_type": media.content_type or "",
            }
            yield discord.Attachment(data=cast("AttachmentPayload", data), state=state)


def _named(text: str) -> Attached:
    return Attached(shortened(text, NAME), text)


def _block(texts: Iterable[str]) -> str | None:
    """Give the code block, where there is exactly one in all texts together."""
    whole = "\n".join(texts)
    block = only_block(whole)
    return block if block != whole and block.strip() else None


def _walk(components: Iterable[object]) -> Iterator[object]:
    for one in components:
        yield one
        yield from _walk(getattr(one, "children", ()))
