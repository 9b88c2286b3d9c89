"""Elements are cut out of JSON exactly, wherever the text is cut into deltas."""

import json
import time

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.model.elements import Elements

TEXT = st.text(max_size=8) | st.sampled_from(['"', "\\", '\\"', "{", "]}", "\n"])
VALUES = st.recursive(
    st.none() | st.integers() | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=6,
)
OBJECTS = st.dictionaries(TEXT, VALUES, max_size=4)


@settings(max_examples=60)
@given(
    st.lists(OBJECTS, max_size=5), st.lists(st.integers(1, 9), max_size=5), st.booleans(), st.sampled_from([None, 2])
)
def test_any_array_is_taken_apart(values: list[object], sizes: list[int], plain: bool, indent: int | None) -> None:  # noqa: FBT001 - drawn
    """Whatever stands in the elements and however the text arrives, each comes out once, whole and in order."""
    text = json.dumps({"items": values}, ensure_ascii=plain, indent=indent)
    elements, found, at = Elements(), list[object](), 0
    while at < len(text):
        size = sizes[len(found) % len(sizes)] if sizes else len(text)
        found += [json.loads(element) for element in elements.feed(text[at : at + size])]
        at += size
    assert found == values
    assert elements.complete


@given(st.text())
def test_any_text_is_endured(text: str) -> None:
    """Text that is no JSON gives no error."""
    for element in Elements().feed(text):
        assert isinstance(element, str)


def test_long_answers_cost_no_more_per_element() -> None:
    """Ten thousand elements, letter by letter, are read in the time that their length asks for."""
    text = json.dumps({"items": [{"a": "x" * 20}] * 10_000})
    elements = Elements()
    begun = time.thread_time()
    count = sum(1 for letter in text for _ in elements.feed(letter))
    assert count == 10_000
    assert time.thread_time() - begun < 5
