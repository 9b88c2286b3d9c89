"""The README's picture of Slack shows what messages hold, whole, and nothing in it runs out of its place."""

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.slack.address import Origin
from adapters.slack.inputs import inputs
from adapters.slack.markup import fenced
from adapters.slack.modals import view
from adapters.slack.parts import Upload
from adapters.slack.render import blocks
from bot.dialogue.events import Button, Card, Delta, Diff, Facts, Line, Prompt, Style, Thumbs, Tone
from bot.dialogue.form import Field, FieldKind, Form
from bot.domain import Stretch
from bot.words import Words
from tests.doubles.drawn import disorder, read
from tools.look_slack import LOOK
from tools.picture_slack import picture
from tools.session_slack import Filled, Shown, Typed

ROOT = Path(__file__).parents[2]
IN_ENGLISH = ("write release notes", "Draft now", "- At most 5 bullets", "Only visible to you", "shared by Ana")
IN_FRENCH = (
    "rédiger les notes de version",
    "Rédiger maintenant",
    "- 5 puces au plus",
    "Visible de vous uniquement",
    "partagé par Ana",
)
TEXTS = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs")), max_size=300)
MORE = (Button("Copy", "1e:f"),)


def shown(event: Card | Diff, *, pressed: str = "") -> Shown:
    """Give an event as the message that is sent for it."""
    made = tuple(piece for piece in blocks(event, Words()) if not isinstance(piece, Upload))
    return Shown(made, private=True, pressed=pressed)


@pytest.mark.parametrize(
    ("picture", "readme", "parts"),
    [("slack.svg", "README.md", IN_ENGLISH), ("slack.fr.svg", "README.fr.md", IN_FRENCH)],
)
def test_the_picture_in_the_readme_is_in_order_and_loads_nothing(
    picture: str, readme: str, parts: tuple[str, ...]
) -> None:
    """A reader sees every text of the conversation in its box, and no program fetches anything for it; whoever does not
    see it is told what it shows.
    """
    drawn = (ROOT / "docs" / picture).read_text(encoding="utf-8")
    assert list(disorder(drawn)) == []
    assert "http" not in drawn.replace("http://www.w3.org/2000/svg", "")
    said = read(drawn)
    assert [part for part in parts if part not in said] == []
    page = (ROOT / readme).read_text(encoding="utf-8")
    told = re.search(rf"!\[([^\]]+)\]\(docs/{re.escape(picture)}\)", page)
    assert told is not None, "who does not see it is told what it shows"
    assert "Slack" in told[1]


def test_what_messages_and_forms_hold_is_drawn_where_it_belongs() -> None:
    """Styles are read, a block keeps its lines, the button that is pressed has a ring, and a form shows its answer."""
    buttons = (Button("Keep", "1a:b", Style.PRIMARY), Button("Undo", "1c:d"), Button("Delete", "1c:e", Style.DANGER))
    card = Card(
        slot="c",
        title="A *title* & <more>",
        parts=(
            Line("strong", Tone.STRONG),
            Line("aside", Tone.QUIET),
            Prompt("if x:\n    <y> & z"),
            Facts((("a", "b"),)),
        ),
        buttons=buttons,
        more=MORE,
    )
    thumbs = Thumbs(Button("Good", "1g:h"), Button("Not good", "1i:j"))
    diff = Diff(slot="d", title="v2", delta=Delta((Stretch("-", "gone"), Stretch("+", "new"))), thumbs=thumbs)
    form = Form(
        token="1x:y", title="Refine", fields=(Field(name="what", label="What", kind=FieldKind.LINE),), submit="Go"
    )
    modal = view(form, inputs(form, {}), Words(), Origin())
    drawn = picture(
        [Typed("/prompt a & b"), shown(card, pressed="Undo"), shown(diff), Filled(modal, {"what": "shorter"})]
    )
    assert list(disorder(drawn)) == []
    said = read(drawn).split("\n")
    texts = (
        "A *title* & <more>",
        "strong",
        "aside",
        "if x:",
        "    <y> & z",
        "a:",
        "Delete",
        "a & b",
        "gone",
        "shorter",
    )
    assert [text for text in texts if text not in said] == []
    assert ">gone<" in drawn.split('text-decoration="line-through"')[1]
    assert drawn.count("<circle") == len("...")
    assert drawn.count("<path") == drawn.count("rotate") * 2 == 2, "a thumb up and a thumb down"
    assert drawn.count(f'stroke="{LOOK.ring}"') == 2, "the button that is pressed, and the form's"


@pytest.mark.parametrize(
    "block",
    [
        {"type": "video"},
        {"type": "rich_text", "elements": [{"type": "rich_text_list"}]},
        {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": [{"type": "emoji"}]}]},
        {"type": "actions", "elements": [{"type": "datepicker"}]},
    ],
    ids=str,
)
def test_what_is_not_known_is_never_left_out(block: dict[str, object]) -> None:
    """Nobody publishes a picture in which a part of the message is missing or wrong."""
    with pytest.raises(ValueError, match="not drawn yet"):
        picture([Shown((block,), private=False)])


@settings(deadline=None)
@given(TEXTS, TEXTS)
def test_any_text_stays_in_its_place_and_whole(text: str, code: str) -> None:
    """Long lines and long words are broken, and none of their letters is lost."""
    card = shown(Card(slot="c", title="", parts=(Line(text or "-"),)))
    drawn = picture([card, Shown((fenced(code or "-"),), private=False)])
    assert list(disorder(drawn)) == []
    assert "".join((code or "-").split()) in "".join(read(drawn).split())
