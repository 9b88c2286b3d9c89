"""The prompt in a message that somebody points at: a code block, a text file, or all of its words."""

from collections.abc import Mapping
from typing import Any

from adapters.slack.fetch import Files, Wanted, wanted
from adapters.slack.reading import preformatted, shared, written
from bot.dialogue.inbound import Attached
from bot.dialogue.parse import only_block
from bot.errors import Usage
from bot.library.texts import shortened
from bot.words import N_

NAME = 40
"""Characters of the name that a text gets from its beginning."""


def prompt_in(message: Mapping[str, Any], files: Files, *, own: bool) -> Attached | Wanted:
    """Give the prompt in a message: its only code block, else its only text file, else its words; of one that only
    forwards another, of that. Of our `own` messages, the words are about a prompt and none themselves. `Usage` when
    there is nothing, or nobody can tell which; `TooLarge` and its like for a file that cannot be fetched.
    """
    read = forwarded(message)
    words = written(read)
    block = _block(read, words)
    if block is not None:
        return _named(block)
    texts = [one for one in wanted(files, read.get("files")) if not one.image]
    if len(texts) > 1:
        raise Usage(
            N_("That message has {count} files, and I cannot tell which one you mean."),
            count=len(texts),
            advice=N_("Save the one you mean, and give it to the command as a file."),
        )
    if texts:
        texts[0].check()
        return texts[0]
    if own or not words.strip():
        raise Usage(
            N_("I see no prompt in that message."),
            advice=N_("Point at a message that holds its text, a code block or a text file."),
        )
    return _named(words)


def forwarded(message: Mapping[str, Any]) -> Mapping[str, Any]:
    """Give what was forwarded, of a message that only forwards another; else the message itself."""
    if message.get("files") or written(message).strip():
        return message
    return next(iter(shared(message)), message)


def _block(message: Mapping[str, Any], words: str) -> str | None:
    """Give the code block, where there is exactly one: as Slack marks it, else as Markdown does."""
    marked = [text for text in preformatted(message.get("blocks") or ()) if text.strip()]
    if marked:
        return marked[0] if len(marked) == 1 else None
    block = only_block(words)
    return block if block != words and block.strip() else None


def _named(text: str) -> Attached:
    return Attached(shortened(text, NAME), text)
