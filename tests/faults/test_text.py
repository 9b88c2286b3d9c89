"""Faults of text: characters that deceive, and braces that were to be evaluated."""

import time
from collections.abc import Callable

import pytest

from bot.domain import Defect
from bot.engineer.checks.run import check, habits
from bot.library.templates import places
from bot.words import Words
from tests.doubles.filling import fill, together

UNSEEN = {
    "zero-width space": "\u200b",
    "zero-width non-joiner": "\u200c",
    "zero-width joiner": "\u200d",
    "word joiner": "\u2060",
    "invisible separator": "\u2063",
    "soft hyphen at an edge": " \u00ad",
    "left-to-right override": "\u202d",
    "right-to-left override": "\u202e",
    "embedding": "\u202a",
    "isolate": "\u2066",
    "tags": "\U000e0069\U000e0067",
    "language tag": "\U000e0001",
    "variation selector on a letter": "\ufe0e",
    "supplementary selectors": "\U000e0158\U000e0159",
    "combining grapheme joiner": "\u034f",
    "mongolian vowel separator": "\u180e",
    "hangul filler": "\u3164",
    "byte order mark": "\ufeff",
    "deprecated format character": "\u206a",
    "interlinear annotation": "\ufff9",
}


@pytest.mark.parametrize("name", UNSEEN)
def test_fault_59_what_is_not_seen_is_flagged_before_any_model_reads_it(name: str) -> None:
    """Each of the invisible characters that are used to deceive is found by the check that runs first."""
    found = check(f"Summarise the tic{UNSEEN[name]}ket in two lines.", Words())
    assert [one.defect for one in found] == [Defect.INVISIBLE]


def test_fault_59_what_was_found_can_be_taken_out_and_the_rest_is_kept() -> None:
    """Taking each finding out leaves the text as it was typed, character by character."""
    text = "Sum\u200bmarise \U000e0041\U000e0042the\u202e ticket."
    for one in sorted(check(text, Words()), key=lambda finding: -finding.start):
        text = text[: one.start] + one.fixes[0].replacement + text[one.end :]
    assert text == "Summarise the ticket."


@pytest.mark.parametrize(
    "text",
    ["{{7*7}}", "{0.__class__}", "%s", "${x}", "{{x.__class__}}", "{{ config }}", "{%print(1)%}", "#{7*7}", "<%= 1 %>"],
)
def test_fault_65_braces_are_never_evaluated(text: str) -> None:
    """What other template languages would run comes out as it went in, and raises no alarm for being there."""
    prompt = f"Explain what {text} does in a template."
    assert fill(prompt, {"7*7": "49", "x": "1"}) == prompt
    assert check(prompt, Words()) == ()


def test_fault_65_a_value_is_never_read_for_variables() -> None:
    """A value that holds a variable, or itself, is put in once as it stands."""
    assert fill("{{a}} {{b}}", {"a": "{{b}}{{a}}", "b": "{{a}}"}) == "{{b}}{{a}} {{a}}"


def test_fault_65_an_unknown_variable_stays_and_is_named() -> None:
    """What has no value is left in the text, where it can be asked for."""
    text = fill("Dear {{name}}, {{greeting}}", {"greeting": "hello"})
    assert text == "Dear {{name}}, hello"
    assert [one.name for one in together(text).variables] == ["name"]


@pytest.mark.parametrize("piece", ["{", "}", "{{", "{{a", "{{a}}", "{{a}", "{ {", "\\{{", "{{{", "a}}", "{{ "])
def test_fault_65_nothing_but_braces_takes_no_longer_than_their_number(piece: str) -> None:
    """A million braces are found, and as many as a prompt can have are filled and looked through, in time that grows
    with their number alone.
    """
    assert _seconds(_find, piece, 1_000_000) < 40 * max(_seconds(_find, piece, 100_000), 0.01)
    assert _seconds(_fill, piece, 100_000) < 40 * max(_seconds(_fill, piece, 10_000), 0.01)
    assert _seconds(_look, piece, 100_000) < 40 * max(_seconds(_look, piece, 10_000), 0.01)


def _find(text: str) -> None:
    places(text)


def _fill(text: str) -> None:
    fill(text, {})


def _look(text: str) -> None:
    check(text, Words())
    habits(text, Words())


def _seconds(work: Callable[[str], None], piece: str, length: int) -> float:
    text = (piece * length)[:length]
    started = time.process_time()
    work(text)
    return time.process_time() - started
