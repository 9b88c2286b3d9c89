"""use: a saved prompt, filled in."""

from dataclasses import replace

from bot.commands._filling import used
from bot.commands._use import Filling, Source, again, by_name, by_subject, form, typed
from bot.dialogue.action import token
from bot.dialogue.aim import ask, form_for
from bot.dialogue.command import Action, Argument, Call, Command, Events, Kind, Services
from bot.dialogue.events import Button, Card, Done
from bot.dialogue.form import Form
from bot.domain import Status
from bot.words import N_, Words

FILL = "use.fill"


async def use(call: Call, services: Services) -> Events:
    """Give a saved prompt filled in, with what was typed behind its name; ask for what is missing."""
    form = await use_form(call, services)
    if form:
        yield ask(form, COMMANDS[0].help, call.words)
        yield Done(status=Status.ASKING)
        return
    card = await _given(call, services, await _begun(call, services))
    yield card
    yield Done(status=Status.DONE, data=card.data)


async def use_form(call: Call, services: Services) -> Form | None:
    """Ask for the name, or for what is to be filled in."""
    if not (call.get("name") or call.subject):
        return await form_for(COMMANDS[0], [NAME], call, services.store.records)
    filling = await _begun(call, services)
    return None if filling.enough else await form(call, services, filling, FILL)


async def _begun(call: Call, services: Services) -> Filling:
    if call.subject:
        return await by_subject(replace(call, values={}), services)
    return typed(call, (await by_name(call, services, call.get("name")),))


async def fill_form(call: Call, services: Services) -> Form | None:
    """Ask for what is still to be filled in."""
    return await form(call, services, await by_subject(call, services), FILL)


async def fill(call: Call, services: Services) -> Events:
    """Give a prompt with what was answered; ask again for what cannot be taken."""
    filling = await by_subject(call, services)
    asked = await again(call, services, filling, FILL)
    if asked:
        yield asked
        yield Done(status=Status.ASKING)
        return
    empty = {one.name: "" for one in filling.variables}
    card = await _given(call, services, replace(filling, given={**empty, **filling.given}))
    yield card
    yield Done(status=Status.DONE, data=card.data)


async def _given(call: Call, services: Services, filling: Filling) -> Card:  # noqa: ARG001
    (source,) = filling.sources
    card = used(source.whole, filling.values, call.words, (source.said,) if source.said else ())
    return replace(card, buttons=buttons(source, call.words))


def buttons(source: Source, words: Words) -> tuple[Button, ...]:
    """Give what can be done with a prompt that was just used."""
    anew = (Button(words(N_("Fill in again")), token("use", source.subject)),) if source.whole.variables else ()
    keep = () if source.snippet else (Button(words(N_("Keep it")), token("find.keep", source.name)),)
    return (*anew, *keep)


NAME = Argument(
    name="name",
    names={"fr": "nom"},
    kind=Kind.SNIPPET,
    about=N_("The saved prompt; name@2 for a version"),
    required=True,
)
GIVEN = Argument(
    name="values", names={"fr": "valeurs"}, kind=Kind.VALUES, about=N_('What to fill in: NAME=VALUE NAME="TWO WORDS"')
)
COMMANDS = (
    Command(
        verb="use",
        help=N_("Fill in a saved prompt"),
        example='use release-notes changes="faster search"',
        details=N_(
            "Gives the prompt with its variables filled in. What you do not give behind its name is asked for; a file"
            " can be attached. Only you see it."
        ),
        order=61,
        names={"fr": ("utiliser",)},
        arguments=(NAME, GIVEN),
        run=use,
        form=use_form,
        tool=True,
        actions=(Action(name="fill", run=fill, form=fill_form),),
    ),
)
