"""Events as what stands in a Discord message: every text readable, long ones in files, buttons in reach.

To make the golden file anew after looking at the difference:
`PYTHONPATH=. python tests/adapters/test_discord_render.py`.
"""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, assert_never

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.degrade import Degrader
from adapters.discord.blocks import Beside, Block, Divider, File, Frame, Inner, Menu, Row, Text
from adapters.discord.limits import CAPABILITIES
from adapters.discord.markup import COPIED, ROOM, fenced
from adapters.discord.render import FAILED, Shown, blocks, plain_prompt
from bot.dialogue.events import (
    AskForm,
    Attachment,
    Blame,
    Button,
    Card,
    Choices,
    Delta,
    Diff,
    Facts,
    Failure,
    Item,
    Items,
    Line,
    Part,
    Progress,
    Prompt,
    Tone,
)
from bot.domain import Stretch
from bot.words import Words
from tests.doubles.discord_reader import spans
from tests.doubles.examples import CARD, EXAMPLES, squeezed, texts

GOLDEN = Path(__file__).parent / "golden" / "discord.txt"
SHOWN = tuple(
    each
    for event in EXAMPLES
    for each in Degrader(CAPABILITIES, Words())(event)
    if isinstance(each, Progress | Card | Diff | Choices | AskForm | Attachment | Failure)
)
HOSTILE = "@everyone **no** [good](https://evil.example) <@1> <t:1:R>\n# title\n- list\n>>> quote ~~~ ||x|| :smile:"
STRETCHES = st.builds(Stretch, st.sampled_from("=-+"), st.text(max_size=40))


def inners(shown: tuple[Block, ...]) -> Iterator[Inner]:
    """Give all blocks, those in frames too."""
    for block in shown:
        yield from block.blocks if isinstance(block, Frame) else (block,)


def markdown(shown: tuple[Block, ...]) -> list[str]:
    """Give all texts."""
    return [block.markdown for block in inners(shown) if isinstance(block, Text | Beside)]


def read(text: str) -> str:
    """Give what a person reads of a text of ours: headings, small letters, quotations and blocks are known."""
    if text.startswith("```\n"):
        return text.removeprefix("```\n").removesuffix("\n```")
    lines = [line.removeprefix("### ").removeprefix("-# ").removeprefix("> ") for line in text.split("\n")]
    return "".join(span.text for span in spans("\n".join(lines)))


def seen(shown: tuple[Block, ...]) -> str:
    """Give everything that a person finds in a message, files and menus included."""
    return "\n".join(text for block in inners(shown) for text in _seen(block))


def _seen(block: Inner) -> Iterator[str]:
    match block:
        case Text():
            yield read(block.markdown)
        case Beside():
            yield from (read(block.markdown), block.button.label)
        case Row() | Menu():
            yield from (button.label for button in block.buttons)
        case File():
            yield from (block.name, block.content.decode())
        case Divider():
            pass
        case _:
            assert_never(block)


def picture(shown: tuple[Block, ...]) -> str:
    """Give blocks as lines, for the golden file."""
    lines: list[str] = []
    for block in shown:
        lines += [f"frame {block.accent:#08x}" if block.accent else "frame"] if isinstance(block, Frame) else []
        lines += [line for inner in inners((block,)) for line in _picture(inner)]
    return "\n".join(lines) + "\n"


def _picture(block: Inner) -> list[str]:
    match block:
        case Text():
            return ["text", *(f"  {line}" for line in block.markdown.split("\n"))]
        case Beside():
            return [f"text beside [{block.button.label}]", *(f"  {line}" for line in block.markdown.split("\n"))]
        case Row():
            return ["row", "  " + " ".join(f"[{button.label}]" for button in block.buttons)]
        case Menu():
            return [f"menu {block.label}", *(f"  {button.label}" for button in block.buttons)]
        case File():
            return [f"file {block.name}, {len(block.content)} bytes"]
        case Divider():
            return ["divider"]
    assert_never(block)


def card(*parts: Part, buttons: tuple[Button, ...] = (), more: tuple[Button, ...] = ()) -> tuple[Block, ...]:
    """Show a card of these parts."""
    return blocks(Card(slot="c", title="", parts=parts, buttons=buttons, more=more), Words())


@pytest.mark.parametrize("event", SHOWN, ids=lambda event: type(event).__name__)
def test_every_text_of_an_event_can_be_read(event: Shown) -> None:
    """Whatever an event says is there; what a form asks is seen when it is opened."""
    said = replace(event, form=replace(event.form, title="", fields=())) if isinstance(event, AskForm) else event
    shown = squeezed(seen(blocks(event, Words())))
    assert [text for text in texts(said) if squeezed(text) not in shown] == []


@pytest.mark.parametrize("event", SHOWN, ids=lambda event: type(event).__name__)
def test_every_button_keeps_what_it_does(event: Shown) -> None:
    """A button does on Discord what it does elsewhere."""
    made = [button for block in inners(blocks(event, Words())) for button in _buttons(block)]
    items = [item for part in getattr(event, "parts", ()) if isinstance(part, Items) for item in part.items]
    mine = [button for item in items for button in item.buttons]
    mine += [*getattr(event, "buttons", ()), *getattr(event, "more", ())]
    mine += [event.skip, event.open] if isinstance(event, AskForm) and event.skip else []
    assert made == mine


def _buttons(block: Inner) -> tuple[Button, ...]:
    return block.buttons if isinstance(block, Row | Menu) else (block.button,) if isinstance(block, Beside) else ()


def test_it_looks_like_this() -> None:
    """A card, a difference and a failure as they are sent."""
    assert golden() == GOLDEN.read_text(encoding="utf-8")


def golden() -> str:
    """Give the picture of a card, a difference and a failure."""
    chosen = [event for event in SHOWN if isinstance(event, Card | Diff | Failure)]
    return "\n".join(picture(blocks(event, Words())) for event in chosen)


# --- hostile and long texts ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("event", SHOWN, ids=lambda event: type(event).__name__)
def test_fault_63_hostile_text_is_read_and_does_nothing(event: Shown) -> None:
    """Links and signs in anybody's text are words: nothing is hidden behind them."""
    names = ("title", "text", "question", "intro", "note", "sentence", "kept", "advice")
    hostile: dict[str, Any] = {name: HOSTILE for name in names if hasattr(event, name)}
    mine = replace(event, **hostile)
    parts = (Line(HOSTILE), Facts(((HOSTILE, HOSTILE),), HOSTILE), Items((Item(title=HOSTILE, body=HOSTILE),)))
    if isinstance(mine, Card | Choices):
        mine = replace(mine, parts=(*parts, Prompt(HOSTILE)))
    shown = blocks(mine, Words())
    assert squeezed(HOSTILE) in squeezed(seen(shown))


def test_fault_62_a_mention_is_a_word() -> None:
    """Nobody is called by a name in a snippet or an answer, whoever wrote it."""
    (text,) = markdown(card(Line("@everyone @here <@1> <@&2> <#3>")))
    assert text == r"\@everyone \@here \<\@1> \<\@&2> \<\#3>"


@settings(deadline=None, max_examples=25)
@given(st.text(max_size=60), st.text(max_size=60), st.text(min_size=1, max_size=60), st.lists(STRETCHES, max_size=4))
def test_long_texts_are_whole_and_in_blocks_that_fit(one: str, two: str, three: str, stretches: list[Stretch]) -> None:
    """Whatever is long goes on in further blocks; none is empty, none is longer than a message holds."""
    one, two, three = ("".join(f"{number}{text}" for number in range(90)) for text in (one, two, three))
    item = Item(title=one, body=two, quote=three, mark="minor", buttons=(Button("Keep", "1x"),))
    delta = Delta(tuple(stretches) * 60)
    parts = (Line(one, Tone.STRONG), Line(two, Tone.QUIET), Facts(((one, two),), three), Items((item, item)), delta)
    for text in markdown((*card(*parts), *blocks(Diff(slot="d", title="t", delta=delta), Words()))):
        assert 0 < len(text) <= ROOM
        assert text.strip()


# --- prompts ---------------------------------------------------------------------------------------------------------


def test_a_prompt_stands_in_a_block_to_be_copied() -> None:
    """A prompt can be copied as it is, and nothing was put into it."""
    (text,) = markdown(card(Prompt("Sum {{up}}.\n- *Short*")))
    assert text == fenced("Sum {{up}}.\n- *Short*")


@pytest.mark.parametrize("text", ["Use ```json\n{}\n``` only. " * 20, "word " * 500, "a\x1bb\n" * 90])
def test_fault_61_a_prompt_that_a_block_would_change_is_a_file(text: str) -> None:
    """A prompt with fences, with controls or of great length is whole in its file; its beginning is called one."""
    shown = list(inners(card(Prompt(text, name="mine.md"))))
    assert shown[-1] == File("mine.md", text.encode())
    assert read(shown[0].markdown).startswith("The whole text is in the file mine.md. It begins:\n")  # type: ignore[union-attr]  # a text
    assert read(shown[0].markdown).endswith(" \u2026")  # type: ignore[union-attr]  # a text
    assert len(text) > COPIED or "```" in text or "\x1b" in text


def test_a_short_prompt_that_a_block_would_change_is_read_whole() -> None:
    """A short prompt with a fence is read in the message and copied from the file."""
    shown = card(Prompt("```\nx\n```", name="mine.md"))
    assert seen(shown).startswith("To copy this text exactly, take the file mine.md. It reads:\n```\nx\n```\nmine.md")


def test_an_empty_prompt_is_called_one() -> None:
    """Where there is no text, that is said."""
    assert markdown(card(Prompt(""))) == ["-# The text is empty."]


def test_a_prompt_alone_is_a_plain_message() -> None:
    """What was asked for to copy is the message itself, unless Discord would change it or more is to be said."""
    alone = Card(slot="c", title="", parts=(Prompt("a * b"),))
    assert plain_prompt(alone) == "a * b"
    for other in (
        replace(alone, title="t"),
        replace(alone, buttons=(Button("b", "1x"),)),
        replace(alone, more=(Button("b", "1x"),)),
        replace(alone, parts=(Prompt("a"), Line("b"))),
        replace(alone, parts=(Prompt(" a"),)),
        replace(alone, parts=(Prompt("a\n"),)),
        replace(alone, parts=(Prompt(""),)),
        replace(alone, parts=(Prompt("x" * 2_001),)),
        replace(alone, parts=(Prompt("a\x1b"),)),
        Progress(slot="c", text="a"),
    ):
        assert plain_prompt(other) is None
    assert plain_prompt(replace(alone, parts=(Prompt("x" * 2_000),))) == "x" * 2_000


# --- buttons, failures, differences ----------------------------------------------------------------------------------


def buttons(count: int) -> tuple[Button, ...]:
    """Make buttons."""
    return tuple(Button(f"b{number}", f"1x:{number}") for number in range(count))


def test_a_thing_with_one_button_has_it_beside_and_more_below() -> None:
    """The button of a finding stands where the finding is."""
    items = (Item(title="one", buttons=buttons(1)), Item(title="six", buttons=buttons(6)), Item(title="none"))
    assert list(inners(card(Items(items)))) == [
        Beside("**one**", buttons(1)[0]),
        Text("**six**"),
        Row(buttons(6)[:5]),
        Row(buttons(6)[5:]),
        Text("**none**"),
    ]


def test_many_further_actions_are_menus() -> None:
    """What stands behind "More" is in menus as long as Discord holds."""
    shown = list(inners(card(Line("l"), buttons=buttons(4), more=buttons(30))))
    assert shown[1:] == [Row(buttons(4)), Menu("More", buttons(30)[:25]), Menu("More", buttons(30)[25:])]


def test_choices_stand_in_rows() -> None:
    """The answers to a question stand below it, five to a row."""
    shown = list(inners(blocks(Choices(slot="c", question="Which?", buttons=buttons(7)), Words())))
    assert shown == [Text("### Which?"), Row(buttons(7)[:5]), Row(buttons(7)[5:])]


def test_a_failure_says_so_in_words() -> None:
    """That something did not work is said; the colour only says it again. Without a request there is no number."""
    failure = Failure(slot="f", sentence="The model is away.", kept="Nothing is lost.", blame=Blame.OUTSIDE)
    assert blocks(failure, Words()) == (
        Frame((Text("**This did not work.**\nThe model is away.\nNothing is lost."),), FAILED),
    )


def test_a_fold_is_explained_once() -> None:
    """A difference with folded text says what the sign means, on one line below it."""
    delta = Delta((Stretch("=", "word " * 40), Stretch("+", "new"), Stretch("=", " word" * 40)))
    shown = markdown(blocks(Diff(slot="d", title="t", delta=delta), Words()))
    assert shown[-1] == "-# Unchanged text is folded as \\[\u2026\\]."
    assert sum("folded" in text for text in shown) == 1


def test_an_event_that_says_nothing_is_no_message() -> None:
    """A card with nothing in it leaves no empty frame."""
    assert card() == ()
    assert blocks(Progress(slot="p", text=""), Words()) == ()


def test_the_card_of_the_examples_is_one_frame() -> None:
    """A card stands in one frame, its title first."""
    (frame,) = blocks(CARD, Words())
    assert isinstance(frame, Frame)
    assert frame.blocks[0] == Text("### Ticket summary, v3")


if __name__ == "__main__":
    GOLDEN.write_text(golden(), encoding="utf-8")
