"""Characters that are not seen, and where they belong: joiners in emoji and in scripts that need them, marks in text
that is written from right to left, hyphenation points inside words.

Sources: Unicode 16, Default_Ignorable_Code_Point; UTR 36 and UTR 51; CVE-2021-42574 for the order of reading.
"""

import re
import unicodedata

RUN = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff"
    "\uffa0\ufff9-\ufffb\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ud800-\udfff\U000e0000-\U000e0fff]+"
)
"""A run of characters that are not seen, or that end a string, or that are half a character. The separators of files
and records (U+001C to U+001F) are none: exports hold them on purpose.
"""

OVERRIDES = "\u202d\u202e"
_EMBEDDINGS = "\u202a\u202b\u202c\u2066\u2067\u2068\u2069"
_MARKS = "\u200e\u200f\u061c"
_RIGHT_TO_LEFT = re.compile(
    "[\u05d0-\u05f4\u0620-\u064a\u066e-\u06d5\u06ee-\u08c7\ufb1d-\ufdfb\ufe70-\ufefc\U0001e900-\U0001e943]"
)
_BLACK_FLAG = "\U0001f3f4"
_ENDING = "\U000e007f"
_FLAG = re.compile(f"[\U000e0030-\U000e007a]{{2,8}}{_ENDING}")
_LINE_ENDS = "\n\r\u2028\u2029"


def is_tag(character: str) -> bool:
    """Say whether it is an invisible copy of an ASCII character."""
    return "\U000e0000" <= character <= "\U000e007f"


def is_selector(character: str) -> bool:
    """Say whether it chooses the look of the character before it."""
    return "\ufe00" <= character <= "\ufe0f" or "\U000e0100" <= character <= "\U000e01ef"


def is_half(character: str) -> bool:
    """Say whether it is half a character (a lone surrogate)."""
    return "\ud800" <= character <= "\udfff"


def hidden_text(run: str) -> str:
    """Read what a run of tags, or of selectors taken as bytes, spells."""
    tags = "".join(chr(ord(character) - 0xE0000) for character in run if "\U000e0020" <= character <= "\U000e007e")
    values = [ord(c) - 0xFE00 if c <= "\ufe0f" else ord(c) - 0xE0100 + 16 for c in run if is_selector(c)]
    return tags or bytes(values).decode("utf-8", errors="replace")


class Surroundings:
    """One text, and what of it is needed to tell whether an unseen character belongs where it stands."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._right_to_left: bool | None = None

    @property
    def right_to_left(self) -> bool:
        """Whether the text has letters that are written from right to left."""
        if self._right_to_left is None:
            self._right_to_left = bool(_RIGHT_TO_LEFT.search(self._text))
        return self._right_to_left

    def before(self, at: int) -> str:
        """Give the character before, or nothing."""
        return self._text[at - 1] if at > 0 else ""

    def after(self, at: int) -> str:
        """Give the character after, or nothing."""
        return self._text[at + 1] if at + 1 < len(self._text) else ""

    def is_flag(self, start: int, end: int) -> bool:
        """Say whether a run of tags spells a flag after a black one, as that of Scotland is."""
        return self.before(start) == _BLACK_FLAG and bool(_FLAG.fullmatch(self._text, start, end))

    def inside_word(self, start: int, end: int) -> bool:
        """Say whether letters stand on both sides."""
        return self.before(start).isalpha() and self.after(end - 1).isalpha()

    def belongs(self, at: int) -> bool:
        """Say whether the unseen character at `at` is there for a reader's sake."""
        character, before, after = self._text[at], self.before(at), self.after(at)
        if character in _MARKS or character in _EMBEDDINGS:
            return self.right_to_left or (character in _EMBEDDINGS and self._isolates(at))
        if character == "\ufeff":
            return at == 0
        if character == "\u00ad":
            return before.isalpha() and after.isalpha()
        if is_selector(character):
            return _takes_selector(before, character)
        pictures = character == "\u200d" and _pictures(before, after)
        return pictures or (character in _JOINING and (_joins(before) or _joins(after)))

    def _isolates(self, at: int) -> bool:
        """Say whether it is one of a pair around a name in a sentence: programs put them there."""
        if self._text[at] == "\u2068":
            return "\u2069" in self._line_after(at)
        return self._text[at] == "\u2069" and "\u2068" in self._line_before(at)

    def _line_after(self, at: int) -> str:
        return re.split(f"[{_LINE_ENDS}]", self._text[at + 1 : at + 1_000], maxsplit=1)[0]

    def _line_before(self, at: int) -> str:
        return re.split(f"[{_LINE_ENDS}]", self._text[max(0, at - 1_000) : at])[-1]


_JOINING = "\u200b\u200c\u200d\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180e\u180f"
"""What scripts outside Europe need between their letters."""


def _joins(character: str) -> bool:
    """Say whether it is a letter or a mark of a script that is not European."""
    if not character or unicodedata.category(character)[0] not in "LM":
        return False
    return unicodedata.name(character, "").split(" ", 1)[0] not in (
        "",
        "LATIN",
        "GREEK",
        "CYRILLIC",
        "ARMENIAN",
        "FULLWIDTH",
    )


def _takes_selector(before: str, selector: str) -> bool:
    """Say whether the character before a selector can have more than one look."""
    if not before:
        return False
    if selector in "\ufe0e\ufe0f":
        return before in "\u21390123456789" or unicodedata.category(before) in (
            "So",
            "Sm",
            "Sk",
            "Sc",
            "Po",
            "Pd",
            "Cn",
        )
    return _joins(before) or unicodedata.category(before) == "Sm"


def _pictures(before: str, after: str) -> bool:
    """Say whether a joiner stands between two pictures."""
    return (before == "\ufe0f" or unicodedata.category(before or " ") in ("So", "Sk", "Cn")) and unicodedata.category(
        after or " "
    ) in ("So", "Sk", "Sm", "Cn")
