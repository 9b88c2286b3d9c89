"""Values by names of anybody's choosing, as they are typed behind a command."""

import contextlib
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.dialogue.assigned import begin, read, write
from bot.errors import Usage

TYPED = {
    "tone=brief": {"tone": "brief"},
    'tone=brief points="a and b"': {"tone": "brief", "points": "a and b"},
    "“x”=1": None,
    '"whom else"=Ann who=“Ben and Cy”': {"whom else": "Ann", "who": "Ben and Cy"},
    "—tone=dry --n=3 \"a\"='b c'": {"tone": "dry", "n": "3", "a": "b c"},
    'text="one\ntwo \\"three\\" \\\\ \\n"': {"text": 'one\ntwo "three" \\ \\n'},
    "sum=1=2 url=http://x/?a=b": {"sum": "1=2", "url": "http://x/?a=b"},
    "empty= next=1": {"empty": "", "next": "1"},
    'open="no end': None,
    "a=1 a=2": None,
    "a=1 loose": None,
    "": {},
}


@pytest.mark.parametrize(("text", "values"), TYPED.items())
def test_what_is_typed(text: str, values: dict[str, str] | None) -> None:
    """Words and quotations are values; what is none is named."""
    if values is None:
        with pytest.raises(Usage):
            read(text)
    else:
        assert read(text) == values


def test_they_begin_behind_the_name() -> None:
    """A name of several words, in quotes or not, is no value; the first name with "=" is."""
    assert [text[begin(text) :] for text in ("ticket summary@2 a=b", '"x y" "a b"=1', "x", "a=b", "x\ny=z q")] == [
        "a=b", '"a b"=1', "", "a=b", "y=z q",
    ]  # fmt: skip


@given(
    st.dictionaries(
        st.text(alphabet="ab -é1", min_size=1).filter(lambda name: name.strip() == name), st.text(max_size=20)
    )
)
def test_what_is_written_is_read(values: dict[str, str]) -> None:
    """Values written down come back as they were."""
    assert read(write(values)) == values


@pytest.mark.parametrize("piece", ['a="', "a=“", "a=b ", '"', "“ ", "--", "= ", '"a"="\\'])
def test_fault_65_it_takes_no_longer_than_it_is_long(piece: str) -> None:
    """As long a line as can be typed is read, or refused, in a moment."""
    started = time.thread_time()
    text = (piece * 100_000)[:100_000]
    with contextlib.suppress(Usage):
        read(text[begin(text) :])
    assert time.thread_time() - started < 2
