"""What people type after the family, taken apart."""

import time
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.commands import load
from bot.dialogue.parse import Parsed, Unknown, clean, only_block, parse
from bot.domain import TEXT_LIMIT
from bot.errors import TooLarge, Usage

REGISTRY = load()


def parsed(line: str) -> tuple[str, dict[str, str]]:
    """Give the verb and the values."""
    found = parse(line, REGISTRY)
    assert isinstance(found, Parsed), found
    return found.command.verb, dict(found.values)


@pytest.mark.parametrize(
    ("line", "verb", "values"),
    [
        ("draft a poem", "draft", {"goal": "a poem"}),
        ("draft a poem tone=dry", "draft", {"goal": "a poem", "tone": "dry"}),
        ("draft a poem tone=dry for=claude", "draft", {"goal": "a poem", "tone": "dry", "for": "claude"}),
        ('draft a poem tone="very dry"', "draft", {"goal": "a poem", "tone": "very dry"}),
        ("draft a poem tone=“very dry”", "draft", {"goal": "a poem", "tone": "very dry"}),
        ("draft a poem --tone dry", "draft", {"goal": "a poem", "tone": "dry"}),
        ("draft a poem —tone dry", "draft", {"goal": "a poem", "tone": "dry"}),
        ("draft a poem – with a dash", "draft", {"goal": "a poem – with a dash"}),
        ("draft set size=3 in the code", "draft", {"goal": "set size=3 in the code"}),
        ("draft tone=dry is what I want from it", "draft", {"goal": "tone=dry is what I want from it"}),
        ("DRAFT a poem", "draft", {"goal": "a poem"}),
        ("rédiger un poème", "draft", {"goal": "un poème"}),
        ("rediger un poème", "draft", {"goal": "un poème"}),
        ("améliorer plus court", "refine", {"instruction": "plus court"}),
        ("rédiger un poème ton=sec pour=claude", "draft", {"goal": "un poème", "tone": "sec", "for": "claude"}),
        ("partager notes vers=équipe", "share", {"name": "notes", "to": "team"}),
        ("share notes vers=EQUIPE", "share", {"name": "notes", "to": "team"}),
        ("moi langue fr", "me", {"what": "language", "value": "fr"}),
        ("admin rôles ana relecteur", "roles", {"person": "ana", "role": "reviewer"}),
        ("admin discret activé", "quiet", {"state": "on"}),
        ("list", "find", {}),
        ("refine shorter", "refine", {"instruction": "shorter"}),
        ("refine @tickets shorter, please", "refine", {"name": "@tickets", "instruction": "shorter, please"}),
        ('refine @"my tickets" shorter', "refine", {"name": "@my tickets", "instruction": "shorter"}),
        ("save tickets", "save", {"name": "tickets"}),
        ("save tickets Summarise this.\nAnd that.", "save", {"name": "tickets", "text": "Summarise this.\nAnd that."}),
        ('save "my tickets" Summarise', "save", {"name": "my tickets", "text": "Summarise"}),
        ("critique line one\nline two", "critique", {"text": "line one\nline two"}),
        ("critique\nline one\n  line two", "critique", {"text": "line one\n  line two"}),
        ("a poem about rain", "draft", {"goal": "a poem about rain"}),
        ("", "help", {}),
    ],
)
def test_a_line_means_what_it_says(line: str, verb: str, values: dict[str, str]) -> None:
    """Verbs, names, text and trailing options are told apart, also with a phone's quotes and dashes."""
    assert parsed(line) == (verb, values)


@pytest.mark.parametrize(("line", "near"), [("drfat a poem", "draft"), ("critque", "critique"), ("hepl", "help")])
def test_a_near_miss_asks(line: str, near: str) -> None:
    """A verb with a slip of the finger is asked about and not drafted."""
    found = parse(line, REGISTRY)
    assert isinstance(found, Unknown)
    assert near in [command.verb for command in found.near]


def test_an_unknown_verb_is_refused_where_goals_are_said_plainly() -> None:
    """Behind a slash in a terminal, an unknown word is no goal."""
    assert isinstance(parse("xyzzy hello", REGISTRY, strict=True), Unknown)


def test_a_wrong_choice_lists_the_choices() -> None:
    """A value that is none of the choices is refused with those there are."""
    with pytest.raises(Usage) as caught:
        parse("share tickets to=moon", REGISTRY)
    assert "here, team" in str(caught.value)


def test_too_long_says_how_long() -> None:
    """A text over the limit is refused with its count and the limit, and nothing of it is cut."""
    with pytest.raises(TooLarge) as caught:
        clean("x" * (TEXT_LIMIT + 1))
    assert "100001" in str(caught.value)
    assert "100000" in str(caught.value)


@given(st.text(max_size=300))
def test_any_line_is_understood_or_refused(line: str) -> None:
    """No line breaks the parser: it is a command, a question what was meant, or a refusal in words."""
    with suppress(Usage, TooLarge):
        parse(line, REGISTRY)


@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=300))
def test_the_words_of_a_goal_stay_as_they_were(text: str) -> None:
    """What stands behind a verb arrives as typed, but for white space around it and options at its end."""
    goal = text.strip()
    if not goal or "=" in goal or "--" in goal or "—" in goal or "–" in goal:
        return
    found = parse(f"draft {goal}", REGISTRY)
    assert isinstance(found, Parsed)
    assert found.values["goal"] == goal


@given(st.text(st.characters(), max_size=500))
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    """A cleaned text can be kept and sent, and cleaning it again changes nothing."""
    once = clean(text)
    once.encode()
    assert "\x00" not in once
    assert clean(once) == once
    assert len(once) == len(text)


@pytest.mark.parametrize(
    ("text", "block"),
    [
        ("look:\n```\nSummarise this.\n```\nthanks", "Summarise this."),
        ("```text\na\nb\n```", "a\nb"),
        ("~~~\na\n~~~", "a"),
        ("````\nwith ``` inside\n````", "with ``` inside"),
        ("no block", "no block"),
        ("```\none\n```\n```\ntwo\n```", "```\none\n```\n```\ntwo\n```"),
        ("```\nnever closed", "```\nnever closed"),
    ],
)
def test_one_code_block_is_what_is_meant(text: str, block: str) -> None:
    """A message that holds exactly one code block means that block; with none or several it means all of it."""
    assert only_block(text) == block


@pytest.mark.parametrize(
    ("line", "verb", "values"),
    [
        ("show my tickets", "show", {"name": "my tickets"}),
        ("show 'my tickets'", "show", {"name": "my tickets"}),
        ('show "my tickets"@2', "show", {"name": "my tickets@2"}),
        ('show @"my tickets"@2', "show", {"name": "@my tickets@2"}),
        ("show «mes billets»", "show", {"name": "mes billets"}),
        ("share my tickets to=here", "share", {"name": "my tickets", "to": "here"}),
        ('refine @"my tickets"@2 shorter', "refine", {"name": "@my tickets@2", "instruction": "shorter"}),
        ("draft a poem tone=dry tone=wet", "draft", {"goal": "a poem tone=dry", "tone": "wet"}),
        ("draft a poem tone=dry\nfor=claude", "draft", {"goal": "a poem tone=dry", "for": "claude"}),
    ],
)
def test_no_word_vanishes(line: str, verb: str, values: dict[str, str]) -> None:
    """A name may have spaces, alone or in quotes, and a version behind them; an option said twice stays readable."""
    assert parsed(line) == (verb, values)


@pytest.mark.parametrize(
    ("line", "rest"),
    [
        ("show @tickets extra words", "extra words"),
        ("share @tickets team", "team"),
        ('delete "a" b', "b"),
        ('show "a"@2 b', "b"),
    ],
)
def test_words_that_have_no_meaning_are_named(line: str, rest: str) -> None:
    """Words behind a name that end nowhere are said back instead of being dropped."""
    with pytest.raises(Usage) as caught:
        parse(line, REGISTRY)
    assert str(caught.value).endswith(f": {rest}")


@pytest.mark.parametrize(
    "line",
    [
        "draft goal " + "tone=x " * 14_000,
        "draft goal " + 'tone="x ' * 12_000,
        "draft goal " + "tone=“x” " * 11_000 + "”",
        "draft goal " + "--tone " * 14_000,
        "draft " + " " * 99_000 + "x",
        "critique " + "```a\n" * 19_000,
        "critique " + "```\n~~~\n" * 12_000,
        "critique " + "`" * 99_000,
        "critique " + "`" * 50_000 + "\n" + "`" * 49_000,
    ],
    ids=["options", "quotes", "closing", "dashes", "spaces", "fences", "mixed", "backticks", "two rows"],
)
def test_the_longest_line_takes_no_time(line: str) -> None:
    """100,000 characters of any shape are read in a moment."""
    began = time.thread_time()
    found = parse(line, REGISTRY)
    assert isinstance(found, Parsed)
    for value in found.values.values():
        only_block(value)
    assert time.thread_time() - began < 0.5


def test_a_block_ends_where_its_marks_are_matched() -> None:
    """Shorter marks inside longer ones, and marks with words behind them, do not end a block."""
    assert only_block("````\n```\na\n```\n````") == "```\na\n```"
    assert only_block("```\n```a\n```") == "```a"
    assert only_block("```one line``` of code") == "```one line``` of code"
