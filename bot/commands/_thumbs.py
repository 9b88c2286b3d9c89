"""What a person thinks of a version: asked with two buttons, kept with the version, changed by pressing the other."""

from bot.commands._work import named
from bot.dialogue.action import token
from bot.dialogue.command import Action, Call, Events, Services
from bot.dialogue.events import Button, Card, Done, Line, Style, Thumbs
from bot.domain import Judgement, Status, Version, Work
from bot.words import N_, Words


def thumbs(version: Version, words: Words) -> Thumbs:
    """Ask what the person thinks of a version that was made for them."""
    good = Button(words(N_("This is good")), token("refine.good", version.id))
    return Thumbs(good, Button(words(N_("This is not good")), token("refine.bad", version.id)))


async def good(call: Call, services: Services) -> Events:
    """Keep that the person finds a version good, and offer to save it."""
    work = await named(call, services, call.subject)
    before = await services.store.judgements.put(work.version.id, call.actor.person, Judgement.GOOD)
    save = Button(call.words(N_("Save")), token("save", work.version.id))
    yield _thanks(work, before, (), (save,), call.words)
    yield Done(status=Status.DONE, data=Judgement.GOOD)


async def bad(call: Call, services: Services) -> Events:
    """Keep that the person does not find a version good, and offer to change it."""
    work, words = await named(call, services, call.subject), call.words
    before = await services.store.judgements.put(work.version.id, call.actor.person, Judgement.BAD)
    refine = Button(words(N_("Refine")), token("refine", work.version.id), Style.PRIMARY)
    undo = (Button(words(N_("Undo")), token("undo", work.version.id)),) if work.version.parent else ()
    said = Line(words(N_("Say what should be different, and I change it.")))
    yield _thanks(work, before, (said,), (refine, *undo), words)
    yield Done(status=Status.DONE, data=Judgement.BAD)


def _thanks(
    work: Work, before: Judgement | None, said: tuple[Line, ...], buttons: tuple[Button, ...], words: Words
) -> Card:
    """Say what it changes. `before`: what the person thought of it until now."""
    kept = N_("It is kept with {name}, where Details count it. The prompt stays as it is, and no model learns from it.")
    instead = (Line(words(N_("It takes the place of what you said before."))),) if before else ()
    return Card(
        slot="thumbs",
        title=words(N_("Thank you.")),
        parts=(Line(words(kept, name=work.name)), *instead, *said),
        buttons=buttons,
    )


ACTIONS = (Action(name="good", run=good), Action(name="bad", run=bad))
