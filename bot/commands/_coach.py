"""The coach: after a refinement one short lesson on the person's own words, at most one a conversation, until they have
enough of it.
"""

from bot.dialogue.action import token
from bot.dialogue.command import Action, Call, Events, Services
from bot.dialogue.events import Button, Card, Done, Line
from bot.domain import Lesson, Status, Work, WriteKey
from bot.words import N_

PREFERENCE = "coach"
OFF = "off"


async def lesson_card(call: Call, services: Services, work: Work, lesson: Lesson | None) -> Card | None:
    """Make the card of a lesson, for its reader alone; None before others, where they had one on this prompt already,
    and for those who want none.
    """
    if lesson is None or call.shared:
        return None
    if await services.store.people.preference(call.actor.person, PREFERENCE) == OFF:
        return None
    if not await _first(call, services, work):
        return None
    words = call.words
    return Card(
        slot="coach",
        title=words(N_("For next time")),
        parts=(Line(words(N_("“{words}”: {lesson}"), words=lesson.quote, lesson=lesson.text)),),
        buttons=(Button(words(N_("No more of these")), token("refine.uncoach")),),
        data=lesson,
    )


async def _first(call: Call, services: Services, work: Work) -> bool:
    """Note that this call gives the one lesson of a conversation; say whether it was noted."""
    records, person, body = services.store.records, call.actor.person, call.write("lesson").encode()
    noted = await records.put("lesson", person, body, WriteKey(f"lesson/{person}/{work.session.id}"))
    record = await records.get(noted)
    return record is not None and record.body == body


async def uncoach(call: Call, services: Services) -> Events:
    """Give no more lessons to this person."""
    await services.store.people.prefer(call.actor.person, PREFERENCE, OFF)
    again = Button(call.words(N_("Give me lessons again")), token("refine.coach"))
    yield Card(slot="coach", title=call.words(N_("I give you no more lessons.")), buttons=(again,))
    yield Done(status=Status.DONE)


async def coach(call: Call, services: Services) -> Events:
    """Give this person lessons again."""
    await services.store.people.prefer(call.actor.person, PREFERENCE, None)
    yield Card(slot="coach", title=call.words(N_("I give you a lesson now and then again.")))
    yield Done(status=Status.DONE)


ACTIONS = (Action(name="uncoach", run=uncoach), Action(name="coach", run=coach))
