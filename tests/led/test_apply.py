"""Chosen findings are applied exactly, or left."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain import Defect, Finding, Fix, Severity
from bot.engineer.apply import apply


def finding(text: str, quote: str, *fixes: Fix, defect: Defect = Defect.AMBIGUITY, shift: int = 0) -> Finding:
    """Make a finding on the first place of `quote`; `shift` says it stands elsewhere than it does."""
    start = text.index(quote) + shift
    return Finding(
        id="1",
        defect=defect,
        severity=Severity.MAJOR,
        quote=quote,
        start=start,
        end=start + len(quote),
        why="",
        fixes=fixes,
    )


TEXT = "Answer briefly.\n- Use at most 14 words.\n- Be kind.\nUse at least 88 words."


def test_replacements_go_where_their_words_stand() -> None:
    """Several findings applied at once change their own words and nothing else."""
    text, left = apply(
        TEXT, [finding(TEXT, "briefly", Fix("in one sentence")), finding(TEXT, "Be kind.", Fix("Be friendly."))]
    )
    assert text == "Answer in one sentence.\n- Use at most 14 words.\n- Be friendly.\nUse at least 88 words."
    assert left == ()


def test_keeping_one_side_of_a_contradiction_takes_the_other_side_away() -> None:
    """After "Keep 88" the prompt says 88 alone, without an empty bullet; after "Keep 14", 14 alone."""
    first, second = "Use at most 14 words.", "Use at least 88 words."
    keep_88 = finding(TEXT, first, Fix("", "Keep 88"))
    assert apply(TEXT, [keep_88])[0] == "Answer briefly.\n- Be kind.\nUse at least 88 words."
    at = TEXT.index(second)
    keep_14 = finding(TEXT, first, Fix("", "Keep 14", quote=second, start=at, end=at + len(second)))
    assert apply(TEXT, [keep_14])[0] == "Answer briefly.\n- Use at most 14 words.\n- Be kind."


def test_a_finding_with_two_sides_is_left_until_somebody_chooses() -> None:
    """Nothing is decided for the person."""
    both = finding(TEXT, "briefly", Fix("a"), Fix("b"))
    assert apply(TEXT, [both]) == (TEXT, (both,))


def test_a_finding_without_a_fix_is_left() -> None:
    """There is nothing to put in."""
    bare = finding(TEXT, "briefly")
    assert apply(TEXT, [bare]) == (TEXT, (bare,))


def test_words_that_moved_are_found_when_they_stand_once() -> None:
    """A finding made on an earlier version still applies when its words are still there."""
    assert apply(TEXT, [finding(TEXT, "briefly", Fix("shortly"), shift=3)])[0].startswith("Answer shortly.")


@pytest.mark.parametrize("shift", [2, 500])
def test_words_that_stand_twice_are_left_when_the_place_is_wrong(shift: int) -> None:
    """Nobody can tell which one was meant."""
    twice = finding(TEXT, "words", Fix("characters"), shift=shift)
    assert apply(TEXT, [twice]) == (TEXT, (twice,))


def test_the_second_of_two_findings_on_the_same_words_is_left() -> None:
    """The worse one, which comes first, is applied."""
    first, second = finding(TEXT, "14 words", Fix("14")), finding(TEXT, "most 14", Fix("most 10"))
    text, left = apply(TEXT, [first, second])
    assert "at most 14." in text
    assert left == (second,)


def test_the_same_edit_asked_for_twice_is_done_once() -> None:
    """Two findings with one and the same replacement are both settled."""
    twin = finding(TEXT, "briefly", Fix("shortly"))
    assert apply(TEXT, [twin, twin]) == (TEXT.replace("briefly", "shortly"), ())


def test_insertions_at_one_place_keep_their_order() -> None:
    """What is missing is added at the end, the first finding's text first."""
    ends = [
        Finding(
            id=name,
            defect=Defect.MISSING,
            severity=Severity.MAJOR,
            quote="",
            start=4,
            end=4,
            why="",
            fixes=(Fix(name),),
        )
        for name in "ab"
    ]
    assert apply("Text", ends) == ("Textab", ())


def test_a_masked_secret_is_replaced_by_its_place() -> None:
    """The quote of a secret is masked, so its place alone counts."""
    secret = Finding(
        id="1", defect=Defect.SECRET, severity=Severity.BLOCKER, quote="sk-…", start=4, end=7, why="", fixes=(Fix("X"),)
    )
    assert apply("Key abc.", [secret])[0] == "Key X."


@pytest.mark.parametrize(
    ("before", "quote", "after"),
    [
        ("Be kind. Please. Be short.", "Please.", "Be kind. Be short."),
        ("Please. Be short.", "Please.", "Be short."),
        ("Be short. Please.", "Please.", "Be short."),
        ("a\nPlease.\nb", "Please.", "a\nb"),
        ("a\n  2. Please. \nb", "Please.", "a\nb"),
        ("Please.", "Please.", ""),
        ("Please.\n\nBe short.", "Please.", "Be short."),
        ("a\n\nPlease.\n\nb", "Please.", "a\n\nb"),
        ("a\n\nPlease.\n", "Please.", "a\n"),
        ("a\n\nPlease.", "Please.", "a"),
        ("unkind", "un", "kind"),
    ],
)
def test_taking_words_away_leaves_no_hole(before: str, quote: str, after: str) -> None:
    """No double space, empty bullet or blank line stays behind."""
    assert apply(before, [finding(before, quote, Fix(""))])[0] == after


@given(st.text(min_size=1, max_size=40), st.data())
def test_what_lies_outside_the_spans_never_changes(text: str, data: st.DataObject) -> None:
    """Text before and after a replacement stays, character by character."""
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    item = Finding(
        id="1",
        defect=Defect.MISSING,
        severity=Severity.MINOR,
        quote=text[start:end],
        start=start,
        end=end,
        why="",
        fixes=(Fix("NEW"),),
    )
    assert apply(text, [item]) == (text[:start] + "NEW" + text[end:], ())
