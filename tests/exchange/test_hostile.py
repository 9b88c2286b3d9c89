"""Files that mean harm, or are broken: told, refused where they must be, and never followed."""

import io
import json
import stat
import zipfile

import pytest

from bot.library.exchange.archive import Budget
from bot.library.exchange.as_markdown import FORMAT
from bot.library.exchange.reading import read
from bot.library.exchange.values import Entry, File, Remark, Weight
from tests.exchange.libraries import zipped

GOOD = b"---\nname: good\n---\nA good one.\n"


def found(*files: File, budget: Budget | None = None) -> tuple[list[str], list[tuple[str, str]]]:
    """Give the names that came in, and what was refused: where, and why in English."""
    every = list(read(files, budget))
    refused = [one for one in every if isinstance(one, Remark) and one.weight is Weight.REFUSED]
    return [one.name for one in every if isinstance(one, Entry)], [(one.where, _said(one)) for one in refused]


def noted(*files: File) -> list[tuple[str, str]]:
    """Give what was told of what came in."""
    return [(one.where, _said(one)) for one in read(files) if isinstance(one, Remark) and one.weight is Weight.NOTED]


def _said(remark: Remark) -> str:
    return remark.message.format(**remark.values)


@pytest.mark.parametrize(
    "path", ["../up.md", "a/../../up.md", "/etc/cron.d/x.md", "C:/x.md", "..\\up.md", "\\\\host\\x.md", "a\n.md"]
)
def test_a_path_that_leads_elsewhere_is_refused_and_the_rest_comes_in(path: str) -> None:
    """A file that would lie outside the folder is named and not read; the others are."""
    names, refused = found(File("all.zip", zipped((path, b"evil"), ("good.md", GOOD))))
    assert names == ["good"]
    ((_, why),) = refused
    assert "leads out of the folder" in why
    assert found(File(path, b"evil"))[0] == []


def test_a_link_and_a_locked_file_are_not_opened() -> None:
    """What points elsewhere, or asks for a password, is told."""
    link = zipfile.ZipInfo("link.md")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(link, "/etc/passwd")
        archive.writestr("locked.md", GOOD)
        archive.writestr("good.md", GOOD)
    content = bytearray(out.getvalue())
    at = content.rindex(b"PK\x01\x02", 0, content.rindex(b"locked.md"))
    content[at + 8] |= 1
    names, refused = found(File("all.zip", bytes(content)))
    assert names == ["good"]
    assert [where for where, _ in refused] == ["link.md", "locked.md"]


def test_a_bomb_ends_at_the_bound() -> None:
    """A small file that unpacks to a huge one is given up at the bound, whatever it says of its size."""
    bomb = zipped(("first.txt", b"fine"), ("bomb.txt", b"\0" * 3_000_000), ("last.txt", b"never seen"))
    assert len(bomb) < 10_000
    names, refused = found(File("bomb.zip", bomb), budget=Budget(size=1_000_000))
    assert names == ["first"]
    ((where, why),) = refused
    assert where == "bomb.txt"
    assert "were not read" in why


def test_too_many_files_end_at_the_bound() -> None:
    """Of a folder with more files than are taken at once, those behind the bound are told."""
    many = [(f"{number}.txt", b"x") for number in range(5)]
    names, refused = found(File("many.zip", zipped(*many)), budget=Budget(files=3))
    assert (len(names), len(refused)) == (3, 1)
    names, refused = found(*(File(name, content) for name, content in many), budget=Budget(files=3))
    assert (len(names), len(refused)) == (3, 1)
    names, refused = found(*(File(name, b"xx") for name, _ in many), budget=Budget(size=5))
    assert (len(names), len(refused)) == (2, 1)


def test_a_zip_in_a_zip_is_not_opened() -> None:
    """Nobody is made to unpack for ever."""
    names, refused = found(File("out.zip", zipped(("in.zip", zipped(("x.txt", b"x"))))))
    assert names == []
    assert "ZIP inside a ZIP" in refused[0][1]


@pytest.mark.parametrize("cut", [10, 60, -30])
def test_a_damaged_zip_is_told(cut: int) -> None:
    """A file that broke on its way is named as broken."""
    whole = zipped(("a.txt", b"some text " * 50), ("b.txt", b"other text " * 50))
    names, refused = found(File("all.zip", whole[:cut]))
    assert names == []
    assert "damaged" in refused[0][1]


def test_a_damaged_file_in_a_zip_stops_no_other() -> None:
    """Of a ZIP with one broken file, the others come in."""
    whole = zipped(("a.txt", b"some text"), ("b.txt", b"other"), method=zipfile.ZIP_STORED)
    names, refused = found(File("all.zip", whole.replace(b"some text", b"s0me text", 1)))
    assert names == ["b"]
    assert refused == [("a.txt", "It is damaged, so it could not be read.")]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("Résumé".encode("latin-1"), "no text in UTF-8: byte 2"),
        ("text".encode("utf-16"), "looks like UTF-16"),
        (b"x" * 100_001, "100,001 characters"),
        (b" \n ", "has no text"),
        (b"a\0b", "cannot be kept"),
    ],
)
@pytest.mark.parametrize("path", ["a.txt", "a.md"])
def test_a_file_that_is_no_text_is_told_and_the_rest_comes_in(path: str, content: bytes, why: str) -> None:
    """Wrong encodings, empty and huge texts are named, each with its reason."""
    names, refused = found(File(path, content), File("good.md", GOOD))
    assert names == ["good"]
    ((where, said),) = refused
    assert where == path
    assert why in said


def test_a_text_with_a_mark_of_utf_8_comes_in_without_it() -> None:
    """The mark that some programs put in front of a text is no part of it."""
    (entry,) = read([File("a.txt", b"\xef\xbb\xbftext")])
    assert isinstance(entry, Entry)
    assert entry.newest.text == "text"


JSON = {"format": "prompteur", "version": 1}
TEXT = [{"text": "x"}]


@pytest.mark.parametrize(
    ("entry", "why"),
    [
        ({"name": "a", "versions": TEXT, "run": "rm"}, "a field that I do not know: run"),
        ({"name": "a"}, "no field versions"),
        ({"name": "a", "versions": []}, "0 versions"),
        ({"name": "a", "versions": [{"text": 7}]}, "versions.0.text is of the wrong kind"),
        ({"name": "a", "versions": [{"text": "x", "at": "yesterday"}]}, "versions.0.at is of the wrong kind"),
        ({"name": "a", "versions": [{"text": "x", "at": "2026-01-01T00:00:00"}]}, "versions.0.at"),
        ({"name": "a", "versions": [{"text": "x", "at": "0001-01-01T00:00:00+09:00"}]}, "versions.0.at"),
        ({"name": "a", "versions": TEXT, "labels": {"production": 2}}, "points at version 2"),
        ({"name": "a", "versions": TEXT, "labels": {"Pro duction": 1}}, "label of it cannot be used"),
        ({"name": "../a", "versions": TEXT}, "name cannot be used"),
        ({"name": "a\u200bb", "versions": TEXT}, "name cannot be used"),
        ({"name": "a", "versions": TEXT, "aliases": [".."]}, "Another name"),
        ({"name": "a", "versions": TEXT, "tags": [""]}, "tag that is empty"),
        ({"name": "a", "versions": TEXT, "tags": ["x"] * 101}, "more than 100"),
        ({"name": "a", "versions": [{"text": "x", "why": "y" * 4_001}]}, "4001 characters"),
        ({"name": "a", "versions": [{"text": "\ud800"}]}, "cannot be kept"),
        ("a", "wrong kind"),
    ],
)
def test_one_bad_entry_stops_no_other(entry: object, why: str) -> None:
    """Each entry that cannot be taken is named with its reason, and the others come in."""
    whole = {**JSON, "prompts": [entry, {"name": "good", "versions": TEXT}]}
    names, refused = found(File("all.json", json.dumps(whole).encode()))
    assert names == ["good"]
    assert why in refused[0][1]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b'{"format": "prompteur", "version": 1, "prompts": [', "no valid JSON (at 1:"),
        (b"[" * 200_000, "nested too deeply"),
        (b'{"format": "prompteur", "version": 2, "prompts": []}', "newer version"),
        (b'{"format": "other"}', "no library of Prompteur"),
        (b'{"format": "prompteur", "version": 1, "prompts": [], "more": 1}', "no library of Prompteur"),
        (b'{"format": "prompteur", "version": 1, "prompts": NaN}', "no valid JSON"),
        (b'{"format": "prompteur", "version": 1, "version": 1, "prompts": []}', "the field version twice"),
        (b'{"format": "prompteur", "version": ' + b"1" * 5_000 + b"}", "no valid JSON"),
    ],
)
def test_a_file_that_is_no_library_is_told(content: bytes, why: str) -> None:
    """JSON that is broken, or something else, gives one sentence and nothing else."""
    names, refused = found(File("all.json", content))
    assert names == []
    assert why in refused[0][1]


@pytest.mark.parametrize(
    ("head", "why"),
    [
        ("name: x\nmodel: gpt", "do not know: model"),
        ("name: [x]", "wrong kind: name"),
        ("name: x\ntags: {a: b}", "wrong kind: tags"),
        ("- a", "wrong kind"),
        ("name: x\nname: y", "cannot be read"),
        ("name: &a x\ndescription: *a", "cannot be read"),
        ("name: 'x", "cannot be read"),
        ("[" * 20_000, "cannot be read"),
        ("name: !!python/object/apply:os.system [echo]", "wrong kind: name"),
        ("<<: {name: x}", "do not know: <<"),
        ("? [a]\n: b", "cannot be read"),
    ],
)
def test_front_matter_that_is_not_ours_is_told_and_never_executed(head: str, why: str) -> None:
    """Only the fields that are known are taken, as texts; what would refer, run or stand twice is refused."""
    names, refused = found(File("x.md", f"---\n{head}\n---\ntext\n".encode()), File("good.md", GOOD))
    assert names == ["good"]
    assert why in refused[0][1]


def test_a_file_says_what_goes_into_the_variables() -> None:
    """What a file says of variables is the block on top of the prompt's text, just as it is written there."""
    file = "---\nname: x\nvariables:\n  a: what  # why\n  b: [c, d]\n\ntags: [e]\n---\n{{a}} {{b}}\n"
    (entry,) = read([File("x.md", file.encode())])
    assert isinstance(entry, Entry)
    assert entry.newest.text == "---\nvariables:\n  a: what  # why\n  b: [c, d]\n\n---\n{{a}} {{b}}"
    (again,) = FORMAT.write([entry])
    assert again.content.decode() == (
        "---\nname: x\ntags: [e]\nvariables:\n  a: what  # why\n  b: [c, d]\n\n---\n{{a}} {{b}}\n"
    )


def test_front_matter_is_text_whatever_it_looks_like() -> None:
    """A name that reads like a number, a date or a no is a name."""
    for name in ("2026", "no", "2026-11-22", "null", "1.5", "0x1F"):
        assert found(File("x.md", f"---\nname: {name}\ntags: a, b\n---\ntext\n".encode()))[0] == [name]


def test_a_table_is_read_to_where_it_breaks() -> None:
    """Rows before a broken quotation come in, what follows is told with its line."""
    table = b'act,prompt\nOne,"first"\nTwo,"second\nline"\nThree,"th"ird"\nFour,fourth\n'
    names, refused = found(File("p.csv", table))
    assert names == ["One", "Two"]
    assert refused[0][0] == "p.csv:5"
    assert "could not be read" in refused[0][1]


def test_a_row_of_another_shape_stops_no_other() -> None:
    """A row with too few or too many columns is named by its line."""
    names, refused = found(File("p.csv", b"act,prompt\nOne\n\nTwo,second\nThree,a,b\nFour,fourth\n"))
    assert names == ["Two", "Four"]
    assert [where for where, _ in refused] == ["p.csv:2", "p.csv:5"]


def test_a_table_without_the_columns_is_told() -> None:
    """A table that is not of prompts says which columns it needs."""
    assert "act and prompt" in found(File("p.csv", b"name,price\na,1\n"))[1][0][1]
    assert "act and prompt" in found(File("p.csv", b""))[1][0][1]
    told = noted(File("p.csv", b"act,prompt,for_devs\nOne,first,TRUE\n"))
    assert told == [("p.csv", "These columns were not taken over: for_devs.")]


def test_titles_of_other_libraries_become_names_and_it_is_told() -> None:
    """Whatever a prompt was called elsewhere, it gets a name that can be typed, and the report says which."""
    table = 'act,prompt\n"Children\'s Book: 3D (new)",a\n"A / — / B",b\n"?!",c\n' + f'"{"word " * 40}",d\n'
    names, refused = found(File("p.csv", table.encode()))
    assert names == ["Childrens Book 3D new", "A/B", ("word " * 16).strip()]
    assert "No name can be made of '?!'" in refused[0][1]
    assert [where for where, _ in noted(File("p.csv", table.encode()))] == ["p.csv:2", "p.csv:3", "p.csv:5"]


def test_the_same_name_twice_is_never_one_over_the_other() -> None:
    """Two texts under one title both come in under names of their own; the same text twice comes once."""
    table = b"act,prompt\nNote taker,one\nnote Taker,two\nNote taker,one\nNOTE TAKER,two\n"
    names, refused = found(File("p.csv", table))
    assert (names, refused) == (["Note taker", "note Taker 2"], [])
    first, second = (f"---\nname: a\n---\n{text}\n".encode() for text in ("one", "two"))
    names, refused = found(File("1.md", first), File("2.md", second), File("3.md", first))
    assert names == ["a"]
    assert [where for where, _ in refused] == ["2.md"]


def test_names_that_look_alike_are_told() -> None:
    """Two names that nobody can tell apart by eye both come in, with a word on it."""
    told = noted(File("paypal.txt", b"x"), File("p\u0430ypal.txt", b"y"))
    assert told == [("p\u0430ypal", "Its name looks like that of another one, paypal, and is not the same.")]


def test_what_is_no_prompt_is_passed_over_and_named() -> None:
    """Hidden files and a folder's own papers are not taken for prompts."""
    told = noted(File("README.md", b"# ours"), File(".DS_Store", b"x"), File("__MACOSX/a.md", b"x"), File("a.md", GOOD))
    assert [where for where, _ in told] == ["README.md", ".DS_Store", "__MACOSX/a.md"]
    assert "do not know this kind" in found(File("a.docx", b"\xd0\xcf"))[1][0][1]


@pytest.mark.parametrize("content", [b'{"format": "prompteur", "version": 1, "prompts": []}', b"act,prompt\n", GOOD])
def test_what_has_no_telling_name_is_known_by_its_content(content: bytes) -> None:
    """What comes through a pipe needs no name."""
    assert found(File("standard input", content))[1] == []


def test_what_a_second_one_says_more_is_told() -> None:
    """Of two files with the same prompt the second one is left out; if it has a tag that the first one lacks, that is
    told, and how to have it.
    """
    more = b"---\nname: good\ntags: [release]\n---\nA good one.\n"
    names, refused = found(File("a.md", GOOD), File("b.md", more))
    assert names == ["good"]
    assert [(where, "import it by itself" in said) for where, said in refused] == [("b.md", True)]
    assert found(File("b.md", more), File("a.md", GOOD)) == (["good"], [])
