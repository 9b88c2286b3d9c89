"""use: a saved prompt, filled in."""

from dataclasses import replace

from bot.commands._fill import GIVEN, NAME, Fill, one
from bot.commands._filling import used
from bot.commands._use import Filling, Source, counted, taken_as_text
from bot.dialogue.action import token
from bot.dialogue.command import Call, Command, Events, Services
from bot.dialogue.events import Button, Done
from bot.domain import Status
from bot.words import N_, Words


async def _give(call: Call, services: Services, filling: Filling) -> Events:
    """Give the filled text."""
    (source,) = filling.sources
    card = used(
        source.whole,
        filling.values,
        call.words,
        (*((source.said,) if source.said else ()), *taken_as_text(call, filling)),
    )
    await counted(call, services, source)
    title = call.words(N_("Filled in.")) if call.shared else card.title
    yield replace(card, title=title, buttons=_buttons(source, call.words))
    yield Done(status=Status.DONE, data=card.data)


def _buttons(source: Source, words: Words) -> tuple[Button, ...]:
    """Give what can be done with a prompt that was just used."""
    anew = (Button(words(N_("Fill in again")), token("use", source.subject)),) if source.whole.variables else ()
    keep = () if source.snippet else (Button(words(N_("Keep it")), token("find.keep", source.name)),)
    return (*anew, *keep)


USE = Fill(verb="use", sources=one, give=_give)
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
        run=USE.run,
        form=USE.form,
        tool=True,
        actions=USE.actions,
    ),
)
