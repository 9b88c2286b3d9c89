"""Text that people or models wrote, as Slack shows it: exactly as typed, and nothing in it acts.

Slack makes something of `mrkdwn` and `markdown`, so that neither is used for what others wrote, but for the text that
stands for the blocks and what streams. In `rich_text` it looks for nothing: links, names and emoji are elements of
their own there. `plain_text` takes emoji by name (`:smile:`) unless it is told not to.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from adapters.escape import one_line, revealed, safe
from adapters.split import split

Block = dict[str, Any]
"""A block of Block Kit, or a piece of one, as it is sent."""

Signs = Mapping[str, str]
"""What stands around a text for its style, where there are no styles."""
PLAIN: Signs = {}
STRUCK: Signs = {"strike": "~~"}
"""So that what went is told from what came where a difference is read as plain text."""
MARKDOWN: Signs = {**STRUCK, "bold": "**"}

ROOM = 3_000
"""Characters of one block at most, as Slack sets it for text objects; other blocks would hold more."""
COPIED = 2_500
"""Characters of a text that stands in a block to be copied; longer ones are easier taken from a file."""
_ENTITIES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
_SIGNS = re.compile(r"""[!-/:-@\[-`{-~]""")
_ESCAPED = re.compile(rf"\\({_SIGNS.pattern})")
_INDENT = re.compile(r"^[ \t]+", re.MULTILINE)


def clean(text: str) -> str:
    r"""Give `text` with controls as visible codes, and a line ends with `\n`."""
    return safe(text).replace("\r\n", "\n")


def escaped(text: str) -> str:
    """Give `text` for the few places that are `mrkdwn`: no name, link or call in it is one. Other signs stay."""
    return clean(text).translate(_ENTITIES)


def streamed(text: str) -> str:
    """Give `text` as Markdown that reads as typed, for `markdown_text`: every sign is escaped, indents are kept by
    no-break spaces. More text only adds to it, whatever comes; a return at the end waits for what follows.
    """
    shown = _SIGNS.sub(r"\\\g<0>", clean(text.removesuffix("\r")))
    return _INDENT.sub(lambda found: found[0].expandtabs(4).replace(" ", "\u00a0"), shown)


def unstreamed(text: str) -> str:
    """Give what `streamed` was given, of a text that was streamed."""
    return _ESCAPED.sub(r"\1", text).replace("\u00a0", " ")


def size(text: str) -> int:
    """Give how many characters Slack may count: it does not say how it does, so this is the most, with `&` as `&amp;`
    and characters outside the basic plane twice.
    """
    signs = text.count("&") * 4 + (text.count("<") + text.count(">")) * 3
    return signs + (len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2)


def plain(text: str) -> Block:
    """Give a text object in which nothing is made of anything. `text` must not be empty."""
    return {"type": "plain_text", "text": clean(text), "emoji": False}


def label(text: str, most: int) -> Block:
    """Give the text of a button or an option, within `most` characters; what is longer says so with an ellipsis."""
    shown = one_line(text) or "\u2026"
    if size(shown) <= most:
        return plain(shown)
    return plain(f"{split(shown, most - 1, measure=size, fences=False)[0].text.rstrip()}\u2026")


def run(text: str, **style: bool) -> Block:
    """Give a piece of rich text, as typed; `style` is `bold`, `italic`, `strike`. `text` must not be empty."""
    element: Block = {"type": "text", "text": clean(text)}
    return element | {"style": style} if style else element


def rich(*elements: Block) -> Block:
    """Give a block of rich text."""
    return {"type": "rich_text", "elements": list(elements)}


def section(*runs: Block) -> Block:
    """Give a part of rich text in which pieces follow each other."""
    return {"type": "rich_text_section", "elements": list(runs)}


def quotation(text: str) -> Block:
    """Give a part of rich text that is a quotation."""
    return {"type": "rich_text_quote", "elements": [run(text)]}


def fenced(text: str) -> Block:
    """Give a block with `text` as it is, to be copied."""
    return rich({"type": "rich_text_preformatted", "elements": [run(text)]})


def context(text: str) -> Block:
    """Give a block of small grey text."""
    return {"type": "context", "elements": [plain(text)]}


def copies_exactly(text: str) -> bool:
    """Say whether `fenced` gives the text back, byte for byte, when it is copied: what nobody sees may not survive the
    way through a clipboard, nor white space at the ends.
    """
    seen = revealed(text) == text and "\r" not in text
    return seen and 0 < size(text) <= COPIED and text == text.strip()


def pieces(text: str, most: int = ROOM) -> list[str]:
    """Give `text` in parts of at most `most` characters, none empty."""
    shown = clean(text)
    if size(shown) <= most:
        return [shown.strip("\n")] if shown.strip() else []
    return [part.text.strip("\n") for part in split(shown, most, measure=size, fences=False) if part.text.strip()]


def texts(node: object, signs: Signs = PLAIN) -> Iterator[str]:
    """Give the texts of blocks as people read them, one for each line or block, without those of buttons and menus."""
    if isinstance(node, Mapping):
        yield from _texts(node, signs)
    elif isinstance(node, Iterable) and not isinstance(node, str):
        for each in node:
            yield from texts(each, signs)


def _texts(node: Mapping[str, Any], signs: Signs) -> Iterator[str]:
    match node:
        case {"type": "rich_text_section" | "rich_text_preformatted" | "rich_text_quote", "elements": runs}:
            yield "".join(_signed(each, signs) for each in runs)
        case {"type": "plain_text", "text": str(text)}:
            yield text
        case {"type": "header" | "section", "text": text}:
            yield from texts(text, signs)
        case {"type": "rich_text" | "context", "elements": elements}:
            yield from texts(elements, signs)
        case _:
            yield from ()  # buttons, menus, lines between things


def _signed(piece: Mapping[str, Any], signs: Signs) -> str:
    sign = next((signs[style] for style in piece.get("style") or () if style in signs), "")
    return f"{sign}{piece['text']}{sign}"
