"""What every store must do about saved prompts."""

import pytest

from bot.domain import PersonId, Scope, ScopeKind, Snippet, SnippetId, WriteKey
from bot.errors import Conflict, NotFound, TooLarge, Usage
from bot.ports import Store
from tests.doubles.clock import FakeClock

ANN, BOB = PersonId("ann"), PersonId("bob")
ANNS = Scope(ScopeKind.PERSON, ANN)
BOBS = Scope(ScopeKind.PERSON, BOB)
ROOM = Scope(ScopeKind.CHANNEL, "room")
TEAM = Scope(ScopeKind.TEAM, "team")
ALL = (ANNS, ROOM, TEAM)


async def save(
    store: Store, scope: Scope, name: str, text: str = "text", *, expected: int | None = None, about: str | None = None
) -> Snippet:
    """Save as a command does, each time as a write of its own."""
    write = WriteKey(f"{scope}{name}{text}{expected}")
    return await store.library.save(
        scope, name, text, author=ANN, why="why", write=write, expected=expected, about=about
    )


@pytest.mark.asyncio
class LibraryContract:
    """Inherit it in a class named Test..., beside fixtures `store` and `clock`."""

    async def test_what_was_saved_is_found_by_its_name(self, store: Store, clock: FakeClock) -> None:
        """A saved prompt comes back exactly, by name and by id."""
        text = " {{tickets}}\r\n\tÉté \U0001f600 "
        saved = await save(store, ANNS, "Ticket  Summary", text, about="weekly")
        assert (saved.scope, saved.name, saved.about, saved.owner) == (ANNS, "Ticket Summary", "weekly", ANN)
        assert (saved.newest.number, saved.newest.text, saved.newest.why) == (1, text, "why")
        assert saved.created == saved.newest.at == clock.now()
        assert await store.library.get([ANNS], "ticket summary") == saved
        assert await store.library.by_id(saved.id) == saved

    async def test_saving_again_makes_a_version(self, store: Store) -> None:
        """Every version that was saved can be looked at."""
        first = await save(store, ANNS, "tickets", "one", about="weekly")
        second = await save(store, ANNS, "TICKETS", "two")
        assert (second.id, second.name, second.about) == (first.id, "tickets", "weekly")
        assert await store.library.versions(first.id) == (first.newest, second.newest)
        assert await store.library.version(first.id, 1) == first.newest
        assert await store.library.version(first.id, 3) is None

    async def test_the_same_write_is_done_once(self, store: Store) -> None:
        """A double click saves one version, and both clicks get it."""
        first = await save(store, ANNS, "tickets", "one")
        await save(store, ANNS, "tickets", "two")
        assert await save(store, ANNS, "tickets", "one") == first
        assert len(await store.library.versions(first.id)) == 2

    async def test_the_nearest_scope_wins(self, store: Store) -> None:
        """One name may stand in several scopes; the first that is asked for has it."""
        mine = await save(store, ANNS, "tickets", "mine")
        ours = await save(store, TEAM, "tickets", "ours")
        assert await store.library.get(ALL, "tickets") == mine
        assert await store.library.get([TEAM, ANNS], "tickets") == ours
        assert await store.library.get([BOBS], "tickets") is None
        assert await store.library.get([], "tickets") is None

    async def test_a_change_that_was_overtaken_is_refused(self, store: Store) -> None:
        """Who edits a version that is no longer the newest is told, and nothing is lost."""
        await save(store, ANNS, "tickets", "one", expected=0)
        await save(store, ANNS, "tickets", "two", expected=1)
        for expected in (0, 1, 3):
            with pytest.raises(Conflict):
                await save(store, ANNS, "tickets", "late", expected=expected)
        with pytest.raises(Conflict):
            await save(store, ANNS, "not there", "late", expected=2)
        found = await store.library.get([ANNS], "tickets")
        assert found is not None
        assert found.newest.text == "two"

    async def test_names_and_texts_that_cannot_be_kept_are_refused(self, store: Store) -> None:
        """A bad name, no text and too much of it are told and leave nothing behind."""
        for name, text, error in (
            ("", "x", Usage),
            ("a@2", "x", Usage),
            ("a", " \n", Usage),
            ("a", "x" * 100_001, TooLarge),
        ):
            with pytest.raises(error):
                await save(store, ANNS, name, text)
        assert await store.library.find([ANNS], "", limit=5) == ()

    async def test_a_moved_prompt_is_found_in_its_new_place_only(self, store: Store) -> None:
        """Sharing takes the prompt and its history along."""
        saved = await save(store, ANNS, "tickets", "searchable")
        moved = await store.library.move(saved.id, TEAM, WriteKey("m"))
        assert (moved.id, moved.scope, moved.newest) == (saved.id, TEAM, saved.newest)
        assert await store.library.get([ANNS], "tickets") is None
        assert await store.library.get([TEAM], "tickets") == moved
        for scopes, count in (([ANNS], 0), ([TEAM], 1)):
            assert len(await store.library.find(scopes, "searchable", limit=5)) == count
            assert len(await store.library.complete(scopes, "ket", limit=5)) == count
        assert await store.library.move(saved.id, ANNS, WriteKey("m")) == moved

    async def test_a_prompt_is_not_moved_over_another(self, store: Store) -> None:
        """A name that is taken in the new place stops the move."""
        saved = await save(store, ANNS, "tickets")
        await save(store, TEAM, "Tickets")
        with pytest.raises(Conflict):
            await store.library.move(saved.id, TEAM, WriteKey("m"))
        with pytest.raises(NotFound):
            await store.library.move(SnippetId("none"), TEAM, WriteKey("n"))
        assert await store.library.get([ANNS], "tickets") == saved

    async def test_a_deleted_prompt_is_out_of_sight_and_can_come_back(self, store: Store) -> None:
        """A deleted prompt is found nowhere, until it is brought back as it was."""
        saved = await save(store, ANNS, "tickets", "searchable")
        await store.library.delete(saved.id, by=BOB)
        await store.library.delete(saved.id, by=BOB)
        assert await store.library.get([ANNS], "tickets") is None
        assert await store.library.by_id(saved.id) is None
        assert await store.library.deleted(saved.id) == saved
        for words in ("", "searchable"):
            assert await store.library.find([ANNS], words, limit=5) == ()
        assert await store.library.complete([ANNS], "tick", limit=5) == ()
        assert await store.library.undelete(saved.id) == saved
        assert await store.library.undelete(saved.id) == saved
        assert await store.library.deleted(saved.id) is None
        assert len(await store.library.find([ANNS], "searchable", limit=5)) == 1
        with pytest.raises(NotFound):
            await store.library.undelete(SnippetId("none"))
        with pytest.raises(NotFound):
            await store.library.delete(SnippetId("none"), by=BOB)

    async def test_a_deleted_name_is_free_again(self, store: Store) -> None:
        """A new prompt may take the name; then the old one cannot come back over it."""
        old = await save(store, ANNS, "tickets", "old")
        await store.library.delete(old.id, by=ANN)
        fresh = await save(store, ANNS, "tickets", "fresh")
        assert fresh.id != old.id
        with pytest.raises(Conflict):
            await store.library.undelete(old.id)


@pytest.mark.asyncio
class SearchContract:
    """Inherit it in a class named Test..., beside a fixture `store`."""

    async def test_a_search_finds_words_and_their_beginnings(self, store: Store) -> None:
        """Words are found in name, description and text, in any case and without accents."""
        saved = await save(store, ANNS, "Weekly report", "Summarise the support tickets, après-midi", about="for Lena")
        for words in ("report", "TICKET", "supp sum", "lena", "apres", "weekly tickets", "midi"):
            assert [hit.snippet for hit in await store.library.find([ANNS], words, limit=5)] == [saved.id], words
        for words in ("nothing", "report nothing", "eekly"):
            assert await store.library.find([ANNS], words, limit=5) == ()
        await save(store, ANNS, "中文", "翻译这段文字")
        assert len(await store.library.find([ANNS], "翻译", limit=5)) == 1

    async def test_a_word_in_the_name_counts_more(self, store: Store) -> None:
        """What is named after the word stands before what only mentions it."""
        for number in range(4):
            await save(store, ANNS, f"other {number}", "a long text about tickets " * (number + 1))
        named = await save(store, TEAM, "tickets", "something else")
        assert (await store.library.find(ALL, "tickets", limit=5))[0].snippet == named.id

    async def test_a_hit_tells_what_was_found(self, store: Store) -> None:
        """A hit shows the passage that matched, short, with name, place and version."""
        text = "padding words " * 200 + "here the needle lies" + " more words" * 200
        saved = await save(store, ANNS, "hay", text, about="stack")
        await save(store, ANNS, "hay", text + "!")
        (hit,) = await store.library.find([ANNS], "needle", limit=5)
        assert (hit.snippet, hit.scope, hit.name, hit.about, hit.version) == (saved.id, ANNS, "hay", "stack", 2)
        assert "needle" in hit.excerpt
        assert len(hit.excerpt) <= 200

    async def test_only_the_given_scopes_are_searched(self, store: Store) -> None:
        """Nobody finds what belongs to others, by any way of looking."""
        await save(store, BOBS, "secret plan", "canary words")
        for scopes in (ALL, ()):
            assert await store.library.find(scopes, "canary", limit=5) == ()
            assert await store.library.find(scopes, "", limit=5) == ()
            assert await store.library.complete(scopes, "secret", limit=5) == ()
            assert await store.library.complete(scopes, "cret", limit=5) == ()
            assert await store.library.similar(scopes, "secret plam", limit=5) == ()

    async def test_without_words_the_last_changed_come_first(self, store: Store, clock: FakeClock) -> None:
        """The list begins with what was changed last, over all scopes, page by page, whatever the clock says."""
        for number, scope in enumerate((ANNS, TEAM, ROOM, ANNS, TEAM)):
            clock.jump(-60)
            await save(store, scope, f"prompt {number}")
        await save(store, ANNS, "prompt 0", "changed")
        names = [hit.name[-1] for hit in await store.library.find(ALL, " ", limit=10)]
        assert names == ["0", "4", "3", "2", "1"]
        page = await store.library.find(ALL, "", limit=2, offset=2)
        assert [hit.name[-1] for hit in page] == ["3", "2"]

    async def test_pages_of_a_search_hold_everything_once(self, store: Store) -> None:
        """Going through the pages shows each hit once."""
        for number in range(7):
            await save(store, ANNS, f"prompt {number}", "same words")
        pages = [await store.library.find([ANNS], "words", limit=3, offset=offset) for offset in (0, 3, 6, 9)]
        assert [len(page) for page in pages] == [3, 3, 1, 0]
        assert len({hit.snippet for page in pages for hit in page}) == 7

    async def test_completion_gives_beginnings_first(self, store: Store) -> None:
        """Names that begin with what was typed stand before names that contain it."""
        for name in ("Old tickets", "ticket b", "Ticket A", "unrelated"):
            await save(store, ANNS, name)
        for part in ("tick", "TI"):
            hits = await store.library.complete(ALL, part, limit=5)
            assert [hit.name for hit in hits] == ["Ticket A", "ticket b", "Old tickets"]
        assert len(await store.library.complete(ALL, "tick", limit=2)) == 2
        assert len(await store.library.complete(ALL, "", limit=9)) == 4
        assert await store.library.complete(ALL, "tick_", limit=5) == ()

    async def test_a_name_that_was_mistyped_is_offered(self, store: Store) -> None:
        """A slip in a name gets "did you mean", a name that is far off does not."""
        for name in ("Ticket summary", "Invoice mail", "qa"):
            await save(store, ANNS, name)
        for typed in ("tiket summary", "ticket sumary", "Tickte summary", "Тicket summary"):  # noqa: RUF001 - a look-alike T
            assert await store.library.similar(ALL, typed, limit=3) == ("Ticket summary",)
        assert await store.library.similar(ALL, "qb", limit=3) == ()
        assert await store.library.similar(ALL, "qaa", limit=3) == ("qa",)
        assert await store.library.similar(ALL, "weather forecast", limit=3) == ()
