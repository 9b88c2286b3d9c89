"""Targets as dated files of facts, and slots laid out by them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.engineer.guided.render import named, render
from bot.engineer.guided.slots import Input, Picture, Slots
from bot.engineer.guided.wording import BadWordingError, languages, wording
from bot.engineer.guided.wording import parse as parse_wording
from bot.engineer.targets import BadTargetFileError, find_target, load_targets, parse
from bot.library.templates import variables

SLOTS = Slots(
    task="Summarise <tickets>.",
    inputs=(Input(name="tickets"), Input(name="language", long=False)),
    context=("We sell tea.",),
    reader="the owner",
    output=("One line.",),
    rules=("Keep names.", "No guesses."),
    example="All is well.",
)


@pytest.mark.parametrize(
    ("typed", "family"),
    [
        ("ChatGPT", "gpt"), ("gpt-5", "gpt"), ("GPT 4o", "gpt"), ("o3-mini", "gpt"), ("openai", "gpt"),
        ("claude", "claude"), ("claude-sonnet-5", "claude"), ("Opus", "claude"), ("Gemini 2.5 Pro", "gemini"),
        ("llama", "open"), ("Llama 3.1 8B", "open"), ("mistral", "open"), ("gpt-oss", "open"), ("qwen2.5", "open"),
        ("midjourney", "image"), ("Midjourney v7", "image"), ("dall-e", "image"), ("DALL·E 3", "image"),
        ("gpt-image-1", "image"), ("stable diffusion", "image"), ("image", "image"),
        ("", None), ("my neighbour", None), ("opera", None),
    ],
)  # fmt: skip
def test_a_target_is_found_by_what_people_call_it(typed: str, family: str | None) -> None:
    """Names of products and versions lead to their family; an unknown name to none."""
    found = find_target(typed)
    assert (found.id if found else None) == family


def test_every_target_is_dated_and_has_sources() -> None:
    """Facts about models age: each file says when it was looked at and where the facts come from."""
    targets = load_targets()
    assert set(targets) == {"claude", "gpt", "gemini", "open", "image"}
    for target in targets.values():
        assert target.date > date(2026, 1, 1)
        assert target.sources
        assert target.facts.startswith("- ")
        assert len(target.facts) < 1500


@pytest.mark.parametrize(
    "source",
    ["no front matter", "---\nid: x\n---\n- fact", "---\nid: other\n---\n", "---\n: [\n---\n- fact"],
)
def test_a_wrong_target_file_is_refused(source: str) -> None:
    """A file with missing, unknown or broken front matter is named and not taken."""
    with pytest.raises(BadTargetFileError, match="x"):
        parse("x", source)


def test_an_unknown_key_in_a_target_file_is_refused() -> None:
    """A key that nobody reads is a mistake, not a note."""
    source = "---\nid: x\nname: X\ndate: 2026-01-02\nsections: labels\ninputs: first\naliases: [y]\nsources: [z]\n"
    assert parse("x", source + "---\n- fact").facts == "- fact"
    with pytest.raises(BadTargetFileError):
        parse("x", source + "colour: red\n---\n- fact")
    with pytest.raises(BadTargetFileError):
        parse("y", source + "---\n- fact")


def test_both_languages_know_the_same_kinds() -> None:
    """A kind of task, a sign or a format in one language stands in the other one too."""
    english, french = wording("en"), wording("fr")
    assert languages() == ("en", "fr")
    assert english.kinds.keys() == french.kinds.keys()
    assert english.signs.keys() == french.signs.keys()
    assert english.formats.keys() == french.formats.keys()
    with pytest.raises(BadWordingError, match=r"xx\.toml"):
        parse_wording("xx", "[frame]\ncolour = 'red'")


def test_claude_gets_inputs_first_and_labels() -> None:
    """For Claude the material stands before the instructions, each input in its own tags."""
    text = render(SLOTS, load_targets()["claude"])
    assert text.startswith("<tickets>\n{{tickets}}\n</tickets>\n\n<language>{{language}}</language>\n\nContext:")
    assert "\n\nRules:\n- Keep names.\n- No guesses.\n\n" in text


def test_gpt_gets_headings_and_inputs_last() -> None:
    """For GPT the instructions come first under headings, the material last."""
    text = render(SLOTS, load_targets()["gpt"])
    assert text.startswith("# Context\nWe sell tea.\n\n# Task\nSummarise <tickets>.\n\nAudience: the owner.")
    assert text.endswith("# Input\n<tickets>\n{{tickets}}\n</tickets>\n\n<language>{{language}}</language>")


def test_a_picture_is_one_description() -> None:
    """For an image model the parts become one sentence, and what must be absent a line of its own."""
    slots = Slots(task="unused", picture=Picture(subject="A fox", details=("ink drawing.",), without=("text",)))
    assert render(slots, load_targets()["image"]) == "A fox, ink drawing.\n\nNegative prompt: text"


_WORDS = st.text(st.characters(categories=["L", "N", "P", "Zs"]), min_size=1, max_size=40).filter(str.strip)


@given(task=_WORDS, output=st.lists(_WORDS, max_size=3), rules=st.lists(_WORDS, max_size=3), example=_WORDS,
       names=st.lists(st.from_regex(r"[a-z]{1,8}", fullmatch=True), unique=True, max_size=3),
       target=st.sampled_from(["", "claude", "gpt", "gemini", "open"]),
       tongue=st.sampled_from(["en", "fr"]))  # fmt: skip
def test_no_word_is_lost_in_any_layout(
    *, task: str, output: list[str], rules: list[str], example: str, names: list[str], target: str, tongue: str
) -> None:
    """Whatever the slots hold stands in the prompt, for every target."""
    inputs = tuple(Input(name=name) for name in names)
    slots = Slots(task=task, inputs=inputs, output=tuple(output), rules=tuple(rules), example=example, language=tongue)
    text = render(slots, load_targets().get(target))
    assert all(part in text for part in (task, *output, *rules, example))
    assert set(names) <= set(variables(text))


@given(st.text(max_size=80))
def test_a_name_is_always_fit_for_a_variable(words: str) -> None:
    """Whatever a thing is called, its variable can be written and found again."""
    name = named(words)
    assert len(name) <= 40
    assert not name or variables("{{" + name + "}}") == (name,)
