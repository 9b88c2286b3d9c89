"""A goal read by rules: what kind of task it is, what it says already, and the instruction that it comes to.

The rules must be trusted: where they are not sure, the person's words stay as they are.
"""

import re
from dataclasses import dataclass, replace

from bot.engineer.guided.grammars import GRAMMARS
from bot.engineer.guided.kinds import kind_of, names_product
from bot.engineer.guided.language import language_of
from bot.engineer.guided.render import named
from bot.engineer.guided.slots import Input
from bot.engineer.guided.thing import (
    Thing,
    about,
    input_of,
    is_many,
    is_material,
    kind_of_thing,
    phrase_at,
    pointed,
)
from bot.engineer.guided.wish import Form, Grammar, Wish, sentence, strip
from bot.engineer.guided.wording import Frame, Wording, wording
from bot.library.templates import places, variables

PLAIN = 1500
"""Characters up to which a goal is taken apart into sentences; a longer one is a text of its own and stays whole."""
HEARD = 5_000
"""Characters in which it is looked for what a goal says already."""
BOUNDS = 3
"""Things that must be fixed before a plan is clear."""
NEAR = 40
"""Characters after a part in which its whole is looked for."""
_QUESTION = r"\bquestions?\b"
_PRONOUN = re.compile(r"(?:me|us|it|them|you|moi|nous|toi)\b", re.IGNORECASE)
_SENTENCES = re.compile(r"(?<=[.!?…])\s+(?=[\"«“(]?[A-ZÀ-Ý0-9])|\s*\n+\s*")
_LIST = re.compile(r"^\s*(?:[-*•]|\d+[.)]|```|#)", re.MULTILINE)
_BY_ITSELF = frozenset({"image", "lookup", "brainstorm", "assistant", "plan"})
"""Kinds that need no material."""
_WORKS_ON = frozenset(
    {
        "summarise",
        "extract",
        "classify",
        "score",
        "decide",
        "translate",
        "rewrite",
        "review",
        "analyse",
        "explain",
        "compare",
        "general",
    }
    | {"reply"}
)
"""Kinds whose verb is followed by what they work on."""
_TOPICS = frozenset({"topic", "sujet"})
"""Inputs that are not needed where the goal names what it is about."""
_TAKES_ANY = frozenset({"extract", "classify", "translate", "rewrite"})
"""Of those, the ones that work on a thing of any name, not only on one that is known as material."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What the rules make of a goal."""

    language: str
    """Of the words around the goal's own: a name in `wording/`."""
    written: str
    """The language that the goal is written in, as `language_of` tells it."""
    kind: str
    task: str
    """The instruction, in whole sentences."""
    inputs: tuple[Input, ...] = ()
    many: bool = False
    """The main input is a collection of which each item counts."""
    context: tuple[str, ...] = ()
    output: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    said: frozenset[str] = frozenset()
    """Which slots the goal fills already."""
    text: str = ""
    product: bool = False
    """The task names what is to come out and not what goes in."""

    @property
    def words(self) -> Wording:
        """The words of its language."""
        return wording(self.language)


def read(goal: str, *, picture: bool = False) -> Reading:
    """Read a goal; `picture`: it is for an image model."""
    written = language_of(goal)
    if written not in GRAMMARS:
        return _foreign(goal.strip(), written, picture=picture)
    language = written
    grammar, words = GRAMMARS[language], wording(language)
    request, before, after = _apart(goal.strip(), grammar)
    wish = strip(request, grammar)
    kind = "image" if picture else kind_of(wish, language)
    if kind == "general" and grammar.helper.match(request):
        kind = "assistant"
    reading = Reading(
        language=language,
        written=written,
        kind=kind,
        task=_task(wish, kind, grammar, words),
        context=before,
        said=_said(goal, kind, words),
        text=goal,
        product=names_product(wish, language),
    )
    return _with_inputs(_sorted(reading, after, grammar), grammar)


def _foreign(goal: str, written: str, *, picture: bool) -> Reading:
    """Leave a goal whose language has no rules as it stands."""
    said = frozenset({"inputs"} if places(goal) else set())
    kind = "image" if picture else "general"
    return _with_own(Reading(language="en", written=written, kind=kind, task=sentence(goal), said=said, text=goal))


def _apart(goal: str, grammar: Grammar) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    """Give the sentence that asks for something, what stands before it, and what stands after it."""
    if len(goal) > PLAIN or _LIST.search(goal):
        first, _, rest = goal.partition("\n")
        whole = (rest.strip("\n"),) if rest.strip() else ()
        return (first, (), whole) if len(first) <= PLAIN else (_opening(first), (), (goal,))
    parts = [part for part in _SENTENCES.split(goal) if part.strip()]
    at = max(range(len(parts)), key=lambda index: (_asks(parts[index], grammar), -index), default=0)
    return (parts[at], tuple(parts[:at]), tuple(parts[at + 1 :])) if parts else (goal, (), ())


def _opening(line: str) -> str:
    """Give the first sentence of a very long line, which is then kept whole as context."""
    first = _SENTENCES.split(line[:PLAIN], maxsplit=1)[0]
    return first if len(first) < PLAIN else line[:100].rpartition(" ")[0]


def _asks(part: str, grammar: Grammar) -> int:
    """Tell how clearly a sentence asks for something, 0 to 3."""
    if grammar.request.match(part):
        return 3
    if grammar.shape.match(part) or grammar.limit.match(part):
        return 0
    if grammar.wanting.match(part):
        return 2
    return {Form.BASE: 3, Form.THIRD: 2, Form.GERUND: 2, Form.QUESTION: 2}.get(grammar.form(part), 1)


def _task(wish: Wish, kind: str, grammar: Grammar, words: Wording) -> str:
    """Write the instruction, in the imperative where the verb is known for sure."""
    text = wish.text if wish.form is Form.QUESTION else wish.text.rstrip("?")
    made = grammar.imperative(wish.form, text)
    if made is None and wish.form is Form.NOUN:
        made = text if kind == "image" else _made_of_noun(text.rstrip(". "), kind, grammar, words.frame)
    return sentence(made or text)


def _made_of_noun(text: str, kind: str, grammar: Grammar, frame: Frame) -> str:
    """Make an instruction of a thing that is wanted: "weekly newsletter" -> "Write a weekly newsletter"."""
    bare = grammar.determiner.match(text) is None
    thing = phrase_at(text, 0, grammar)
    written = frame.write_bare if bare else frame.write
    chosen = {"assistant": frame.role, "general": frame.help, "code": frame.create, "plan": frame.create}
    phrase = grammar.with_article(text, thing.noun) if bare and thing and kind != "general" else text
    return chosen.get(kind, written).replace("{value}", phrase)


def _said(goal: str, kind: str, words: Wording) -> frozenset[str]:
    """Give the slots that a goal fills. What it is for does not say what it looks like: "for a weekly report"."""
    signs, goal = words.signs, goal[:HEARD]
    purpose = re.search(signs["purpose"], goal, re.IGNORECASE)
    without = goal.replace(purpose[0], " ") if purpose else goal
    found = {
        name
        for name, sign in signs.items()
        if re.search(sign, without if name in {"output", "artefact"} and kind != "write" else goal, _flags(name))
    }
    if kind in _WORKS_ON:
        found -= {"artefact"}
    if len(set(re.findall(signs["fixed"], goal, re.IGNORECASE))) < BOUNDS:
        found -= {"fixed"}
    if "personal" in found and "measured" not in found:
        found -= {"specific"}
    return frozenset(found | ({"inputs"} if places(goal) else set()))


def _flags(name: str) -> re.RegexFlag:
    return re.NOFLAG if name == "specific" else re.IGNORECASE


def _sorted(reading: Reading, after: tuple[str, ...], grammar: Grammar) -> Reading:
    """Put what follows the request where it belongs: the look of the result, a rule, a further step, or context."""
    task, context, output, rules = [reading.task], list(reading.context), [], []
    for part in after:
        if "\n" in part or len(part) > PLAIN:
            context.append(part)
        elif grammar.shape.match(part):
            output.append(sentence(part))
        elif grammar.limit.search(part):
            rules.append(sentence(part))
        elif grammar.form(part) is Form.BASE:
            task.append(sentence(grammar.imperative(Form.BASE, part) or part))
        else:
            context.append(part)
    said = reading.said | ({"output"} if output else set()) | ({"rules"} if rules else set())
    return replace(
        reading,
        task=" ".join(task),
        context=tuple(sentence(part) if "\n" not in part else part for part in context),
        output=tuple(output),
        rules=tuple(rules),
        said=said,
    )


def _with_inputs(reading: Reading, grammar: Grammar) -> Reading:
    """Find the material and point at it."""
    if variables(reading.task):
        return _with_own(reading)
    if reading.kind in _BY_ITSELF and not grammar.given.search(reading.task):
        return reading
    if reading.kind == "answer":
        return _with_question(reading, grammar)
    thing = _object(reading, grammar) if reading.kind in _WORKS_ON else None
    thing = thing or _source(reading, grammar)
    if thing is None:
        return _with_usual(reading)
    return _with_thing(reading, thing, grammar)


def _with_thing(reading: Reading, thing: Thing, grammar: Grammar) -> Reading:
    """Make the thing an input and point at it."""
    found = input_of(thing, grammar, reading.words)
    return replace(
        reading,
        task=pointed(reading.task, thing, found.name, grammar, reading.words),
        inputs=(found,),
        many=is_many(thing, grammar, reading.words),
        said=reading.said | {"inputs"},
    )


def _with_own(reading: Reading) -> Reading:
    """Keep the variables that a goal names itself. Each that tags can be named after gets a block of its own, and the
    task points at it; any other stays where it is. In the description of a picture all do.
    """
    if reading.kind == "image":
        return reading
    names = [name for name in variables(reading.task) if named(name) == name]
    task = reading.task
    for place in reversed(places(task)):
        if place.name in names and not place.include:
            task = f"{task[: place.start]}<{place.name}>{task[place.end :]}"
    inputs = tuple(
        Input(name=name, about=about(name, reading.words), long=is_material(name.replace("_", " "), reading.language))
        for name in names
    )
    many = any(name in reading.words.grammar.many for name in names)
    return replace(reading, task=f"{task}." if task.endswith(">") else task, inputs=inputs, many=many)


def _object(reading: Reading, grammar: Grammar) -> Thing | None:
    """Give the thing right after the verb, when it is something that goes in; else the one that it is a part of."""
    if reading.kind == "extract":
        return None
    space = reading.task.find(" ")
    also = grammar.also.match(reading.task, space) if space > 0 else None
    thing = phrase_at(reading.task, also.end() if also else space, grammar) if space > 0 else None
    if thing and not reading.product and _PRONOUN.match(thing.noun):
        return None
    if thing is None or _is_public(thing, reading):
        return None
    if reading.product:
        return _whole(reading, thing, grammar)
    what = kind_of_thing(thing, grammar, reading.words)
    if what == "material":
        return thing
    return _whole(reading, thing, grammar) or (thing if what == "other" and reading.kind in _TAKES_ANY else None)


def _whole(reading: Reading, part: Thing, grammar: Grammar) -> Thing | None:
    """Give the material that a thing is a part of: "the mistakes in my essay"."""
    for found in grammar.inner.finditer(reading.task, part.start, part.end + NEAR):
        thing = phrase_at(reading.task, found.end(), grammar)
        sure = thing and (thing.determiner or reading.kind in _TAKES_ANY)
        if thing and sure and kind_of_thing(thing, grammar, reading.words) == "material":
            return thing
    return None


def _source(reading: Reading, grammar: Grammar) -> Thing | None:
    """Give the thing after "from" or "based on", when it is something that goes in."""
    for found in grammar.source.finditer(reading.task):
        thing = phrase_at(reading.task, found.end(), grammar)
        if thing is None or _is_public(thing, reading):
            continue
        what = kind_of_thing(thing, grammar, reading.words)
        named_so = reading.kind == "extract" or grammar.given.match(reading.task, found.start())
        if what == "material" or (what == "other" and named_so):
            return thing
    return None


def _is_public(thing: Thing, reading: Reading) -> bool:
    """Tell whether a thing is out in the world rather than handed over: "the latest reviews", "the top 5 books"."""
    return re.search(reading.words.signs["specific"], thing.noun) is not None


def _with_usual(reading: Reading) -> Reading:
    """Add what a thing of this sort is usually written from: a cover letter from an advertisement and a CV."""
    if reading.kind not in {"write", "code", "summarise", "review"}:
        return reading
    words, task = reading.words, reading.task.casefold()
    fitting = [name for name in words.materials if re.search(rf"\b{re.escape(name)}\b", task[:200])]
    if not fitting:
        return reading
    names = words.materials[max(fitting, key=len)]
    if set(names) <= _TOPICS and "topic" in reading.said:
        return reading
    inputs = tuple(Input(name=name, about=about(name, words)) for name in names)
    tags = words.frame.join.join(f"<{name}>" for name in names)
    pointing = words.frame.work_from.replace("{tags}", tags)
    return replace(reading, task=f"{reading.task} {pointing}", inputs=inputs, said=reading.said | {"inputs"})


def _with_question(reading: Reading, grammar: Grammar) -> Reading:
    """Give a task that answers its question, and the text that the answer comes from where the goal names one."""
    words = reading.words
    thing = _object(reading, grammar) or _source(reading, grammar)
    if thing and not re.search(_QUESTION, thing.noun, re.IGNORECASE):
        return _with_thing(replace(reading, kind="reply"), thing, grammar)
    question = Input(name="question", about=about("question", words))
    pointing = words.frame.question.replace("{tags}", "<question>")
    source = _reference(reading, grammar)
    if source is None:
        return replace(reading, task=f"{reading.task} {pointing}", inputs=(question,))
    found = input_of(source, grammar, words)
    task = pointed(reading.task, source, found.name, grammar, words)
    said = reading.said | {"inputs"}
    return replace(reading, task=f"{task} {pointing}", inputs=(found, question), said=said)


def _reference(reading: Reading, grammar: Grammar) -> Thing | None:
    """Give the text that answers come from: "from our manual", "about our returns policy"."""
    found = _source(reading, grammar)
    if found:
        return found
    for about_word in grammar.subject.finditer(reading.task):
        thing = phrase_at(reading.task, about_word.end(), grammar)
        if thing and thing.determiner and not _is_public(thing, reading):
            return thing
    return None
