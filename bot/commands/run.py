"""run: a saved prompt, filled in and answered by the model; and what people think of the answers."""

from contextlib import aclosing

from bot.commands._answers import Run, secret, stream, unasked
from bot.commands._fill import GIVEN, NAME, Fill, one
from bot.commands._judged import ACTIONS
from bot.commands._use import Filling, counted
from bot.dialogue.command import Action, Call, Command, Events, Services
from bot.dialogue.events import Done
from bot.domain import Status
from bot.words import N_


async def _give(call: Call, services: Services, filling: Filling) -> Events:
    """Ask the model, unless there is none, or something looks like a secret."""
    (source,) = filling.sources
    if not services.engineer.abilities.answer:
        card = unasked(call, source, filling)
        await counted(call, services, source)
        yield card
        yield Done(status=Status.DONE, data=card.data)
        return
    stop = await secret(call, services, filling, "run.allow")
    if stop:
        yield stop
        yield Done(status=Status.ASKING)
        return
    await counted(call, services, source)
    run = Run(source, "answer", filling)
    async with aclosing(stream(call, services, run)) as events:
        async for event in events:
            yield event
    if run.cut:
        raise run.cut
    yield Done(status=Status.DONE, data=run.answered)


RUN = Fill(verb="run", sources=one, give=_give)
COMMANDS = (
    Command(
        verb="run",
        help=N_("Fill in a saved prompt and let the model answer it"),
        example='run release-notes changes="faster search"',
        details=N_(
            "Fills the prompt in, as use does, and shows what the model answers, with what that took. Only you see it."
            " What you think of the answer is kept with the prompt."
        ),
        order=62,
        names={"fr": ("lancer",)},
        arguments=(NAME, GIVEN),
        run=RUN.run,
        form=RUN.form,
        asks_model=True,
        actions=(*RUN.actions, Action(name="allow", run=RUN.allowed), *ACTIONS),
    ),
)
