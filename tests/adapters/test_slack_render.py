"""Events as what stands in a Slack message: every text readable, long ones in files, buttons in reach.

To make the golden file anew after looking at the difference:
`PYTHONPATH=. python tests/adapters/test_slack_render.py`.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.slack.limits import LABEL
from adapters.slack.markup import COPIED, ROOM, Block, context, fenced, label, plain, rich, run, section, size, texts
from adapters.slack.pack import pack
from adapters.slack.parts import Piece, Upload
from adapters.slack.render import Shown, blocks
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
    Style,
    Tone,
)
from bot.domain import Stretch
from bot.words import Words
from tests.adapters.test_slack_pack import assert_dead, assert_taken, offered, only, read
from tests.doubles.examples import EXAMPLES, squeezed
from tests.doubles.examples import texts as said_in

GOLDEN = Path(__file__).parent / "golden" / "slack.txt"
SHOWN = tuple(
    event for event in EXAMPLES if isinstance(event, Progress | Card | Diff | Choices | AskForm | Attachment | Failure)
)
HOSTILE = "<!channel> <@U1> <https://evil.example|good> *no* ~x~ `y` :smile: @here &amp; &\n> quote\n# title ```z"
STRETCHES = st.builds(Stretch, st.sampled_from("=-+"), st.text(max_size=40))


def seen(shown: Iterable[Piece]) -> str:
    """Give everything that a person finds in an answer, buttons and files included."""
    pieces = list(shown)
    made = [read(only(pieces)), *(label for label, _ in offered(only(pieces)))]
    made += [f"{piece.name}\n{piece.content.decode()}" for piece in pieces if isinstance(piece, Upload)]
    return "\n".join(made)


def picture(shown: Iterable[Piece]) -> str:
    """Give blocks as lines, for the golden file."""
    return "\n".join(line for piece in shown for line in _picture(piece)) + "\n"


def _picture(piece: Piece) -> Iterator[str]:
    if isinstance(piece, Upload):
        yield f"file {piece.name}, {len(piece.content)} bytes"
        return
    yield piece["type"]
    for element in piece.get("elements", ()):
        if "action_id" in element:
            yield f"  {element['type']} {_labels(element)}"
        elif piece["type"] == "rich_text":
            yield f"  {element['type'].removeprefix('rich_text_')}"
            yield from (f"    {line}" for line in _line(element["elements"]).split("\n"))
        else:
            yield from (f"  {line}" for line in element["text"].split("\n"))
    if "text" in piece:
        yield from (f"  {line}" for line in piece["text"]["text"].split("\n"))
    if "accessory" in piece:
        yield f"  beside: {_labels(piece['accessory'])}"


def _line(runs: Sequence[Block]) -> str:
    """Give rich text as a line: **bold**, ~~struck~~."""
    signs = {"bold": "**", "strike": "~~"}
    made = ""
    for each in runs:
        sign = "".join(signs[style] for style in each.get("style", {}))
        made += f"{sign}{each['text']}{sign}"
    return made


def _labels(element: Block) -> str:
    if "options" in element:
        return " | ".join(option["text"]["text"] for option in element["options"])
    if element["type"] == "feedback_buttons":
        return " | ".join(element[f"{thumb}_button"]["text"]["text"] for thumb in ("positive", "negative"))
    return f"[{element['text']['text']}]" + (f" {element['style']}" if "style" in element else "")


def card(*parts: Part, buttons: tuple[Button, ...] = (), more: tuple[Button, ...] = ()) -> list[Piece]:
    """Show a card of these parts."""
    return list(blocks(Card(slot="c", title="", parts=parts, buttons=buttons, more=more), Words()))


@pytest.mark.parametrize("event", SHOWN, ids=lambda event: type(event).__name__)
def test_every_text_of_an_event_can_be_read(event: Shown) -> None:
    """Whatever an event says is there; what a form asks is seen when it is opened."""
    said = replace(event, form=replace(event.form, title="", fields=())) if isinstance(event, AskForm) else event
    shown = squeezed(seen(blocks(event, Words())))
    assert [text for text in said_in(said) if squeezed(text) not in shown] == []


@pytest.mark.parametrize("event", SHOWN, ids=lambda event: type(event).__name__)
def test_every_button_keeps_what_it_does(event: Shown) -> None:
    """A button does on Slack what it does elsewhere."""
    items = [item for part in getattr(event, "parts", ()) if isinstance(part, Items) for item in part.items]
    mine = [button for item in items for button in item.buttons]
    mine += [*getattr(event, "buttons", ()), *getattr(event, "more", ())]
    mine += [event.thumbs.up, event.thumbs.down] if isinstance(event, Card | Diff) and event.thumbs else []
    mine += [event.skip, event.open] if isinstance(event, AskForm) and event.skip else []
    assert offered(only(blocks(event, Words()))) == [(button.label, button.token) for button in mine]


@pytest.mark.parametrize("event", SHOWN, ids=lambda event: type(event).__name__)
def test_every_event_is_taken(event: Shown) -> None:
    """Each event by itself is a message that Slack takes."""
    (message,) = pack(blocks(event, Words()))
    assert_taken(message)


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
    one = Item(title=HOSTILE, body=HOSTILE, quote=HOSTILE, mark=HOSTILE, buttons=(Button(HOSTILE, "1x:h"),))
    if isinstance(mine, Card | Choices):
        mine = replace(mine, parts=(*parts, Items((one,)), Prompt(HOSTILE)))
    shown = only(blocks(mine, Words()))
    assert_dead(shown)
    assert squeezed(HOSTILE) in squeezed(read(shown))


@settings(deadline=None, max_examples=25)
@given(st.text(max_size=60), st.text(max_size=60), st.text(min_size=1, max_size=60), st.lists(STRETCHES, max_size=4))
def test_long_texts_are_whole_and_in_blocks_that_fit(one: str, two: str, three: str, stretches: list[Stretch]) -> None:
    """Whatever is long goes on in further blocks; none is empty, none is longer than Slack takes."""
    one, two, three = ("".join(f"{number}{text}" for number in range(90)) for text in (one, two, three))
    item = Item(title=one, body=two, quote=three, mark="minor", buttons=(Button("Keep", "1x"),))
    delta = Delta(tuple(stretches) * 60)
    bare = replace(item, buttons=())
    parts = (Line(one, Tone.STRONG), Line(two, Tone.QUIET), Facts(((one, two),), three), Items((item, bare)), delta)
    shown = [*card(*parts), *blocks(Diff(slot="d", title=one, delta=delta), Words())]
    for block in only(shown):
        assert sum(size(text) for text in texts(block)) <= ROOM
    for message in pack(shown):
        assert_taken(message)


@given(st.text(max_size=400))
def test_a_title_is_a_heading_whatever_its_length(title: str) -> None:
    """A title is there as a whole on one line: a long one is bold instead of large."""
    shown = only(blocks(Card(slot="c", title=title), Words()))
    assert "".join(read(shown).split()) == "".join(read([plain(title)]).split())
    assert {block["type"] for block in shown} <= {"header", "rich_text"}


def test_a_long_title_is_bold() -> None:
    """What Slack's headings do not hold stands there in bold letters."""
    assert blocks(Card(slot="c", title="x" * 150), Words()) == ({"type": "header", "text": plain("x" * 150)},)
    assert blocks(Card(slot="c", title="x" * 151), Words()) == (rich(section(run("x" * 151, bold=True))),)


# --- lines and facts -------------------------------------------------------------------------------------------------


def test_lines_stand_under_each_other_and_quiet_ones_are_small() -> None:
    """Plain and bold lines share a block; what is said aside is small and grey."""
    shown = card(Line("a"), Line("b", Tone.STRONG), Line("c", Tone.QUIET), Line("d", Tone.QUIET), Line("e"))
    first = rich(section(run("a"), run("\n"), run("b", bold=True)))
    assert shown == [first, context("c\nd"), rich(section(run("e")))]


def test_facts_have_bold_names() -> None:
    """Names are bold and values are not, one under the other; a name without a value has no colon."""
    shown = card(Facts((("Model", "claude"), ("Alone", "")), title="What it took"))
    assert _line(shown[0]["elements"][0]["elements"]) == "**What it took**\n**Model:** claude\n**Alone**"  # type: ignore[index]  # no file


# --- prompts ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["Sum {{up}}.\n- *Short*", "Use ```json\n{}\n``` only."])
def test_a_prompt_stands_in_a_block_to_be_copied(text: str) -> None:
    """A prompt can be copied as it is, fences and all, and nothing was put into it."""
    assert card(Prompt(text)) == [fenced(text)]


@pytest.mark.parametrize("text", ["word " * 600, "a\x1bb\n" * 90])
def test_fault_61_a_prompt_that_a_block_would_change_is_a_file(text: str) -> None:
    """A prompt with controls or of great length is whole in its file; its beginning is called one."""
    *shown, file = card(Prompt(text, name="mine.md"))
    assert file == Upload("mine.md", text.encode())
    said = read(only(shown))
    assert said.startswith("The whole text is in the file mine.md. It begins:\n")
    assert said.endswith(" \u2026")
    assert len(text) > COPIED or "\x1b" in text


def test_an_empty_prompt_is_called_one() -> None:
    """Where there is no text, that is said."""
    assert card(Prompt("")) == [context("The text is empty.")]


# --- buttons, failures, files ----------------------------------------------------------------------------------------


def buttons(count: int) -> tuple[Button, ...]:
    """Make buttons."""
    return tuple(Button(f"b{number}", f"1x:{number}") for number in range(count))


def kinds(shown: Iterable[Piece]) -> list[str]:
    """Give what each block is, and of rows what is in them."""
    return [
        " ".join(each["type"] for each in block["elements"]) if block["type"] == "actions" else block["type"]
        for block in only(shown)
    ]


def test_a_thing_with_one_button_has_it_beside_and_more_below() -> None:
    """The button of a finding stands where the finding is."""
    items = (Item(title="one", body="two", buttons=buttons(1)), Item(title="six", buttons=buttons(6)), Item(title="no"))
    shown = only(card(Items(items)))
    row = " ".join(["button"] * 5)
    assert kinds(shown) == ["section", "rich_text", row, "button", "rich_text"]
    assert shown[0]["text"] == plain("one\ntwo")
    assert shown[0]["accessory"] == {"type": "button", "action_id": "1x:0", "text": plain("b0")}
    assert shown[0]["expand"] is True


@pytest.mark.parametrize(
    ("count", "made"),
    [
        (1, ["button button overflow"]),
        (5, ["button button overflow"]),
        (6, ["button button static_select"]),
        (103, ["button button static_select", "overflow"]),
    ],
)
def test_further_actions_are_a_menu_beside_the_buttons(count: int, made: list[str]) -> None:
    """What stands behind "More" is a small menu, or one to choose from where it is long."""
    more = tuple(Button(f"m{number}", f"1m:{number}") for number in range(count))
    shown = card(buttons=buttons(2), more=more)
    assert kinds(shown) == made
    assert offered(only(shown)) == [(each.label, each.token) for each in (*buttons(2), *more)]


def test_one_token_stands_once_in_a_row() -> None:
    """The same button twice is one; another label for the same stands in the next row."""
    shown = card(buttons=(Button("Keep", "1a"), Button("Keep", "1a"), Button("Take", "1a"), Button("Undo", "1b")))
    assert kinds(shown) == ["button", "button button"]
    assert offered(only(shown)) == [("Keep", "1a"), ("Take", "1a"), ("Undo", "1b")]


def test_colours_say_what_the_label_says() -> None:
    """The button that goes on is green, the one that destroys is red."""
    (row,) = only(card(buttons=(Button("a", "1a", Style.PRIMARY), Button("b", "1b", Style.DANGER), Button("c", "1c"))))
    assert [each.get("style") for each in row["elements"]] == ["primary", "danger", None]


def test_a_long_label_says_that_it_is_longer() -> None:
    """A label that a button does not hold ends with an ellipsis."""
    (row,) = only(card(buttons=(Button("word " * 20, "1a"),)))
    assert row["elements"][0]["text"] == label("word " * 20, LABEL.number) == plain("word " * 13 + "word\u2026")


def test_a_failure_says_so_in_words() -> None:
    """That something did not work is said. Without a request there is no number."""
    failure = Failure(slot="f", sentence="The model is away.", kept="Nothing is lost.", blame=Blame.OUTSIDE)
    assert read(only(blocks(failure, Words()))) == "This did not work.\nThe model is away.\nNothing is lost."


def test_a_file_without_a_note_is_named() -> None:
    """A file never comes without a word."""
    file = Attachment(slot="f", name="all.md", media_type="text/markdown", content=b"All")
    assert blocks(file, Words()) == (context("all.md"), Upload("all.md", b"All"))


def test_a_fold_is_explained_once() -> None:
    """A difference with folded text says what the sign means, on one line below it."""
    delta = Delta((Stretch("=", "word " * 40), Stretch("+", "new"), Stretch("=", " word" * 40)))
    shown = only(blocks(Diff(slot="d", title="t", delta=delta), Words()))
    assert shown[-1] == context("Unchanged text is folded as [\u2026].")


def test_an_event_that_says_nothing_is_no_message() -> None:
    """A card with nothing in it leaves no empty block."""
    assert card() == []
    assert card(Line(" "), Facts(()), Items((Item(title=" "),)), Delta(())) == []
    assert blocks(Progress(slot="p", text=""), Words()) == ()


if __name__ == "__main__":
    GOLDEN.write_text(golden(), encoding="utf-8")
