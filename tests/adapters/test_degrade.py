"""What a surface cannot show becomes something simpler, and is never dropped in silence."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.base import Ability, Capabilities, Level, Limit
from adapters.degrade import Degrader, news
from adapters.fit import PREVIEW, fit, in_file
from bot.dialogue.events import (
    Attachment,
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
    TextDelta,
    Tone,
)
from bot.domain import Status, Stretch
from bot.words import Words
from tests.doubles.examples import CARD, EXAMPLES, texts
from tests.doubles.recorder import BARE, NARROW

FULL = Ability(Level.FULL)
RICH = replace(
    NARROW, streaming=FULL, editing=FULL, buttons=FULL, thumbs=FULL, forms=FULL, files=FULL, colour=FULL, text=None
)
END = Done(status=Status.DONE)


def shown(can: Capabilities, *events: Event) -> list[Event]:
    """Give what is shown for the events of one call."""
    degrade = Degrader(can, Words())
    return [each for event in events for each in degrade(event)]


@pytest.mark.parametrize("event", EXAMPLES, ids=lambda event: type(event).__name__)
def test_a_surface_that_can_do_all_gets_all(event: Event) -> None:
    """Where nothing is missing, nothing changes."""
    assert shown(RICH, event) == [event]


def test_a_text_that_cannot_stream_comes_with_its_card() -> None:
    """Without streaming a person sees the finished card alone."""
    card = Card(slot="p", title="Done", parts=(Prompt("whole"),))
    assert shown(BARE, TextDelta(slot="p", text="who"), TextDelta(slot="p", text="le"), card, END) == [card, END]


def test_a_text_that_was_cut_is_shown_where_nothing_streams() -> None:
    """Without streaming the beginning of a broken answer is shown before the failure."""
    failure = next(event for event in EXAMPLES if isinstance(event, Failure))
    first, second, *_ = shown(BARE, TextDelta(slot="p", text="half of"), replace(failure, buttons=()), END)
    assert isinstance(first, Card)
    assert first.parts == (Prompt("half of"),)
    assert isinstance(second, Failure)


def test_only_what_is_new_is_added_where_nothing_is_replaced() -> None:
    """Findings that arrive one by one are not repeated with each new one."""
    one, two = Item(title="one"), Item(title="two")
    before = Card(slot="c", title="Critique", parts=(Items((one,)),))
    after = Card(
        slot="c", title="Critique", parts=(Line("Needs work"), Items((one, two))), buttons=(Button("More", "1x"),)
    )
    assert news(before, after) == replace(after, title="", parts=(Line("Needs work"), Items((two,))))


def test_buttons_that_do_not_fit_go_behind_more() -> None:
    """The first buttons stay in sight; the others are one press away."""
    (card,) = shown(replace(RICH, buttons=Ability(Level.FULL, limit=Limit(1, "buttons", ""))), CARD)
    assert isinstance(card, Card)
    assert card.buttons == CARD.buttons[:1]
    assert card.more == (*CARD.buttons[1:], *CARD.more)


@pytest.mark.parametrize("event", [event for event in EXAMPLES if isinstance(event, Card | Diff)], ids=type)
def test_thumbs_go_behind_more(event: Card | Diff) -> None:
    """Where a surface has no buttons of its own for what a person thinks, both stand last behind "More"; where nothing
    can be pressed, there are words to type for both.
    """
    assert event.thumbs
    both = (event.thumbs.up, event.thumbs.down)
    (simpler,) = shown(replace(RICH, thumbs=Ability(Level.PARTIAL)), event)
    assert simpler == replace(event, thumbs=None, more=(*event.more, *both))
    said = "".join(text for each in shown(BARE, event) for text in texts(each))
    assert all(f"press {button.token}" in said for button in both)


@pytest.mark.parametrize("event", EXAMPLES, ids=lambda event: type(event).__name__)
def test_without_buttons_there_is_something_to_type(event: Event) -> None:
    """Where nothing can be pressed, each button is named with the words that do the same."""
    made = shown(BARE, event)
    said = "".join(text for each in made for text in texts(each))
    for button in getattr(event, "buttons", ()):
        assert button.label in said
        assert f"press {button.token}" in said


@pytest.mark.parametrize("content", [b"words", b"\xff\xfe\x00"])
def test_a_file_that_cannot_be_sent_is_shown_or_named(content: bytes) -> None:
    """Without files a text is shown, and of anything else the name and the size are told."""
    (card,) = shown(BARE, Attachment(slot="f", name="out.bin", media_type="x", content=content, note="Here"))
    said = " ".join(texts(card))
    assert "Here" in said
    assert ("words" in said) if content == b"words" else ("out.bin" in said and "3 bytes" in said)


def test_a_file_that_is_too_large_is_not_sent() -> None:
    """A file over the platform's limit is told instead of failing there."""
    can = replace(RICH, files=Ability(Level.FULL, limit=Limit(2, "bytes", "")))
    assert isinstance(shown(can, Attachment(slot="f", name="a", media_type="x", content=b"abc"))[0], Card)


def test_questions_without_a_form_can_be_skipped_or_answered_in_words() -> None:
    """Where no form can be opened, the questions are listed and the way past them stays a button."""
    (choices,) = shown(NARROW, next(event for event in EXAMPLES if type(event).__name__ == "AskForm"))
    assert isinstance(choices, Choices)
    assert [button.label for button in choices.buttons] == ["Draft now"]
    assert "answer in plain words" in " ".join(texts(choices))


def test_a_long_prompt_becomes_a_file_where_files_can_be_sent() -> None:
    """A prompt over the limit is sent whole, as a file, and the card says so."""
    long = Prompt("x" * 1_000, name="long.md")
    card, file = shown(replace(NARROW, files=FULL), Card(slot="p", title="Long", parts=(long,)))
    assert isinstance(card, Card)
    assert isinstance(file, Attachment)
    assert file.content == b"x" * 1_000
    assert "long.md" in " ".join(texts(card))


def test_a_prompt_in_a_file_is_shown_from_its_beginning() -> None:
    """Who finds a file instead of a prompt reads its first words, and that these are the first."""
    long = Prompt("Sum the tickets up. " + "Rule by rule, " * 100, name="long.md")
    (card, _) = shown(replace(NARROW, files=FULL), Card(slot="p", title="Long", parts=(long, Line("after"))))
    assert isinstance(card, Card)
    said, first, after = card.parts
    assert said == Line("The whole text is in the file long.md. It begins:")
    assert isinstance(first, Line)
    assert first.tone is Tone.QUIET
    assert first.text.endswith(" \u2026")
    assert long.text.startswith(first.text.removesuffix("\u2026"))
    assert PREVIEW // 2 <= len(first.text) <= PREVIEW
    assert after == Line("after")


def test_a_short_text_in_a_file_is_shown_whole() -> None:
    """A text that is in a file for the sake of copying is read whole, and not called a beginning."""
    said, first = in_file(Prompt("```\nx\n```\n", name="a.md"), Words())
    assert said == Line("To copy this text exactly, take the file a.md. It reads:")
    assert first == Line("```\nx\n```", Tone.QUIET)


def test_a_list_in_a_file_is_not_shown_all_down_the_screen() -> None:
    """Of a text of short lines, the first eight are enough to know it by."""
    _, first = in_file(Prompt("Line.\n" * 90, name="a.md"), Words())
    assert first.text == "\n".join(["Line."] * 8) + " \u2026"


@pytest.mark.parametrize("text", ["", " \n" * 900])
def test_a_file_without_words_has_no_beginning(text: str) -> None:
    """Where there is nothing to read at the beginning, only the file is named."""
    assert in_file(Prompt(text, name="a.md"), Words()) == (Line("The whole text is in the file a.md."),)


@given(st.text(min_size=1, max_size=900), st.integers(20, 200))
def test_a_beginning_is_a_beginning(text: str, most: int) -> None:
    """What is shown of a text is how it begins, and fits; when it is all, no ellipsis says otherwise."""
    said, *first = in_file(Prompt(text), Words(), most)
    for line in first:
        whole = "It reads" in said.text
        assert text.startswith(line.text if whole else line.text.removesuffix(" \u2026"))
        assert not whole or text.rstrip() == line.text
        assert len(line.text) <= most + 2


LONG = st.text(min_size=0, max_size=900)


@given(LONG, LONG, LONG)
def test_long_texts_are_shown_to_the_last_character(one: str, two: str, three: str) -> None:
    """Whatever is too long goes on in further parts, in order, and no part is over the limit."""
    item = Item(title=one, body=two, quote=three)
    parts = (Line(one), Prompt(two), Facts((("name", three),)), Items((item,)))
    for event in (
        Card(slot="c", title="t", parts=parts),
        Choices(slot="c", question="q", parts=parts),
        TextDelta(slot="c", text=one),
        Progress(slot="c", text=two),
        Diff(slot="d", title="t", delta=Delta((Stretch("=", one), Stretch("+", two))), notes=(Line(three),)),
    ):
        made = fit(event, NARROW, Words())
        said = [text for each in made for text in texts(each)]
        assert all(len(text) <= 300 for text in said)
        for text in (one, two, three) if not isinstance(event, TextDelta | Progress) else ():
            assert text in "".join(said)


def test_the_signs_of_a_long_difference_stay_with_their_words() -> None:
    """Each part of a long difference still says what was taken away and what was added."""
    delta = Delta((Stretch("-", "a" * 500), Stretch("+", "b" * 500)))
    made = fit(Diff(slot="d", title="t", delta=delta), NARROW, Words())
    stretches = [
        s for e in made for d in ((e.delta,) if isinstance(e, Diff) else getattr(e, "parts", ())) for s in d.stretches
    ]
    assert "".join(s.text for s in stretches if s.sign == "-") == "a" * 500
    assert "".join(s.text for s in stretches if s.sign == "+") == "b" * 500
