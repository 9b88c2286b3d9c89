"""Prompts that include others: put together once, and never read again."""

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import NotFound, Refused, TooLarge
from bot.library.fragments import DEPTH, FILLED, Fragment, Whole, filled, whole


def together(text: str, **fragments: str) -> Whole:
    """Put a prompt together; "_" in the name of a fragment stands for "-"."""

    async def fetch(name: str) -> Fragment:
        found = fragments.get(name.replace("-", "_"))
        if found is None:
            raise NotFound("There is no prompt called {name}.", name=name)
        return Fragment(name, name, found)

    return asyncio.run(whole(Fragment("", "prompt", text), fetch))


def test_what_is_included_stands_in_its_place_and_is_asked_for_too() -> None:
    """The text of a fragment comes without its front matter; its variables are asked, in order, each once."""
    voice = "---\nvariables:\n  tone: [dry]\n  who: Not this word\n---\nBe {{tone}} with {{who}}."
    made = together("---\nvariables:\n  who: The reader\n---\n{{> brand-voice}} Greet {{who}}. {{> brand-voice }}",
                    brand_voice=voice)  # fmt: skip
    assert [(one.name, one.about, one.choices) for one in made.variables] == [
        ("tone", "", ("dry",)),
        ("who", "The reader", ()),
    ]
    assert filled(made, {"tone": "dry", "who": "Ann"}) == "Be dry with Ann. Greet Ann. Be dry with Ann."


def test_nothing_is_evaluated_twice() -> None:
    """Neither a value nor two texts side by side can make a variable or an include."""
    made = together("{{> a}}{{> b}} {{x}} \\{{y}}", a="{", b="{y}} \\{{> a}}")
    assert filled(made, {"x": "{{> a}}{{y}}", "y": "no"}) == "{{y}} {{> a}} {{> a}}{{y}} {{y}}"


def test_a_circle_is_refused_by_name() -> None:
    """Prompts that include one another, or themselves, are named in their order."""
    for fragments, chain in (
        ({"a": "{{> b}}", "b": "{{> a}}"}, "prompt → a → b → a"),
        ({"a": "{{> a}}"}, "prompt → a → a"),
    ):
        with pytest.raises(Refused, match="circle") as caught:
            together("{{> a}}", **fragments)
        assert caught.value.values["chain"] == chain


def test_depth_number_and_size_are_bounded() -> None:
    """Eight levels are fine and nine are not; what multiplies without end is stopped soon; sizes are told."""
    chain = {f"p{at}": f"{{{{> p{at + 1}}}}}" for at in range(1, DEPTH)}
    assert filled(together("{{> p1}}", **chain, **{f"p{DEPTH}": "end"}), {}) == "end"
    with pytest.raises(Refused, match="too many"):
        together("{{> p1}}", **chain, **{f"p{DEPTH}": "{{> x}}", "x": "end"})
    doubling = {f"p{at}": f"{{{{> p{at + 1}}}}}" * 40 for at in range(1, DEPTH)} | {f"p{DEPTH}": ""}
    with pytest.raises(Refused, match="too many"):
        together("{{> p1}}", **doubling)
    with pytest.raises(TooLarge, match="longer than"):
        together("{{> p1}}{{> p1}}", p1="x" * 60_000)


def test_what_is_filled_in_is_bounded() -> None:
    """A long value that stands there often is refused with the count, before it is put in."""
    with pytest.raises(TooLarge) as caught:
        filled(together("{{a}} " * 10_000), {"a": "x" * 100_000})
    assert caught.value.values["limit"] == f"{FILLED:,}"


def test_what_is_not_there_is_named() -> None:
    """A missing fragment is told with the prompt that wants it."""
    with pytest.raises(NotFound) as caught:
        together("{{> brand-voice@3}}")
    assert str(caught.value) == "prompt includes brand-voice@3, and nothing that you may see has that name."


@given(st.text(alphabet="{}ab> \\", max_size=40), st.text(alphabet="{}ab> \\", max_size=20))
def test_values_come_out_as_they_went_in(text: str, value: str) -> None:
    """Whatever a value holds, it stands in the result as often as its variable stood in the text."""
    made = together(text, a="", b="{{a}}")
    marked = filled(made, {one.name: "\0" for one in made.variables})
    assert filled(made, {one.name: value for one in made.variables}) == marked.replace("\0", value)
