"""What kind of task a wish is: told by its verb, and by the thing where the verb only says that something is made."""

import re
from collections.abc import Mapping
from functools import cache

from bot.engineer.guided.grammars import GRAMMARS
from bot.engineer.guided.wish import Form, Wish
from bot.engineer.guided.wording import wording

_MAKES = frozenset({"write", "lookup", "plan", "brainstorm"})
"""Kinds whose verbs say little ("give", "make", "create"): the noun decides."""
_SHOWS = frozenset({"plan", "write", "lookup", "code"})
"""Kinds whose verbs may make a picture ("design a logo")."""
REACH = 160
"""Characters in which the noun is looked for."""


def kind_of(wish: Wish, language: str) -> str:
    """Give the name of the kind, as in the words of `language`; "general" where nothing tells."""
    if wish.form is Form.QUESTION:
        return _of_question(wish.text, language)
    made = GRAMMARS[language].imperative(wish.form, wish.text) if wish.form is not Form.NOUN else None
    if made is None:
        return _of_noun(wish.text, language) or "general"
    if GRAMMARS[language].betters.match(made):
        return "rewrite"
    verb = _of_verb(made, language)
    noun = _of_noun(made.partition(" ")[2], language)
    if verb in _SHOWS and noun == "image":
        return "image"
    if verb in _MAKES and noun and (verb != "lookup" or noun not in {"write", "code", "story"}):
        return noun
    return verb or noun or "general"


def names_product(wish: Wish, language: str) -> bool:
    """Tell whether a wish names what is to come out ("write minutes") and not what goes in ("summarise minutes")."""
    if wish.form in {Form.NOUN, Form.QUESTION}:
        return True
    made = GRAMMARS[language].imperative(wish.form, wish.text) or wish.text
    return _of_verb(made, language) in _MAKES and not GRAMMARS[language].betters.match(made)


def without_verb(task: str, language: str) -> str:
    """Give a task without the verb that it begins with, where that is one of ours."""
    start = task[:REACH].casefold()
    fitting = [verb for verb in _verbs(language) if start.startswith(verb + " ")]
    text = task[len(max(fitting, key=len)) :].strip() if fitting else task
    return re.sub(r"(?:me|us|moi|nous)\s+", "", text) if fitting and re.match(r"(?:me|us)\s", text) else text


def _of_verb(text: str, language: str) -> str:
    """Take the longest verb that the text begins with."""
    start = text[:REACH].casefold()
    fitting = [verb for verb in _verbs(language) if start.startswith(verb) and not start[len(verb) :][:1].isalnum()]
    return _verbs(language)[max(fitting, key=len)] if fitting else ""


def _of_noun(text: str, language: str) -> str:
    """Take the first noun that is known, not past the end of the noun phrase."""
    stop = GRAMMARS[language].stops.search(text[:REACH], 1)
    part = text[:REACH] if stop is None else text[: stop.start()]
    nouns = _nouns(language)
    found = _pattern(language).search(part.casefold())
    return nouns[found[0]] if found else ""


def _of_question(text: str, language: str) -> str:
    if re.search(wording(language).signs["specific"], text):
        return "lookup"
    return "explain" if re.match(r"\s*(?:how|why|comment|pourquoi)\b", text, re.IGNORECASE) else "lookup"


@cache
def _verbs(language: str) -> Mapping[str, str]:
    """Give the kinds by their verbs, as instructions have them."""
    found: dict[str, str] = {}
    for name, kind in wording(language).kinds.items():
        for verb in kind.verbs:
            first, space, rest = verb.partition(" ")
            made = GRAMMARS[language].imperative(Form.INFINITIVE, first) or first
            found.setdefault(f"{made}{space}{rest}".casefold(), name)
    return found


@cache
def _nouns(language: str) -> Mapping[str, str]:
    kinds = wording(language).kinds
    return {noun: name for name in reversed(list(kinds)) for noun in kinds[name].nouns}


@cache
def _pattern(language: str) -> re.Pattern[str]:
    """Find a noun, the longest of those that begin at one place."""
    longest = sorted(_nouns(language), key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, longest))})\b")
