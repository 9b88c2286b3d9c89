"""What a person thinks of an answer: a word, and in their own words what was wrong."""

from bot.commands._pick import pick_by
from bot.commands._records import Ran, kept
from bot.commands._safety import WORDS, look_through, remarked
from bot.dialogue.action import token
from bot.dialogue.command import Action, Call, Events, Services
from bot.dialogue.events import Button, Card, Done, Line, Style
from bot.dialogue.form import Field, FieldKind, Form
from bot.domain import Judgement, Opinion, RecordId, Snippet, Status
from bot.errors import Usage
from bot.words import N_

REMARK = 1_000
"""Characters of a remark."""


async def _ran(call: Call, services: Services) -> tuple[Ran, Snippet]:
    """Give the answer that a button names with its prompt, as long as that is there for the presser to see."""
    ran = await kept(call, services, call.subject, Ran)
    picked = await pick_by(call, services, f"{ran.snippet}.{ran.number}")
    return ran, picked.snippet


async def _put(call: Call, services: Services, judgement: Judgement) -> Card:
    (ran, _), words = await _ran(call, services), call.words
    opinion = Opinion(
        run=RecordId(call.subject),
        person=call.actor.person,
        snippet=ran.snippet,
        number=ran.number,
        judgement=judgement,
        model=ran.model,
        values=ran.values,
        lengths=ran.lengths,
    )
    before = await services.store.opinions.put(opinion)
    said = N_(
        "It is kept with the prompt, and no model learns from it. What you filled in is kept where it is short; only"
        " you see that."
    )
    instead = (Line(words(N_("It takes the place of what you said before."))),) if before else ()
    style = Style.PRIMARY if judgement is Judgement.BAD else Style.PLAIN
    remark = Button(words(N_("Say what was wrong")), token("run.remark", call.subject), style)
    return Card(
        slot="thumbs",
        title=words(N_("Thank you.")),
        parts=(Line(words(said)), *instead),
        buttons=(remark,) if judgement is Judgement.BAD else (),
    )


async def good(call: Call, services: Services) -> Events:
    """Keep that the person likes an answer."""
    yield await _put(call, services, Judgement.GOOD)
    yield Done(status=Status.DONE, data=Judgement.GOOD)


async def bad(call: Call, services: Services) -> Events:
    """Keep that the person does not like an answer, and ask what was wrong."""
    yield await _put(call, services, Judgement.BAD)
    yield Done(status=Status.DONE, data=Judgement.BAD)


async def remark_form(call: Call, services: Services) -> Form:
    """Ask what was wrong."""
    await _ran(call, services)
    words = call.words
    hint = words(N_("All who may see the prompt read it, without your name."))
    field = Field(name="remark", label=words(N_("What was wrong?")), hint=hint, kind=FieldKind.TEXT, limit=REMARK)
    submit = words(N_("Keep"))
    return Form(token=token("run.remark", call.subject), title=words(N_("The answer")), fields=(field,), submit=submit)


async def remark(call: Call, services: Services) -> Events:
    """Keep what was wrong, in the person's own words."""
    _, snippet = await _ran(call, services)
    text = call.get("remark").strip()
    if not text:
        raise Usage(N_("There was no text in it."))
    looked = await look_through(call, services, remarked(snippet.name, text))
    if looked.stop:
        yield looked.stop
        yield Done(status=Status.ASKING)
        return
    text = looked.texts[WORDS]
    await services.store.opinions.remark(RecordId(call.subject), call.actor.person, text)
    yield Card(slot="thumbs", title=call.words(N_("Thank you. It is kept with the prompt, for all who may see that.")))
    yield Done(status=Status.DONE, data=text)


ACTIONS = (
    Action(name="good", run=good),
    Action(name="bad", run=bad),
    Action(name="remark", run=remark, form=remark_form),
)
