"""From a brief to slots: the goal as it was read, the answers, and what is taken where nobody says."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from bot.domain import Brief
from bot.engineer.guided.answers import Answers, inputs, lines, several, sorted_answers
from bot.engineer.guided.asks import assumption, missing, slots_of
from bot.engineer.guided.goal import Reading, read
from bot.engineer.guided.language import is_called
from bot.engineer.guided.picture import picture, takes_usual
from bot.engineer.guided.shapes import shape_of
from bot.engineer.guided.slots import Input, Slots
from bot.engineer.guided.thing import is_plural
from bot.engineer.guided.wish import sentence
from bot.engineer.guided.wording import Kind
from bot.engineer.targets import Target
from bot.words import Words

_BOUND_BY_LENGTH = frozenset({"summarise", "brainstorm", "answer", "reply", "assistant", "analyse", "explain"})
"""Kinds whose usual result would contradict a length that the goal gives."""
_FROM_OUTSIDE = frozenset(
    {
        "summarise",
        "extract",
        "classify",
        "score",
        "decide",
        "translate",
        "answer",
        "reply",
        "rewrite",
        "analyse",
        "general",
    }
)
"""Kinds that work on texts that others may have written."""
KEY = 40
"""Characters up to which a thing to take out is the name of a key."""
_ADDED = ("topic", "labels", "fields", "into", "stack", "fixed", "criteria")
"""Slots whose answer goes on with the task, in this order."""
_NEEDED = frozenset({"labels", "fields", "into", "stack", "criteria"})
"""Of those, the ones without which the task cannot be done: what is assumed for them goes in."""


@dataclass(frozen=True, slots=True)
class Composed:
    """Slots, with what was assumed on the way, for the person."""

    slots: Slots
    assumptions: tuple[str, ...]
    reading: Reading


def compose(brief: Brief, target: Target | None, words: Words) -> Composed:
    """Fill the slots. Every word of an answer goes in; assumptions are said in the reader's language."""
    reading = read(brief.goal.text, picture=target is not None and target.pictures)
    answers = sorted_answers(brief.answers, slots_of(reading.kind))
    reading = _with_answered_inputs(reading, answers)
    assumed = _assumed(reading, answers, words)
    foreign = tuple(sentence(text) for text in brief.assumptions if text not in assumed)
    slots = Slots(
        task=_task(reading, answers),
        inputs=reading.inputs,
        context=(*reading.context, *answers.others, *foreign),
        reader=answers.by_slot.get("reader", ""),
        output=_output(reading, answers, brief),
        rules=_rules(reading, answers),
        example=answers.example,
        language=reading.language,
    )
    if reading.kind == "image":
        besides = tuple(filter(None, (brief.goal.tone, answers.example, *foreign)))
        slots = replace(slots, picture=picture(reading, answers, besides))
    return Composed(slots, (*assumed, *(text for text in brief.assumptions if text not in assumed)), reading)


def _with_answered_inputs(reading: Reading, answers: Answers) -> Reading:
    """Add what a person says goes in, before what the goal names: a reference stands before the question."""
    found = inputs(answers.by_slot.get("inputs", ""), reading.language)
    new = tuple(each for each in found if each.name not in {known.name for known in reading.inputs})
    if not new:
        return reading
    pointing = reading.words.frame.work_from.replace("{tags}", _tags(new, reading))
    return replace(reading, inputs=(*new, *reading.inputs), task=f"{reading.task} {pointing}")


def _assumed(reading: Reading, answers: Answers, words: Words) -> tuple[str, ...]:
    """Say what is taken for each slot that stays open, and for the result where its usual form is taken."""
    shape = "style" if reading.kind == "image" else "output"
    open_slots = [slot for slot in missing(reading) if slot not in answers.by_slot and slot != shape]
    if takes_usual(reading, answers) if reading.kind == "image" else _takes_usual(reading, answers):
        open_slots.append(shape)
    return tuple(dict.fromkeys(filter(None, (assumption(slot, reading, words) for slot in open_slots))))


def _task(reading: Reading, answers: Answers) -> str:
    """Go on with the task where an answer, or what is taken for it, belongs to it."""
    frame, kind = reading.words.frame, reading.words.kinds[reading.kind]
    parts = [reading.task]
    open_slots = missing(reading)
    for slot in _ADDED:
        value = answers.by_slot.get(slot) or (kind.assumed if slot in open_slots and slot in _NEEDED else "")
        if value:
            parts.append(getattr(frame, slot).replace("{value}", _phrase(value)))
    return " ".join(parts)


def _phrase(value: str) -> str:
    """Put an answer of several lines into one phrase."""
    return "; ".join(line.strip().rstrip(".;") for line in value.splitlines() if line.strip())


def _output(reading: Reading, answers: Answers, brief: Brief) -> tuple[str, ...]:
    """Say what the result looks like: as the goal and the answer have it, else in the usual form of its kind."""
    if reading.kind == "image":
        return ()
    frame = reading.words.frame
    found = [*reading.output, *lines(answers.by_slot.get("output", ""))]
    if _takes_usual(reading, answers):
        found = [*found, *_usual(reading, answers)]
    found += [line for line in _formats(reading, answers) if line not in found]
    if brief.goal.tone:
        found.append(frame.tone.replace("{value}", brief.goal.tone.strip().rstrip(".")))
    if brief.goal.language and not is_called(reading.language, brief.goal.language):
        found.append(frame.language.replace("{value}", brief.goal.language.strip().rstrip(".")))
    return tuple(found)


def _takes_usual(reading: Reading, answers: Answers) -> bool:
    """Tell whether nothing says what the result looks like."""
    said = reading.said & ({"output", "length"} if reading.kind in _BOUND_BY_LENGTH else {"output"})
    return not said and "output" not in answers.by_slot


def _usual(reading: Reading, answers: Answers) -> tuple[str, ...]:
    if reading.kind == "extract" and (keys := _keys(reading, answers)):
        frame = reading.words.frame
        several_items = any(is_plural(each.name.replace("_", " "), reading.language) for each in reading.inputs)
        shape = frame.keys_many if several_items else frame.keys
        return (shape.replace("{value}", keys), *reading.words.formats["json"])
    return shape_of(reading)[0]


def _keys(reading: Reading, answers: Answers) -> str:
    """Give the things to take out as keys, where they are a plain list of names."""
    said = answers.by_slot.get("fields", "") or _fields_of(reading)
    found = several(said)
    short = all(
        len(field) <= KEY and re.fullmatch(r"[^\W\d_][^\W\d_\s'\u2019-]*(?:[\s'\u2019-][^\W\d_]+){0,3}", field)
        for field in found
    )
    return ", ".join(f'"{field}"' for field in found) if found and short else ""


def _fields_of(reading: Reading) -> str:
    """Give what stands between the verb and the material: "Extract [names and dates] from ..."."""
    if "fields" not in reading.said:
        return reading.words.kinds["extract"].assumed if "fields" in missing(reading) else ""
    found = re.match(
        r"\S+\s+(?:out\s+)?(?:the |les |l['\u2019])?(.+?)\s+(?:from|out of|in|of|de|d['\u2019]|du|des|dans)\b",
        reading.task,
    )
    return found[1] if found else ""


def _formats(reading: Reading, answers: Answers) -> Iterator[str]:
    """Add what a format needs that a program reads, where the goal or an answer names one."""
    named = f"{answers.by_slot.get('output', '')} {reading.text if 'output' in reading.said else ''}".casefold()
    for name, added in reading.words.formats.items():
        if re.search(rf"\b{name}\b", named):
            yield from added


def _rules(reading: Reading, answers: Answers) -> tuple[str, ...]:
    """Give the person's rules first, then those of the kind, then what to do about instructions in the material."""
    kind, frame = reading.words.kinds[reading.kind], reading.words.frame
    material = tuple(each for each in reading.inputs if each.long and each.name != "question")
    tags = _tags(material, reading)
    fitting = [line.replace("{tags}", tags) for line in _of_kind(kind, reading) if material or "{tags}" not in line]
    if not fitting and reading.kind != "image":
        fitting = [line for line in reading.words.kinds["general"].rules if "{tags}" not in line]
    if any(each.long for each in reading.inputs) and reading.kind in _FROM_OUTSIDE:
        outside = tuple(each for each in reading.inputs if each.long)
        fitting.append(frame.outside.replace("{tags}", _tags(outside, reading)))
    return (*reading.rules, *lines(answers.by_slot.get("rules", "")), *fitting)


def _of_kind(kind: Kind, reading: Reading) -> Sequence[str]:
    return (*kind.rules, *(kind.rules_many if reading.many else ()))


def _tags(material: Sequence[Input], reading: Reading) -> str:
    tags = [f"<{each.name}>" for each in material]
    return reading.words.frame.join.join([", ".join(tags[:-1]), tags[-1]] if len(tags) > 1 else tags)
