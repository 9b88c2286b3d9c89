"""Whatever a command says, Discord takes it, and the person can read all of it."""

import asyncio
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import discord
import pytest
from discord.http import Route
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapters.discord.board import Board
from adapters.discord.deliver import Delivery
from adapters.discord.outlets import InteractionOutlet
from adapters.discord.posting import Hook, Rest
from adapters.escape import revealed, safe
from adapters.pace import Turns
from bot.clock import SystemClock
from bot.dialogue.events import (
    AskForm,
    Attachment,
    Blame,
    Button,
    Card,
    Choices,
    Delta,
    Diff,
    Done,
    Event,
    Facts,
    Failure,
    Item,
    Items,
    Line,
    Part,
    Progress,
    Prompt,
    TextDelta,
    Tone,
)
from bot.dialogue.form import Form
from bot.dialogue.reply import Emit, Reply
from bot.domain import CallId, Status, Stretch
from bot.words import Words
from tests.doubles.discord_person import Act
from tests.doubles.discord_wire import Wire, wired

WORDS = Words()
THINK, EPHEMERAL = 5, 64
NASTY = (
    "plain words ",
    "```python\nprint(1)\n```\n",
    "``` ",
    "~~~\n",
    "@everyone <@123> <#4> <t:1:R> </go:5> :smile: ",
    "[masked](https://evil.example) https://a.example/_x_*y* ",
    "# heading\n## two\n-# small\n> quote\n1. one\n- two\n",
    "\U0001f469\u200d\U0001f469\u200d\U0001f467 \U0001f1eb\U0001f1f7 e\u0301 \U0001d4d0",
    "\x00\x1b[31m\x07 \u202e\u200b\ufeff ",
    "\r\n\t \u3000",
    "**bold** __under__ *it* ||spoiler|| `code` \\ ",
    "word",
)
SIZES = (1, 20, 79, 80, 81, 300, 1799, 1800, 1801, 2000, 2001, 3899, 3900, 3901, 4000, 4001, 9000)
LONGEST = 100_000
SENTENCE_LONGEST = 3900
"""Of what failed and of titles and quotations; the rest of a longer one would stand below what follows it."""


def _filled(text: str, size: int) -> str:
    return (text * (size // len(text) + 1))[:size]


LONG = st.builds(_filled, st.sampled_from(NASTY), st.sampled_from(SIZES))
SHORT = st.text(st.characters(exclude_categories=["Cs"]), max_size=40) | st.sampled_from(NASTY)
TEXT = st.one_of(SHORT, SHORT, LONG, st.lists(st.sampled_from(NASTY), max_size=6).map("".join))
NAME = st.one_of(SHORT, st.builds(_filled, st.sampled_from(NASTY), st.sampled_from([79, 80, 81, 101, 300])))
SENTENCE = TEXT.filter(lambda text: len(text) <= SENTENCE_LONGEST)
BUTTON = st.builds(Button, NAME.filter(str.strip), st.integers(0, 10**6).map("1do:{}".format))
FEW = st.lists(BUTTON, max_size=7, unique_by=lambda one: one.token).map(tuple)
MANY = st.lists(BUTTON, max_size=60, unique_by=lambda one: one.token).map(tuple)
ITEM = st.builds(Item, title=SENTENCE, body=TEXT, quote=SENTENCE, mark=SHORT, buttons=FEW)
SIGNED = st.builds(Stretch, st.sampled_from("=-+"), TEXT)
DELTA = st.builds(Delta, st.lists(SIGNED, max_size=8).map(tuple))
FILE = st.sampled_from(["prompt.md", "examples.md", "a b\u00e9.md"])
PART: st.SearchStrategy[Part] = st.one_of(
    st.builds(Line, TEXT, st.sampled_from(Tone)),
    st.builds(Prompt, TEXT, FILE),
    st.builds(Facts, st.lists(st.tuples(NAME, TEXT), max_size=5).map(tuple), title=NAME),
    st.builds(Items, st.lists(ITEM, max_size=12).map(tuple)),
    DELTA,
)
PARTS = st.lists(PART, max_size=4).map(tuple)
SLOT = st.sampled_from("abc")
CARD = st.builds(Card, slot=SLOT, title=NAME, parts=PARTS, buttons=FEW, more=MANY)
FORM = Form(token="1form:x", title="A form", submit="Send", fields=())
EVENT: st.SearchStrategy[Event] = st.one_of(
    st.builds(TextDelta, slot=SLOT, text=TEXT),
    st.builds(Progress, slot=SLOT, text=NAME),
    CARD,
    CARD,
    st.builds(Diff, slot=SLOT, title=NAME, delta=DELTA, notes=st.tuples(st.builds(Line, TEXT)), buttons=FEW),
    st.builds(Choices, slot=SLOT, question=TEXT, parts=PARTS, buttons=FEW),
    st.builds(AskForm, slot=SLOT, title=NAME, intro=TEXT, form=st.just(FORM), skip=BUTTON, open=BUTTON),
    st.builds(
        Attachment, slot=SLOT, name=FILE, media_type=st.just("text/markdown"), content=st.binary(max_size=50), note=TEXT
    ),
    st.builds(Failure, slot=SLOT, sentence=SENTENCE, kept=NAME, advice=TEXT, blame=st.just(Blame.OUTSIDE), buttons=FEW),
)
EVENTS = st.lists(EVENT, max_size=6)
DONE = st.builds(Done, status=st.sampled_from([Status.DONE, Status.CANCELLED, Status.FAILED]))


# --- what is to be found ---------------------------------------------------------------------------------------------


def _last(events: Sequence[Event]) -> dict[str, list[Event]]:
    """Give what stands in each slot at the end: one event, or all of a text that streamed."""
    slots: dict[str, list[Event]] = {}
    for event in events:
        if isinstance(event, Done):
            continue
        before = slots.get(event.slot, [])
        streams = isinstance(event, TextDelta) and bool(before) and isinstance(before[0], TextDelta)
        slots[event.slot] = [*before, event] if streams else [event]
    return slots


@dataclass
class Wanted:
    """What the person must find: texts to read, texts to copy exactly, files, and what can be pressed."""

    texts: list[str]
    exact: list[str]
    files: list[bytes]
    tokens: set[str]


def wanted(events: Sequence[Event]) -> Wanted:
    """Say what must be found of these events."""
    made = Wanted([], [], [], set())
    for standing in _last(events).values():
        if isinstance(standing[0], TextDelta):
            text = "".join(one.text for one in standing if isinstance(one, TextDelta))
            made.exact += [text] if text.strip() else []
        else:
            _want(standing[0], made)
    return made


def _want(event: Event, made: Wanted) -> None:
    match event:
        case Card(title=title, parts=parts) | Choices(question=title, parts=parts):
            made.texts.append(title)
            for part in parts:
                _want_part(part, made)
            more = event.more if isinstance(event, Card) else ()
            made.tokens |= {button.token for button in (*event.buttons, *more)}
        case Diff():
            made.texts += [event.title, *(note.text for note in event.notes)]
            _want_part(event.delta, made)
            made.tokens |= {button.token for button in (*event.buttons, *event.more)}
        case AskForm():
            made.texts += [event.title, event.intro]
            made.tokens |= {event.open.token, event.skip.token if event.skip else event.open.token}
        case Attachment():
            made.texts.append(event.note)
            made.files.append(event.content)
        case Failure():
            made.texts += [event.sentence, event.kept, event.advice]
            made.tokens |= {button.token for button in event.buttons}
        case TextDelta() | Progress() | Done():
            pass  # a text that streamed is dealt with before; progress is gone at the end


def _want_part(part: Part, made: Wanted) -> None:
    match part:
        case Line():
            made.texts.append(part.text)
        case Prompt():
            made.exact += [part.text] if part.text else []
        case Facts():
            made.texts += [part.title, *(text for row in part.rows for text in row)]
        case Items():
            for item in part.items:
                made.texts += [item.mark, item.title, item.quote, item.body]
                made.tokens |= {button.token for button in item.buttons}
        case Delta():
            made.texts += [one.text for one in part.stretches if one.sign != "=" and one.text.strip()]


# --- what is found ---------------------------------------------------------------------------------------------------

SIGNS = re.compile(r"[\s\\*_~|`\[\]<@#:.>+\-\u201c\u201d\u2423]|x7e")
"""What stands between pieces of a text, or is shown in another way: the words are what counts."""
REST = "Therestisinthefileanswermd"


def squeezed(text: str) -> str:
    """Give the words of a text, with nothing between them."""
    return SIGNS.sub("", text).replace(REST, "")


def assert_found(act: Act, looked_for: Wanted) -> None:
    """Hold what the person sees to what was said."""
    files = [content for message in act.messages for content in message.files.values()]
    folded = [message.files["answer.md"].decode() for message in act.messages if "answer.md" in message.files]
    texts = [message.text for message in act.messages] + folded
    read = squeezed("\n".join(texts))
    for text in filter(str.strip, looked_for.texts):
        ways = (safe(text), revealed(text), safe(" ".join(text.split())))
        assert any(squeezed(shown) in read for shown in ways), text[:200]
    for text in looked_for.exact:
        assert text.encode() in files or any(_copies(text, shown) for shown in texts), text[:200]
    for content in looked_for.files:
        assert content in files
    pressable = {token for message in act.messages for _, token in message.pressable}
    assert looked_for.tokens <= pressable
    assert not any(token.startswith("~stop:") for token in pressable)


def _copies(text: str, shown: str) -> bool:
    return text == shown or f"```\n{text}\n```" in shown


# --- from events to messages -----------------------------------------------------------------------------------------


class Sending:
    """A loopback Discord, and the adapter's own way from events to its messages."""

    def __init__(self, wire: Wire, rest: Rest) -> None:
        self.wire = wire
        self.rest = rest

    async def shown(self, events: Sequence[Event], room: int | None) -> Act:
        """Deliver events as the answer to a command; with a `room`, where the app is installed for the person alone."""
        act = await self.wire.hold(self.wire.channel if room is None else self.wire.elsewhere)
        await self.wire.respond(act, THINK, {"flags": EPHEMERAL})
        hook = Hook(self.rest, self.wire.double.application_id, act.interaction.token)
        outlet = InteractionOutlet(hook, private=True)
        board = Board(WORDS, stop="~stop:1", room=room)
        delivery = Delivery(board, outlet, Turns(SystemClock(), 0), words=WORDS, refused=_refused)

        async def run(emit: Emit) -> None:
            for event in events:
                await emit(event)
                await asyncio.sleep(0)

        await delivery.run(Reply(CallId("call"), run))
        return act


def _refused() -> None:
    raise AssertionError("the token was refused")


@pytest.fixture(scope="module")
def runner() -> Iterator[asyncio.Runner]:
    """Run all examples in one loop."""
    with asyncio.Runner() as one:
        yield one


@pytest.fixture(scope="module")
def sending(runner: asyncio.Runner) -> Iterator[Sending]:
    """Open the loopback Discord once, and a client without a connection to its gateway."""
    opened, client = wired(), discord.Client(intents=discord.Intents.none())
    with pytest.MonkeyPatch.context() as patch:
        wire = runner.run(opened.__aenter__())
        patch.setattr(Route, "BASE", wire.double.api_url)
        runner.run(client.login(wire.double.token))
        rest = Rest()
        rest.use(client.http)
        yield Sending(wire, rest)
        runner.run(client.close())
        runner.run(opened.__aexit__(None, None, None))


@pytest.mark.filterwarnings("ignore:Generating overly large repr")  # of an example that fails
@given(EVENTS, DONE, st.sampled_from([None, 5, 6]))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
def test_all_that_is_said_is_taken_by_discord_and_can_be_read(
    runner: asyncio.Runner, sending: Sending, events: list[Event], done: Done, room: int | None
) -> None:
    """Any answer, of any length and in any characters, comes whole: nothing is refused, no text is cut without a word
    and no button is lost, with room for any number of messages or for few.
    """
    act = runner.run(sending.shown([*events, done], room))
    double = sending.wire.double
    assert double.refused == []
    assert double.errors == []
    assert room is None or len(act.messages) <= room
    assert_found(act, wanted(events))


@pytest.mark.parametrize("room", [None, 6])
@pytest.mark.parametrize("text", [NASTY[0], NASTY[1], NASTY[4]])
def test_a_very_long_text_comes_whole(runner: asyncio.Runner, sending: Sending, text: str, room: int | None) -> None:
    """A hundred thousand characters come whole as a sentence, as a prompt and as what streamed."""
    long = _filled(text, LONGEST)
    card = Card(slot="a", title="Long", parts=(Line(long), Prompt(long)))
    events: list[Event] = [card, TextDelta(slot="b", text=long), Done(status=Status.DONE)]
    act = runner.run(sending.shown(events, room))
    assert sending.wire.double.refused == []
    assert sending.wire.double.errors == []
    assert_found(act, wanted(events))
