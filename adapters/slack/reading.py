"""What people wrote, out of what Slack makes of it: escaped signs, marks for names and links, rich text.

Slack sends the same message in two ways: as `text`, with three signs escaped and its own marks for formatting, and as
`rich_text`, which says exactly what is preformatted and what is not. The second is read where it is there; formatting
becomes Markdown, which is what models read.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from adapters.slack.rich import EXACT, Names, bare, blocks_of, signs
from adapters.slack.rich import preformatted as exact

_ENTITY = re.compile(r"<([^<>]*)>")
_PERSON = re.compile(r"<@([UW][A-Z0-9]+)[|>]")
_CALL = f"{EXACT}bot{EXACT}"
"""Stands for a mention of the bot until it is known where it stands; nobody types it."""
_CALLED = re.compile(rf"\s*(?:{_CALL}[ \t]*[:,]?\s*)+")


def unescaped(text: str, bot: str = "", names: Names | None = None) -> str:
    """Give what was typed, of a text with Slack's marks. Mentions of the `bot` at the start are left out, other names
    and links become readable.
    """
    known = _known(bot, names)
    found = _ENTITY.sub(lambda match: _entity(match[1], known), text)
    return _uncalled(signs(found), bot, names)


def written(message: Mapping[str, Any], bot: str = "", names: Names | None = None) -> str:
    """Give what a message says, as text with Markdown."""
    said = blocks_of(message.get("blocks") or (), _known(bot, names))
    return _uncalled(said, bot, names) if said.strip() else unescaped(str(message.get("text") or ""), bot, names)


def by_id(message: Mapping[str, Any], bot: str = "") -> str:
    """Give what a message says with people by their ids, as the core takes a mention."""
    ids = {one: f"{EXACT}<@{one}>" for one in mentioned(message, bot)}
    return written(message, bot, ids).replace(EXACT, "")


def mentioned(message: Mapping[str, Any], bot: str = "") -> frozenset[str]:
    """Give the ids of the people whom a message names, without the bot's."""
    return frozenset(_PERSON.findall(str(message.get("text") or ""))) - {bot}


def shared(message: Mapping[str, Any]) -> Iterable[Mapping[str, Any]]:
    """Give the messages that were forwarded with a message; links that Slack unfolded are none."""
    return (one for one in message.get("attachments") or () if one.get("is_share") or one.get("is_msg_unfurl"))


def preformatted(blocks: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """Give the preformatted texts of blocks, exactly."""
    elements = (each for block in blocks if block.get("type") == "rich_text" for each in block.get("elements", ()))
    for element in elements:
        if element.get("type") == "rich_text_preformatted":
            yield exact(element)


def _known(bot: str, names: Names | None) -> Names:
    return {**(names or {}), **({bot: _CALL} if bot else {})}


def _uncalled(text: str, bot: str, names: Names | None) -> str:
    begun = _CALLED.sub("", text, count=1) if _CALLED.match(text) else text
    return begun.replace(_CALL, f"@{(names or {}).get(bot, bot)}")


def _entity(inner: str, known: Names) -> str:
    """Give a mark of Slack's as people read it: `@U1|ana`, `#C1|general`, `!here`, `https://x|label`."""
    target, _, label = inner.partition("|")
    match target[:1]:
        case "@":
            number = target[1:]
            name = known.get(number) or label or number
            return name if name.startswith(EXACT) else f"@{name}"
        case "#":
            return f"#{label or known.get(target[1:]) or target[1:]}"
        case "!":
            return label or f"@{known.get(target.rpartition('^')[2]) or target[1:].rpartition('^')[2]}"
        case _:
            return _link(target, label)


def _link(url: str, label: str) -> str:
    if not label or label == url:
        return url
    return label if bare(url) == label.rstrip("/") else f"[{label}]({url})"
