"""What is written in a format comes back as it was, as far as the format holds it; what it does not hold is told."""

from dataclasses import replace

import pytest
from hypothesis import given, settings

from bot.library.exchange.archive import packed
from bot.library.exchange.formats import formats
from bot.library.exchange.losing import kept, lost
from bot.library.exchange.naming import exactly
from bot.library.exchange.reading import read
from bot.library.exchange.values import Aspect, Entry, File, Format, Remark, Weight
from tests.exchange.libraries import libraries

each_format = pytest.mark.parametrize("kind", formats(), ids=lambda kind: kind.name)
Library = tuple[Entry, ...]


def back(files: list[File]) -> Library:
    """Give what files hold; nothing in them may be refused."""
    found = list(read(files))
    assert [one for one in found if isinstance(one, Remark) and one.weight is Weight.REFUSED] == []
    return tuple(one for one in found if isinstance(one, Entry))


@each_format
@given(library=libraries)
@settings(max_examples=40, deadline=None)
def test_a_library_comes_back_as_the_format_holds_it(kind: Format, library: Library) -> None:
    """Whoever exports and imports again has every text byte for byte, and all else that the format promises to hold."""
    came = back(list(kind.write(library)))
    nameless = Aspect.NAME in kind.loses
    assert len(came) == len(library)
    for one, other in zip(came, library, strict=True):
        wanted = kept(other, kind)
        if nameless and not exactly(other.name):
            wanted = replace(wanted, name=one.name)
        assert one == wanted


@each_format
@given(library=libraries)
@settings(max_examples=40, deadline=None)
def test_what_is_lost_is_told_and_nothing_else(kind: Format, library: Library) -> None:
    """An export tells of exactly those prompts that come back with less than they had."""
    told = {name for names in lost(library, kind).values() for name in names}
    came = back(list(kind.write(library)))
    less = {before.name for before, after in zip(library, came, strict=True) if before != after}
    assert told == less


@each_format
@given(library=libraries)
@settings(max_examples=20, deadline=None)
def test_the_same_library_gives_the_same_bytes(kind: Format, library: Library) -> None:
    """Exporting twice changes no file, so that git sees only what somebody changed."""
    assert list(kind.write(library)) == list(kind.write(library))
    assert packed(kind.write(library)) == packed(kind.write(library))


@each_format
@given(library=libraries)
@settings(max_examples=20, deadline=None)
def test_a_zip_of_any_format_comes_back(kind: Format, library: Library) -> None:
    """Files of any kind may be sent packed."""
    if kind.name != "zip":
        loose = back(list(kind.write(library)))
        assert back([File("all.zip", packed(kind.write(library)))]) == loose


def test_paths_are_names_that_every_system_holds() -> None:
    """No file of an export is hidden, a device of Windows, or longer than a disk takes; no two are the same."""
    names = ("a.", "a", "con", "x/nul.md", ".a", "b/.c", "中" * 80, "plain/name 2.0")
    (markdown,) = (kind for kind in formats() if kind.name == "markdown")
    (library,) = (back(list(kind.write(_named(names)))) for kind in formats() if kind.name == "json")
    paths = [file.path for file in markdown.write(library)]
    assert paths[1] == "a.md"
    assert paths[-1] == "plain/name 2.0.md"
    parts = [part for path in paths for part in path.split("/")]
    assert not [part for part in parts if part.startswith(".") or part.lower() in {"con.md", "nul.md.md"}]
    assert max(len(part.encode()) for part in parts) <= 255
    assert len({path.casefold() for path in paths}) == len(paths)


def _named(names: tuple[str, ...]) -> Library:
    from bot.library.exchange.values import Edition  # noqa: PLC0415

    return tuple(Entry(name=name, versions=(Edition(text="text"),)) for name in names)
