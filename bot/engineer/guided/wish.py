"""A wish turned into a task: "I want a prompt that summarises X" becomes "Summarise X". What differs from language to
language is a `Grammar`; the steps are the same.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

_NOISE = re.compile(r"\bautomatically\s+|\s+automatiquement\b", re.IGNORECASE)
"""Words that say nothing to a model, which does nothing by hand."""


class Form(StrEnum):
    """The form in which a wish names what is to be done."""

    INFINITIVE = "infinitive"
    """"(to) summarise X", "(pour) résumer X"; in English also the instruction itself."""
    BASE = "base"
    """An instruction already."""
    THIRD = "third"
    """"(that) summarises X", "(qui) résume X"."""
    GERUND = "gerund"
    """"(for) summarising X"."""
    NOUN = "noun"
    """"a summary of X"."""
    QUESTION = "question"


@dataclass(frozen=True, slots=True)
class Wish:
    """What is wanted, without the words around the wanting."""

    form: Form
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Grammar:
    """What a language needs to have its wishes understood."""

    frames: Sequence[tuple[re.Pattern[str], Form | None]]
    """What may stand before the task, each with the form that follows; None: look again at what is left."""
    request: re.Pattern[str]
    """How a sentence begins that asks for something, among others that only tell."""
    wanting: re.Pattern[str]
    """How a sentence begins that tells what somebody wants, which another one may ask for more clearly."""
    limit: re.Pattern[str]
    """A sentence that says what to keep to or avoid."""
    shape: re.Pattern[str]
    """How a sentence begins that says what the result looks like."""
    imperative: Callable[[Form, str], str | None]
    """Make an instruction of a text; None where that cannot be done for sure."""
    form: Callable[[str], Form]
    """Tell the form of a text that stands by itself."""
    also: re.Pattern[str]
    """A second verb before the thing: "(proofread) and improve (my essay)"; begins with the space before it."""
    betters: re.Pattern[str]
    """A task that changes how a text is: "make my text more formal"."""
    determiner: re.Pattern[str]
    """What may stand before a noun."""
    stops: re.Pattern[str]
    """Where a noun phrase ends."""
    definite: Callable[[str, str], str]
    """Give the definite form of a determiner (or none) before a noun, with the space that it needs."""
    with_article: Callable[[str, str], str]
    """Give a phrase with the article that its first noun phrase lacks."""
    source: re.Pattern[str]
    """What stands before the material that something is made from: "from", "based on"."""
    given: re.Pattern[str]
    """Of those, what makes an input of any thing: "given a product name"."""
    aside: re.Pattern[str]
    """A clause between "that" and the verb, which is moved behind: groups `head`, `aside`, `rest`."""
    helper: re.Pattern[str]
    """How a wish begins that is for somebody to talk with."""
    inner: re.Pattern[str]
    """What stands between a part and the material that it is a part of: "the mistakes in my essay"."""
    subject: re.Pattern[str]
    """What stands before what something is about."""
    head: int
    """Which word of a noun phrase says what it is: 0 the first, -1 the last (before an "of")."""
    drop: frozenset[str]
    """Words that are left out of a variable's name."""


def strip(sentence: str, grammar: Grammar) -> Wish:
    """Take away the words around the wanting, as long as there are any."""
    text = _NOISE.sub("", sentence.strip())
    if aside := grammar.aside.match(text):
        text = f"{aside['head']} {aside['rest'].rstrip('. ')}, {aside['aside']}"
    for _ in range(6):
        form, rest = _stripped(text, grammar)
        if rest is None:
            return Wish(grammar.form(text), text)
        if form is not None:
            return Wish(grammar.form(rest) if form is Form.NOUN else form, rest)
        text = rest
    return Wish(grammar.form(text), text)


def _stripped(text: str, grammar: Grammar) -> tuple[Form | None, str | None]:
    for frame, form in grammar.frames:
        found = frame.match(text)
        rest = text[found.end() :].strip() if found else ""
        if rest.strip(" .!?"):
            return form, rest
    return None, None


def capital(text: str) -> str:
    """Begin with a capital letter, where a small one stands."""
    return text[:1].upper() + text[1:]


def sentence(text: str) -> str:
    """Make a sentence of a phrase: a capital in front, a full stop behind where nothing else ends it."""
    text = capital(text.strip())
    if not text or text.endswith((".", "!", "?", "…", ":", '."', ".»", ".)", "```", "}", "]")):
        return text
    return text.rstrip(",;") + "."
