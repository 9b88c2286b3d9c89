"""A model's answer to a prompt that was filled in: streamed, shown with what it took, and judged."""

from dataclasses import dataclass, field, replace

from bot.commands._cards import usage_line
from bot.commands._filling import used, warnings
from bot.commands._records import Ran, keep
from bot.commands._use import Filling, Source, carrying, short_values, taken_as_text
from bot.commands._work import closing
from bot.dialogue.action import token
from bot.dialogue.command import Call, Events, Services
from bot.dialogue.events import Button, Card, Line, Part, Progress, Prompt, Style, TextDelta, Thumbs, Tone
from bot.dialogue.guard import unallowed
from bot.domain import Answered
from bot.errors import ModelCut
from bot.library.fragments import filled
from bot.words import N_

NO_MODEL = N_(
    "No model is connected that answers prompts. Take the text to any model that you use; /help model says how to"
    " connect one."
)


@dataclass
class Run:
    """An answer on its way: what has arrived, and whether it was cut off."""

    source: Source
    slot: str
    filling: Filling
    pieces: list[str] = field(default_factory=list)
    answered: Answered | None = None
    cut: ModelCut | None = None

    @property
    def name(self) -> str:
        """The prompt and its version, as they are shown."""
        return f"{self.source.name} v{self.source.number}" if self.source.number else self.source.name


async def stream(call: Call, services: Services, run: Run) -> Events:
    """Stream an answer, then show it whole. One that is cut off is noted in `run`, and shown as far as it came."""
    words, model = call.words, services.engineer.abilities.model
    yield Progress(slot=run.slot, text=words(N_("Asking {model}…"), model=model.name if model else ""))
    prompt = filled(run.source.whole, run.filling.values)
    try:
        async with closing(services.engineer.answer(prompt, call.asker)) as pieces:
            async for piece in pieces:
                if isinstance(piece, Answered):
                    run.answered = piece
                else:
                    run.pieces.append(piece.text)
                    yield TextDelta(slot=run.slot, text=piece.text)
    except ModelCut as error:
        run.cut = error
        yield _cut(call, run)
        return
    if run.answered is None:
        raise RuntimeError("an answer ended without its last value")
    yield await _card(call, services, run, run.answered)


def _cut(call: Call, run: Run) -> Card:
    words = call.words
    said = Line(words(N_("It was cut off: this is not the whole answer.")))
    arrived = "".join(run.pieces)
    parts: tuple[Part, ...] = (Prompt(arrived, "answer.md"), said) if arrived.strip() else (said,)
    return Card(slot=run.slot, title=words(N_("{name}: an unfinished answer"), name=run.name), parts=parts)


async def _card(call: Call, services: Services, run: Run, answered: Answered) -> Card:
    words, source = call.words, run.source
    empty = Line(words(N_("The model answered nothing.")))
    literal = taken_as_text(call, run.filling)
    notes = (*((source.said,) if source.said else ()), *literal, *warnings(source.whole.sheets, words))
    parts: list[Part] = [Prompt(answered.text, "answer.md") if answered.text.strip() else empty]
    parts += [Line(text, Tone.QUIET) for text in (*notes, usage_line(answered.usage, words))]
    return Card(
        slot=run.slot,
        title=words(N_("The answer to {name}"), name=run.name),
        parts=tuple(parts),
        buttons=(Button(words(N_("Run again")), token("run", source.subject)),),
        thumbs=await _thumbs(call, services, run, answered),
        data=answered,
    )


async def _thumbs(call: Call, services: Services, run: Run, answered: Answered) -> Thumbs | None:
    """Ask what the person thinks of it, where the prompt is a saved one."""
    snippet, given, words = run.source.snippet, run.filling.values, call.words
    if snippet is None:
        return None
    short = await short_values(replace(run.filling, given=given))
    lengths = {name: len(value) for name, value in given.items() if name not in short}
    ran = Ran(snippet=snippet.id, number=run.source.number, model=answered.usage.model, values=short, lengths=lengths)
    record = await keep(call, services, ran)
    good = Button(words(N_("I like this answer")), token("run.good", record))
    return Thumbs(good, Button(words(N_("I do not like it")), token("run.bad", record)))


def unasked(call: Call, source: Source, filling: Filling) -> Card:
    """Give the prompt filled in, where no model is there to answer it."""
    notes = (call.words(NO_MODEL), *((source.said,) if source.said else ()))
    return used(source.whole, filling.values, call.words, notes)


async def secret(call: Call, services: Services, filling: Filling, action: str) -> Card | None:
    """Stop before a hosted model is given a secret that stands in a saved prompt."""
    model, words = services.engineer.abilities.model, call.words
    if model is None or not model.hosted:
        return None
    for source, text in zip(filling.sources, filling.texts, strict=True):
        if found := await unallowed(text, call.actor.person, services.store):
            said = N_("I stopped: line {line} of {name}, filled in, looks like {kind}. I sent nothing.")
            line = Line(words(said, line=found[0].line, name=source.name, kind=words(found[0].kind)))
            edit = Button(words(N_("Work on it")), token("show.open", source.subject), Style.PRIMARY)
            whole = replace(filling, given=filling.values)  # what was left empty stays empty
            go_on = Button(words(N_("Not a secret")), await carrying(call, services, whole, action))
            buttons = (edit, go_on) if source.snippet else (go_on,)
            return Card(slot="secret", title=words(N_("A secret?")), parts=(line,), buttons=buttons)
    return None
