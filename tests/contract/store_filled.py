"""What every store must do about prompts that are filled in: what went in last, what people think of the answers, and
which prompts include which.
"""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain import Judgement, Opinion, RecordId, Snippet, SnippetId, WriteKey
from bot.errors import NotFound
from bot.ports import Store
from tests.contract.store_library import ANN, ANNS, BOB, BOBS, TEAM, save
from tests.doubles.clock import FakeClock


@pytest.mark.asyncio
class FilledContract:
    """Inherit it in a class named Test..., beside fixtures `store` and `clock`."""

    async def test_each_person_is_offered_what_they_filled_in_last(self, store: Store) -> None:
        """Values are a person's own for each prompt; each takes the place of the one before."""
        assert await store.filled.last(ANN, "p") == {}
        await store.filled.keep(ANN, "p", {"tone": "dry", "who": "Bo\0b"})
        await store.filled.keep(ANN, "q", {"tone": "warm"})
        await store.filled.keep(BOB, "p", {"tone": "his"})
        assert await store.filled.last(ANN, "p") == {"tone": "dry", "who": "Bo\ufffdb"}
        await store.filled.keep(ANN, "p", {"tone": "wet"})
        assert await store.filled.last(ANN, "p") == {"tone": "wet", "who": "Bo\ufffdb"}
        await store.filled.keep(ANN, "p", {"who": "", "never": ""})
        assert await store.filled.last(ANN, "p") == {"tone": "wet"}
        assert await store.filled.last(ANN, "q") == {"tone": "warm"}
        assert await store.filled.last(BOB, "p") == {"tone": "his"}

    async def test_they_go_in_time(self, store: Store, clock: FakeClock) -> None:
        """After ninety days nothing of it is kept, unless it was filled in again."""
        for prompt in ("p", "q"):
            await store.filled.keep(ANN, prompt, {"tone": "dry"})
        await store.filled.keep(BOB, "p", {})
        clock.advance(80 * 86400)
        await store.filled.keep(ANN, "q", {"tone": "dry"})
        clock.advance(11 * 86400)
        assert (await store.prune(clock.now()))["filled"] == 1
        assert (await store.filled.last(ANN, "p"), await store.filled.last(ANN, "q")) == ({}, {"tone": "dry"})


def opinion(snippet: Snippet, run: str = "one", **other: object) -> Opinion:
    """Give what Ann thinks of an answer."""
    found: dict[str, object] = {"person": ANN, "judgement": Judgement.GOOD, **other}
    return Opinion(
        run=RecordId(run),
        snippet=snippet.id,
        number=3,
        model="m",
        values={"tone": "d\u00e9j\u00e0"},
        lengths={"log": 900},
        **found,  # type: ignore[arg-type]
    )


@pytest.mark.asyncio
class OpinionsContract:
    """Inherit it in a class named Test..., beside fixtures `store` and `clock`."""

    async def test_each_person_has_one_word_on_an_answer(self, store: Store) -> None:
        """What people think is kept with what was run; either can change their mind, and what they wrote stays."""
        snippet = await save(store, TEAM, "notes")
        first, bobs = opinion(snippet), opinion(snippet, person=BOB)
        assert await store.opinions.put(first) is None
        assert await store.opinions.put(bobs) is None
        await store.opinions.remark(first.run, ANN, "Too long.")
        assert await store.opinions.put(opinion(snippet, judgement=Judgement.BAD)) is Judgement.GOOD
        assert await store.opinions.of(snippet.id, limit=5) == (
            bobs,
            opinion(snippet, judgement=Judgement.BAD, remark="Too long."),
        )
        assert await store.opinions.of(snippet.id, limit=1) == (bobs,)
        (said,) = await store.opinions.of(snippet.id, said=True, limit=5)
        assert said.remark == "Too long."
        assert await store.opinions.of(snippet.id, limit=5, offset=1) == (said,)
        assert await store.opinions.of(snippet.id, said=True, limit=5, offset=1) == ()

    async def test_people_are_counted_not_presses(self, store: Store) -> None:
        """Of each person the last answer that they judged counts."""
        snippet, other = await save(store, TEAM, "notes"), await save(store, TEAM, "other")
        assert await store.opinions.liked(snippet.id) == (0, 0)
        for run, person, judgement in (
            ("1", ANN, Judgement.BAD),
            ("2", ANN, Judgement.GOOD),
            ("1", BOB, Judgement.BAD),
            ("3", ANN, Judgement.GOOD),
        ):
            await store.opinions.put(opinion(snippet, run, person=person, judgement=judgement))
        await store.opinions.put(opinion(other))
        assert await store.opinions.liked(snippet.id) == await store.opinions.liked(snippet.id, 3) == (1, 2)
        assert await store.opinions.liked(snippet.id, 2) == (0, 0)

    async def test_what_people_like_is_found_first(self, store: Store) -> None:
        """Of prompts that the words fit alike, the one stands first that more people like than not, by their last word;
        the word of somebody who was forgotten counts no longer, and two who became one have one word.
        """
        liked, other = await save(store, TEAM, "liked", "same words"), await save(store, TEAM, "other", "same words")

        async def found() -> list[str]:
            return [hit.name for hit in await store.library.find((TEAM,), "same", limit=5)]

        assert await found() == ["other", "liked"]
        await store.opinions.put(opinion(liked, "1", judgement=Judgement.BAD))
        await store.opinions.put(opinion(other, "2", person=BOB))
        assert await found() == ["other", "liked"]
        await store.opinions.put(opinion(liked, "3"))
        await store.opinions.put(opinion(liked, "3", person=BOB))
        await store.opinions.put(opinion(other, "2", person=BOB, judgement=Judgement.BAD))
        assert await found() == ["liked", "other"]
        await store.opinions.put(opinion(other, "4"))
        assert await found() == ["liked", "other"]
        await store.links.offer(ANN, "code")
        await store.links.join(BOB, "code")
        assert await store.opinions.liked(liked.id) == await store.opinions.liked(other.id) == (1, 1)
        assert await found() == ["other", "liked"]
        await store.opinions.put(opinion(other, "4", judgement=Judgement.BAD))
        assert await found() == ["liked", "other"]
        await store.links.forget(ANN)
        assert await found() == ["other", "liked"]

    async def test_what_is_gone_is_not_judged(self, store: Store, clock: FakeClock) -> None:
        """What people think of a prompt goes with it; nothing is said of what was not judged."""
        snippet = await save(store, ANNS, "notes")
        with pytest.raises(NotFound):
            await store.opinions.remark(RecordId("one"), ANN, "x")
        await store.opinions.put(opinion(snippet))
        await store.library.delete(snippet.id, by=ANN)
        await store.prune(clock.now() + timedelta(days=31))
        assert await store.opinions.of(snippet.id, limit=5) == ()
        for gone in (snippet.id, SnippetId("none")):
            with pytest.raises(NotFound):
                await store.opinions.put(opinion(replace(snippet, id=gone)))


@pytest.mark.asyncio
class IncludesContract:
    """Inherit it in a class named Test..., beside fixtures `store` and `clock`."""

    async def test_which_prompts_include_one_is_known(self, store: Store) -> None:
        """By any spelling of the name and any version of it, in the scopes that are asked for, each prompt once."""
        for scope, name, text in (
            (ANNS, "b", "{{> Brand  Voice}} and {{> brand voice@2}}"),
            (TEAM, "a", "{{> BRAND VOICE@production}}"),
            (BOBS, "c", "{{> brand voice}}"),
            (ANNS, "d", "{{brand voice}} \\{{> brand voice}} brand voice"),
        ):
            await save(store, scope, name, text)
        assert await store.library.including((ANNS, TEAM), ["Brand voice"], limit=5) == (2, ("a", "b"))
        assert await store.library.including((ANNS, TEAM), ["brand voice"], limit=1) == (2, ("a",))
        assert await store.library.including((ANNS, BOBS), ["old voice", "brand voice"], limit=5) == (2, ("b", "c"))
        for scopes, name in (((ANNS,), "voice"), ((), "brand voice")):
            assert await store.library.including(scopes, [name], limit=5) == (0, ())

    async def test_the_newest_version_counts(self, store: Store) -> None:
        """What is no longer included is not counted, nor is what was deleted; moved, it is counted where it is."""
        snippet = await save(store, ANNS, "mail", "{{> voice}}")
        await save(store, ANNS, "mail", "{{> other}}")
        assert await store.library.including((ANNS,), ["voice"], limit=5) == (0, ())
        await store.library.move(snippet.id, TEAM, WriteKey("move"))
        assert await store.library.including((TEAM,), ["other"], limit=5) == (1, ("mail",))
        await store.library.delete(snippet.id, by=ANN)
        assert await store.library.including((TEAM,), ["other"], limit=5) == (0, ())
        await store.library.undelete(snippet.id)
        assert await store.library.including((TEAM,), ["other"], limit=5) == (1, ("mail",))
