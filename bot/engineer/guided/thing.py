"""The material that a task works on: "Summarise [the support tickets] for ...", found and turned into an input."""

import re
from dataclasses import dataclass

from bot.engineer.guided.grammars import GRAMMARS
from bot.engineer.guided.render import named
from bot.engineer.guided.slots import Input
from bot.engineer.guided.wish import Grammar
from bot.engineer.guided.wording import Wording, wording
from bot.library.templates import places

WORDS = 3
"""Words that a variable's name has at most."""
REACH = 300
"""Characters of a task in which its material is looked for."""
_OF = re.compile(r"\s+of\s+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Thing:
    """A noun phrase at `text[start:end]`: its determiner and the rest."""

    start: int
    end: int
    determiner: str
    noun: str


def phrase_at(text: str, start: int, grammar: Grammar) -> Thing | None:
    """Give the noun phrase that begins at `start`, or None where none does."""
    if start and grammar.stops.match(text, start - text[start - 1].isspace()):
        return None
    start += len(text[start : start + REACH]) - len(text[start : start + REACH].lstrip())
    stop = grammar.stops.search(text, start, start + REACH)
    end = stop.start() if stop else min(len(text), start + REACH)
    found = grammar.determiner.match(text, start, end)
    determiner = found[0] if found else ""
    noun = text[start + len(determiner) : end].strip()
    return Thing(start, end, determiner, noun) if noun else None


def kind_of_thing(thing: Thing, grammar: Grammar, words: Wording) -> str:
    """Tell what a thing is: "material" (something that goes in each time), "own" (the person's words say it already:
    a name, a quotation, a variable), or "other".
    """
    if places(thing.noun) or thing.noun.startswith(('"', "'", "\u201c", "«")):
        return "own"
    known = words.grammar.material
    if any(word in known or _singular(word) in known for word in _head(thing.noun, grammar)):
        return "material"
    return "own" if thing.noun[:1].isupper() else "other"


def is_material(noun: str, language: str) -> bool:
    """Tell whether a noun names material that goes in, of any length."""
    known = wording(language).grammar.material
    return any(word in known or _singular(word) in known for word in _head(noun, GRAMMARS[language]))


def is_many(thing: Thing, grammar: Grammar, words: Wording) -> bool:
    """Tell whether it is a collection of which each item counts."""
    return any(word in words.grammar.many for word in _head(thing.noun, grammar))


def is_plural(noun: str, language: str) -> bool:
    """Tell whether a noun phrase means several things of a kind: "contracts"."""
    words = _head(noun, GRAMMARS[language])
    return bool(words) and words[0].endswith("s") and not set(words) & set(wording(language).grammar.mass)


def input_of(thing: Thing, grammar: Grammar, words: Wording) -> Input:
    """Make an input of a thing."""
    parts = [word for word in re.findall(r"[^\W_]+", _before_of(thing.noun)) if word.casefold() not in grammar.drop]
    chosen = parts[-WORDS:] if grammar.head else parts[:WORDS]
    name = named(" ".join(chosen)) or words.goes_in.one[1]
    name = name if not name[0].isdigit() else f"{words.goes_in.one[1]}_{name}"
    return Input(name=name, about=about(name, words))


def about(name: str, words: Wording) -> str:
    """Guess a word on what goes in from the name of a variable; empty when it tells nothing."""
    parts = re.split(r"[\W_]+", name.casefold())
    orders = (parts, reversed(parts)) if words.frame.colon.startswith(" ") else (reversed(parts), parts)
    known = words.about
    if name.casefold() in known:
        return known[name.casefold()]
    return next((known[part] for order in orders for part in order if part in known), "")


def pointed(text: str, thing: Thing, name: str, grammar: Grammar, words: Wording) -> str:
    """Point at the input where the thing stands: "a contract" -> "the contract in <contract>"."""
    definite = grammar.definite(thing.determiner, thing.noun)
    return f"{text[: thing.start]}{definite}{thing.noun}{words.frame.point}<{name}>{text[thing.end :]}"


def _before_of(noun: str) -> str:
    return _OF.split(noun, maxsplit=1)[0]


def _head(noun: str, grammar: Grammar) -> tuple[str, ...]:
    """Give the words that say what a phrase is: one, two and three words long."""
    parts = re.findall(r"[^\W_]+(?:-[^\W_]+)*", _before_of(noun).casefold())
    if grammar.head:
        return tuple(" ".join(parts[-count:]) for count in (1, 2, 3) if parts)
    return tuple(" ".join(parts[:count]) for count in (1, 2, 3) if parts)


def _singular(word: str) -> str:
    if word.endswith("ies"):
        return word[:-3] + "y"
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word
