"""What every store must do about what saved prompts are known by: other names, tags, labels."""

import pytest

from bot.domain import (
    Account,
    Base,
    Described,
    Narrow,
    NewSnippet,
    NewSnippetVersion,
    Place,
    Snippet,
    SnippetId,
    WriteKey,
)
from bot.errors import Conflict, NotFound, Usage
from bot.ports import Store
from tests.contract.store_library import ALL, ANN, ANNS, BOB, BOBS, ROOM, TEAM, save


async def told(store: Store, snippet: Snippet, write: str = "", **new: object) -> Snippet:
    """Say something of a prompt, each time as a write of its own."""
    described = Described(**new)  # type: ignore[arg-type]
    return await store.library.describe(snippet.id, described, WriteKey(write or f"{snippet.id}{new}"))


async def labelled(store: Store, snippet: Snippet, label: str, number: int | None) -> Snippet:
    """Label a version, each time as a write of its own."""
    return await store.library.label(snippet.id, label, number, by=BOB, write=WriteKey(f"{label}{number}"))


@pytest.mark.asyncio
class NamesContract:
    """Inherit it in a class named Test..., beside a fixture `store`."""

    async def test_a_renamed_prompt_is_found_by_both_names(self, store: Store) -> None:
        """A new name counts at once, and whoever knows the old one still gets there."""
        saved = await save(store, ANNS, "tickets", "searchable")
        renamed = await told(store, saved, name="Ticket summary")
        assert (renamed.id, renamed.name, renamed.aliases) == (saved.id, "Ticket summary", ("tickets",))
        assert await told(store, saved, name="Ticket summary") == renamed
        for name in ("ticket summary", "TICKETS"):
            assert await store.library.get([ANNS], name) == renamed
            assert await store.library.get_many(ANNS, [name]) == (renamed,)
        for words in ("tickets", "summary"):
            assert [hit.name for hit in await store.library.find([ANNS], words, limit=5)] == ["Ticket summary"]
        for typed in ("ticket s", "tickets", "mary"):
            assert [hit.name for hit in await store.library.complete([ANNS], typed, limit=5)] == ["Ticket summary"]
        again = await save(store, ANNS, "Tickets", "by the old name")
        assert (again.id, again.name, again.newest.number) == (saved.id, "Ticket summary", 2)
        with pytest.raises(Conflict):
            await save(store, ANNS, "tickets", "as a new one", expected=0)

    async def test_a_prompt_may_take_its_old_name_again(self, store: Store) -> None:
        """Renaming there and back leaves one name and one other; another way of writing the name is no other name."""
        saved = await save(store, ANNS, "tickets")
        await told(store, saved, name="summary")
        back = await told(store, saved, name="Tickets")
        assert (back.name, back.aliases) == ("Tickets", ("summary",))
        assert (await told(store, saved, name="TICKETS")).aliases == ("summary",)
        assert (await told(store, saved, aliases=("tickets", "t"))).aliases == ("t",)

    async def test_a_name_belongs_to_one_prompt_of_a_scope(self, store: Store) -> None:
        """What is the name or another name of one prompt can be neither of a second one in its scope."""
        first = await told(store, await save(store, ANNS, "first"), aliases=("one",))
        second = await save(store, ANNS, "second")
        for taken in ("first", "ONE"):
            with pytest.raises(Conflict):
                await told(store, second, name=taken, tags=("lost",))
            with pytest.raises(Conflict):
                await told(store, second, aliases=("fine", taken))
        assert await store.library.get([ANNS], "second") == second
        other = await told(store, await save(store, BOBS, "first"), aliases=("one",))
        assert await store.library.get([BOBS], "one") == other
        assert await store.library.get([ANNS], "one") == first

    async def test_names_go_along_into_another_scope(self, store: Store) -> None:
        """Sharing takes the other names along, but those that somebody has there."""
        saved = await told(store, await save(store, ANNS, "tickets"), aliases=("t", "taken"))
        await save(store, TEAM, "taken")
        moved = await store.library.move(saved.id, TEAM, WriteKey("move"))
        assert moved.aliases == ("t",)
        assert await store.library.get([TEAM], "t") == moved
        assert await store.library.get([ANNS], "t") is None
        mine = await save(store, ANNS, "t")
        with pytest.raises(Conflict):
            await store.library.move(mine.id, TEAM, WriteKey("another move"))

    async def test_names_of_a_deleted_prompt_are_free(self, store: Store) -> None:
        """Others may take them; what comes back has those again that nobody took."""
        saved = await told(store, await save(store, ANNS, "tickets"), aliases=("t", "kept"), tags=("support",))
        await labelled(store, saved, "production", 1)
        await store.library.delete(saved.id, by=ANN)
        assert await store.library.get([ANNS], "t") is None
        taker = await save(store, ANNS, "t")
        assert await store.library.deleted_named([TEAM, ANNS], "TICKETS", ANN) == await store.library.deleted(saved.id)
        for scopes, name, owner in (([ANNS], "tickets", BOB), ([TEAM], "tickets", ANN), ([ANNS], "t", ANN)):
            assert await store.library.deleted_named(scopes, name, owner) is None
        back = await store.library.undelete(saved.id)
        assert (back.aliases, back.tags, back.preferred) == (("kept",), ("support",), 1)
        assert await store.library.get([ANNS], "t") == taker
        assert await store.library.deleted_named([ANNS], "tickets", ANN) is None

    async def test_a_name_that_came_back_to_be_taken_stops_it(self, store: Store) -> None:
        """What was deleted does not come back over another prompt's other name."""
        saved = await save(store, ANNS, "tickets")
        await store.library.delete(saved.id, by=ANN)
        await told(store, await save(store, ANNS, "summary"), aliases=("tickets",))
        with pytest.raises(Conflict):
            await store.library.undelete(saved.id)

    async def test_the_word_on_a_prompt_and_its_tags_can_change(self, store: Store) -> None:
        """What is not mentioned stays; what can be no name or tag is refused, and nothing is changed by it."""
        saved = await save(store, ANNS, "tickets", about="weekly")
        tagged = await told(store, saved, tags=("Support", "b", "SUPPORT"))
        assert (tagged.about, tagged.tags) == ("weekly", ("Support", "b"))
        assert (await told(store, saved, about="", tags=())).tags == ()
        for wrong in ({"tags": (" ",)}, {"tags": ("x" * 65,)}, {"aliases": ("a@2",)}, {"name": ""}):
            with pytest.raises(Usage):
                await told(store, saved, **wrong)
        with pytest.raises(NotFound):
            await store.library.describe(SnippetId("none"), Described(about="x"), WriteKey("none"))

    async def test_a_label_points_at_one_version(self, store: Store) -> None:
        """A label says who set it when; set again it moves, and it can be taken away."""
        saved = await save(store, ANNS, "tickets", "one")
        await save(store, ANNS, "tickets", "two")
        assert saved.preferred == 1
        first = await labelled(store, saved, "Production", 1)
        (label,) = first.labels
        assert (label.name, label.number, label.by, first.newest.number) == ("production", 1, BOB, 2)
        assert first.preferred == 1
        assert await labelled(store, saved, "Production", 1) == first
        await labelled(store, saved, "staging", 2)
        moved = await labelled(store, saved, "production", 2)
        assert [(one.name, one.number) for one in moved.labels] == [("production", 2), ("staging", 2)]
        assert [one.name for one in (await labelled(store, saved, "production", None)).labels] == ["staging"]
        (hit,) = await store.library.find([ANNS], "two", limit=5)
        assert hit.labels == (("staging", 2),)
        for label_, number, error in (("6", 1, Usage), ("v6", 1, Usage), ("newest", 1, Usage), ("", 1, Usage)):
            with pytest.raises(error):
                await labelled(store, saved, label_, number)
        for number in (0, 3, 2**70):
            with pytest.raises(NotFound):
                await labelled(store, saved, "new", number)
        with pytest.raises(NotFound):
            await store.library.label(SnippetId("none"), "new", 1, by=ANN, write=WriteKey("none"))

    async def test_the_last_versions_come_first(self, store: Store) -> None:
        """A long history is read page by page, the newest first."""
        for number in range(4):
            await save(store, ANNS, "tickets", f"text {number}")
        saved = await save(store, ANNS, "tickets", "text 4")
        newest = await store.library.last(saved.id, limit=2)
        assert [one.number for one in newest] == [5, 4]
        assert newest[0] == saved.newest
        assert [one.number for one in await store.library.last(saved.id, below=3, limit=9)] == [2, 1]
        for below in (0, 1, -(2**70)):
            assert await store.library.last(saved.id, below=below, limit=9) == ()
        assert len(await store.library.last(saved.id, below=2**70, limit=9)) == 5

    async def test_what_comes_from_a_file_brings_what_it_is_known_by(self, store: Store) -> None:
        """Tags and other names are added to those that are there; one whose other name is taken is left out whole."""
        new = NewSnippet(
            name="tickets",
            versions=(NewSnippetVersion(text="one"), NewSnippetVersion(text="two")),
            expected=0,
            tags=("a",),
            aliases=("t",),
            labels=(("production", 1),),
        )
        await store.library.save_many(ANNS, [new], author=ANN, write=WriteKey("first"))
        more = NewSnippet(
            name="tickets", versions=(), expected=2, tags=("b",), aliases=("u",), labels=(("staging", 2),), about="more"
        )
        taken = NewSnippet(name="other", versions=(NewSnippetVersion(text="x"),), expected=0, aliases=("T",))
        ids = await store.library.save_many(ANNS, [more, taken], author=ANN, write=WriteKey("second"))
        found = await store.library.get([ANNS], "u")
        assert found is not None
        assert ids == (found.id, None)
        assert (found.tags, found.aliases, found.about, found.preferred) == (("a", "b"), ("t", "u"), "more", 1)
        assert await store.library.get([ANNS], "other") is None
        for words in ("b", "more u"):
            assert len(await store.library.find([ANNS], words, limit=5)) == 1

    async def test_work_knows_what_it_is_based_on(self, store: Store) -> None:
        """A session that was begun with a saved prompt says which version, also after it was saved again."""
        base = Base(SnippetId("s"), 3)
        session = await store.sessions.begin("room", ANN, "tickets", WriteKey("begin"), base=base)
        assert session.base == base
        await store.sessions.rebase(session.id, Base(SnippetId("s"), 4))
        found = await store.sessions.session(session.id)
        assert found is not None
        assert found.base == Base(SnippetId("s"), 4)
        assert (await store.sessions.begin("room", ANN, "other", WriteKey("plain"))).base is None


@pytest.mark.asyncio
class NarrowContract:
    """Inherit it in a class named Test..., beside a fixture `store`."""

    async def found(self, store: Store, words: str = "", **narrow: object) -> list[str]:
        """Give the names that are found."""
        hits = await store.library.find(ALL, words, limit=20, narrow=Narrow(**narrow))  # type: ignore[arg-type]
        return [hit.name for hit in hits]

    async def test_a_search_is_narrowed(self, store: Store) -> None:
        """Tag, label, target and folder narrow what is found, with words and without, in any scope one may see."""
        await told(store, await save(store, ANNS, "mine", "words"), tags=("Release", "b"))
        await labelled(store, await save(store, TEAM, "team/ours", "words"), "production", 1)
        await told(store, await save(store, ROOM, "Team/theirs", "words"), tags=("release",))
        await told(store, await save(store, BOBS, "team/secret", "words"), tags=("release",))
        new = NewSnippet(name="for claude", versions=(NewSnippetVersion(text="words", target="claude-5"),), expected=0)
        await store.library.save_many(ANNS, [new], author=ANN, write=WriteKey("many"))
        account, place = Account("chat", "acme", "zoe"), Place("chat", "acme", "Acme")
        zoe = await store.people.actor(account, "Zoe\u0308 Mu\u0308ller", place, manages=False)
        await store.library.save(TEAM, "of zoe", "words", author=zoe.person, why="", write=WriteKey("zoe"))
        for words in ("", "words"):
            assert sorted(await self.found(store, words, tags=("RELEASE",))) == ["Team/theirs", "mine"]
            assert await self.found(store, words, tags=("release", "B")) == ["mine"]
            assert await self.found(store, words, label="Production") == ["team/ours"]
            assert await self.found(store, words, target="Claude") == ["for claude"]
            assert sorted(await self.found(store, words, folder="TEAM")) == ["Team/theirs", "team/ours"]
            assert await self.found(store, words, folder="tea") == []
            assert await self.found(store, words, folder="team/", tags=("release",)) == ["Team/theirs"]
            assert await self.found(store, words, author="nobody") == []
            for name in ("zoe\u0308", "ZOË m", "Zoë Müller"):
                assert await self.found(store, words, author=name) == ["of zoe"]
        assert await self.found(store, "other", tags=("release",)) == []
        assert await self.found(store, folder="team/") == ["team/ours", "Team/theirs"]

    async def test_what_is_changed_lately_or_used_much_comes_first(self, store: Store) -> None:
        """Of prompts that the words fit alike, the last changed stands first, then what is used."""
        first = await save(store, ANNS, "one", "same words")
        await save(store, ANNS, "two", "same words")
        assert await self.found(store, "same") == ["two", "one"]
        for number in range(9):
            await store.library.used(first.id, WriteKey(f"use {number}"))
        await store.library.used(SnippetId("none"), WriteKey("nothing"))
        assert await self.found(store, "same") == ["one", "two"]

    async def test_a_name_is_completed_by_any_of_its_words(self, store: Store) -> None:
        """Behind what begins so come the names in a folder that do, then those with another word that does, then those
        that hold it somewhere; not one is left out for one that fits less.
        """
        for name in ("a sticky", "b my-ticket", "support/tickets/triage", "ticket", "zz/tick", "lattice"):
            await save(store, ANNS, name, name)
        for start, names in (
            ("tick", ["ticket", "support/tickets/triage", "zz/tick", "b my-ticket", "a sticky"]),
            ("tickets/tr", ["support/tickets/triage"]),
            ("Triage", ["support/tickets/triage"]),
            ("ti", ["ticket", "support/tickets/triage", "zz/tick", "b my-ticket", "a sticky", "lattice"]),
            ("t", ["ticket", "support/tickets/triage", "zz/tick", "b my-ticket", "a sticky", "lattice"]),
        ):
            hits = [hit.name for hit in await store.library.complete([ANNS], start, limit=9)]
            assert hits == names
            assert [hit.name for hit in await store.library.complete([ANNS], start, limit=3)] == names[:3]

    async def test_with_nothing_typed_the_last_changed_are_offered(self, store: Store) -> None:
        """Completion begins with what one worked on last."""
        for name in ("b", "c", "a", "b"):
            await save(store, ANNS, name, f"text {name}", about=name)
        await save(store, ANNS, "c", "changed")
        hits = await store.library.complete(ALL, "", limit=2)
        assert [hit.name for hit in hits] == ["c", "a"]

    async def test_the_excerpt_is_of_the_prompt(self, store: Store) -> None:
        """Without words, a hit shows the prompt's beginning, not what it says of its variables."""
        await save(store, ANNS, "mail", "---\nvariables:\n  who: {}\n---\nGreet {{who}}.")
        await save(store, ANNS, "rule", "--- is a line\n---\nand more")
        found = {hit.name: hit.excerpt for hit in await store.library.find(ALL, "", limit=5)}
        assert found == {"mail": "Greet {{who}}.", "rule": "--- is a line --- and more"}
