"""A goal for an image model: a description of the picture, without an instruction in it."""

import re
from functools import cache

from bot.engineer.guided.answers import Answers, several
from bot.engineer.guided.goal import Reading
from bot.engineer.guided.kinds import without_verb
from bot.engineer.guided.slots import Picture
from bot.engineer.guided.wish import capital
from bot.engineer.guided.wording import Wording, wording

_FOR_TOOL = re.compile(
    r",?\s+(?:for|in|with|pour|avec)\s+(?:midjourney|dall[-·\s]?e(?:\s?\d)?|stable diffusion|flux|imagen"
    r"|firefly|ideogram)"
    r"(?:\s+v?\d\S*)?\b",
    re.IGNORECASE,
)
_IMAGE_OF = re.compile(
    r"(?:(?:an?|the|some|une?|des|l['\u2019])\s*)?(?:image|picture|visual|artwork|visuel)s?\s+"
    r"(?:of|showing|with|that shows|de|du|des|qui montre|montrant|(?=d['\u2019]))\s*(?:d['\u2019](?=un))?",
    re.IGNORECASE,
)
_NOT = re.compile(
    r"(?:(?:there (?:must|should) be )?no|without(?: any)?|do not show|don['\u2019]t show|avoid|sans"
    r"|pas d[e'\u2019]|évite)\s*",
    re.IGNORECASE,
)


def picture(reading: Reading, answers: Answers, besides: tuple[str, ...] = ()) -> Picture:
    """Describe the picture that a goal asks for; `besides`: what else is known, a phrase each."""
    absent = [_NOT.sub("", rule, count=1).rstrip(". ") for rule in reading.rules if _NOT.match(rule)]
    said = [rule.rstrip(". ") for rule in (*reading.rules, *reading.context, *reading.output) if not _NOT.match(rule)]
    return Picture(
        subject=subject(reading),
        details=(*said, *details(reading, answers), *(text.rstrip(". ") for text in (*besides, *answers.others))),
        without=(*absent, *_without(answers, reading.words)),
    )


def subject(reading: Reading) -> str:
    """Give what the picture shows: the task without its verb, the word "image" and the tool's name."""
    text = without_verb(reading.task, reading.language).rstrip(". ")
    text = _FOR_TOOL.sub("", text)
    found = _IMAGE_OF.match(text)
    return capital(text[found.end() :] if found and found.end() < len(text) else text)


def details(reading: Reading, answers: Answers) -> tuple[str, ...]:
    """Give style, light and view as answered; where nobody names a style, what suits the kind of picture."""
    slots = ("style", "light", "view", "reader", "output", "rules")
    given = tuple(
        _phrase(part) for slot in slots for part in answers.by_slot.get(slot, "").splitlines() if part.strip()
    )
    if not takes_usual(reading, answers):
        return given
    return (*usual(reading), *given) if not given else (usual(reading)[0], *given)


def takes_usual(reading: Reading, answers: Answers) -> bool:
    """Tell whether nobody names a style. "A logo" names none, though it says what sort of picture is wanted."""
    return "style" not in answers.by_slot and ("style" not in reading.said or _noun(reading) != "any")


def usual(reading: Reading) -> tuple[str, ...]:
    """Give what is taken where nobody names a style; not the light where the goal has it."""
    chosen = reading.words.pictures[_noun(reading)]
    return (chosen[0], *chosen[2:]) if "light" in reading.said and _noun(reading) == "any" else chosen


def _phrase(text: str) -> str:
    """Write an answer as a part of a sentence: no capital in front, no full stop behind."""
    text = text.strip().rstrip(".")
    return text[:1].lower() + text[1:] if text[1:2].islower() else text


def _noun(reading: Reading) -> str:
    found = _nouns(reading.language).search(reading.task.casefold())
    return found[0] if found else "any"


@cache
def _nouns(language: str) -> re.Pattern[str]:
    kinds = [name for name in wording(language).pictures if name != "any"]
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, kinds))})\b")


def _without(answers: Answers, words: Wording) -> tuple[str, ...]:
    text = answers.by_slot.get("without", "")
    return () if re.match(words.goes_in.none, text, re.IGNORECASE) else tuple(_phrase(part) for part in several(text))
