"""Text from anybody is read on Slack exactly as it was typed, and nothing in it acts."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.difference import FOLD
from adapters.escape import revealed
from adapters.slack.difference import differences
from adapters.slack.limits import TEXT_OBJECT
from adapters.slack.markup import (
    COPIED,
    ROOM,
    Block,
    clean,
    context,
    copies_exactly,
    escaped,
    fenced,
    label,
    pieces,
    plain,
    quotation,
    rich,
    run,
    section,
    size,
    streamed,
    texts,
)
from bot.dialogue.events import Delta
from bot.domain import Stretch
from tests.adapters.test_slack_pack import assert_dead, read
from tests.doubles.examples import squeezed
from tests.doubles.slack_limits import called
from tests.doubles.slack_values import unescape

HOSTILE = "<!channel> <@U1> <https://evil.example|good> *no* :smile: @here & https://x.example\n> quote\n# title"
ANY = st.text(max_size=80)
LONG = st.tuples(st.text(min_size=1, max_size=50), st.integers(1, 300)).map(lambda of: of[0] * of[1])
DELTAS = st.lists(st.builds(Stretch, st.sampled_from("=-+"), ANY), max_size=6).map(lambda of: Delta(tuple(of)))


def styled(block: Block) -> list[tuple[str, dict[str, bool]]]:
    """Give the pieces of rich text, and how each is shown."""
    return [(each["text"], each.get("style", {})) for part in block["elements"] for each in part["elements"]]


# --- as typed ----------------------------------------------------------------------------------------------------


@given(ANY.filter(bool))
def test_any_text_reads_as_typed(text: str) -> None:
    """Whatever somebody wrote, that is what is read, in every kind of block; controls are codes."""
    for block in (rich(section(run(text))), rich(quotation(text)), fenced(text), context(text)):
        assert_dead([block])
        assert read([block]) == clean(text)


def test_fault_62_a_mention_is_a_word() -> None:
    """Nobody is called by a name in a text, and no link hides behind a word: all of it is text, as typed."""
    assert rich(section(run(HOSTILE)))["elements"][0]["elements"] == [{"type": "text", "text": HOSTILE}]


def test_the_name_of_an_emoji_stays_a_name() -> None:
    """A colon and a word stay what they are, in labels and in small text."""
    assert plain(":smile:") == {"type": "plain_text", "text": ":smile:", "emoji": False}
    assert label(":smile:", 75) == plain(":smile:")


@given(ANY)
def test_an_escaped_text_reads_as_typed(text: str) -> None:
    """Where Slack reads its own markup no call and no link is left, and the text is the same."""
    assert list(called("text", escaped(text), ())) == []
    assert unescape(escaped(text)) == clean(text)


def test_what_a_style_is_for_is_shown_by_it() -> None:
    """Bold and struck text are said by a style, never by signs in the text."""
    assert run("a", bold=True) == {"type": "text", "text": "a", "style": {"bold": True}}
    assert run("*a*\x1b") == {"type": "text", "text": "*a*\\x1b"}


# --- labels ------------------------------------------------------------------------------------------------------


@given(st.text(max_size=200))
def test_a_label_fits_its_button(text: str) -> None:
    """A label is on one line, never empty, and says when there is more of it."""
    shown = label(text, 75)["text"]
    assert 0 < size(shown) <= 75
    assert "\n" not in shown
    whole = " ".join(clean(text).split())
    assert shown == whole or shown.endswith("\u2026")


# --- streaming ---------------------------------------------------------------------------------------------------


@given(ANY)
def test_a_text_that_streams_reads_as_typed(text: str) -> None:
    """What is written reads as it is: every sign of Markdown is escaped, and calls nobody."""
    shown = streamed(text)
    assert list(called("markdown_text", shown, ())) == []
    assert squeezed(unmarked(shown)) == squeezed(clean(text.removesuffix("\r")))


def unmarked(markdown: str) -> str:
    """Read Markdown in which all signs are escaped; no-break spaces at the beginning of a line are an indent."""
    made, rest = "", iter(markdown)
    for character in rest:
        made += next(rest) if character == "\\" else character
    return made


@pytest.mark.parametrize(("text", "shown"), [("  a", "\u00a0\u00a0a"), ("\ta", "\u00a0" * 4 + "a"), ("a  b", "a  b")])
def test_an_indent_is_kept(text: str, shown: str) -> None:
    """A line that begins with spaces does not become a block of code."""
    assert streamed(text) == shown


@given(st.text("ab\r\n<* \t", max_size=30), st.integers(0, 30))
def test_more_text_only_adds(text: str, at: int) -> None:
    """What was shown of a text stays as it is when more of it comes."""
    assert streamed(text).startswith(streamed(text[:at]))


# --- to be copied ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["a", "```\nx\n```", "a\n\n\tb {{c}}", "<a>\n{{a}}\n</a> & more", "x" * COPIED])
def test_a_prompt_is_copied_as_it_is(text: str) -> None:
    """What stands in the block is the prompt, character by character; fences in it are nothing special."""
    assert copies_exactly(text)
    assert styled(fenced(text)) == [(text, {})]


@pytest.mark.parametrize("text", ["", " ", "\na", "a\n", "a\r\nb", "a\x1b", "a\u200bb", "x" * (COPIED + 1)])
def test_what_would_change_is_not_said_to_copy(text: str) -> None:
    """A text that Slack or a clipboard might change does not stand in a block to be copied."""
    assert not copies_exactly(text)


# --- long texts --------------------------------------------------------------------------------------------------


@settings(deadline=None, max_examples=40)
@given(LONG)
def test_a_long_text_goes_on_in_further_blocks(text: str) -> None:
    """Nothing of a long text is missing, and no block is too long, however Slack counts."""
    made = pieces(text)
    assert all(part.strip() and size(part) <= ROOM for part in made)
    assert squeezed("".join(made)) == squeezed(clean(text))
    assert TEXT_OBJECT.number == ROOM


@given(ANY, ANY)
def test_two_texts_count_as_much_as_each(one: str, two: str) -> None:
    """A length is never more for texts together, nor less than what is sent."""
    assert size(one + two) == size(one) + size(two)
    assert size(clean(one)) >= len(escaped(one))


def test_the_texts_of_blocks_are_read_without_buttons() -> None:
    """What is said of a message, in a notification or a file, is its text."""
    accessory = {"type": "button", "action_id": "1a", "text": plain("Keep")}
    blocks = [
        {"type": "header", "text": plain("Title")},
        {"type": "section", "text": plain("One"), "accessory": accessory},
        rich(section(run("a", bold=True), run("b")), quotation("c")),
        {"type": "divider"},
        {"type": "actions", "elements": [accessory]},
    ]
    assert list(texts(blocks)) == ["Title", "One", "ab", "c"]


# --- differences -------------------------------------------------------------------------------------------------


def test_a_difference_strikes_what_went_and_emboldens_what_came() -> None:
    """The change is seen at a glance, and the words around it stay."""
    few = Delta((Stretch("=", "Keep it "), Stretch("-", "long"), Stretch("+", "short"), Stretch("=", ".")))
    (block,) = differences(few)
    assert styled(block) == [("Keep it ", {}), ("long", {"strike": True}), ("short", {"bold": True}), (".", {})]


@given(DELTAS)
def test_any_difference_reads_as_what_changed(delta: Delta) -> None:
    """What is struck went, what is bold came, and nothing of either is missing."""
    made = list(differences(delta))
    assert_dead(made)
    for sign, style in (("-", "strike"), ("+", "bold")):
        said = "".join(text for block in made for text, shown in styled(block) if shown == {style: True})
        changed = "".join(stretch.text for stretch in delta.stretches if stretch.sign == sign)
        assert bare(said) == bare(revealed(changed))


def bare(text: str) -> str:
    """Give a text without white space, and without the signs for it."""
    return squeezed(re.sub(r"\u2423|\\[nrt]|\\u[0-9a-f]{4}|\\x[0-9a-f]{2}|\\", "", text))


def test_long_unchanged_text_is_folded() -> None:
    """A change in a long prompt is seen on a phone: its surroundings are a few words."""
    around = "word " * 400
    (block,) = differences(Delta((Stretch("=", around), Stretch("-", "old"), Stretch("+", "new"))))
    assert len(read([block])) < 100
    assert FOLD in read([block])


@settings(deadline=None, max_examples=40)
@given(st.lists(st.builds(Stretch, st.sampled_from("-+="), LONG), max_size=3))
def test_a_long_difference_goes_on_in_further_blocks(stretches: list[Stretch]) -> None:
    """No block of a long difference is too long, and none is empty."""
    for block in differences(Delta(tuple(stretches))):
        assert block["elements"]
        assert 0 < sum(size(text) for text, _ in styled(block)) <= ROOM
        assert all(text for text, _ in styled(block))
