"""The README's picture of Discord shows what messages hold, whole, and nothing in it runs out of its place."""

import asyncio
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.discord.blocks import Frame, Menu, Row, Sheet, Text
from adapters.discord.markup import bold, fenced, heading, plain, quiet, struck
from adapters.discord.views import view
from bot.dialogue.events import Button, Style
from tests.doubles.discord_reader import LiveError
from tests.doubles.discord_values import Json
from tests.doubles.drawn import ROUNDED, disorder, read
from tools.look_discord import CODE, PLAIN
from tools.picture_discord import picture
from tools.picture_text import Run, wide, wrapped
from tools.session_discord import Filled, Shown, Typed

FILE = Path(__file__).parents[2] / "docs" / "discord.svg"
IN_ENGLISH = ("/prompt draft", "Draft now", "- At most 5 bullets", "Only you can see this", "shared by Ana")
IN_FRENCH = (
    "/prompt rédiger",
    "Rédiger maintenant",
    "- 5 puces au plus",
    "Tu es le seul à pouvoir voir ceci",
    "partagé par Ana",
)
TEXTS = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs")), max_size=300)


def _shown(*blocks: Text | Row | Menu, pressed: str = "") -> Shown:
    async def made() -> tuple[Json, ...]:
        layout = view(Sheet((Frame(blocks, 0x5865F2),)))
        assert layout is not None
        components: list[Json] = layout.to_components()  # type: ignore[no-untyped-call]
        return tuple(components)

    return Shown(asyncio.run(made()), private=True, caller="Ana", command="prompt draft", pressed=pressed)


@pytest.mark.parametrize(("file", "parts"), [(FILE, IN_ENGLISH), (FILE.with_suffix(".fr.svg"), IN_FRENCH)])
def test_the_picture_in_the_readme_is_in_order_and_loads_nothing(file: Path, parts: tuple[str, ...]) -> None:
    """A reader sees every text of the conversation in its box, and no program fetches anything for it."""
    drawn = file.read_text(encoding="utf-8")
    assert list(disorder(drawn)) == []
    assert "http" not in drawn.replace("http://www.w3.org/2000/svg", "")
    said = read(drawn)
    assert [part for part in parts if part not in said] == []


def test_who_does_not_see_the_picture_is_told_what_happens() -> None:
    """A screen reader says a title and the course of the conversation."""
    root = ET.fromstring(picture((), title="A <title>", about="Ana types & reads."))  # noqa: S314 - our own
    texts = {one.attrib["id"]: one.text for one in root if "id" in one.attrib}
    assert root.attrib["aria-labelledby"].split() == list(texts)
    assert texts == {"title": "A <title>", "about": "Ana types & reads."}


def test_what_a_message_holds_is_drawn_where_it_belongs() -> None:
    """Markdown is read, a block keeps its lines, the button that is pressed has a ring, and a form shows its answer."""
    shown = _shown(
        Text(heading("A *title* & <more>")),
        Text(f"{plain('kept ')}{struck('gone')}{plain(' ')}{bold('new')}\n{quiet('aside')}"),
        Text(fenced("if x:\n    <y> & z")),
        Row((Button("Keep", "1a:b", Style.PRIMARY), Button("Undo", "1c:d"))),
        Menu("More", (Button("Copy", "1e:f"),)),
        pressed="Undo",
    )
    field: Json = {"type": 18, "label": "What", "component": {"type": 4, "custom_id": "what"}}
    drawn = picture([Typed("prompt draft", {"goal": "a & b"}), shown, Filled("Refine", (field,), {"what": "shorter"})])
    assert list(disorder(drawn)) == []
    said = read(drawn).split("\n")
    for part in (
        "A *title* & <more>",
        "gone",
        "new",
        "aside",
        "if x:",
        "    <y> & z",
        "Undo",
        "More",
        "a & b",
        "shorter",
    ):
        assert part in said
    assert ">gone<" in drawn.split('text-decoration="line-through"')[1]
    assert drawn.count('stroke="#f2f3f5"') == 2, "the button that is pressed, and the form's"


def test_a_component_or_a_sign_that_is_not_known_is_never_left_out() -> None:
    """Nobody publishes a picture in which a part of the message is missing or wrong."""
    with pytest.raises(ValueError, match="type 14 is not drawn"):
        picture([Shown(({"type": 14},), private=False)])
    with pytest.raises(LiveError):
        picture([Shown(({"type": 10, "content": "> a quotation"},), private=False)])


@settings(deadline=None)
@given(TEXTS, TEXTS)
def test_any_text_stays_in_its_place_and_whole(text: str, code: str) -> None:
    """Long lines and long words are broken, and none of their letters is lost."""
    code = code.strip().replace("```", "")
    drawn = picture([_shown(Text(plain(text) or "-"), *([Text(fenced(code))] if code else []))])
    assert list(disorder(drawn)) == []
    assert "".join((text + code).split()) in "".join(read(drawn).split())


@settings(deadline=None)
@given(TEXTS)
def test_lines_are_broken_at_spaces_where_they_can_be(text: str) -> None:
    """A word is torn only where it is longer than a line, and no line is longer than its room."""
    for style in (PLAIN, CODE):
        lines = wrapped((Run(text, style),), 200)
        assert all(wide(line) <= 200 + ROUNDED for line in lines)
        words = ["".join(run.text for run in line) for line in lines]
        short = [word for word in text.split() if wide((Run(word, style),)) <= 200]
        assert all(any(word in line for line in words) for word in short)
