"""The answer to a call as it stands on Slack: one slot below the other, edited in place, with a way to stop it."""

from collections.abc import Iterable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.slack.board import TAIL, Board
from adapters.slack.markup import Block, context, fenced, plain, rich, run, section
from adapters.slack.pack import Message
from adapters.slack.stream import StreamOutlet
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
    Progress,
    Prompt,
    Style,
    TextDelta,
    Tone,
    Visible,
)
from bot.domain import Status, Stretch
from bot.words import Words
from tests.adapters.test_slack_pack import assert_taken, blocks_of, files_of, offered, read
from tests.doubles.examples import EXAMPLES, FORM, squeezed
from tests.doubles.examples import texts as said_in

END = Done(status=Status.DONE)
STOP: Block = {
    "type": "actions",
    "elements": [{"type": "button", "action_id": "~stop:k", "text": plain("Stop")}],
}
WORKING = rich(section(run("Working\u2026")))
SHARED = Card(slot="shared", title="Plan, shared by Ana", parts=(Prompt("Plan."),), public=True)


def board(*events: Event, stop: str = "~stop:k", room: int | None = None, streams: bool = True) -> Board:
    """Give a board that has seen these events."""
    made = Board(Words(), stop=stop, room=room, streams=streams)
    for event in events:
        made.show(event)
    return made


def told(messages: Iterable[Message]) -> str:
    """Give all texts, one a line."""
    return read(blocks_of(messages))


def pressed(messages: Iterable[Message]) -> list[str]:
    """Give the labels of all buttons, those in menus too."""
    return [label for label, _ in offered(blocks_of(messages))]


# --- what stands while it runs -----------------------------------------------------------------------------------


def test_something_stands_there_from_the_beginning() -> None:
    """Before anything is known a person reads that it is being worked on, and can stop it."""
    assert board().messages == (Message((WORKING, STOP)),)


def test_there_is_no_stop_where_nothing_can_be_stopped() -> None:
    """Without a token there is no Stop button."""
    assert board(stop="").messages == (Message((WORKING,)),)


def test_progress_is_replaced_in_place() -> None:
    """What is being done stands once, as it is now, in small letters."""
    shown = board(Progress(slot="a", text="Reading"), Progress(slot="a", text="Blocker: too long", data=object()))
    assert shown.messages == (Message((context("Blocker: too long"), STOP)),)


def test_slots_keep_their_order() -> None:
    """What came first stays on top, also when it is replaced later."""
    first, second = Card(slot="a", title="First"), Card(slot="b", title="Second")
    assert told(board(first, second, Card(slot="a", title="First again"), END).messages) == "First again\nSecond"


def test_a_replaced_slot_leaves_nothing_behind() -> None:
    """A long answer that took several messages is gone as a whole when its slot says something short."""
    long = Diff(slot="a", title="Long", delta=Delta((Stretch("+", "word " * 6000),)))
    assert len(board(long).messages) > 1
    assert told(board(long, Card(slot="a", title="Short"), END).messages) == "Short"


# --- streaming ---------------------------------------------------------------------------------------------------


def test_text_streams_into_a_block() -> None:
    """A prompt is read as it is written, exactly, and can be stopped."""
    shown = board(
        Progress(slot="p", text="Writing"), TextDelta(slot="p", text="Be *br"), TextDelta(slot="p", text="ief*\n```")
    )
    assert shown.texting
    assert shown.messages == (Message((fenced("Be *brief*\n```"), STOP)),)
    assert shown.streamed == "Be \\*brief\\*\n\\`\\`\\`"


def test_a_private_answer_does_not_change_all_the_time() -> None:
    """Where an answer can be replaced a few times only, a text stands there when it is finished."""
    shown = board(TextDelta(slot="p", text="Be br"), streams=False)
    assert shown.texting
    assert shown.messages == (Message((WORKING, STOP)),)
    shown.show(END)
    assert told(shown.messages) == "What was written\nBe br"


def test_a_long_text_shows_how_far_it_is() -> None:
    """Of a long text its end is shown while it is written, and how long it is so far."""
    shown = board(TextDelta(slot="p", text="a" * 1000), TextDelta(slot="p", text="b" * TAIL))
    assert told(shown.messages) == f"\u2026 2,800 characters so far\n{'b' * TAIL}"
    assert shown.streamed == "a" * 1000 + "b" * TAIL


@settings(deadline=None, max_examples=30)
@given(st.lists(st.text("ab `*_\n\u202e<@&", min_size=1, max_size=200), min_size=1, max_size=20).map(lambda of: of * 9))
def test_a_stream_is_one_message_that_only_grows(pieces: list[str]) -> None:
    """Whatever streams, it stands in a message that Slack takes, and what is streamed is never taken back."""
    shown, before = board(), ""
    for piece in pieces:
        shown.show(TextDelta(slot="p", text=piece))
        assert shown.streamed.startswith(before)
        before = shown.streamed
    (message,) = shown.messages
    assert_taken(message)


def test_white_space_is_nothing_to_show() -> None:
    """A text that begins with empty lines is still being worked on: an empty block would look broken."""
    assert told(board(TextDelta(slot="p", text="\n\n")).messages) == "Working\u2026"


def test_a_card_replaces_what_streamed() -> None:
    """When the prompt is finished its card takes the place of the stream, and nothing can be stopped any more."""
    card = Card(slot="p", title="Plan", parts=(Prompt("Be brief."),), buttons=(Button("Save", "1save:v"),))
    shown = board(TextDelta(slot="p", text="Be brief."), card, END)
    assert not shown.texting
    assert shown.streamed == ""
    assert told(shown.messages) == "Plan\nBe brief."
    assert pressed(shown.messages) == ["Save"]


def test_a_stopped_text_stays() -> None:
    """What was written until Stop is still there as a whole, and a sentence says that it is not saved."""
    shown = board(TextDelta(slot="p", text="Half a"), Done(status=Status.CANCELLED))
    assert told(shown.messages).startswith("What was written\nHalf a\nStopped. What was not finished is not saved")
    assert pressed(shown.messages) == []
    assert not shown.texting


def test_a_long_stopped_text_is_a_file() -> None:
    """A long text that was stopped is whole in a file."""
    text = "word " * 2000 + "end"
    shown = board(TextDelta(slot="p", text=text), Done(status=Status.CANCELLED))
    assert files_of(shown.messages) == [("prompt.md", text.encode())]


# --- the end -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("done", "said"),
    [
        (END, "Done."),
        (Done(status=Status.DONE, repeated=True), "That was answered already."),
        (Done(status=Status.RUNNING, repeated=True), "That is being done at this moment."),
        (
            Done(status=Status.CANCELLED),
            "Stopped. What was not finished is not saved; /last shows what you were working on.",
        ),
    ],
)
def test_an_end_without_anything_says_so(done: Done, said: str) -> None:
    """An answer that showed nothing ends with a sentence, never with silence."""
    shown = board(Progress(slot="p", text="Reading"), done)
    assert told(shown.messages) == said
    assert shown.done == done


def test_a_failure_stands_below_what_was_cut() -> None:
    """When the model breaks off, what arrived stands above the sentence that says so, and no progress is left."""
    failure = Failure(slot="failure", sentence="It broke off.", kept="Kept.", blame=Blame.OUTSIDE)
    events = (Progress(slot="q", text="Reading"), TextDelta(slot="p", text="Half a"), failure)
    said = told(board(*events, Done(status=Status.FAILED)).messages)
    assert said == "What was written\nHalf a\nThis did not work.\nIt broke off.\nKept."


# --- for everyone ------------------------------------------------------------------------------------------------


def test_what_is_shared_stands_for_everyone() -> None:
    """A shared card is posted once for all; the one who shared it reads privately that everyone sees it."""
    shown = board(Progress(slot="shared", text="Sharing"), SHARED)
    assert shown.take_public() == ()
    shown.show(END)
    ((public,),) = shown.take_public()
    assert_taken(public)
    assert told([public]) == "Plan, shared by Ana\nPlan."
    assert shown.take_public() == ()
    assert told(shown.messages) == "Everyone here sees it now."


def test_what_was_shared_already_is_not_shared_again() -> None:
    """An event that is delivered twice posts nothing twice."""
    shown = board(SHARED, Done(status=Status.DONE, repeated=True))
    assert shown.take_public() == ()
    assert told(shown.messages) == "That was answered already."


def test_what_could_not_be_posted_is_not_said_to_be_seen() -> None:
    """Where Slack did not let it be posted, that is said and nothing else."""
    shown = board(SHARED, END)
    shown.not_posted("I could not post it.")
    assert told(shown.messages) == "I could not post it."


# --- all of it ---------------------------------------------------------------------------------------------------


def test_prompts_keep_their_places() -> None:
    """Two long prompts and a short one stand where they belong, each whole."""
    long = ["a " * 3000 + "a", "b " * 3000 + "b"]
    parts = (Prompt(long[0], "a.md"), Line("Between"), Prompt("short"), Prompt(long[1], "b.md"))
    for event in (Card(slot="c", title="T", parts=parts), Choices(slot="c", question="Which?", parts=parts)):
        messages = board(event, END).messages
        assert files_of(messages) == [("a.md", long[0].encode()), ("b.md", long[1].encode())]
        said = told(messages)
        assert said.index("a a") < said.index("Between") < said.index("short") < said.index("b b")


def test_many_buttons_go_behind_a_menu() -> None:
    """A card with more buttons than a phone shows in a row folds the others into a menu beside them."""
    buttons = tuple(Button(str(number), f"1do:{number}") for number in range(7))
    (row,) = blocks_of(board(Card(slot="a", title="", buttons=buttons), END).messages)
    assert [each["type"] for each in row["elements"]] == ["button"] * 4 + ["overflow"]
    assert pressed([Message((row,))]) == [button.label for button in buttons]


def test_every_button_of_a_question_can_be_pressed() -> None:
    """A question with many answers has a button for each."""
    buttons = tuple(Button(f"Answer {number}", f"1do:{number}") for number in range(7))
    assert pressed(board(Choices(slot="a", question="Which?", buttons=buttons), END).messages) == [
        button.label for button in buttons
    ]


def test_little_room_is_enough() -> None:
    """Where few messages can be posted, the answer takes no more than these, and its rest is a file."""
    cards = [Card(slot=str(number), title=f"Card {number}", parts=(Line("word " * 700),)) for number in range(9)]
    shown = board(*cards, END, room=2)
    assert len(shown.messages) == 2
    rest = dict(files_of(shown.messages))["answer.md"].decode()
    assert all(f"Card {number}" in told(shown.messages) + rest for number in range(9))


def test_an_answer_that_all_see_is_a_few_messages_as_well() -> None:
    """However long an answer in direct messages is, it drives away little of what stood there before."""
    line = Stretch("=", "It is said once. "), Stretch("-", "nice"), Stretch("+", "good")
    diff = Diff(slot="d", title="Plan, v2", delta=Delta(line * 3_000), buttons=(Button("Keep", "1do:k"),))
    shown = board(diff, END, room=StreamOutlet.room).messages
    assert len(shown) == 5
    assert pressed(shown[-1:]) == ["Keep"]
    assert "~~nice~~**good**It is said once." in dict(files_of(shown))["answer.md"].decode()


BUTTON = st.builds(
    Button, st.text(min_size=1, max_size=90), st.integers(0, 99).map("1do:{}".format), st.sampled_from(Style)
)
BUTTONS = st.lists(BUTTON, max_size=9, unique_by=lambda each: each.token).map(tuple)
TEXT = st.one_of(
    st.text(max_size=40), st.sampled_from(["word " * 900, "<!channel>" * 300, "\U0001f600" * 2000, "\n\n"])
)
NAME = st.sampled_from(["a.md", "b.md"])
ITEM = st.builds(Item, title=TEXT, body=TEXT, quote=TEXT, mark=TEXT, buttons=BUTTONS)
STRETCHES = st.lists(st.builds(Stretch, st.sampled_from("=-+"), TEXT), max_size=4).map(tuple)
PART = st.one_of(
    st.builds(Line, TEXT, st.sampled_from(Tone)),
    st.builds(Prompt, TEXT, NAME),
    st.builds(Facts, st.lists(st.tuples(TEXT, TEXT), max_size=3).map(tuple), TEXT),
    st.builds(Items, st.lists(ITEM, max_size=3).map(tuple)),
    st.builds(Delta, STRETCHES),
)
PARTS = st.lists(PART, max_size=4).map(tuple)
SLOT = st.sampled_from("abcd")
EVENT: st.SearchStrategy[Visible] = st.one_of(
    st.sampled_from([each for each in EXAMPLES if not isinstance(each, Done)]),
    st.builds(TextDelta, slot=SLOT, text=TEXT),
    st.builds(Progress, slot=SLOT, text=TEXT),
    st.builds(Card, slot=SLOT, title=TEXT, parts=PARTS, buttons=BUTTONS, more=BUTTONS, public=st.booleans()),
    st.builds(
        Diff, slot=SLOT, title=TEXT, delta=st.builds(Delta, STRETCHES), notes=st.just(()), buttons=BUTTONS, more=BUTTONS
    ),
    st.builds(Choices, slot=SLOT, question=TEXT, parts=PARTS, buttons=BUTTONS),
    st.builds(
        AskForm,
        slot=SLOT,
        title=TEXT,
        intro=TEXT,
        form=st.just(FORM),
        skip=st.one_of(st.none(), BUTTON),
        open=BUTTON,
    ),
    st.builds(Attachment, slot=SLOT, name=NAME, media_type=st.just("text/plain"), content=st.binary(), note=TEXT),
    st.builds(
        Failure,
        slot=SLOT,
        sentence=TEXT,
        kept=TEXT,
        advice=TEXT,
        blame=st.sampled_from(Blame),
        request=st.sampled_from(["", "k7f2-m9xd"]),
        buttons=BUTTONS,
    ),
)


@settings(deadline=None, max_examples=20)
@given(st.lists(EVENT, max_size=5), st.booleans(), st.one_of(st.none(), st.integers(1, 3)))
def test_any_answer_is_taken(events: list[Visible], streams: bool, room: int | None) -> None:  # noqa: FBT001 - drawn
    """Whatever a call shows, its messages are such that Slack takes them, at every moment."""
    shown = board(streams=streams, room=room)
    for event in (*events, END):
        shown.show(event)
        messages = shown.messages
        assert 0 < len(messages) <= (room or len(messages))
        for message in messages:
            assert_taken(message)
    for public in shown.take_public():
        for message in public:
            assert_taken(message)


@settings(deadline=None, max_examples=30)
@given(st.builds(Card, slot=SLOT, title=st.text(max_size=40), parts=PARTS, buttons=BUTTONS, more=BUTTONS))
def test_all_texts_and_buttons_of_any_card_are_there(card: Card) -> None:
    """Every button of a card can be pressed, and what it says is read in its messages or their files."""
    messages = board(card, END).messages
    items = [item for part in card.parts if isinstance(part, Items) for item in part.items]
    mine = [*(each for item in items for each in item.buttons), *card.buttons, *card.more]
    assert {token for _, token in offered(blocks_of(messages))} == {each.token for each in mine}
    seen = squeezed(told(messages)) + "".join(squeezed(content.decode()) for _, content in files_of(messages))
    names = {button.label for button in mine}
    for text in said_in((card.title, *(part for part in card.parts if not isinstance(part, Delta)))):
        if text.isprintable() and text not in names:
            assert squeezed(text) in seen
