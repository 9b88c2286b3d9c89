"""compare: two versions of a saved prompt, run on the same values."""

from contextlib import aclosing

from bot.commands._answers import NO_MODEL, Run, secret, stream
from bot.commands._fill import GIVEN, NAME, Fill
from bot.commands._filling import used
from bot.commands._together import version_key
from bot.commands._use import Filling, Source, by_key, by_name
from bot.commands._work import is_mark, numbered
from bot.dialogue.command import Action, Argument, Call, Command, Events, Kind, Services
from bot.dialogue.events import Card, Done, Line
from bot.domain import Snippet, Status
from bot.errors import Refused
from bot.library.names import key, split_version
from bot.words import N_


async def _both(call: Call, services: Services) -> tuple[Source, ...]:
    """Give the two versions that were typed; without a second, the named one and the newest, or the last two."""
    first = await by_name(call, services, call.get("name"))
    if other := call.get("with").strip().removeprefix("@"):
        second = await _other(call, services, first, other)
    elif first.snippet:
        first, second = await _with_newest(call, services, first, first.snippet)
    else:
        raise _alone(first.name)
    if first.subject == second.subject:
        advice = N_("Name another version: name@2.")
        raise Refused(N_("That is the same version twice: {name}."), name=first.said or first.name, advice=advice)
    return first, second


async def _other(call: Call, services: Services, first: Source, other: str) -> Source:
    """Give what the second name means: a version of the first, or another prompt."""
    mark, snippet = key(other), first.snippet
    if snippet and is_mark(snippet, mark):
        return await by_key(call, services, version_key(snippet.id, numbered(snippet, mark)))
    return await by_name(call, services, other)


async def _with_newest(call: Call, services: Services, first: Source, snippet: Snippet) -> tuple[Source, Source]:
    """Give a version and the newest; where that is the same and nobody named it, the one before and the newest."""
    newest = snippet.newest.number
    if first.number != newest or split_version(call.get("name"))[1] is not None:
        return first, await by_key(call, services, version_key(snippet.id, newest))
    if newest == 1:
        raise _alone(snippet.name)
    return await by_key(call, services, version_key(snippet.id, newest - 1)), first


def _alone(name: str) -> Refused:
    return Refused(N_("{name} has one version only: there is nothing to compare."), name=name)


async def _give(call: Call, services: Services, filling: Filling) -> Events:
    """Ask the model for both, one after the other; one that was cut off keeps nobody from the other."""
    if not services.engineer.abilities.answer:
        async with aclosing(_unasked(call, filling)) as events:
            async for event in events:
                yield event
        return
    stop = await secret(call, services, filling, "compare.allow")
    if stop:
        yield stop
        yield Done(status=Status.ASKING)
        return
    runs = [Run(source, f"answer-{number}", filling) for number, source in enumerate(filling.sources, 1)]
    for run in runs:
        async with aclosing(stream(call, services, run)) as events:
            async for event in events:
                yield event
    for run in runs:
        if run.cut:
            raise run.cut
    yield Done(status=Status.DONE, data=tuple(run.answered for run in runs))


async def _unasked(call: Call, filling: Filling) -> Events:
    cards = [
        used(source.whole, filling.values, call.words, (source.said,) if source.said else ())
        for source in filling.sources
    ]
    yield Card(slot="no-model", title="", parts=(Line(call.words(NO_MODEL)),))
    for number, card in enumerate(cards, 1):
        yield Card(slot=f"answer-{number}", title=card.title, parts=card.parts, data=card.data)
    yield Done(status=Status.DONE, data=tuple(card.data for card in cards))


WITH = Argument(
    name="with",
    names={"fr": "avec"},
    kind=Kind.SNIPPET,
    about=N_("The other version, name@3; empty: the newest"),
)
COMPARE = Fill(verb="compare", sources=_both, give=_give)
COMMANDS = (
    Command(
        verb="compare",
        help=N_("Let the model answer two versions of a prompt on the same values"),
        example='compare release-notes@1 release-notes@2 changes="faster search"',
        details=N_(
            "Runs both versions, one after the other, and shows both answers with what they took. Without a second"
            " version: the named one, or production, and the newest; else the last two."
        ),
        order=63,
        names={"fr": ("comparer",)},
        arguments=(NAME, WITH, GIVEN),
        run=COMPARE.run,
        form=COMPARE.form,
        asks_model=True,
        actions=(*COMPARE.actions, Action(name="allow", run=COMPARE.allowed)),
    ),
)
