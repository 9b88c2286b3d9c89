"""What would change a draft most, by kind of task: what to ask, what to take when nobody says."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from bot.domain import Question
from bot.engineer.guided.goal import Reading
from bot.engineer.guided.picture import usual
from bot.engineer.guided.shapes import shape_of
from bot.words import N_, Words

MOST = 4
"""Questions at once."""


@dataclass(frozen=True, slots=True)
class Slot:
    """One thing to ask. Texts are message ids, for the person; answers to press are in the prompt's language."""

    question: str
    hint: str = ""
    covers: tuple[str, ...] = ()
    """Other signs in a goal that make the answer less needed."""
    long: bool = False


_EXAMPLE = N_("A good result of yours helps most: paste it after the word Example:")
_SLOTS: Mapping[str, Slot] = MappingProxyType(
    {
        "reader": Slot(N_("Who reads the result, and what for?"), covers=("purpose",)),
        "inputs": Slot(N_("What goes in each time?"), N_("Several things: one a line, or commas between them.")),
        "output": Slot(N_("What must the result look like?"), _EXAMPLE, ("length", "artefact", "example"), long=True),
        "rules": Slot(N_("What must it keep to, or avoid?"), _EXAMPLE, ("tone", "example"), long=True),
        "labels": Slot(N_("Which categories are there?"), N_("Commas between them.")),
        "fields": Slot(N_("What exactly is to be taken out?"), N_("Commas between them.")),
        "into": Slot(N_("Into which language?")),
        "stack": Slot(N_("Which language or tool, and which version?")),
        "fixed": Slot(N_("What is fixed: time, money, level, place?"), covers=("specific",)),
        "criteria": Slot(N_("What do you compare by?")),
        "topic": Slot(N_("What is it about?"), N_("The facts that must be in it."), ("inputs",), long=True),
        "style": Slot(N_("Which style?")),
        "light": Slot(N_("Which light and mood?")),
        "view": Slot(N_("Which view and shape?")),
        "without": Slot(N_("What must not be in the picture?")),
    }
)
_OTHERWISE: Mapping[tuple[str, str], str] = MappingProxyType(
    {
        ("answer", "inputs"): N_("What do the answers come from?"),
        ("rewrite", "rules"): N_("What must change, and what must stay?"),
        ("review", "rules"): N_("What is it judged by?"),
        ("score", "criteria"): N_("What is it judged by?"),
        ("explain", "reader"): N_("Who is it for, and what do they know already?"),
        ("assistant", "rules"): N_("Its rules, and when does a person take over?"),
        ("lookup", "fixed"): N_("What must it fit: price, level, place, time?"),
        ("write", "rules"): N_("How must it sound, and what must it avoid?"),
    }
)
"""Where a kind of task asks for the same slot in other words."""
_ORDER: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "summarise": ("reader output inputs", "rules"),
        "extract": ("fields inputs", "output rules"),
        "classify": ("labels inputs", "output rules"),
        "score": ("criteria inputs", "output reader"),
        "decide": ("inputs", "rules output"),
        "translate": ("into inputs", "reader rules"),
        "answer": ("inputs reader", "rules output"),
        "reply": ("inputs rules", "reader output"),
        "rewrite": ("rules inputs", "reader output"),
        "review": ("inputs rules", "reader output"),
        "write": ("topic reader output", "rules"),
        "code": ("stack", "rules output"),
        "brainstorm": ("reader fixed", "output rules"),
        "plan": ("fixed", "reader output rules"),
        "explain": ("reader", "output rules"),
        "compare": ("criteria", "reader output"),
        "analyse": ("inputs reader", "output rules"),
        "lookup": ("fixed", "reader output"),
        "assistant": ("rules reader", "output inputs"),
        "story": ("topic reader", "output rules"),
        "image": ("style", "light view without"),
        "general": ("output", "reader inputs rules"),
    }
)
"""By kind: what a clear goal says (where one of these is missing, there is something to ask), and what helps too."""
_OPTIONS: Mapping[str, str] = MappingProxyType(
    {"reader": "readers", "output": "outputs", "rules": "limits", "style": "outputs", "light": "readers",
     "view": "limits", "without": "choices"}
)  # fmt: skip


_OF_PICTURES = frozenset({"style", "light", "view", "without"})


def slots_of(kind: str) -> frozenset[str]:
    """Give the ids of the questions whose answers a kind of task has a place for."""
    if kind == "image":
        return _OF_PICTURES | {"reader", "output", "rules", "inputs"}
    return frozenset(_SLOTS) - _OF_PICTURES


def missing(reading: Reading) -> tuple[str, ...]:
    """Give the slots that a goal leaves open, the one that changes the result most first; none for a clear goal."""
    needed, helpful = (slots.split() for slots in _ORDER[reading.kind])
    open_slots = [slot for slot in (*needed, *helpful) if slot not in reading.said]
    decisive = [slot for slot in needed if slot in open_slots and not _covered(slot, reading)]
    if not decisive:
        return ()
    return (*decisive, *(slot for slot in open_slots if slot not in decisive))[:MOST]


def questions(reading: Reading, words: Words) -> tuple[Question, ...]:
    """Give the questions, most important first; none for a clear goal. Answers to press are in the goal's language."""
    asked = missing(reading)
    return tuple(
        Question(
            id=slot,
            text=words(_OTHERWISE.get((reading.kind, slot), _SLOTS[slot].question)),
            options=_options(slot, reading),
            assumption=assumption(slot, reading, words),
            hint=words(hint) if (hint := _hint(slot, asked)) else "",
            long=_SLOTS[slot].long,
        )
        for slot in asked
    )


def _hint(slot: str, asked: Sequence[str]) -> str:
    """Give what helps to answer; how to give an example is said once, where the result is asked for."""
    return "" if slot == "rules" and "output" in asked else _SLOTS[slot].hint


_TAKEN: Mapping[str, str] = MappingProxyType(
    {
        "style": N_("The picture: {value}."),
        "output": N_("The result: {value}."),
        "reader": N_("No particular reader."),
        "inputs": N_("Nothing changes from one use to the next."),
        "labels": N_("Categories: {value}."),
        "fields": N_("To take out: {value}."),
        "into": N_("Into {value}."),
        "stack": N_("Written in {value}."),
        "fixed": N_("Fixed: {value}."),
        "criteria": N_("Criteria: {value}."),
    }
)
"""What is taken for a slot that stays open, as a statement."""


def assumption(slot: str, reading: Reading, words: Words) -> str:
    """Say what is taken when nobody answers; empty when nothing is."""
    if slot == "inputs" and reading.kind == "answer":
        return words("The answers come from what the model knows.")
    value = _value(slot, reading)
    taken = _TAKEN.get(slot, "")
    if not taken or ("{value}" in taken and not value):
        return ""
    return words(taken, value=value) if "{value}" in taken else words(taken)


def _value(slot: str, reading: Reading) -> str:
    kind = reading.words.kinds[reading.kind]
    if slot == "style":
        return ", ".join(usual(reading))
    if slot == "output":
        return shape_of(reading)[1]
    return kind.assumed


def _covered(slot: str, reading: Reading) -> bool:
    return any(sign in reading.said for sign in _SLOTS[slot].covers)


def _options(slot: str, reading: Reading) -> tuple[str, ...]:
    words, kind = reading.words, reading.words.kinds[reading.kind]
    if slot == "topic" or (slot == "inputs" and reading.kind == "answer"):
        return ()
    if slot == "inputs":
        return (words.goes_in.one[0], words.goes_in.many[0], words.goes_in.nothing)
    options: tuple[str, ...] = getattr(kind, _OPTIONS.get(slot, "choices"))
    return options
