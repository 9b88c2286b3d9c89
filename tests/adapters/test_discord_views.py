"""A sheet becomes what Discord takes, and the client library keeps nothing of it."""

import asyncio
from dataclasses import replace
from typing import Any

import discord
import pytest
from discord.http import handle_message_parameters
from hypothesis import given
from hypothesis import strategies as st

from adapters.discord.blocks import Beside, Divider, File, Frame, Menu, Row, Sheet, Text
from adapters.discord.pack import count
from adapters.discord.views import files, made, view
from bot.dialogue.events import Button, Card, Line, Prompt, Style, TextDelta
from tests.adapters.test_discord_board import board
from tests.doubles.discord_schema import violations
from tests.doubles.examples import CARD, EXAMPLES

KEEP, DROP = Button("Keep", "1do:keep", Style.PRIMARY), Button("Throw away", "1do:drop", Style.DANGER)
SHEET = Sheet(
    (
        Text("Outside"),
        Frame(
            (
                Text("### Title"),
                Divider(),
                Beside("A finding", Button("Apply", "1do:apply")),
                File("plan.md", b"whole"),
                Row((KEEP, DROP)),
                Menu("More", (Button("Details", "1do:details"), Button("Export", "1do:export"))),
            ),
            0x5865F2,
        ),
    )
)


def shape(sheet: Sheet) -> list[dict[str, Any]]:
    """Give the components of a sheet as they are sent."""

    async def make() -> list[dict[str, Any]]:
        layout = view(sheet)
        assert layout is not None
        components: list[dict[str, Any]] = layout.to_components()  # type: ignore[no-untyped-call]
        return components

    return asyncio.run(make())


def names(sheet: Sheet) -> list[str]:
    """Give the names under which the files are sent."""
    return [file.filename for file in files(sheet)]


def test_every_block_has_its_component() -> None:
    """A person sees text, buttons, menus, lines and files in a frame with its colour, in order."""
    outside, frame = shape(SHEET)
    assert (outside["type"], outside["content"]) == (10, "Outside")
    assert (frame["type"], frame["accent_color"]) == (17, 0x5865F2)
    assert [each["type"] for each in frame["components"]] == [10, 14, 9, 13, 1, 1]


def test_a_button_carries_the_core_s_token() -> None:
    """A button says what it does, weighs what it should, and does it after any restart: its id is the token alone."""
    row = shape(SHEET)[1]["components"][4]["components"]
    assert [(each["label"], each["custom_id"], each["style"], each["disabled"]) for each in row] == [
        ("Keep", "1do:keep", 1, False),
        ("Throw away", "1do:drop", 4, False),
    ]


def test_a_button_stands_beside_its_text() -> None:
    """A finding has its button beside it."""
    section = shape(SHEET)[1]["components"][2]
    assert section["components"][0]["content"] == "A finding"
    assert (section["accessory"]["custom_id"], section["accessory"]["style"]) == ("1do:apply", 2)


def test_a_menu_lists_what_it_folds() -> None:
    """A menu says what it is for, and its choice can be taken back, so that the same one can be made again."""
    (menu,) = shape(SHEET)[1]["components"][5]["components"]
    assert (menu["placeholder"], menu["min_values"], menu["max_values"]) == ("More", 0, 1)
    assert [(each["label"], each["value"]) for each in menu["options"]] == [
        ("Details", "1do:details"),
        ("Export", "1do:export"),
    ]


def test_menus_of_one_message_differ() -> None:
    """Two menus with the same options stand in one message: their ids differ, and say that they are menus."""
    menu = Menu("More", (KEEP,))
    ids = [row["components"][0]["custom_id"] for row in shape(Sheet((menu, menu)))]
    assert len(set(ids)) == 2
    assert all(each.startswith("~more:") and len(each) <= 100 for each in ids)


def test_a_menu_with_other_options_is_another_menu() -> None:
    """What was chosen in an earlier state of a message is not shown as chosen in the next."""
    before, after = (shape(Sheet((Menu("More", (each,)),)))[0]["components"][0]["custom_id"] for each in (KEEP, DROP))
    assert before != after


def test_a_long_label_says_that_it_is_cut() -> None:
    """A label that is longer than Discord holds ends with an ellipsis; line breaks do not tear it."""
    long = Button("word\n" * 40, "1do:long")
    row, menu = shape(Sheet((Row((long,)), Menu("m" * 200, (long,)))))
    assert row["components"][0]["label"] == f"{'word ' * 15}word…"
    assert len(menu["components"][0]["options"][0]["label"]) == 100
    assert menu["components"][0]["placeholder"] == f"{'m' * 149}…"


def test_a_label_is_no_markdown() -> None:
    """A label is read as it was written: stars are stars, and nothing in it acts on the line."""
    (row,) = shape(Sheet((Row((Button("a *b* \u202ec", "1do:a"),)),)))
    assert row["components"][0]["label"] == r"a *b* \u202ec"


def test_a_file_stands_where_it_belongs() -> None:
    """A file is sent under the name by which its place in the message knows it."""
    assert shape(SHEET)[1]["components"][3]["file"]["url"] == "attachment://plan.md"
    (file,) = files(SHEET)
    assert (file.filename, file.fp.read(), file.spoiler) == ("plan.md", b"whole", False)


def test_equal_names_are_told_apart() -> None:
    """Two files of one name are two files."""
    sheet = Sheet((File("a.md", b"1"), File("a.md", b"2"), File("a-2.md", b"3"), File("a.md", b"4")))
    assert names(sheet) == ["a.md", "a-2.md", "a-2-2.md", "a-3.md"]
    assert [each["file"]["url"] for each in shape(sheet)] == [f"attachment://{name}" for name in names(sheet)]


@pytest.mark.parametrize(
    ("name", "sent"),
    [
        ("Löwe & Co.md", "Lowe_Co.md"),
        ("team/plan.md", "team_plan.md"),
        ("要約.md", "file.md"),
        ("..", "file"),
        (".env", "file.env"),
        ("SPOILER_end.md", "end.md"),
        ("SPOILER__SPOILER_end.md", "_SPOILER_end.md"),
        ("", "file"),
    ],
)
def test_a_file_gets_a_name_that_discord_keeps(name: str, sent: str) -> None:
    """Discord changes other characters, and the file would be missing in its place; nothing becomes a spoiler."""
    assert names(Sheet((File(name, b"x"),))) == [sent]


@given(st.lists(st.text(max_size=200), max_size=10))
def test_any_names_become_names_of_their_own(given_names: list[str]) -> None:
    """Whatever files are called, each is sent under a plain name that no other file of the message has."""
    sent = names(Sheet(tuple(File(name, b"x") for name in given_names)))
    assert len({name.casefold() for name in sent}) == len(given_names)
    assert all(set(name) <= ALLOWED and not name.startswith("SPOILER_") for name in sent)


NOBODY = discord.AllowedMentions.none()
ALLOWED = set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-")


@pytest.mark.asyncio
async def test_plain_content_has_no_view() -> None:
    """A text to be copied is nothing but text."""
    assert made(Sheet(content="Copy me")) == (None, [])


@pytest.mark.asyncio
async def test_the_library_keeps_nothing() -> None:
    """A message that was sent a month ago costs no memory: its view is finished before it is sent, and the library
    stores only views that are not.
    """
    layout, _ = made(SHEET)
    assert layout is not None
    assert (layout.is_finished(), layout.timeout) == (True, None)
    client = discord.Client(intents=discord.Intents.none())
    with pytest.raises(ValueError, match="finished"):
        client.add_view(layout)
    assert not client.persistent_views


def test_a_view_needs_a_running_loop() -> None:
    """Made elsewhere a view would never count as finished, so that it is refused."""
    with pytest.raises(RuntimeError):
        view(SHEET)


LONG = Card(slot="long", title="T" * 300, parts=(Line("*word* " * 900), Prompt("a *b* " * 900), CARD.parts[4]))
SHEETS = {
    "every block": (SHEET,),
    "every event": board(*EXAMPLES).sheets,
    "long texts": board(LONG, EXAMPLES[-1]).sheets,
    "while it streams": board(TextDelta(slot="p", text="*word* " * 900)).sheets,
    "folded": board(*(replace(CARD, slot=str(number)) for number in range(9)), LONG, room=2).sheets,
    "plain": board(Card(slot="copy", title="", parts=(Prompt("Copy *me*"),))).sheets,
}


@pytest.mark.parametrize("sheets", SHEETS.values(), ids=SHEETS)
@pytest.mark.asyncio
async def test_discord_takes_it(sheets: tuple[Sheet, ...]) -> None:
    """Discord's own description of its interface finds nothing wrong with any message of an answer."""
    for sheet in sheets:
        layout, sent = made(sheet)
        told = {"content": sheet.content} if layout is None else {"view": layout}
        with handle_message_parameters(**told, files=sent, allowed_mentions=NOBODY) as params:
            form = params.multipart
            body: dict[str, Any] = discord.utils._from_json(form[0]["value"]) if form else params.payload or {}
        sizes = [(file.filename, len(file.fp.read())) for file in sent]
        assert violations("POST", "/channels/1/messages", body, sizes) == []
        assert sheet.plain or body["flags"] == discord.MessageFlags(components_v2=True).value


@pytest.mark.asyncio
async def test_the_count_is_the_library_s() -> None:
    """What is counted as components is what the client library counts."""
    layout = view(SHEET)
    assert layout is not None
    assert layout.total_children_count == sum(count(block)[0] for block in SHEET.blocks)
    assert layout.content_length() == sum(count(block)[1] for block in SHEET.blocks)
