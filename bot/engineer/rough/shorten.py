"""A prompt made shorter, one sentence at a time: the model's words where they say the same in fewer, else the old ones.

Given a whole prompt, a small model loses rules, variables and numbers, or does what the prompt says. Given a sentence,
it can be checked word by word.
"""

import re
from collections.abc import AsyncGenerator, Iterator
from dataclasses import dataclass, replace

import structlog
from pydantic import BaseModel

from bot.domain import Change, Order, Piece, Refined, Usage, Version
from bot.engineer import prompts
from bot.engineer.guided.language import language_of
from bot.engineer.led.desk import closing
from bot.engineer.rough import trust
from bot.errors import ModelCut, Refused
from bot.ports import Ask, Asker, Engineer, Model, Turn
from bot.words import N_

FILE = "rough_shorter"
LONG = 10
"""Words from which on a sentence may be made shorter."""
MOST = 30
"""Sentences that are shown to the model; each takes about a second."""
WANTED = re.compile(
    r"\b(?:shorter|shorten|concise|condense|tighten|trim|less wordy|fewer words|too (?:long|wordy)|brief(?:er)?)\b",
    re.IGNORECASE,
)
CAUTION = N_("Only sentences that keep every variable, number and condition were made shorter.")
NOTHING = N_("The small model on this computer found nothing that it could say in fewer words.")

_SENTENCE = re.compile(r"(?<=[.!?])(\s+)")
_BULLET = re.compile(r"\s*(?:[-*•]|\d+[.)])?\s*")
_FENCE = re.compile(r"\s*(?:```|~~~)")
_NO_PROSE = re.compile(r"\s*(?:[#|>]|</?[\w-]+>\s*$)")

log = structlog.get_logger()


class Shorter(BaseModel):
    """The model's answer."""

    shorter: str


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a prompt; `sentence`: one that may be made shorter."""

    text: str
    sentence: bool = False


def wanted(version: Version, order: Order) -> bool:
    """Tell whether an order asks for nothing but fewer words, in a prompt whose language the model knows."""
    return not order.findings and bool(WANTED.search(order.instruction)) and language_of(version.text) == "en"


def ask_for(sentence: str) -> Ask:
    """Give the request for a sentence; what stands before it is always the same."""
    file = prompts.load(FILE)
    turn = Turn("user", f"Sentence: {sentence}")
    return Ask(purpose=file.purpose, system=file.text, turns=(turn,), max_tokens=file.max_tokens)


async def shorten(
    model: Model, guided: Engineer, version: Version, order: Order, asker: Asker
) -> AsyncGenerator[Piece | Refined, None]:
    """Give the prompt with the safe edits of the rules, and then with shorter sentences."""
    ruled = await _by_rules(guided, version, order, asker)
    usage, asked, done, pieces = Usage(), 0, 0, []
    for part in parts(ruled.text):
        text = part.text
        if part.sentence and asked < MOST:
            asked += 1
            text, taken = await _shorter(model, part.text, asker)
            usage += taken
            done += text != part.text
        pieces.append(text)
        yield Piece(text)
    log.info("sentences_shortened", call=asker.call, asked=asked, shortened=done)
    yield _finished(ruled, "".join(pieces), done, usage, asker)


async def _by_rules(guided: Engineer, version: Version, order: Order, asker: Asker) -> Refined:
    """Give what the rules make of it; the prompt as it is where they cannot do what was asked."""
    refined = Refined(text=version.text, variables=version.variables)
    try:
        async with closing(guided.refine(version, order, asker)) as given:
            async for part in given:
                refined = part if isinstance(part, Refined) else refined
    except Refused:
        log.info("rules_cannot_shorten", call=asker.call)
    return refined


async def _shorter(model: Model, sentence: str, asker: Asker) -> tuple[str, Usage]:
    """Give a sentence in fewer words, or as it is."""
    try:
        answer, usage = await model.structured(ask_for(sentence), Shorter, asker)
    except ModelCut:
        return sentence, Usage()
    offered = answer.shorter.strip()
    if not sentence.endswith((".", "!", "?")):
        offered = offered.rstrip(".")
    return (offered if trust.same_in_fewer(sentence, offered) else sentence), usage


def _finished(ruled: Refined, text: str, done: int, usage: Usage, asker: Asker) -> Refined:
    words = asker.words
    if not done:
        return replace(ruled, usage=usage, caution=ruled.caution if ruled.changes else words(NOTHING))
    change = Change(
        words.count("{number} sentence in fewer words", "{number} sentences in fewer words", done),
        words(N_("A shorter prompt that says the same is easier to follow.")),
    )
    return replace(ruled, text=text, changes=(*ruled.changes, change), usage=usage, caution=words(CAUTION))


def parts(text: str) -> Iterator[Part]:
    """Take a prompt apart; joined, the parts are the prompt. Code, headings, tables and lines of tags are no prose."""
    fenced = False
    for line in text.splitlines(keepends=True):
        fence = bool(_FENCE.match(line))
        if fenced or fence or _NO_PROSE.match(line):
            yield Part(line)
        else:
            yield from _sentences(line)
        fenced ^= fence


def _sentences(line: str) -> Iterator[Part]:
    bullet = _BULLET.match(line)
    start, end = bullet.end() if bullet else 0, len(line.rstrip())
    if end <= start:
        yield Part(line)
        return
    for piece in (line[:start], *_SENTENCE.split(line[start:end]), line[end:]):
        if piece:
            yield Part(piece, sentence=len(piece.split()) >= LONG)
