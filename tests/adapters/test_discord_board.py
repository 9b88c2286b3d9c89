"""The answer to a call as it stands on Discord: one slot below the other, edited in place, with a way to stop it."""

from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.discord.blocks import Beside, File, Menu, Row, Sheet, Text
from adapters.discord.board import TAIL, Board
from adapters.discord.markup import quiet
from adapters.discord.pack import inners
from bot.dialogue.events import (
    Attachment,
    Blame,
    Button,
    Card,
    Choices,
    Delta,
    Diff,
    Done,
    Event,
    Failure,
    Line,
    Progress,
    Prompt,
    TextDelta,
    Visible,
)
from bot.domain import Status, Stretch
from bot.words import Words
from tests.adapters.test_discord_pack import assert_taken
from tests.doubles.examples import EXAMPLES

END = Done(status=Status.DONE)
STOP = Button("Stop", "~stop:k")
COPY = Card(slot="copy", title="", parts=(Prompt("Write **it**."),))
SHARED = Card(slot="shared", title="Plan, shared by Ana", parts=(Prompt("Plan."),), public=True)


def board(*events: Event, stop: str = STOP.token, room: int | None = None) -> Board:
    """Give a board that has seen these events."""
    made = Board(Words(), stop=stop, room=room)
    for event in events:
        made.show(event)
    return made


def read(sheets: Iterable[Sheet]) -> str:
    """Give all texts, one a line."""
    blocks = [block for sheet in sheets for block in inners(sheet.blocks)]
    return "\n".join(block.markdown for block in blocks if isinstance(block, Text | Beside))


def pressed(sheets: Iterable[Sheet]) -> list[str]:
    """Give the labels of all buttons, those in menus too."""
    blocks = [block for sheet in sheets for block in inners(sheet.blocks)]
    return [button.label for block in blocks if isinstance(block, Row | Menu) for button in block.buttons]


def attached(sheets: Iterable[Sheet]) -> dict[str, bytes]:
    """Give the files."""
    blocks = [block for sheet in sheets for block in inners(sheet.blocks)]
    return {block.name: block.content for block in blocks if isinstance(block, File)}


# --- what stands while it runs -----------------------------------------------------------------------------------


def test_something_stands_there_from_the_beginning() -> None:
    """Before anything is known a person reads that it is being worked on, and can stop it."""
    assert board().sheets == (Sheet((Text("Working…"), Row((STOP,)))),)


def test_there_is_no_stop_where_nothing_can_be_stopped() -> None:
    """Without a token there is no Stop button."""
    assert board(stop="").sheets == (Sheet((Text("Working…"),)),)


def test_progress_is_replaced_in_place() -> None:
    """What is being done stands once, as it is now; what was found so far is said in words."""
    shown = board(Progress(slot="a", text="Reading"), Progress(slot="a", text="Blocker: too long", data=object()))
    assert read(shown.sheets) == quiet("Blocker: too long")
    assert pressed(shown.sheets) == ["Stop"]


def test_slots_keep_their_order() -> None:
    """What came first stays on top, also when it is replaced later."""
    first, second = Card(slot="a", title="First"), Card(slot="b", title="Second")
    shown = board(first, second, Card(slot="a", title="First again"), END)
    assert read(shown.sheets) == "### First again\n### Second"


def test_a_replaced_slot_leaves_nothing_behind() -> None:
    """A long answer that took several parts is gone as a whole when its slot says something short."""
    long = Diff(slot="a", title="Long", delta=Delta((Stretch("+", "word " * 3000),)))
    shown = board(long, Card(slot="a", title="Short"), END)
    assert read(shown.sheets) == "### Short"


def test_further_parts_stand_below_their_own() -> None:
    """What goes on in further parts stands below the first one, above what comes later."""
    failure = Failure(slot="f", sentence="word " * 2000, kept="Kept.", blame=Blame.PERSON)
    told = read(board(Card(slot="f", title=""), Card(slot="z", title="Later"), failure, END).sheets)
    assert told.count("word") == 2000
    assert told.endswith("### Later")


# --- streaming ---------------------------------------------------------------------------------------------------


def test_text_streams_into_a_code_block() -> None:
    """A prompt is read as it is written, exactly, and can be stopped."""
    shown = board(
        Progress(slot="p", text="Writing…"), TextDelta(slot="p", text="Be *br"), TextDelta(slot="p", text="ief*")
    )
    assert shown.texting
    assert shown.sheets == (Sheet((Text("```\nBe *brief*\n```"), Row((STOP,)))),)


def test_text_with_a_code_block_in_it_is_escaped() -> None:
    """A text that has a code block itself would break out of ours: it reads as it was written."""
    shown = board(TextDelta(slot="p", text="Give:\n```\n*x*\n```"))
    assert read(shown.sheets) == "Give:\n\\`\\`\\`\n\\*x\\*\n\\`\\`\\`"


def test_a_long_text_shows_how_far_it_is() -> None:
    """Of a long text its end is shown while it is written, and how long it is so far."""
    shown = board(TextDelta(slot="p", text="a" * 1000), TextDelta(slot="p", text="b" * TAIL))
    assert read(shown.sheets) == f"-# … 2,800 characters so far\n```\n{'b' * TAIL}\n```"


@given(st.lists(st.text("ab `*_\n\u202e<@#", min_size=1, max_size=200), min_size=1, max_size=20).map(lambda of: of * 9))
def test_a_stream_is_one_message(pieces: list[str]) -> None:
    """Whatever streams, it stands in messages that Discord takes at every moment."""
    shown = board()
    for piece in pieces:
        shown.show(TextDelta(slot="p", text=piece))
    for sheet in shown.sheets:
        assert_taken(sheet)
    assert len(shown.sheets) == 1


def test_white_space_is_nothing_to_show() -> None:
    """A text that begins with empty lines is still being worked on: an empty block would look broken."""
    assert read(board(TextDelta(slot="p", text="\n\n")).sheets) == "Working…"


def test_a_card_replaces_what_streamed() -> None:
    """When the prompt is finished its card takes the place of the stream, and nothing can be stopped any more."""
    card = Card(slot="p", title="Plan", parts=(Prompt("Be brief."),), buttons=(Button("Save", "1save:v"),))
    shown = board(TextDelta(slot="p", text="Be brief."), card, END)
    assert not shown.texting
    assert read(shown.sheets) == "### Plan\n```\nBe brief.\n```"
    assert pressed(shown.sheets) == ["Save"]


def test_a_stopped_text_stays() -> None:
    """What was written until Stop is still there as a whole, and a sentence says that it is not saved."""
    shown = board(TextDelta(slot="p", text="Half a"), Done(status=Status.CANCELLED))
    told = read(shown.sheets)
    assert told.startswith("### What was written\n```\nHalf a\n```\nStopped. What was not finished is not saved")
    assert pressed(shown.sheets) == []
    assert not shown.texting


def test_a_long_stopped_text_is_a_file() -> None:
    """A long text that was stopped is whole in a file."""
    text = "word " * 2000 + "end"
    shown = board(TextDelta(slot="p", text=text), Done(status=Status.CANCELLED))
    assert attached(shown.sheets) == {"prompt.md": text.encode()}


def test_a_text_that_was_cut_stands_above_the_failure() -> None:
    """When the model breaks off, what arrived stands above the sentence that says so."""
    failure = Failure(slot="failure", sentence="It broke off.", kept="Kept.", blame=Blame.OUTSIDE)
    told = read(board(TextDelta(slot="p", text="Half a"), failure, Done(status=Status.FAILED)).sheets)
    assert told.index("Half a") < told.index("It broke off.")


def test_progress_is_gone_at_the_end() -> None:
    """Nothing says "Reading…" once the answer has ended."""
    failure = Failure(slot="failure", sentence="It broke off.", kept="Kept.", blame=Blame.OUTSIDE)
    shown = board(Progress(slot="p", text="Reading…"), failure, Done(status=Status.FAILED))
    assert "Reading" not in read(shown.sheets)


def test_text_after_a_card_streams_anew() -> None:
    """A slot that has a card can stream again, from its beginning."""
    shown = board(TextDelta(slot="p", text="old"), Card(slot="p", title="Old"), TextDelta(slot="p", text="new"))
    assert read(shown.sheets) == "```\nnew\n```"


# --- the end -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("done", "said"),
    [
        (END, "Done."),
        (Done(status=Status.DONE, repeated=True), "That was answered already."),
        (Done(status=Status.RUNNING, repeated=True), "That is being done at this moment."),
        (Done(status=Status.CANCELLED, repeated=True), "That was answered already."),
        (
            Done(status=Status.CANCELLED),
            "Stopped. What was not finished is not saved; /last shows what you were working on.",
        ),
    ],
)
def test_an_end_without_anything_says_so(done: Done, said: str) -> None:
    """An answer that showed nothing ends with a sentence, never with silence."""
    shown = board(Progress(slot="p", text="Reading…"), done)
    assert shown.sheets == (Sheet((Text(said),)),)
    assert shown.done == done


def test_an_empty_card_ends_with_a_sentence() -> None:
    """A card that says nothing makes no empty message."""
    assert read(board(Card(slot="a", title=""), END).sheets) == "Done."


def test_what_was_answered_before_is_shown_again() -> None:
    """A repeated call shows what it showed then."""
    assert read(board(Card(slot="a", title="Saved"), Done(status=Status.DONE, repeated=True)).sheets) == "### Saved"


def test_stop_is_said_below_what_stands() -> None:
    """What was finished before Stop stays, and a sentence below it says that the rest was stopped."""
    told = read(board(Card(slot="a", title="Plan"), Done(status=Status.CANCELLED)).sheets)
    assert told.startswith("### Plan\nStopped.")


# --- for everyone ------------------------------------------------------------------------------------------------


def test_what_is_shared_stands_for_everyone() -> None:
    """A shared card is posted once for all; who shared it reads privately that everyone sees it, once it is so."""
    shown = board(Progress(slot="shared", text="Sharing…"), SHARED)
    assert shown.take_public() == ()
    shown.show(END)
    ((public,),) = shown.take_public()
    assert read([public]) == "### Plan, shared by Ana\n```\nPlan.\n```"
    assert shown.take_public() == ()
    assert shown.sheets == (Sheet((Text("Posting…"),)),)
    shown.posted()
    assert shown.sheets == (Sheet((Text("Everyone here sees it now."),)),)


def test_what_was_shared_already_is_not_shared_again() -> None:
    """An event that is delivered twice posts nothing twice."""
    shown = board(SHARED, Done(status=Status.DONE, repeated=True))
    assert shown.take_public() == ()
    assert read(shown.sheets) == "That was answered already."


def test_a_long_shared_prompt_is_a_file() -> None:
    """A long prompt that is shared comes as a file, in messages that Discord takes."""
    shown = board(Card(slot="s", title="Plan", parts=(Prompt("word " * 3000),), public=True), END)
    ((public,),) = shown.take_public()
    assert_taken(public)
    assert attached([public]) == {"prompt.md": b"word " * 3000}


# --- plain content -----------------------------------------------------------------------------------------------


def test_a_prompt_alone_is_plain_text() -> None:
    """What Copy answers is the prompt and nothing else, at once and at the end: it is copied with one touch."""
    shown = board(COPY)
    assert shown.sheets == (Sheet(content="Write **it**."),)
    shown.show(END)
    assert shown.sheets == (Sheet(content="Write **it**."),)


@pytest.mark.parametrize(
    "others", [(Card(slot="a", title="Plan"),), (Progress(slot="copy", text="Looking"),), (SHARED,)], ids=str
)
def test_a_prompt_among_other_things_is_a_card(others: tuple[Event, ...]) -> None:
    """Beside anything else the prompt stands in its block: a message with components never becomes plain text."""
    for events in ((*others, COPY), (COPY, *others, COPY)):
        shown = board(*events, END)
        assert all(not sheet.plain for sheet in shown.sheets)
        assert "```\nWrite **it**.\n```" in read(shown.sheets)


def test_a_stopped_copy_says_so() -> None:
    """Stop is said below what stands already."""
    told = read(board(COPY, Done(status=Status.CANCELLED)).sheets)
    assert told.startswith("```\nWrite **it**.\n```\nStopped.")


def test_a_long_prompt_to_copy_is_a_file() -> None:
    """A prompt that no plain message holds comes as a file, whole, with a sentence and its beginning."""
    text = "word " * 1000 + "end"
    shown = board(Card(slot="copy", title="", parts=(Prompt(text, "plan.md"),)), END)
    assert attached(shown.sheets) == {"plan.md": text.encode()}
    assert "plan.md" in read(shown.sheets)
    assert "word word" in read(shown.sheets)


# --- all of it ---------------------------------------------------------------------------------------------------


def test_prompts_keep_their_places() -> None:
    """Two long prompts and a short one stand where they belong, each whole."""
    texts = ["a " * 3000 + "a", "short", "b " * 3000 + "b"]
    parts = (Prompt(texts[0], "a.md"), Line("Between"), Prompt(texts[1]), Prompt(texts[2], "b.md"))
    for event in (Card(slot="c", title="T", parts=parts), Choices(slot="c", question="Which?", parts=parts)):
        sheets = board(event, END).sheets
        assert attached(sheets) == {"a.md": texts[0].encode(), "b.md": texts[2].encode()}
        told = read(sheets)
        assert told.index("a a") < told.index("Between") < told.index("short") < told.index("b b")


def test_many_buttons_go_behind_a_menu() -> None:
    """A card with more buttons than a phone shows in a row folds the others into a menu."""
    buttons = tuple(Button(str(number), f"1do:{number}") for number in range(7))
    sheets = board(Card(slot="a", title="T", buttons=buttons), END).sheets
    assert [len(each.buttons) for each in inners(sheets[0].blocks) if isinstance(each, Row | Menu)] == [4, 3]


@given(st.lists(st.sampled_from([each for each in EXAMPLES if not isinstance(each, Done)]), max_size=12))
def test_any_answer_is_taken(events: list[Visible]) -> None:
    """Whatever a call shows, its messages are within Discord's limits at every moment."""
    shown = board()
    for event in (*events, END):
        shown.show(event)
        assert shown.sheets
        for sheet in shown.sheets:
            assert_taken(sheet)


def test_little_room_is_enough() -> None:
    """Where few messages can be posted, the answer takes no more than these, and its rest is a file."""
    cards = [Card(slot=str(number), title=f"Card {number}", parts=(Line("word " * 700),)) for number in range(9)]
    shown = board(*cards, END, room=2)
    assert len(shown.sheets) == 2
    rest = attached(shown.sheets)["answer.md"].decode()
    assert all(f"Card {number}" in read(shown.sheets) + rest for number in range(9))


def test_a_file_comes_with_its_note() -> None:
    """A file is sent as a file, with a word on what it is."""
    file = Attachment(slot="f", name="all.md", media_type="text/markdown", content=b"All", note="Your prompts")
    sheets = board(file, END).sheets
    assert attached(sheets) == {"all.md": b"All"}
    assert "Your prompts" in read(sheets)


def test_a_small_change_in_a_long_text_is_one_message() -> None:
    """A word changed in the middle of two long texts that stay is seen at once, in one message."""
    same = "Keep each of these rules in mind, one after the other. " * 400
    delta = Delta((Stretch("=", same), Stretch("-", "old"), Stretch("+", "new"), Stretch("=", same)))
    board = Board(Words())
    board.show(Diff(slot="prompt", title="Rules, v2", delta=delta))
    board.show(Done(status=Status.DONE))
    (sheet,) = board.sheets
    assert "~~old~~" in str(sheet)
    assert "**new**" in str(sheet)


def test_every_button_of_a_question_can_be_pressed() -> None:
    """A question with many answers has a button for each: none becomes words that nobody can type on Discord."""
    buttons = tuple(Button(f"Answer {number}", f"1do:{number}") for number in range(7))
    (sheet,) = board(Choices(slot="a", question="Which one?", buttons=buttons), END).sheets
    rows = [block.buttons for block in inners(sheet.blocks) if isinstance(block, Row)]
    assert [button for row in rows for button in row] == list(buttons)
