r"""Text that people or models wrote as Discord markdown that reads exactly as typed, and the few signs of our own.

What Discord makes something of is escaped with a backslash, which it takes before anything that is neither a letter nor
a digit nor white space. `escape_markdown` and `escape_mentions` of discord.py do less: they leave `#` after the third
one and in subtext, `+` and numbered lists, masked links with a line break in them, `:names:` of emoji, channels,
commands and timestamps as they are, and they put an invisible character into mentions, which is copied along.

An address is escaped too, at its colon, and is no link: Discord would show some addresses as something else (its own
channels and files as little labels), takes backslashes inside an address as part of it, and in `<...>` takes the
brackets away, so that a text with an address would not read as typed.

Pieces of a text that are escaped each must not stand side by side without a sign or a line break between them.
"""

import re
from collections.abc import Callable

from adapters.escape import one_line as on_one_line
from adapters.escape import revealed, safe
from adapters.split import split

ROOM = 3900
"""Characters of one block at most; a message holds 4000 of all blocks, and there is something around them."""
COPIED = 1800
"""Characters of a text that stands in a block to be copied; longer ones are easier taken from a file."""
_MARKS = "\\*_~|`[]<@#:.>+-"
_LIVE = re.compile(
    r"""
      ^[^\S\n]*(?=[>+-])            # quotes, lists, subtext, at the beginning of a line
    | ^[^\S\n]*\d+(?=\.)            # numbered lists
    | (?=[\\*_~|`\[\]<@#])          # spans, code, masked links, mentions, headings (their end too), what stands in <>
    | (?=:(?:/|[^\s:]*:))           # addresses, and emoji by name
    """,
    re.MULTILINE | re.VERBOSE,
)
_FENCED = re.compile(r"(```.*?```)", re.DOTALL)
_ESCAPED = re.compile(r"\\([^\sA-Za-z0-9])")


def plain(text: str) -> str:
    r"""Give `text` as markdown that reads as typed; controls become visible codes, and a line ends with `\n`."""
    return _LIVE.sub(r"\g<0>\\", _clean(text))


def unescaped(markdown: str) -> str:
    """Give markdown of ours as it reads where nothing is made of it, in a file: without the backslashes. What stands
    between fences stays as it is.
    """
    between = _FENCED.split(markdown)
    return "".join(each if number % 2 else _ESCAPED.sub(r"\1", each) for number, each in enumerate(between))


def one_line(text: str) -> str:
    """Give `text` as markdown on one line, for names and titles."""
    return plain(on_one_line(text))


def bold(text: str) -> str:
    """Give `text` in bold, line by line."""
    return _spanned(text, "**")


def struck(text: str) -> str:
    """Give `text` struck through, line by line."""
    return _spanned(text, "~~")


def quiet(text: str) -> str:
    """Give `text` in small letters, line by line."""
    return "\n".join(f"-# {plain(line)}" if line.strip() else "" for line in _clean(text).split("\n"))


def quote(text: str) -> str:
    """Give `text` as a quotation, invisible characters shown as codes; empty lines at its end are left out."""
    return "\n".join(f"> {plain(line)}" for line in _clean(revealed(text)).rstrip().split("\n"))


def heading(text: str) -> str:
    """Give `text` as a heading on one line, or nothing for an empty one."""
    line = one_line(text)
    return f"### {line}" if line else ""


def copies_exactly(text: str) -> bool:
    """Say whether a code block with `text` in it gives the text back, byte for byte, when it is copied.

    Discord ends the block at three backticks and takes empty lines from both ends; what nobody sees (carriage returns,
    zero-width characters) may not survive the way through a clipboard.
    """
    seen = revealed(text) == text and "\r" not in text
    return seen and 0 < len(text) <= COPIED and "```" not in text and text == text.strip()


def fenced(text: str) -> str:
    """Give `text` in a code block; there must be no three backticks in it. What `copies_exactly` stands there as it
    is, in any other text controls become visible codes.
    """
    return f"```\n{safe(text)}\n```"


def pieces(text: str, show: Callable[[str], str], signs: int = 0) -> list[str]:
    """Give `text` as `show` makes it, in blocks of at most `ROOM` characters, none empty; `signs` is how many
    characters `show` adds to a line. It is split before it is escaped, so that no escape and no span is torn.
    """
    if not _clean(text).strip():  # a text of nothing but control characters is shown as their codes
        return []
    shown = show(text)
    if len(shown) <= ROOM:
        return [shown]
    parts = split(_clean(text), ROOM - signs, measure=lambda each: size(each, signs), fences=False)
    return [show(part.text.strip("\n")) for part in parts if part.text.strip()]


def size(text: str, signs: int = 0) -> int:
    """Give how many characters `text` has at most when it is escaped and each line of it gets so many signs, but the
    first one. A text has never more than its pieces.
    """
    clean = revealed(text)
    return len(clean) + sum(map(clean.count, _MARKS)) + clean.count("\n") * signs


def joined(texts: list[str]) -> list[str]:
    """Put blocks of text under each other, into as few as hold them."""
    made: list[str] = []
    for text in texts:
        if made and len(made[-1]) + 1 + len(text) <= ROOM:
            made[-1] = f"{made[-1]}\n{text}"
        else:
            made.append(text)
    return made


def _clean(text: str) -> str:
    return safe(text).replace("\r\n", "\n")


def _spanned(text: str, sign: str) -> str:
    return "\n".join(_span(line, sign) for line in _clean(text).split("\n"))


def _span(line: str, sign: str) -> str:
    """Put the signs around what is no white space: Discord would leave them as they are beside a space."""
    inner = line.strip()
    if not inner:
        return line
    before, after = line.split(inner, maxsplit=1)
    if inner[-1] == sign[0] == "~":  # Discord does not mind escapes when it looks for the end of what is struck
        inner = f"{inner[:-1]}\\x7e"
    return f"{before}{sign}{plain(inner)}{sign}{after}"
