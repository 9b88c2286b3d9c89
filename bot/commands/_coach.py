"""The coach: after a refinement one short lesson on the person's own words, at most one a conversation, until they have
enough of it.
"""

from contextlib import aclosing

from bot.dialogue.action import token
from bot.dialogue.command import Action, Call, Events, Services
from bot.dialogue.events import Button, Card, Done, Line
from bot.dialogue.native import meant
from bot.domain import Lesson, Status, Work, WriteKey
from bot.errors import Usage
from bot.library.texts import shortened
from bot.words import N_, Words

PREFERENCE = "coach"
ON, OFF = N_("on"), N_("off")
YES, NO = N_("yes"), N_("no")


async def lesson_card(call: Call, services: Services, work: Work, lesson: Lesson | None) -> Card | None:
    """Make the card of a lesson, for its reader alone; None before others, where they had one on this prompt already,
    and for those who want none.
    """
    if lesson is None or call.shared:
        return None
    if not await wanted(call, services):
        return None
    if not await _first(call, services, work):
        return None
    words = call.words
    return Card(
        slot="coach",
        title=words(N_("For next time")),
        parts=(Line(words(N_("“{words}”: {lesson}"), words=lesson.quote, lesson=lesson.text)),),
        buttons=(_stop(words),),
        data=lesson,
    )


async def wanted(call: Call, services: Services) -> bool:
    """Tell whether the person of a call wants lessons; they do until they say otherwise."""
    return await services.store.people.preference(call.actor.person, PREFERENCE) != OFF


def state(words: Words, *, on: bool) -> str:
    """Say how it stands."""
    return words(YES if on else NO)


async def lessons(call: Call, services: Services) -> Events:
    """Switch the lessons on or off as a word says, or say how it stands. `Usage` for any other word."""
    word = call.get("value").strip()
    runs = {ON: coach, YES: coach, OFF: uncoach, NO: uncoach}
    run = runs.get(meant(tuple(runs), word) or "") if word else _standing
    if run is None:
        raise Usage(
            N_("Lessons are on or off; {word} is neither. Nothing was changed."),
            advice=N_("Say it like this: /me coach off"),
            word=shortened(word, 40),
        )
    async with aclosing(run(call, services)) as events:
        async for event in events:
            yield event


async def _standing(call: Call, services: Services) -> Events:
    words, on = call.words, await wanted(call, services)
    said = N_(
        "After a change to a prompt I may say in a line how to ask for it next time: to you alone, once a prompt."
    )
    button = _stop(words) if on else _again(words)
    yield Card(
        slot="coach",
        title=words(N_("Short lessons: {state}"), state=state(words, on=on)),
        parts=(Line(words(said)),),
        buttons=(button,),
        data=on,
    )
    yield Done(status=Status.DONE, data=on)


def _stop(words: Words) -> Button:
    return Button(words(N_("No more of these")), token("refine.uncoach"))


def _again(words: Words) -> Button:
    return Button(words(N_("Give me lessons again")), token("refine.coach"))


async def _first(call: Call, services: Services, work: Work) -> bool:
    """Note that this call gives the one lesson of a conversation; say whether it was noted."""
    records, person, body = services.store.records, call.actor.person, call.write("lesson").encode()
    noted = await records.put("lesson", person, body, WriteKey(f"lesson/{person}/{work.session.id}"))
    record = await records.get(noted)
    return record is not None and record.body == body


async def uncoach(call: Call, services: Services) -> Events:
    """Give no more lessons to this person."""
    await services.store.people.prefer(call.actor.person, PREFERENCE, OFF)
    yield Card(slot="coach", title=call.words(N_("I give you no more lessons.")), buttons=(_again(call.words),))
    yield Done(status=Status.DONE)


async def coach(call: Call, services: Services) -> Events:
    """Give this person lessons again."""
    await services.store.people.prefer(call.actor.person, PREFERENCE, None)
    yield Card(slot="coach", title=call.words(N_("I give you a lesson now and then again.")))
    yield Done(status=Status.DONE)


ACTIONS = (Action(name="uncoach", run=uncoach), Action(name="coach", run=coach))
