"""Hostile and odd text: kept byte for byte or refused, found as words, never syntax."""

import ast
import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.domain import Narrow, NewVersion, Origin, WriteKey
from bot.errors import Refused, TooLarge, Usage
from bot.library import names, templates
from bot.library.wanted import KEYS, read
from data.store import SqliteStore
from tests.doubles.filling import fill
from tests.store.opened import ANN, ANNS, BOB, BOBS, TEAM, key, opened

T = TypeVar("T")
Run = Callable[[Awaitable[T]], T]
DATA = Path(__file__).parents[2] / "data"
QUICK = settings(max_examples=60, deadline=None, database=None)


@contextmanager
def running(path: Path) -> Iterator[tuple[asyncio.Runner, SqliteStore]]:
    """Keep one store open for many examples."""
    with asyncio.Runner() as runner:
        context = opened(path)
        store = runner.run(context.__aenter__())
        try:
            yield runner, store
        finally:
            runner.run(context.__aexit__(None, None, None))


def test_fault_57_what_is_accepted_comes_back_byte_for_byte(tmp_path: Path) -> None:
    """Whatever text is saved is shown exactly as it was, in the library and in the prompt under work."""
    with running(tmp_path / "prompteur.db") as (runner, store):
        session = runner.run(store.sessions.begin("room", ANN, "t", key("s")))
        count = iter(range(10_000))

        @QUICK
        @given(st.text(min_size=1))
        @example(" \n\ta\r\n\x0b\x1b[31m\u2028 ")
        @example("é" * 100_000)
        @example("\ufeffBOM\u202eRTL\U000e0041tag")
        def check(text: str) -> None:
            new = NewVersion(text=text, origin=Origin.PASTED, author=ANN, parent=None)
            try:
                saved = runner.run(store.library.save(ANNS, "any", text, author=ANN, why=text, write=key(next(count))))
                version = runner.run(store.sessions.add(session.id, new, key(next(count))))
            except Usage:
                assert not text.strip() or "\0" in text
                return
            found = runner.run(store.library.version(saved.id, saved.newest.number))
            assert found is not None
            assert found.text.encode() == text.encode()
            again = runner.run(store.sessions.version(version.id))
            assert again is not None
            assert again.text.encode() == text.encode()

        check()


@pytest.mark.asyncio
async def test_fault_57_no_text_and_too_much_are_told_with_the_limit(tmp_path: Path) -> None:
    """An empty prompt and one of a megabyte are refused, the second with its size and the limit."""
    async with opened(tmp_path / "prompteur.db") as store:
        for text in ("", " \n\u3000"):
            with pytest.raises(Usage, match="no text"):
                await store.library.save(ANNS, "a", text, author=ANN, why="", write=key(1))
        with pytest.raises(TooLarge, match="1048576 characters; at most 100000"):
            await store.library.save(ANNS, "a", "x" * 2**20, author=ANN, why="", write=key(1))
        assert await store.library.find([ANNS], "", limit=5) == ()


@pytest.mark.asyncio
@pytest.mark.parametrize("bad", ["\ud800", "a\udfffb", "a\0b"])
async def test_fault_58_characters_that_no_database_keeps_are_refused(tmp_path: Path, bad: str) -> None:
    """Half a character or a null in a prompt is told; around one it is replaced; a question with it is answered."""
    async with opened(tmp_path / "prompteur.db") as store:
        with pytest.raises(Usage, match="cannot be kept"):
            await store.library.save(ANNS, "a", f"text {bad}", author=ANN, why="", write=key(1))
        saved = await store.library.save(ANNS, "a", "text", author=ANN, why=bad, about=bad, write=key(1))
        assert "\ufffd" in saved.about
        assert "\ufffd" in saved.newest.why
        session = await store.sessions.begin("room", ANN, bad, key(2))
        assert "\ufffd" in session.title
        with pytest.raises(Usage, match="cannot be kept"):
            await store.sessions.add(
                session.id, NewVersion(text=bad, origin=Origin.PASTED, author=ANN, parent=None), key(3)
            )
        assert await store.library.get([ANNS], bad) is None
        assert len(await store.library.find([ANNS], f"text {bad}", limit=5)) <= 1
        assert await store.library.complete([ANNS], bad, limit=5) == ()
        assert await store.library.similar([ANNS], bad, limit=5) == ()


SAME = [
    ("Caf\u00e9", "Cafe\u0301"),
    ("Tickets", "tIcKeTs"),
    ("stra\u00dfe", "STRASSE"),
    ("ticket ", "  ticket"),
    ("a  b", "a\u00a0b"),
    ("of\ufb01ce", "office"),
    ("tick\u200bet", "ticket"),
    ("tick\u00adet", "\ufeffticket\u2069"),
    ("\uff54icket", "ticket"),
    ("\u03a3\u03af\u03c3\u03c5\u03c6\u03bf\u03c2", "\u03c3\u03af\u03c3\u03c5\u03c6\u03bf\u03c3"),
]


@pytest.mark.asyncio
@pytest.mark.parametrize(("one", "other"), SAME)
async def test_fault_60_names_that_read_the_same_are_the_same(tmp_path: Path, one: str, other: str) -> None:
    """Two ways to write one name are one name: the second save is a version, and the shown name stays."""
    assert names.key(one) == names.key(other)
    async with opened(tmp_path / "prompteur.db") as store:
        first = await store.library.save(ANNS, one, "1", author=ANN, why="", write=key(1))
        second = await store.library.save(ANNS, other, "2", author=ANN, why="", write=key(2))
        assert (second.id, second.name, second.newest.number) == (first.id, first.name, 2)
        assert await store.library.get([ANNS], other) == second


@QUICK
@given(st.text())
@example("\u1e9e\u0345\u03b9")
@example("\u2126\u0130\u00a8")
def test_fault_60_the_key_of_a_key_is_itself(name: str) -> None:
    """A name that was taken apart once is never another when it is taken apart again."""
    assert names.key(names.key(name)) == names.key(name)


def test_fault_60_look_alikes_are_noticed() -> None:
    """A name in other letters that looks like one that is there can be warned about; another name cannot."""
    for one, other in (
        ("paypal", "раураl"),  # noqa: RUF001 - Cyrillic on purpose
        ("Omega", "Οmega"),  # noqa: RUF001 - Greek on purpose
        ("modern", "modem"),
        ("version 1", "version l"),
    ):
        assert names.look_alike(one, other)
    assert not names.look_alike("ticket", "Ticket")
    assert not names.look_alike("ticket", "tickets")


def test_fault_65_variables_are_put_in_and_never_run() -> None:
    """What looks like code in a prompt or in a value stays text; an unknown variable stays as it stands."""
    for text in ("{{7*7}}", "{0.__class__}", "%s %(x)s", "${x}", "{% raw %}", "{{ }}", "{{x", "{{{x}}}"):
        filled = fill(text, {"x": "value"})
        assert "49" not in filled
        assert "class '" not in filled
    assert fill("{{x}} {{y}}", {"x": "{{y}}", "y": "{{x}}"}) == "{{y}} {{x}}"
    assert fill("{{x}} {{gone}}", {"x": r"\1 \g<0>"}) == r"\1 \g<0> {{gone}}"
    assert templates.variables("{{a}} {{ b-c }} {{> snippet}} {{a}}") == ("a", "b-c")


@pytest.mark.parametrize("braces", ["{", "{{", "{{ ", "{{a", "{{a ", "}}", "\\{{"])
def test_fault_65_a_million_braces_take_linear_time(braces: str) -> None:
    """A text of nothing but braces is gone through quickly; ten times the text takes about ten times as long."""

    def taken(count: int) -> float:
        text = braces * (count // len(braces))
        started = time.thread_time()
        list(templates.pieces(text))
        return time.thread_time() - started

    small = min(taken(100_000) for _ in range(3))
    assert taken(1_000_000) < max(small * 40, 1.0)


HOSTILE = [
    '"',
    "a AND",
    "NEAR(",
    "NEAR(a b, 2)",
    "a:b",
    "name:canary",
    "scope:s1",
    "-x",
    "*",
    "a*",
    "^a",
    "(",
    ")",
    "a OR b",
    "NOT",
    "{name}: a",
    "+",
    "",
    " ",
    "\U0001f600",
    "'; DROP TABLE snippets; --",
    "\\",
    '""',
    'a" OR "canary',
    "x" * 100_000,
    "a " * 50_000,
    "%" * 60_000,
    "".join(map(chr, range(0x4E00, 0x9000))),
    "-".join(map(str, range(10_000))),
]


def narrowed(by: str) -> list[Narrow]:
    """Narrow a search by the same text in each way there is."""
    return [Narrow(tags=(by,)), Narrow(author=by), Narrow(label=by), Narrow(target=by), Narrow(folder=by)]


def test_fault_66_search_words_are_words(tmp_path: Path) -> None:
    """Whatever is searched for is looked for as words: never an error, never what belongs to another."""
    with running(tmp_path / "prompteur.db") as (runner, store):
        for scope, author in ((BOBS, BOB), (TEAM, BOB), (ANNS, ANN)):
            text = f"canary and or not near a b x {author}"
            runner.run(store.library.save(scope, f"canary {author}", text, author=author, why="", write=key(scope)))

        def look(words: str) -> None:
            completed = runner.run(store.library.complete([ANNS], words, limit=9))
            hits = runner.run(store.library.find([ANNS], words, limit=9))
            typed, narrow = read(words)
            hits += runner.run(store.library.find([ANNS], typed, limit=9, narrow=narrow))
            for one in narrowed(words):
                hits += runner.run(store.library.find([ANNS], "", limit=9, narrow=one))
            assert {hit.scope for hit in (*completed, *hits)} <= {ANNS}
            assert {*runner.run(store.library.similar([ANNS], words, limit=9))} <= {"canary ann"}

        for words in (*HOSTILE, *(f"{name}:{words[:90]}" for name in KEYS for words in HOSTILE)):
            look(words)
        QUICK(given(st.text() | st.lists(st.sampled_from(["canary", *HOSTILE[:25]])).map(" ".join))(look))()
        assert len(runner.run(store.library.find([ANNS], 'AND "canary', limit=9))) == 1
        assert runner.run(store.library.find([ANNS], "name:canary b", limit=9)) == ()


OURS = {
    "migration.number",
    *("table", "column", "key", "values", "', '.join(columns)"),
    *("one.table", "one.column", "one.told", "named", "_BOUND"),
}
"""What is formatted into statements: all of it is written in the code."""


def test_fault_67_no_statement_is_put_together_from_what_people_write() -> None:
    """Values are bound: what is formatted into a statement is a number, or a name of our own: of a table, a column, a
    condition that stands in the code.
    """
    run = [
        (source.name, call.args[0])
        for source in sorted(DATA.glob("*.py"))
        for call in ast.walk(ast.parse(source.read_text("utf-8")))
        if isinstance(call, ast.Call) and getattr(call.func, "attr", "") in {"execute", "executemany"}
    ]
    assert len(run) > 40
    assert {
        ast.unparse(value.value)
        for _, sql in run
        if isinstance(sql, ast.JoinedStr)
        for value in sql.values
        if isinstance(value, ast.FormattedValue)
    } == OURS
    assert not [ast.unparse(sql) for _, sql in run if isinstance(sql, ast.Call)]
    assert not [sql for _, sql in run if isinstance(sql, ast.BinOp) and not isinstance(sql.op, ast.Add)]


@pytest.mark.asyncio
async def test_fault_67_a_name_that_is_sql_is_a_name(tmp_path: Path) -> None:
    """SQL in names, keys, ids and secrets' names is text: everything is still there afterwards."""
    evil = "x'); DROP TABLE snippets; --"
    async with opened(tmp_path / "prompteur.db") as store:
        saved = await store.library.save(ANNS, "tickets", "text", author=ANN, why=evil, write=WriteKey(evil))
        with pytest.raises(Usage):
            await store.library.save(ANNS, evil, "text", author=ANN, why="", write=key(1))
        assert await store.library.get([ANNS], evil) is None
        assert await store.library.by_id(evil) is None  # type: ignore[arg-type]
        await store.people.prefer(ANN, evil, evil)
        assert await store.people.preference(ANN, evil) == evil
        await store.vault.put(evil, evil, b"x")
        session = await store.sessions.begin(evil, ANN, evil, WriteKey(evil))
        assert await store.sessions.current(evil, since=None) == session
        assert await store.library.get([ANNS], "tickets") == saved


@pytest.mark.asyncio
async def test_fault_68_patterns_and_numbers_beyond_all_bounds(tmp_path: Path) -> None:
    """Percent signs are no pattern, and numbers beyond 64 bits are answered, not a fault."""
    async with opened(tmp_path / "prompteur.db") as store:
        saved = await store.library.save(ANNS, "tickets", "100 % text", author=ANN, why="", write=key(1))
        for pattern in ("%", "%" * 60_000, "_ickets", "t_ckets", "[t]ickets", "?" * 1000):
            assert await store.library.complete([ANNS], pattern, limit=5) == ()
            assert await store.library.get([ANNS], pattern) is None
        for number in (0, -1, 2**63, 2**64, -(2**70)):
            assert await store.library.version(saved.id, number) is None
        for huge in (2**63, 2**70):
            assert await store.library.find([ANNS], "text", limit=huge, offset=huge) == ()
            assert len(await store.library.find([ANNS], "text", limit=huge)) == 1
            assert len(await store.library.complete([ANNS], "t", limit=huge)) == 1
            assert await store.sessions.recent(ANN, huge) == ()
        assert await store.library.find([ANNS], "", limit=-5, offset=-(2**70)) == ()
    for text in ("tickets@99999999999999999999", "tickets@0", "tickets@-1", "tickets@x!", "tickets@"):
        with pytest.raises(Refused, match="no version"):
            names.split_version(text)
