"""Text that people or models wrote, on its way to Discord: it reads as typed and does nothing."""

import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from adapters.difference import FOLD, legend
from adapters.discord.difference import difference, differences
from adapters.discord.markup import (
    COPIED,
    ROOM,
    bold,
    copies_exactly,
    fenced,
    heading,
    joined,
    one_line,
    pieces,
    plain,
    quiet,
    quote,
    struck,
)
from adapters.escape import revealed, safe
from bot.dialogue.events import Delta
from bot.domain import Stretch
from bot.words import Words
from tests.doubles.discord_reader import LiveError, Span, read, spans

LIVELY = (
    *"\\*_~|`#>-+.:()[]<@/!1 \n\t\r\u200b\u202e",
    *("**", "~~", "||", "```", "__", "1.", "- ", "-# ", "> ", ">>> ", "# ", "### ", "\n- ", "\n 2. ", "\r\n", "   "),
    *("https://", "http:", "//", "steam://run", "a", "word", "e\u0301", "\U0001f469\u200d\U0001f467"),
    *("<@1>", "<@&2>", "<#3>", "<:a:4>", "<a:b:5>", "<t:6:R>", "</x y:7>", "<id:home>", "<https://x.y>", "<a@b.c>"),
    *("@everyone", "@here", ":smile:", "[good](https://evil)", "\xaf\\_(\u30c4)_/\xaf"),
)
TEXT = st.one_of(
    st.lists(st.sampled_from(LIVELY), max_size=25).map("".join),
    st.text(alphabet=st.characters(exclude_categories=()), max_size=60),
)
LONG = st.lists(TEXT, max_size=12).map(lambda texts: "".join(texts) * 40)
DELTAS = st.lists(st.builds(Stretch, st.sampled_from("=-+"), TEXT), max_size=8).map(lambda each: Delta(tuple(each)))
FEW = Delta((Stretch("=", "Keep it "), Stretch("-", "long"), Stretch("+", "short"), Stretch("=", ".")))


def clean(text: str) -> str:
    """Give a text as it can be shown: controls as codes, one kind of line break."""
    return safe(text).replace("\r\n", "\n")


# --- text of others --------------------------------------------------------------------------------------------------


@given(TEXT)
def test_any_text_reads_as_typed(text: str) -> None:
    """Whatever somebody wrote, a reader of Discord sees that and nothing else."""
    assert read(plain(text)) == clean(text)


@given(TEXT)
def test_a_quiet_or_quoted_text_reads_as_typed(text: str) -> None:
    """Each line of a text said aside or quoted is that line."""
    for line, shown in zip(clean(text).split("\n"), quiet(text).split("\n"), strict=True):
        assert shown.startswith("-# ") if line.strip() else shown == ""
        assert read(shown.removeprefix("-# ")).strip() == line.strip()
    lines = [line.removeprefix("> ") for line in quote(text).split("\n")]
    assert read("\n".join(lines)) == clean(revealed(text)).rstrip()


@given(TEXT)
def test_a_bold_text_reads_as_typed(text: str) -> None:
    """No text can end its own bold letters, and no sign is left over beside a space."""
    shown = spans(bold(text))
    assert "".join(span.text for span in shown) == clean(text)
    assert all(span.sign or not span.text.strip() for span in shown)


@given(TEXT)
def test_a_struck_text_stays_struck(text: str) -> None:
    """No text can end its own strike; only a wave at the end of a line becomes a code."""
    shown = spans(struck(text))
    assert "".join(span.text for span in shown).replace("\\x7e", "~") == clean(text).replace("\\x7e", "~")
    assert all(span.sign or not span.text.strip() for span in shown)


@given(TEXT)
def test_a_heading_is_one_line_of_just_that_text(text: str) -> None:
    """A title with line breaks or signs in it is one line, and stays what it is."""
    shown = heading(text)
    assert read(shown.removeprefix("### ")) == " ".join(safe(text).split())
    assert bool(shown) is bool(one_line(text))
    assert not shown.endswith("#") or shown.endswith("\\#")


@pytest.mark.parametrize(
    ("text", "markdown"),
    [
        ("@everyone", r"\@everyone"),
        ("<@&1> <#2> </run:3>", r"\<\@&1> \<\#2> \</run:3>"),
        ("see https://a.b/c_d", r"see https\://a.b/c\_d"),
        ("[good](https://evil)", r"\[good\](https\://evil)"),
        ("C# at 10:30, Model: one", r"C\# at 10:30, Model: one"),
        ("- a\n  2. b\n> c\n-# d", "\\- a\n  2\\. b\n\\> c\n\\-\\# d"),
        ("a - b. 2.5 > 1", "a - b. 2.5 > 1"),
        ("a\x1b\u202e", r"a\\x1b\\u202e"),
        (r"\*", r"\\\*"),
    ],
)
def test_what_is_escaped(text: str, markdown: str) -> None:
    """Only what Discord would make something of gets a backslash; an address is text and no link."""
    assert plain(text) == markdown


@pytest.mark.parametrize(
    "markdown",
    ["*a*", "a_b", "~~a~~", "||a||", "`a`", "[a](b)", "<@1>", "<t:1>", "@here", "https://a", ":smile:", "# a", "- a"],
)
def test_the_reader_would_notice(markdown: str) -> None:
    """The reader of these tests refuses text that Discord would change."""
    with pytest.raises(LiveError):
        read(markdown)


# --- to be copied ----------------------------------------------------------------------------------------------------


def copied(markdown: str) -> str:
    """Give what is in a code block, as Discord takes it out: the first closing fence counts, empty lines are gone."""
    found = re.match(r"```(?:([a-zA-Z0-9_+\-.#]+?)\n)?\n*([^\n][\s\S]*?)\n*```", markdown)
    assert found
    assert found.end() == len(markdown)
    return found[2]


@given(TEXT)
def test_what_copies_exactly_comes_back(text: str) -> None:
    """A prompt in a code block is copied byte for byte."""
    if copies_exactly(text):
        assert copied(fenced(text)) == text


@pytest.mark.parametrize("text", ["python\nx", "Sum {{up}}.\n\n- a\n\tb  \nc", "`one` ``two``", "ends`", "*_~|>"])
def test_ordinary_prompts_copy_exactly(text: str) -> None:
    """Lists, tabs, variables and single backticks need no file."""
    assert copies_exactly(text)
    assert copied(fenced(text)) == text


@pytest.mark.parametrize(
    "text", ["", " ", "\na", "a\n", " a", "a ", "a```b", "a\r\nb", "a\x1b", "a\u200bb", "x" * (COPIED + 1)]
)
def test_what_would_change_is_not_said_to_copy(text: str) -> None:
    """A text that Discord or a clipboard would change does not stand in a block to be copied."""
    assert not copies_exactly(text)


def test_a_block_never_acts() -> None:
    """Controls in a text that streams in a block are codes."""
    assert fenced("a\x1b") == "```\na\\x1b\n```"


# --- long texts ------------------------------------------------------------------------------------------------------


@settings(deadline=None, max_examples=25)
@given(LONG)
@example("\r" * 40)
def test_a_long_text_goes_on_in_further_blocks(text: str) -> None:
    """Nothing of a long text is missing, and no block is too long or torn inside an escape."""
    shown = [(pieces(text, show, signs), show) for show, signs in ((plain, 0), (bold, 4), (quiet, 3))]
    for made, show in shown:
        assert all(block.strip() and len(block) <= ROOM for block in made)
        signs = ("**",) if show is bold else ()
        seen = "".join(span.text for block in made for span in spans(block.replace("-# ", ""), signs))
        if show is not quiet:
            assert "".join(seen.split()) == "".join(clean(text).split())


def test_blocks_are_joined_while_they_fit() -> None:
    """Short lines stand in one block."""
    assert joined(["a", "b", "x" * ROOM, "c"]) == ["a\nb", "x" * ROOM, "c"]


# --- differences -----------------------------------------------------------------------------------------------------


def test_a_difference_strikes_what_went_and_emboldens_what_came() -> None:
    """The change is seen at a glance, and the words around it stay."""
    assert difference(FEW) == "Keep it ~~long~~**short**."
    assert legend(FEW, Words()) == ""


@given(DELTAS)
def test_any_difference_reads_as_what_changed(delta: Delta) -> None:
    """What is struck went, what is bold came, and nothing of either is missing or acts."""
    shown = spans(difference(delta))
    for sign, style in (("-", "~~"), ("+", "**")):
        said = "".join(span.text for span in shown if span.sign == style)
        changed = "".join(stretch.text for stretch in delta.stretches if stretch.sign == sign)
        assert bare(said) == bare(clean(revealed(changed)))


def bare(text: str) -> str:
    """Give a text without white space, and without the signs for it."""
    text = re.sub(r"\u2423|\\[nrt]|\\x7e|~|\\u[0-9a-f]{4}|\\x[0-9a-f]{2}|\\", "", text)
    return "".join(text.split())


def test_long_unchanged_text_is_folded_and_that_is_said() -> None:
    """A change in a long prompt is seen on a phone: its surroundings are a few words, and a line says so."""
    around = "one two three four five six seven eight nine ten eleven twelve thirteen\n"
    delta = Delta((Stretch("=", around), Stretch("-", "old"), Stretch("+", "new"), Stretch("=", "\n" + around * 9)))
    first = "one two three four five \\[…\\] nine ten eleven twelve thirteen\n"
    assert difference(delta) == f"{first}~~old~~**new**\n{first}"
    assert legend(delta, Words()) == f"Unchanged text is folded as {FOLD}."


def test_unchanged_text_without_spaces_is_folded_too() -> None:
    """A long text in a script without spaces does not fill the screen."""
    assert len(difference(Delta((Stretch("=", "\u8bed" * 2_000), Stretch("+", "x"))))) < 300


@pytest.mark.parametrize(
    ("old", "new", "shown"),
    [
        (" ", "", r"a~~␣~~b"),
        ("", "\n\n", "a**\\\\n**\n**\\\\n**\nb"),
        ("\t", "  ", "a~~\\\\t~~**␣␣**b"),
        ("x ", "x", "a~~x␣~~**x**b"),
        ("\xa0", " ", "a~~\\\\u00a0~~**␣**b"),
        ("", "\u200b", "a**\\\\u200b**b"),
    ],
)
def test_a_change_that_nobody_would_see_is_made_visible(old: str, new: str, shown: str) -> None:
    """Spaces, tabs, line breaks and invisible characters that changed have signs."""
    delta = Delta((Stretch("=", "a"), Stretch("-", old), Stretch("+", new), Stretch("=", "b")))
    assert difference(delta) == shown
    assert legend(delta, Words()) == ("␣ is a space." if "␣" in shown else "")


def test_signs_stick_to_words_and_lines() -> None:
    """Discord strikes nothing beside a space, so spaces stay outside; each line has signs of its own."""
    assert difference(Delta((Stretch("-", " a\n- b \n"), Stretch("+", "*c* ")))) == " ~~a~~\n~~\\- b~~ \n**\\*c\\*** "
    assert spans(difference(Delta((Stretch("-", "a~"),)))) == [Span("a\\x7e", "~~")]


@settings(deadline=None, max_examples=25)
@given(st.lists(st.builds(Stretch, st.sampled_from("-+="), LONG), max_size=3))
def test_a_long_difference_goes_on_in_further_blocks(stretches: list[Stretch]) -> None:
    """No block of a long difference is too long, and each has whole signs."""
    delta = Delta(tuple(stretches))
    made = differences(delta)
    assert all(block.strip() and len(block) <= ROOM for block in made)
    struck_text = "".join(span.text for block in made for span in spans(block) if span.sign == "~~")
    assert bare(struck_text) == bare("".join(span.text for span in spans(difference(delta)) if span.sign == "~~"))
