"""Whatever an answer is made of, it comes as messages that Slack takes, with nothing lost and in order."""

from collections.abc import Iterable, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.slack import fold as folding
from adapters.slack.fold import fold
from adapters.slack.limits import BLOCKS, FALLBACK, TEXT
from adapters.slack.markup import Block, context, fenced, pieces, rich, run, section
from adapters.slack.pack import Message, cost, elsewhere, pack
from adapters.slack.parts import Piece, Upload, actions, judged
from bot.dialogue.events import Button, Thumbs
from bot.words import Words
from tests.doubles import slack_blocks, slack_schema
from tests.doubles.examples import squeezed
from tests.doubles.slack_limits import walk

WORDS = Words()
BUTTON = st.builds(Button, st.sampled_from(["Keep", "Undo", "Save & <go>"]), st.integers(0, 60).map("1do:{}".format))
TEXTS = st.one_of(
    st.text("ab \n&<", min_size=1, max_size=30),
    st.integers(1, 5000).map(lambda count: "word " * (count // 5) + "x" * (count % 5 + 1)),
)
UNITS: st.SearchStrategy[list[Piece]] = st.one_of(
    TEXTS.map(lambda text: [rich(section(run(part))) for part in pieces(text)]),
    TEXTS.map(lambda text: [context(part) for part in pieces(text)]),
    st.lists(BUTTON, max_size=30).map(lambda of: list(actions(of, WORDS))),
    st.lists(BUTTON, max_size=130).map(lambda of: list(actions((), WORDS, of))),
    st.builds(Upload, st.sampled_from(["a.md", "b.md"]), st.binary(max_size=20)).map(lambda file: [file]),
)
PIECES: st.SearchStrategy[list[Piece]] = st.lists(UNITS, max_size=20).map(
    lambda units: [piece for unit in units for piece in unit]
)


def assert_taken(message: Message) -> None:
    """Hold a message against what Slack takes, wherever it is sent, and against what we never send."""
    given = {"text": message.text, "blocks": list(message.blocks)}
    quiet = {"unfurl_links": False, "unfurl_media": False}
    assert message.blocks
    assert message.text.strip()
    assert slack_schema.violations("chat.postMessage", {"channel": "C1", **given, **quiet}) == []
    assert slack_schema.violations("chat.update", {"channel": "C1", "ts": "1.2", **given}) == []
    assert slack_schema.violations("chat.stopStream", {"channel": "C1", "ts": "1.2", "blocks": given["blocks"]}) == []
    assert slack_schema.response_violations({**given, "replace_original": True}) == []
    assert slack_schema.response_violations({**given, **quiet, "response_type": "in_channel"}) == []
    assert_dead(message.blocks)


def assert_dead(blocks: Sequence[Block]) -> None:
    """See that nothing in blocks can act but buttons, and that no text is empty."""
    for where, each in walk(blocks, "blocks"):
        assert each["type"] not in {"mrkdwn", "markdown", "link", "emoji", "user", "channel", "broadcast"}, where
        assert each["type"] != "plain_text" or each["emoji"] is False, where
        assert each.get("text") != "", where


def blocks_of(messages: Iterable[Message]) -> list[Block]:
    """Give the blocks of all messages."""
    return [block for message in messages for block in message.blocks]


def files_of(messages: Iterable[Message]) -> list[tuple[str, bytes]]:
    """Give the files of all messages."""
    return [(file.name, file.content) for message in messages for file in message.uploads]


def read(blocks: Sequence[Block]) -> str:
    """Give what a person reads, a block or a line of it under the other."""
    return "\n".join(slack_blocks.block_texts(list(blocks)))


def offered(blocks: Sequence[Block]) -> list[tuple[str, str]]:
    """Give label and token of everything that can be pressed or chosen, in order."""
    found = slack_blocks.pressable(slack_blocks.completed(blocks))
    return [(label, option["value"] if option else action) for label, action, _, option in found]


def only(pieces_: Iterable[Piece]) -> list[Block]:
    """Give the blocks without the files."""
    return [piece for piece in pieces_ if not isinstance(piece, Upload)]


@settings(deadline=None, max_examples=60)
@given(PIECES)
def test_all_comes_in_messages_that_slack_takes(given_: list[Piece]) -> None:
    """Any answer is split into messages within all limits, and every text, button and file is in one of them."""
    messages = pack(given_)
    for message in messages:
        assert_taken(message)
    lonely = {name for name, _ in files_of(messages)}
    assert [each for each in blocks_of(messages) if each not in map(context, lonely)] == only(given_)
    assert files_of(messages) == [(one.name, one.content) for one in given_ if isinstance(one, Upload)]


def test_what_fits_stays_as_it_is() -> None:
    """A small answer is one message, made as it was meant."""
    blocks = [context("Title"), rich(section(run("Body"))), *actions((Button("Keep", "1do:a"),), WORDS)]
    assert pack(blocks) == (Message(tuple(blocks)),)


def test_nothing_is_no_message() -> None:
    """Where there is nothing to show, no empty message is made: Slack would refuse it."""
    assert pack(()) == ()


def test_many_blocks_go_on_in_the_next_message() -> None:
    """A long list is continued where Slack's fifty blocks end."""
    blocks = [context(str(number)) for number in range(BLOCKS.number + 1)]
    first, second = pack(blocks)
    assert (list(first.blocks), list(second.blocks)) == (blocks[:-1], blocks[-1:])


def test_buttons_stay_with_their_text() -> None:
    """The buttons of a card are never alone in the next message while their text stands in the one before."""
    row = list(actions((Button("Keep", "1do:a"),), WORDS))
    blocks = [*(context(str(number)) for number in range(BLOCKS.number - 1)), context("Which?"), *row]
    assert pack(blocks)[1].blocks == (context("Which?"), *row)


def test_a_file_stays_with_what_is_said_about_it() -> None:
    """A file goes with the message that names it, and there is room left to say where it is."""
    said, file = context("The whole text is in the file."), Upload("a.md", b"a")
    blocks: list[Piece] = [*(context(str(number)) for number in range(BLOCKS.number - 1)), said, file]
    assert pack(blocks)[1] == Message((said,), (file,))


def test_a_file_alone_is_named() -> None:
    """A message that is nothing but a file says its name."""
    assert pack((Upload("a.md", b"a"),)) == (Message((context("a.md"),), (Upload("a.md", b"a"),)),)


def test_a_block_that_no_message_holds_is_an_error() -> None:
    """What could never be shown is a mistake of ours that comes to light, and is not left out."""
    with pytest.raises(ValueError, match="no message"):
        pack((fenced("x" * TEXT.number),))


def test_the_cost_is_never_less_than_what_slack_counts() -> None:
    """Texts of signs and characters that Slack may count several times stay within its limit."""
    block = fenced("<&>\U0001f600")
    assert cost(block) > len("&lt;&amp;&gt;") + 2


# --- the text that stands for a message ------------------------------------------------------------------------------


def test_a_notification_reads_like_the_message() -> None:
    """A phone's notification says what the message says, and calls nobody."""
    message = Message((context("<!channel> & all"), fenced("<@U1>")))
    assert message.text == "&lt;!channel&gt; &amp; all\n&lt;@U1&gt;"


def test_a_long_notification_says_that_there_is_more() -> None:
    """A long one ends with an ellipsis, and no sign in it is torn."""
    message = Message(tuple(fenced("&" * 1_500) for _ in range(1)))
    assert len(message.text) <= FALLBACK.number
    assert message.text == "&amp;" * 799 + "\u2026"


def test_a_message_of_buttons_alone_is_called_by_them() -> None:
    """Where nothing stands but buttons, their labels are the notification."""
    assert Message(tuple(actions((Button("Keep", "1a"), Button("Undo", "1b")), WORDS))).text == "Keep\nUndo"


# --- files elsewhere -------------------------------------------------------------------------------------------------


def test_a_private_answer_says_where_its_files_are() -> None:
    """An answer that can hold no file names each, and where it is."""
    message = elsewhere(Message((context("Here"),), (Upload("a.md", b"a"), Upload("b.md", b"b"))), WORDS)
    assert read(message.blocks[1:]).split("\n") == [
        "The file a.md is in your direct messages with me.",
        "The file b.md is in your direct messages with me.",
    ]
    assert message.uploads == ()
    assert elsewhere(Message((context("Here"),)), WORDS) == Message((context("Here"),))


def test_many_files_are_counted() -> None:
    """Names that would take too much room are a number."""
    files = tuple(Upload(f"{'x' * 200}{number}.md", b"") for number in range(9))
    assert read(elsewhere(Message((context("Here"),), files), WORDS).blocks[1:]) == (
        "9 files are in your direct messages with me."
    )


@settings(deadline=None, max_examples=40)
@given(PIECES)
def test_there_is_always_room_to_say_so(given_: list[Piece]) -> None:
    """However full a message is, the sentence on its files fits."""
    for message in pack(given_):
        assert_taken(elsewhere(message, WORDS))


# --- folding ---------------------------------------------------------------------------------------------------------


@settings(deadline=None, max_examples=40)
@given(PIECES, st.integers(1, 3))
def test_little_room_loses_nothing(given_: list[Piece], room: int) -> None:
    """Where few messages can be posted, the last one holds the rest: its text as a file, and everything to press."""
    messages = pack(given_)
    folded = fold(messages, room, WORDS)
    assert len(folded) == min(room, len(messages))
    for message in folded:
        assert_taken(message)
    if len(messages) <= room:
        assert folded == messages
        return
    rest, last = blocks_of(messages[room - 1 :]), folded[-1]
    assert folded[: room - 1] == messages[: room - 1]
    assert {token for _, token in offered(last.blocks)} == {token for _, token in offered(rest)}
    answer = [content.decode() for name, content in files_of([last]) if name == folding.NAME]
    assert squeezed("".join(answer)) == squeezed(read(rest))


def test_the_rest_is_said_to_be_in_a_file() -> None:
    """A person is told where the rest is, and reads it there."""
    messages = [Message((context(str(number)),), (Upload("a.md", b"a"),)) for number in range(3)]
    first, last = fold(messages, 2, WORDS)
    assert first == messages[0]
    assert read(last.blocks) == "The rest is in the file answer.md."
    assert files_of([last]) == [("answer.md", b"1\n\n2"), ("a.md", b"a"), ("a.md", b"a")]


def test_what_went_is_told_from_what_came_in_plain_text() -> None:
    """A difference can be read in a file, and by whoever has it read out: what went has signs around it."""
    change = rich(section(run("a "), run("nice", strike=True), run("good", bold=True), run(" thing")))
    (last,) = fold([Message((change,)), Message((change,))], 1, WORDS)
    assert files_of([last])[0] == ("answer.md", b"a ~~nice~~**good** thing\n\na ~~nice~~**good** thing")
    assert Message((change,)).text == "a ~~nice~~good thing"


def test_many_long_buttons_fit_and_the_rest_is_counted() -> None:
    """Where even a menu cannot hold all buttons, the message says how many are left out."""
    rows = actions(tuple(Button("&" * 80, f"1do:{number}") for number in range(100)), WORDS)
    (last,) = fold([Message((row,)) for row in rows], 1, WORDS)
    assert_taken(last)
    assert "15 buttons do not fit here." in read(last.blocks)
    assert len(offered(last.blocks)) == folding.BUTTONS


def test_thumbs_are_folded_as_buttons() -> None:
    """What a person can say of an answer is not lost where the answer is folded, and stays with its buttons."""
    thumbs = Thumbs(Button("Good", "1refine.good:v"), Button("Not good", "1refine.bad:v"))
    shown = [context("One"), *actions((Button("Keep", "1do:a"),), WORDS), *judged(thumbs)]
    (message,) = pack(shown)
    assert offered(message.blocks) == [("Keep", "1do:a"), ("Good", "1refine.good:v"), ("Not good", "1refine.bad:v")]
    long = [context(f"{number}") for number in range(60)]
    (folded,) = fold(pack((*long, *shown)), 1, WORDS)
    assert_taken(folded)
    assert offered(folded.blocks) == offered(message.blocks)


def test_no_room_is_an_error() -> None:
    """Nobody asks for an answer in no message."""
    with pytest.raises(ValueError, match="room"):
        fold((), 0, WORDS)
