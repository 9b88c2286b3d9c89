"""What every store must do with many saved prompts at once."""

from datetime import UTC, datetime

import pytest

from bot.domain import NewSnippet, NewSnippetVersion, Said, Scope, ScopeKind, WriteKey
from bot.errors import Usage
from bot.ports import Store
from tests.contract.store_library import ANN, ANNS, BOB, TEAM, save

W = WriteKey("write")
NOBODYS = Scope(ScopeKind.PERSON, "nobody")


def new(name: str, *texts: str, expected: int = 0, about: str | None = None) -> NewSnippet:
    """Give a prompt to bring in."""
    return NewSnippet(
        name=name, versions=tuple(NewSnippetVersion(text=text) for text in texts), expected=expected, about=about
    )


@pytest.mark.asyncio
class ManyContract:
    """Inherit it in a class named Test..., beside a fixture `store`."""

    async def test_many_come_in_with_all_that_is_known_of_them(self, store: Store) -> None:
        """Prompts that are brought in together are each there with every version and what was said of it."""
        at = datetime(2020, 2, 3, 4, 5, 6, 7, tzinfo=UTC)
        version = NewSnippetVersion(text="two\r\n", why="better", target="claude", said=Said("Cleo", at))
        tickets = NewSnippet(
            name="Tickets", versions=(NewSnippetVersion(text="one"), version), about="for us", expected=0
        )
        first, second = await store.library.save_many(ANNS, [tickets, new("mails", "text")], author=ANN, write=W)
        assert first is not None
        assert second is not None
        found = await store.library.get([ANNS], "tickets")
        assert found is not None
        assert (found.id, found.name, found.about, found.owner) == (first, "Tickets", "for us", ANN)
        old, newest = await store.library.versions(first)
        assert (old.number, old.text, old.target, old.said) == (1, "one", "", None)
        assert found.newest == newest == await store.library.version(first, 2)
        assert (newest.number, newest.text, newest.why, newest.author) == (2, "two\r\n", "better", ANN)
        assert (newest.target, newest.said) == ("claude", version.said)
        for words in ("two", "for us"):
            assert [hit.snippet for hit in await store.library.find([ANNS], words, limit=5)] == [first]
        assert await store.library.find([ANNS], "one", limit=5) == ()

    async def test_the_same_write_brings_nothing_in_twice(self, store: Store) -> None:
        """A call that is run again gets what the first run gave, and no version more."""
        batch = [new("a", "one"), new("b", "one")]
        first = await store.library.save_many(ANNS, batch, author=ANN, write=W)
        assert await store.library.save_many(ANNS, batch, author=ANN, write=W) == first
        assert [len(one.versions) for one in await store.library.histories(ANNS, limit=9)] == [1, 1]

    async def test_one_that_was_overtaken_is_left_out_and_the_rest_comes_in(self, store: Store) -> None:
        """Where somebody saved meanwhile, their prompt stays as it is, and it is said which."""
        old = await save(store, ANNS, "old", "one")
        await save(store, ANNS, "taken", "theirs")
        batch = [new("taken", "mine"), new("old", "two", "three", expected=1), new("gone", "x", expected=4)]
        assert await store.library.save_many(ANNS, batch, author=ANN, write=W) == (None, old.id, None)
        assert [version.text for version in await store.library.versions(old.id)] == ["one", "two", "three"]
        assert [one.snippet.newest.text for one in await store.library.histories(ANNS, limit=9)] == ["three", "theirs"]

    async def test_one_that_cannot_be_kept_leaves_nothing(self, store: Store) -> None:
        """A bad name or an empty text stops the whole batch before anything is written."""
        for bad in (new("a@2", "x"), new("a", " ")):
            with pytest.raises(Usage):
                await store.library.save_many(ANNS, [new("good", "x"), bad], author=ANN, write=W)
        assert await store.library.find([ANNS], "", limit=5) == ()

    async def test_a_description_stays_unless_another_one_comes(self, store: Store) -> None:
        """What a prompt is for is kept where the file says nothing on it."""
        await save(store, ANNS, "a", "one", about="mine")
        for number, (about, stands) in enumerate(((None, "mine"), ("theirs", "theirs")), start=1):
            batch = [new("a", f"text {number}", expected=number, about=about)]
            await store.library.save_many(ANNS, batch, author=ANN, write=WriteKey(str(number)))
            (found,) = await store.library.get_many(ANNS, ["a"])
            assert found.about == stands

    async def test_a_description_alone_can_change(self, store: Store) -> None:
        """Without a version only the description becomes another one, and is found by its words."""
        saved = await save(store, ANNS, "a", "one", about="mine")
        for number, expected in ((0, 2), (1, 1)):
            batch = [new("A", about="theirs", expected=expected)]
            done = await store.library.save_many(ANNS, batch, author=ANN, write=WriteKey(str(number)))
            assert done == ((saved.id if expected == 1 else None),)
        (found,) = await store.library.get_many(ANNS, ["a"])
        assert (found.about, found.newest) == ("theirs", saved.newest)
        assert len(await store.library.find([ANNS], "theirs", limit=5)) == 1
        assert await store.library.find([ANNS], "mine", limit=5) == ()

    async def test_many_are_looked_up_in_one_place_alone(self, store: Store) -> None:
        """Names are found as people mean them, in the scope that is asked, and nowhere else."""
        mine = await save(store, ANNS, "Ticket Summary")
        await save(store, TEAM, "other")
        gone = await save(store, ANNS, "gone")
        await store.library.delete(gone.id, by=ANN)
        names = ["ticket summary", "TICKET  SUMMARY", "other", "gone", "\ud800"]
        assert await store.library.get_many(ANNS, names) == (mine,)
        assert await store.library.get_many(ANNS, []) == ()

    async def test_a_whole_library_is_read_page_by_page(self, store: Store) -> None:
        """All prompts of a scope come in the order of their names with all their versions, and no other."""
        for name in ("b", "C", "a", "d"):
            await save(store, ANNS, name, f"{name} one")
        await save(store, ANNS, "b", "b two")
        await save(store, TEAM, "aa")
        gone = await save(store, ANNS, "bb")
        await store.library.delete(gone.id, by=BOB)
        first = await store.library.histories(ANNS, limit=3)
        assert [one.snippet.name for one in first] == ["a", "b", "C"]
        assert [version.text for version in first[1].versions] == ["b one", "b two"]
        rest = await store.library.histories(ANNS, after="C", limit=3)
        assert [one.snippet.name for one in rest] == ["d"]
        assert await store.library.histories(ANNS, after="d", limit=3) == ()
        assert await store.library.histories(NOBODYS, limit=3) == ()
        with pytest.raises(ValueError, match="at most"):
            await store.library.save_many(ANNS, [new("a", "x")] * 1_001, author=ANN, write=W)

    async def test_a_version_saved_by_hand_says_nothing_of_files(self, store: Store) -> None:
        """Only what came in from a file has somebody else's name on it."""
        saved = await save(store, ANNS, "a", "one")
        version = NewSnippetVersion(text="two", said=Said("Cleo", None))
        batch = [NewSnippet(name="a", versions=(version,), expected=saved.newest.number)]
        await store.library.save_many(ANNS, batch, author=ANN, write=W)
        after = await save(store, ANNS, "a", "three")
        said = [version.said for version in await store.library.versions(after.id)]
        assert said == [None, Said("Cleo", None), None]
