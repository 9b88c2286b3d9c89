"""How long a result may be: where it stands in a text, and another length in its place."""

import re

LENGTH = re.compile(
    r"\b(?:(?:at most|max(?:imum)?\.?(?: of)?|no more than|under|up to|limit(?: it)? to|in|au plus|moins de"
    r"|en)\s+)?\d+\s+"
    r"(?P<unit>words?|sentences?|bullets?|lines?|paragraphs?|characters?|mots?|phrases?|puces?|lignes?|paragraphes?"
    r"|caractères?)"
    r"(?:\s+(?:max(?:imum)?|at most|or less|or fewer|au plus))?\b",
    re.IGNORECASE,
)


def replaced(text: str, length: str) -> tuple[str, str] | None:
    """Put `length`, a sentence, in the place of the one length of the same kind that `text` has; give the text and what
    stood there. None where there is none, or more than one.
    """
    wanted = LENGTH.search(length)
    same = [found for found in LENGTH.finditer(text) if wanted and _unit(found) == _unit(wanted)]
    if wanted is None or len(same) != 1:
        return None
    (found,) = same
    new = wanted[0] if found[0][:1].isupper() else wanted[0][:1].lower() + wanted[0][1:]
    return f"{text[: found.start()]}{new}{text[found.end() :]}", found[0]


def _unit(found: re.Match[str]) -> str:
    return found["unit"].casefold().removesuffix("s")
