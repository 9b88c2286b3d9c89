"""Text that people or models wrote, made safe for a terminal: what would act on it is shown as a visible escape.

Safe means: no control characters but line breaks and tabs, no characters that reorder a line, nothing that cannot be
encoded. All else stays as it is, so that a prompt is shown exactly.
"""

import regex

_ACTS = regex.compile(
    r"""
    [\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]     # controls: escape sequences begin with these
    | \r(?!\n)                                # would overwrite its own line
    | [\u2028\u2029]                          # line breaks that not everything breaks at
    | [\u202a-\u202e\u2066-\u2069]            # reorder what follows (CVE-2021-42574)
    | [\ud800-\udfff]                         # halves of characters: cannot be encoded
    """,
    regex.VERBOSE,
)
_UNSEEN = regex.compile(
    r"""
    (?<=[\p{Extended_Pictographic}\p{Emoji_Modifier}\ufe0f])\u200d(?=\p{Extended_Pictographic})(*SKIP)(*FAIL)  # emoji
    | (?<=\p{Extended_Pictographic})[\U000e0020-\U000e007f]++(*SKIP)(*FAIL)                            # flags
    | [\p{Cf}\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0]
    """,
    regex.VERBOSE,
)


def safe(text: str) -> str:
    r"""Give `text` with everything that would act on a terminal as a visible escape like `\x1b`."""
    return text if _is_plain(text) else _ACTS.sub(_escape, text)


def revealed(text: str) -> str:
    """Give `text` safe and with invisible characters visible too, for where each character counts: a difference."""
    return text if _is_plain(text) else safe(_UNSEEN.sub(_escape, text))


def one_line(text: str) -> str:
    """Give `text` safe and on one line, for names and titles."""
    return " ".join(safe(text).split())


def json_safe(text: str) -> str:
    """Give JSON `text` with what would act on a terminal escaped as JSON does it; it stands in strings alone."""
    return _ACTS.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


class Escaper:
    """Makes text safe that arrives in pieces. What it gave in all is what `safe` gives for the whole."""

    def __init__(self) -> None:
        self._held = ""

    def feed(self, text: str) -> str:
        """Give what can be shown now: a return at the end waits for what follows it."""
        text = self._held + text
        self._held = "\r" if text.endswith("\r") else ""
        return safe(text[: len(text) - len(self._held)])

    def end(self) -> str:
        """Give what still waited."""
        held, self._held = self._held, ""
        return safe(held)


def _is_plain(text: str) -> bool:
    """Say whether it is what most texts are: letters and signs of ASCII in lines. Looking for more takes long."""
    return text.isascii() and text.replace("\n", "").isprintable()


def _escape(found: regex.Match[str]) -> str:
    code = ord(found[0])
    if code <= 0xFF:  # noqa: PLR2004 - what two hexadecimal digits hold
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"  # noqa: PLR2004 - and what four do
