"""Where quoted words stand in a text, although models quote with other quotation marks, dashes and white space."""

import re

_ALIKE = (
    r"\s+",
    '["\u00ab\u00bb\u201c-\u201f]',  # quotation marks
    "['`\u00b4\u2018-\u201b]",  # apostrophes and single quotation marks
    "[-\u2010-\u2015\u2212]",  # hyphens, dashes, minus
    r"(?:\.{3}|\u2026)",  # an ellipsis
)
"""Signs that count as the same."""
_PARTS = re.compile("|".join(f"({signs})" for signs in _ALIKE))
_AROUND = " \t\r\n\"'`\u00ab\u00bb\u2018\u2019\u201c\u201d\u201e\u2026"


def locate(text: str, quote: str, occurrence: int = 1) -> tuple[int, int] | None:
    """Give where `quote` stands in `text`: exactly, else alike. `occurrence` says which place is meant, from 1; the
    last one when there are fewer. None when it stands nowhere, or is empty.
    """
    bare = quote.strip()
    unquoted = bare.strip(_AROUND).removesuffix("...")
    for words, pattern in ((bare, re.escape(quote)), (bare, _alike(bare)), (unquoted, _alike(unquoted))):
        spans = [found.span() for found in re.finditer(pattern, text)] if words else []
        if spans:
            return spans[min(max(occurrence, 1), len(spans)) - 1]
    return None


def _alike(words: str) -> str:
    pattern, end = [], 0
    for found in _PARTS.finditer(words):
        pattern += [re.escape(words[end : found.start()]), _ALIKE[(found.lastindex or 1) - 1]]
        end = found.end()
    return "".join([*pattern, re.escape(words[end:])])
