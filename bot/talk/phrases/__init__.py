"""How people ask for the most common things, one file a language: `load()` reads them all.

The notation stands on top of `en.yaml`. Case and accents do not matter, nor do spaces and the kind of apostrophe.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from bot.dialogue.registry import plain

FOLDER = Path(__file__).parent
_END = r"\s*\Z"
_QUOTED = r"\"[^\"]+\"|“[^”]+”|«[^»]+»"
_MARKED = rf"@[\w./-]+(?:@[\w.-]+)?|{_QUOTED}"
_ARTICLES = "an?|the|un|une|le|la|les|des"
_JOINS = (
    "and|then|so|but|with|for|to|in|as|than|that|if|now|please|pls|plz|thanks"
    "|et|puis|mais|avec|pour|dans|si|stp|svp|merci"
)
"""What goes on behind a name, and is no word of it."""
_PLAIN = rf"{_MARKED}|[\w.]+(?:[-/_][\w.]+)+(?:@[\w.-]+)?"
_PLACES = {
    "name": rf"(?P<name>{_MARKED}|[\w./-]+(?:@[\w.-]+)?)",
    "named": rf"(?P<named>{_PLAIN})",
    "clear": rf"(?P<name>{_PLAIN})",
    "title": rf"(?P<name>(?!(?:{_ARTICLES}|\d+)\b)[\w./-]+(?: (?!(?:{_JOINS})\b)[\w./-]+){{1,3}})",
    "rename": rf"(?P<rename>{_MARKED}|[\w./-]+(?: (?!(?:{_JOINS})\b)[\w./-]+){{0,3}})",
    "number": r"(?P<number>\d{1,4})",
    "saved": r"(?P<saved>\S.*?)",
    "words": r"(?P<words>\S.*?)",
}
SHORTEST = 4
"""Letters of a word that may be mistyped; of shorter ones too many are alike."""
_WORD = re.compile(rf"[^\W\d_]{{{SHORTEST},}}")
_SPACE = r"\s*(?:(?<!\w)|(?!\w))"
"""Between words; where something was left out, it is found twice."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """A way to say something, and the request that it is: a verb with the values that the words say."""

    pattern: re.Pattern[str]
    request: str
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Phrases:
    """All that is understood, over the languages."""

    before: tuple[re.Pattern[str], ...]
    after: tuple[re.Pattern[str], ...]
    then: tuple[re.Pattern[str], ...]
    """What stands between two requests."""
    chatter: tuple[Phrase, ...]
    requests: tuple[Phrase, ...]
    saved: tuple[Phrase, ...]
    """What is a request only where a saved prompt has that name."""
    goals: tuple[Phrase, ...]
    unclear: tuple[Phrase, ...]
    questions: tuple[Phrase, ...]
    nearly: Mapping[str, frozenset[str]]
    """The words that all of this is said with, by what they are without one of their letters, and by themselves."""

    def near(self, word: str) -> str:
        """Give the one word that a mistyped one may be: a letter is wrong, missing, too many or at another place; of
        four letters it is missing or at another place. An empty text where there is none, or more than one.
        """
        if len(word) < SHORTEST or word in self.nearly.get(word, ()):
            return ""
        found = {one for part in _lacking(word) for one in self.nearly.get(part, ()) if _one_error(word, one)}
        return found.pop() if len(found) == 1 else ""


@cache
def load() -> Phrases:
    """Read the files of all languages."""
    files = [yaml.safe_load(path.read_text(encoding="utf-8")) for path in sorted(FOLDER.glob("*.yaml"))]
    return Phrases(
        before=tuple(_pattern(each, file["it"]) for file in files for each in file["before"]),
        after=tuple(_pattern(each, file["it"], _END) for file in files for each in file["after"]),
        then=tuple(_pattern(f" {file['then']} ", file["it"]) for file in files),
        chatter=tuple(_phrases(files, "chatter")),
        requests=tuple(_phrases(files, "requests")),
        saved=tuple(_phrases(files, "saved")),
        goals=tuple(_phrases(files, "goal")),
        unclear=tuple(_phrases(files, "unclear")),
        questions=tuple(_phrases(files, "question")),
        nearly=_nearly({word for file in files for word in _WORD.findall(folded(str(file)))}),
    )


def _nearly(words: Iterable[str]) -> Mapping[str, frozenset[str]]:
    made = defaultdict[str, set[str]](set)
    for word in words:
        for part in _lacking(word):
            made[part].add(word)
    return {part: frozenset(found) for part, found in made.items()}


def _one_error(typed: str, word: str) -> bool:
    """Tell whether one typing error lies between two words that have a part in common but for one letter of each."""
    if len(typed) != len(word):
        return len(word) >= len(typed) or len(typed) > SHORTEST
    wrong = [at for at in range(len(word)) if typed[at] != word[at]]
    swapped = len(wrong) == 2 and typed[wrong[0]] + typed[wrong[1]] == word[wrong[1]] + word[wrong[0]]  # noqa: PLR2004
    return (swapped and wrong[1] == wrong[0] + 1) or (len(wrong) == 1 and len(typed) > SHORTEST)


def _lacking(word: str) -> set[str]:
    """Give a word, and what it is without one of its letters: two words share one of these if they are one typing error
    apart.
    """
    return {word, *(word[:at] + word[at + 1 :] for at in range(len(word)))}


def _phrases(files: list[dict[str, Any]], key: str) -> Iterator[Phrase]:
    for file in files:
        given = file[key]
        by_request = given if isinstance(given, dict) else {key: given}
        for request, phrases in by_request.items():
            verb, *options = request.split()
            values = dict(option.split("=") for option in options)
            for phrase in [phrases] if isinstance(phrases, str) else phrases:
                said = phrase.replace("{words}", f"[{file['the']}] {{words}}") if verb == "find" else phrase
                yield Phrase(_pattern(said, str(file["it"])), verb, values)


def folded(text: str) -> str:
    """Fold case and accents away, character by character, so that what is found stands at the same place in `text`."""
    return "".join(_fold(character) for character in text)


def _fold(character: str) -> str:
    if character in "‘’":
        return "'"
    made = plain(character)
    return made if len(made) == 1 else character


def _pattern(phrase: str, it: str, end: str = "") -> re.Pattern[str]:
    """Compile a phrase; what is not folded itself is neither in what it is held against."""
    return re.compile(_compiled(folded(phrase).replace("{it}", folded(it))) + end)


_LAX = {"--": "-", "-": r"[-\s]", "'": r"(?:'\s?|\s)?"}
"""What people leave out, or put a space for: "est ce que", "cest"; "--" is a hyphen that must be there."""
_PIECE = re.compile(
    r"\{(?P<place>\w+)\}|\\w\+|(?P<open>[\[(])|(?P<shut>[\])])|(?P<bar>\|)|(?P<space>\s+)|(?P<sign>--|.)"
)


def _compiled(phrase: str) -> str:
    """Put a phrase into a regular expression. Words are a space apart; what may be left out takes its space along."""
    made, closing = list[str](), list[str]()
    for piece in _PIECE.finditer(phrase):
        if piece["place"]:
            made.append(_PLACES[piece["place"]])
        elif piece["open"]:
            made.append("(?:")
            closing.append(")?" if piece["open"] == "[" else ")")
        elif piece["shut"]:
            made.append(closing.pop())
        elif piece["bar"]:
            made.append("|")
        elif piece["space"]:
            made.append(_SPACE)
        else:
            made.append(_LAX.get(piece[0]) or (piece[0] if piece[0] == r"\w+" else re.escape(piece[0])))
    return "".join(made)
