"""Whatever an answer is made of, it comes as messages that Discord takes, with nothing lost and in order."""

from collections.abc import Iterable, Sequence
from itertools import chain, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.discord import fold as folding
from adapters.discord.blocks import Beside, Block, Divider, File, Frame, Inner, Menu, Row, Sheet, Text
from adapters.discord.fold import fold
from adapters.discord.limits import COMPONENTS, FILE, FILES, MENU, REQUEST, ROW, TEXT
from adapters.discord.pack import count, inners, pack
from bot.dialogue.events import Button
from bot.words import Words

WORDS = Words()


def button(name: str, token: str = "") -> Button:
    """Make a button that does something of its own."""
    return Button(name, token or f"1do:{name}")


BUTTON = st.builds(Button, st.sampled_from(["Keep", "Undo", "Save"]), st.integers(0, 60).map("1do:{}".format))
BUTTONS = st.lists(BUTTON, min_size=1, max_size=30).map(tuple)
MARKDOWN = st.one_of(
    st.text("ab \n`*", max_size=30),
    st.integers(1, 5000).map(lambda size: "word " * (size // 5) + "x" * (size % 5)),
)
INNER: st.SearchStrategy[Inner] = st.one_of(
    st.builds(Text, MARKDOWN),
    st.builds(Beside, MARKDOWN, BUTTON),
    st.builds(Row, BUTTONS),
    st.builds(Menu, st.just("More"), BUTTONS),
    st.just(Divider()),
    st.builds(File, st.sampled_from(["a.md", "b.md"]), st.binary(max_size=20)),
)
BLOCKS: st.SearchStrategy[list[Block]] = st.lists(
    st.one_of(INNER, st.builds(Frame, st.lists(INNER, max_size=15).map(tuple), st.integers(0, 3))), max_size=20
)


def pressed(blocks: Iterable[Inner]) -> list[str]:
    """Give the ids of all buttons outside menus."""
    rows = (block.buttons for block in blocks if isinstance(block, Row))
    beside = ((block.button,) for block in blocks if isinstance(block, Beside))
    return [each.token for each in chain(*rows, *beside)]


def assert_taken(sheet: Sheet) -> None:
    """Hold a message against every limit."""
    blocks = list(inners(sheet.blocks))
    counted = [count(block) for block in sheet.blocks]
    assert blocks
    assert sum(components for components, _ in counted) <= COMPONENTS.number
    assert sum(characters for _, characters in counted) <= TEXT.number
    assert_files([block for block in blocks if isinstance(block, File)])
    tokens = pressed(blocks)
    assert len(set(tokens)) == len(tokens)
    assert not any(isinstance(block, Frame) and not block.blocks for block in sheet.blocks)
    for block in blocks:
        assert_block(block)


def assert_files(files: Sequence[File]) -> None:
    """Hold the files of a message against the limits."""
    assert len(files) <= FILES.number
    assert sum(len(file.content) for file in files) < REQUEST.number
    assert all(len(file.content) <= FILE.number for file in files)


def assert_block(block: Inner) -> None:
    """Hold a block against its own limits."""
    if isinstance(block, Text | Beside):
        assert block.markdown.strip()
    if isinstance(block, Row):
        assert 0 < len(block.buttons) <= ROW.number
    if isinstance(block, Menu):
        tokens = [each.token for each in block.buttons]
        assert 0 < len(set(tokens)) == len(tokens) <= MENU.number


def read(blocks: Iterable[Block]) -> str:
    """Give all texts without white space and without the fences that a split puts into them."""
    texts = (block.markdown for block in inners(list(blocks)) if isinstance(block, Text | Beside))
    return "".join("".join(texts).replace("`", "").split())


def offered(blocks: Iterable[Block]) -> list[tuple[str, str]]:
    """Give what can be pressed or chosen, in order."""
    found: list[Button] = []
    for block in inners(list(blocks)):
        if isinstance(block, Beside):
            found.append(block.button)
        elif isinstance(block, Row | Menu):
            found += block.buttons
    return [(each.label, each.token) for each in found]


def files(blocks: Iterable[Block]) -> list[File]:
    """Give the files, in order."""
    return [block for block in inners(list(blocks)) if isinstance(block, File)]


def all_blocks(sheets: Iterable[Sheet]) -> list[Block]:
    """Give the blocks of all messages."""
    return [block for sheet in sheets for block in sheet.blocks]


@given(BLOCKS)
def test_all_comes_in_messages_that_discord_takes(blocks: list[Block]) -> None:
    """Any answer is split into messages within all limits, and every text, button and file is in one of them."""
    sheets = pack(blocks)
    for sheet in sheets:
        assert_taken(sheet)
    packed = all_blocks(sheets)
    assert read(packed) == read(blocks)
    assert files(packed) == files(blocks)
    assert set(offered(packed)) == set(offered(blocks))


@given(st.lists(st.integers(1, 200), unique=True, max_size=150), st.integers(1, 9))
def test_buttons_keep_their_order(numbers: list[int], size: int) -> None:
    """Buttons are read in the order in which they were given, over as many rows and messages as it takes."""
    buttons = [button(str(number)) for number in numbers]
    rows = [Row(tuple(buttons[at : at + size])) for at in range(0, len(buttons), size)]
    assert offered(all_blocks(pack(rows))) == [(each.label, each.token) for each in buttons]


def test_what_fits_stays_as_it_is() -> None:
    """A small answer is one message, made as it was meant."""
    blocks = (Frame((Text("Title"), Divider(), Text("Body")), 7), Row((button("Keep"),)))
    assert pack(blocks) == (Sheet(blocks),)


def test_nothing_is_no_message() -> None:
    """Where there is nothing to show, no empty message is made: Discord would refuse it."""
    assert pack(()) == ()
    assert pack((Text(" \n"), Row(()), Menu("More", ()), Frame(()), Divider())) == ()


def test_a_frame_goes_on_in_the_next_message() -> None:
    """A long card is continued in the next message, in the same colour."""
    first, second = pack((Frame((Text("a" * 3000), Text("b" * 3000)), 7),))
    assert first.blocks == (Frame((Text("a" * 3000),), 7),)
    assert second.blocks == (Frame((Text("b" * 3000),), 7),)


def test_two_frames_of_one_colour_stay_two() -> None:
    """Two cards under each other are two cards."""
    blocks = (Frame((Text("a"),), 7), Frame((Text("b"),), 7))
    assert pack(blocks) == (Sheet(blocks),)


def test_buttons_stay_with_their_text() -> None:
    """The buttons of a card are never alone in the next message while their text stands in the one before."""
    blocks: list[Block] = [
        Text("a" * 2000),
        *(Text(str(number)) for number in range(37)),
        Text("Which?"),
        Row((button("Keep"),)),
    ]
    first, second = pack(blocks)
    assert first.blocks == tuple(blocks[:-2])
    assert second.blocks == (Text("Which?"), Row((button("Keep"),)))


def test_a_file_stays_with_what_is_said_about_it() -> None:
    """A file is in the message that names it."""
    said, file = Text("The whole text is in the file."), File("a.md", b"a")
    assert pack([*(Text(str(number)) for number in range(39)), said, file])[1].blocks == (said, file)


def test_a_line_between_two_messages_is_left_out() -> None:
    """No message begins or ends with a line that divides nothing."""
    first, second = pack((Text("a" * 3000), Divider(), Text("b" * 3000)))
    assert (first.blocks, second.blocks) == ((Text("a" * 3000),), (Text("b" * 3000),))


def test_the_same_button_stands_once_in_a_message() -> None:
    """Two equal buttons in one message are refused by Discord: a person sees one, and it does the same."""
    blocks = (Beside("One", button("Keep")), Text("Two"), Row((button("Keep"), button("Undo"))))
    assert pack(blocks) == (Sheet((Beside("One", button("Keep")), Text("Two"), Row((button("Undo"),)))),)


def test_the_same_button_beside_a_text_leaves_the_text() -> None:
    """Where a button stands already, the text beside it is still read."""
    blocks = (Beside("One", button("Keep")), Beside("Two", button("Keep")))
    assert pack(blocks) == (Sheet((Beside("One", button("Keep")), Text("Two"))),)


def test_another_label_for_the_same_is_another_message() -> None:
    """Two labels of one token are both seen, in two messages."""
    kept, taken = Row((button("Keep", "1do:a"),)), Row((button("Take", "1do:a"),))
    assert pack((kept, taken)) == (Sheet((kept,)), Sheet((taken,)))


def test_a_menu_may_repeat_a_button() -> None:
    """What stands as a button may stand in a menu too: only ids must differ."""
    blocks = (Row((button("Keep"),)), Menu("More", (button("Keep"),)))
    assert pack(blocks) == (Sheet(blocks),)


def test_large_files_come_in_several_messages() -> None:
    """Three files of ten megabytes are more than a request may hold: they come one message after another."""
    large = [File(f"{name}.md", bytes(FILE.number)) for name in "abc"]
    sheets = pack([Text("Here"), *large])
    assert [len(files(sheet.blocks)) for sheet in sheets] == [2, 1]
    assert files(all_blocks(sheets)) == large


def test_a_file_over_the_limit_comes_in_parts() -> None:
    """A file that is too large for Discord comes in parts, which are the file when put together."""
    content = b"ab" * (FILE.number // 2) + b"end"
    parts = files(all_blocks(pack((File("all.jsonl", content),))))
    assert [part.name for part in parts] == ["all.part1.jsonl", "all.part2.jsonl"]
    assert b"".join(part.content for part in parts) == content


def test_a_long_code_block_is_whole_in_each_message() -> None:
    """A code block that is split is closed in one message and opened again in the next."""
    text = "```\n" + "line\n" * 1500 + "```"
    for first, second in pairwise(pack((Text(text),))):
        assert read_raw(first).endswith("```")
        assert read_raw(second).startswith("```\n")


def read_raw(sheet: Sheet) -> str:
    """Give the texts of a message as they stand there."""
    return "".join(block.markdown for block in inners(sheet.blocks) if isinstance(block, Text))


# --- folding -----------------------------------------------------------------------------------------------------


@given(BLOCKS, st.integers(1, 4))
def test_little_room_loses_nothing(blocks: list[Block], room: int) -> None:
    """Where few messages can be posted, the last one holds the rest: its text as a file, and everything to press."""
    sheets = pack(blocks)
    folded = fold(sheets, room, WORDS)
    assert len(folded) == min(room, len(sheets))
    for sheet in folded:
        assert_taken(sheet)
    if len(sheets) <= room:
        assert folded == sheets
        return
    rest, last = all_blocks(sheets[room - 1 :]), all_blocks(folded[-1:])
    assert folded[: room - 1] == sheets[: room - 1]
    assert {token for _, token in offered(last)} == {token for _, token in offered(rest)}
    answer = [file.content.decode() for file in files(last) if file.name == folding.NAME]
    assert "".join("".join(answer).replace("`", "").split()) == read(rest)


def test_the_rest_is_said_to_be_in_a_file() -> None:
    """A person is told where the rest is, and reads it there."""
    sheets = [Sheet((Text(str(number)), Row((button(str(number)),)))) for number in range(3)]
    first, last = fold(sheets, 2, WORDS)
    assert first == sheets[0]
    rest = (Text("The rest is in the file answer.md."), File("answer.md", b"1\n\n2"))
    assert last == Sheet((*rest, Row((button("1"), button("2")))))


def test_files_that_do_not_fit_are_counted() -> None:
    """Where even the files are too many for the last message, it says how many are missing."""
    sheets = pack([File(f"{number}.md", b"x") for number in range(25)])
    (last,) = fold(sheets, 1, WORDS)
    assert last.blocks[0] == Text("15 files do not fit here.")
    assert len(files(last.blocks)) == 10


def test_buttons_that_do_not_fit_are_counted() -> None:
    """Where even menus cannot hold all buttons, the message says how many are left out."""
    rows = [Row(tuple(button(f"{row}-{place}") for place in range(5))) for row in range(80)]
    (last,) = fold(pack([*(File(f"{number}.md", b"x") for number in range(10)), *rows]), 1, WORDS)
    assert last.blocks[0] == Text("50 buttons do not fit here.")
    assert len(offered(last.blocks)) == 350
    assert_taken(last)


def test_many_buttons_stand_in_rows_first() -> None:
    """Twenty-five buttons can be pressed at once, the others are behind a menu."""
    sheets = pack([Row((button(str(number)),)) for number in range(40)])
    (last,) = fold(sheets, 1, WORDS)
    kinds = [type(block) for block in last.blocks]
    assert kinds == [Row] * 5 + [Menu]


def test_plain_content_is_folded_too() -> None:
    """A message of plain text is read in the file as well."""
    (last,) = fold((Sheet(content="Plain"), Sheet((Text("Laid"),))), 1, WORDS)
    assert files(last.blocks) == [File("answer.md", b"Plain\n\nLaid")]


def test_no_room_is_refused() -> None:
    """There is always one message at least."""
    with pytest.raises(ValueError, match="room"):
        fold((), 0, WORDS)
