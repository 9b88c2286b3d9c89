"""Answers taken apart: lines, lists, an example, things that go in. What a person wrote goes into the prompt whole."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.domain import Answer
from bot.engineer.guided.grammars import GRAMMARS
from bot.engineer.guided.render import named
from bot.engineer.guided.slots import Input
from bot.engineer.guided.thing import about, is_material
from bot.engineer.guided.wish import sentence
from bot.engineer.guided.wording import Wording, wording

_EXAMPLE = re.compile(r"(?:^|(?<=[.!?\n])\s*)(?:an? )?(?:example|exemple)\s*:\s*", re.IGNORECASE)
_BULLET = re.compile(r"^\s*(?:[-*•]|\d+[.)])\s+")
_LIST = re.compile(r"\s*[,;\n]\s*|\s+(?:and|et|&)\s+")
SHORT = 60
"""Characters up to which something that goes in is taken for a name and not for a sentence."""


@dataclass(frozen=True, slots=True)
class Answers:
    """The answers by what they fill, with the example that one of them may hold."""

    by_slot: Mapping[str, str]
    example: str
    others: tuple[str, ...]
    """Answers to questions that are not ours, each with its question."""


def sorted_answers(answers: Sequence[Answer], known: frozenset[str]) -> Answers:
    """Sort answers to the slots in `known`; empty ones are left out."""
    by_slot: dict[str, str] = {}
    example, others = "", []
    for answer in answers:
        text, found = _without_example(answer.text.strip())
        example = example or found
        if answer.id in known and text:
            by_slot[answer.id] = text
        elif text:
            others.append(f"{answer.question} {sentence(text)}")
    return Answers(by_slot, example, tuple(others))


def lines(text: str) -> tuple[str, ...]:
    """Give an answer as sentences, one a line, without its bullets."""
    return tuple(sentence(_BULLET.sub("", line)) for line in text.splitlines() if _BULLET.sub("", line).strip())


def several(text: str) -> tuple[str, ...]:
    """Give the members of a list: commas, lines or "and" between them."""
    parts = (_BULLET.sub("", part) for line in text.splitlines() for part in _LIST.split(_BULLET.sub("", line)))
    return tuple(dict.fromkeys(part.strip(" .") for part in parts if part.strip(" .")))


def inputs(text: str, language: str) -> tuple[Input, ...]:
    """Make inputs of an answer to what goes in each time. None where it says that nothing does."""
    words = wording(language)
    fixed = {words.goes_in.one[0]: words.goes_in.one[1], words.goes_in.many[0]: words.goes_in.many[1]}
    if text in fixed:
        name = fixed[text]
        return (Input(name=name, about=about(name, words)),)
    if text == words.goes_in.nothing or re.match(words.goes_in.none, text, re.IGNORECASE):
        return ()
    found = (_input(part, language, words) for part in several(text))
    return tuple({each.name: each for each in found}.values())


def _input(part: str, language: str, words: Wording) -> Input:
    determiner = GRAMMARS[language].determiner.match(part)
    bare = part[determiner.end() :].strip() if determiner else part
    name = named(bare) if len(bare) <= SHORT else ""
    name = name if name and not name[0].isdigit() else words.goes_in.one[1]
    return Input(name=name, about=about(name, words) or part, long=is_material(bare, language))


def _without_example(text: str) -> tuple[str, str]:
    """Take the example out of an answer: what stands after the word "Example:"."""
    found = _EXAMPLE.search(text)
    return (text[: found.start()].strip(), text[found.end() :].strip()) if found else (text, "")
