"""The look at a text before it is kept or shared. What looks like a secret stops it, until the person says that it is
none; somebody's personal data is asked about once; orders to a model and characters that nobody sees are told.
"""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256

from bot.commands._acts import act_of
from bot.dialogue.action import token
from bot.dialogue.command import Call, Services, Settled
from bot.dialogue.events import Button, Choices, Line, Style, Tone
from bot.dialogue.guard import SHORT, look
from bot.domain import ActKind, Finding, WriteKey
from bot.engineer.checks.invisible import CHECK as INVISIBLE
from bot.engineer.checks.personal import CHECK as PERSONAL
from bot.engineer.checks.secrets import MASK
from bot.engineer.checks.support.base import Spot, Stretches
from bot.engineer.injection import injections
from bot.library.names import key
from bot.words import N_, Words

SHOWN = 5
"""Places that are told one by one; the others are counted."""
PROMPT = ""
"""Where the prompt itself stands among the texts that are looked at."""
ABOUT = N_("Its description")
WHY = N_("The reason for it")
WORDS = N_("Your words")
HOLDS = N_("Line {line}: “{quote}”. {why}")
SECRET = N_("Line {line} looks like {kind}. Whoever reads the prompt can use it: mask it, and renew the key.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Keeping:
    """What is about to be kept, or `shared` as it is kept already. `texts` are by what they are called in front of a
    reader, the prompt itself by nothing.
    """

    name: str
    texts: Mapping[str, str]
    others: bool
    """Others will read it."""
    shared: bool = False
    mend: tuple[Button, ...] = ()
    """What mends it where it is shared: its text can only be changed by another version."""


@dataclass(frozen=True, slots=True)
class Looked:
    """What came of it: the question at which the command stops, or what may be kept, and what there is to know."""

    stop: Choices | None = None
    texts: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """A place that is asked about: `text[start:end]` of the text called `where`."""

    where: str
    start: int
    end: int
    said: str
    instead: str
    print: str
    """The fingerprint under which it is remembered that it may stay."""
    secret: bool


def written(text: str, about: str = "", why: str = "") -> dict[str, str]:
    """Give the texts of a prompt that is saved, by what they are called; what is empty is not among them."""
    return {where: one for where, one in ((PROMPT, text), (ABOUT, about), (WHY, why)) if one}


def remarked(name: str, text: str) -> Keeping:
    """Give what somebody says of a prompt, for others to read with it."""
    return Keeping(name=name, texts={WORDS: text}, others=True)


async def cleaned(call: Call, services: Services, keeping: Keeping) -> Mapping[str, str]:
    """Give the texts with all taken out that would be asked about."""
    return _without(keeping.texts, await _asked(call, services, await _found(call, services, keeping)))


async def look_through(call: Call, services: Services, keeping: Keeping) -> Looked:
    """Look at all texts of what is to be kept. Whoever answered just what it stops at gets on, and it is noted."""
    found = await _found(call, services, keeping)
    asked = await _asked(call, services, found)
    settled = call.settled if call.settles == _mark(asked) else Settled.NOTHING
    cleaned = settled is Settled.CLEANED and not keeping.shared
    if asked and settled is not Settled.ANYWAY and not cleaned:
        return Looked(stop=_stop(call, keeping, asked))
    texts = _without(keeping.texts, asked) if cleaned else keeping.texts
    if asked and not cleaned:
        await services.store.ledger.allow(call.actor.person, *(one.print for one in asked))
    stays = found if keeping.shared else [] if cleaned else asked
    if keeping.others and call.actor.team and _is_secret(stays):
        await _note(call, services, keeping, stays)
    return Looked(None, texts, tuple(await _notes(call.words, keeping, texts, found, asked if cleaned else [])))


async def _note(call: Call, services: Services, keeping: Keeping, stays: Sequence[_Place]) -> None:
    """Note who said of these that they are no secrets, once: sharing the same once more says nothing new."""
    act = act_of(call, ActKind.SECRET, name=keeping.name)
    said = "\n".join((act.team, act.by, key(keeping.name), _mark([one for one in stays if one.secret])))
    await services.store.audit.add(act, WriteKey(f"none/{sha256(said.encode()).hexdigest()[:32]}"))


def _mark(places: Sequence[_Place]) -> str:
    """Give a mark of what is asked about: another secret in the same text, or another text, has another mark."""
    return sha256("\n".join(sorted(one.print for one in places)).encode()).hexdigest()[:16]


async def _found(call: Call, services: Services, keeping: Keeping) -> list[_Place]:
    """Give the places of all texts."""
    return [one for where, text in keeping.texts.items() for one in await _places(call, services, keeping, where, text)]


async def _asked(call: Call, services: Services, found: Sequence[_Place]) -> list[_Place]:
    """Give those of which the person has not said that they may stay."""
    allowed = await services.store.ledger.allowed(call.actor.person) if found else frozenset[str]()
    return [one for one in found if one.print not in allowed]


async def _places(call: Call, services: Services, keeping: Keeping, where: str, text: str) -> list[_Place]:
    """Give the places of a text that are asked about, in order."""
    words, mark = call.words, services.store.vault.fingerprint
    secrets = await look(text)
    hidden = Stretches(Spot(one.start, one.end) for one in secrets)
    found = [
        _Place(
            where=where,
            start=one.start,
            end=one.end,
            said=_at(where, words(SECRET, line=one.line, kind=words(one.kind)), words),
            instead=MASK,
            print=mark(text[one.start : one.end]),
            secret=True,
        )
        for one in secrets
    ]
    for one in await _personal(text, words):
        if not hidden.meet(Spot(one.start, one.end)):
            said = words(HOLDS, **held(text, one))
            found.append(
                _Place(
                    where=where,
                    start=one.start,
                    end=one.end,
                    said=_at(where, said, words),
                    instead=one.fixes[0].replacement,
                    print=mark(f"{key(keeping.name)}\n{one.quote}"),
                    secret=False,
                )
            )
    return sorted(found, key=lambda one: (not one.secret, one.start))


async def _personal(text: str, words: Words) -> list[Finding]:
    """Look for personal data; in a long text in a thread, so that nobody else waits."""
    if len(text) < SHORT:
        return list(PERSONAL.find(text, words))
    return await asyncio.to_thread(lambda: list(PERSONAL.find(text, words)))


def held(text: str, found: Finding) -> dict[str, object]:
    """Give what fills `HOLDS` for somebody's personal data."""
    return {"line": _line(text, found.start), "quote": found.quote, "why": found.why}


def _line(text: str, at: int) -> int:
    return text.count("\n", 0, at) + 1


def _at(where: str, said: str, words: Words) -> str:
    return words(N_("{label}: {text}"), label=words(where), text=said) if where else said


def _without(texts: Mapping[str, str], places: Sequence[_Place]) -> dict[str, str]:
    """Give the texts with what stands in these places taken out."""
    made = dict(texts)
    for one in sorted(places, key=lambda one: one.start, reverse=True):
        text = made[one.where]
        made[one.where] = text[: one.start] + one.instead + text[one.end :]
    return made


def _stop(call: Call, keeping: Keeping, places: Sequence[_Place]) -> Choices:
    """Say what was found, and ask how to go on. Nothing is kept until the person has answered."""
    words, secret = call.words, _is_secret(places)
    nothing = words(N_("Nothing was shared yet.") if keeping.shared else N_("Nothing was saved yet."))
    return Choices(
        slot="secret" if secret else "personal",
        question=words(_QUESTIONS[secret], name=keeping.name),
        parts=(*(Line(one) for one in _some([one.said for one in places], words)), Line(nothing, Tone.QUIET)),
        buttons=(*_mending(call, keeping, places), _anyway(call, keeping, places)),
    )


_QUESTIONS = {True: N_("A secret in {name}?"), False: N_("Should {name} hold what belongs to one person?")}


def _mending(call: Call, keeping: Keeping, places: Sequence[_Place]) -> tuple[Button, ...]:
    if keeping.shared:
        return keeping.mend
    label = N_("Mask it and save") if _is_secret(places) else N_("Make it a variable and save")
    return (Button(call.words(label), _answer(Settled.CLEANED, call, places), Style.PRIMARY),)


def _answer(settled: Settled, call: Call, places: Sequence[_Place]) -> str:
    return token(settled, f"{call.id}.{_mark(places)}")


def _is_secret(places: Sequence[_Place]) -> bool:
    return any(one.secret for one in places)


def _anyway(call: Call, keeping: Keeping, places: Sequence[_Place]) -> Button:
    secret = _is_secret(places)
    saved = N_("Save it anyway, it is not a secret") if secret else N_("Save it as it is")
    shared = N_("Share it anyway, it is not a secret") if secret else N_("Share it as it is")
    return Button(call.words(shared if keeping.shared else saved), _answer(Settled.ANYWAY, call, places))


def _some(said: Sequence[str], words: Words) -> list[str]:
    """Give the first of some sentences, and say how many more there are."""
    more = len(said) - SHOWN
    return [*said[:SHOWN], *([words.count("and {number} more", "and {number} more", more)] if more > 0 else [])]


async def _notes(
    words: Words, keeping: Keeping, texts: Mapping[str, str], found: Sequence[_Place], taken: Sequence[_Place]
) -> list[str]:
    """Say what was taken out, what of somebody's is shared although it was said that it may stay, and what is strange
    in the texts.
    """
    one, many = N_("{number} place was replaced first."), N_("{number} places were replaced first.")
    notes = [words.count(one, many, len(taken))] if taken else []
    notes += [place.said for place in found if keeping.shared and not place.secret]
    for where, text in texts.items():
        notes += [_at(where, said, words) for said in await strange(text, words)]
    return _some(notes, words)


async def warned(text: str, words: Words) -> list[str]:
    """Say what somebody who decides on a text must know of it, the secrets that were said to be none as well."""
    secrets = [words(SECRET, line=one.line, kind=words(one.kind)) for one in await look(text)]
    return _some([*secrets, *await strange(text, words)], words)


async def strange(text: str, words: Words) -> list[str]:
    """Say what in a text is not seen, and what reads like an order to a model."""
    if len(text) < SHORT:
        return [words(message, **values) for message, values in oddities(text, words)]
    return await asyncio.to_thread(lambda: [words(message, **values) for message, values in oddities(text, words)])


def oddities(text: str, words: Words) -> Iterator[tuple[str, dict[str, object]]]:
    """Give the same as messages with their values."""
    hidden = list(INVISIBLE.find(text, words))
    for finding in hidden[:1]:
        yield N_("Line {line}: {why}"), {"line": _line(text, finding.start), "why": finding.why}
    if len(hidden) > 1:
        yield N_("Such characters stand in {number} places; /critique shows them."), {"number": len(hidden)}
    for one in injections(text):
        said = N_("Line {line} reads like {kind}: “{quote}”. It is kept as text and never followed here.")
        yield said, {"line": one.line, "kind": words(one.kind), "quote": one.quote}
