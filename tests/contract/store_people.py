"""What every store must do about people, teams and small secrets."""

import asyncio

import pytest

from bot.domain import Account, Place, Role
from bot.ports import Store

HERE = Place("local", "desk", "this computer")
ANN = Account("local", "desk", "ann")
BOB = Account("local", "desk", "bob")


@pytest.mark.asyncio
class PeopleContract:
    """Inherit it in a class named Test..., beside a fixture `store`."""

    async def test_the_first_use_makes_a_person_and_a_team(self, store: Store) -> None:
        """Somebody who writes for the first time is somebody from then on, with a team."""
        first = await store.people.actor(ANN, "Ann", HERE, manages=False)
        again = await store.people.actor(ANN, "Ann", HERE, manages=False)
        assert first == again
        assert first.name == "Ann"
        assert first.account == ANN
        assert first.team is not None
        assert first.role is Role.EDITOR

    async def test_all_in_a_place_share_its_team(self, store: Store) -> None:
        """Two people of one place are two persons of one team; another place has another."""
        ann = await store.people.actor(ANN, "Ann", HERE, manages=False)
        bob = await store.people.actor(BOB, "Bob", HERE, manages=False)
        elsewhere = await store.people.actor(BOB, "Bob", Place("local", "shop", "the shop"), manages=False)
        assert ann.person != bob.person
        assert ann.team == bob.team
        assert elsewhere.person == bob.person
        assert elsewhere.team != bob.team

    async def test_who_manages_the_place_administers_the_team_at_that_moment(self, store: Store) -> None:
        """An administrator of the place is one of the team, and no longer when the place says so."""
        assert (await store.people.actor(ANN, "Ann", HERE, manages=True)).role is Role.ADMINISTRATOR
        assert (await store.people.actor(ANN, "Ann", HERE, manages=False)).role is Role.EDITOR

    async def test_a_direct_message_has_no_team_until_one_is_chosen(self, store: Store) -> None:
        """Without a place there is no team, then the chosen one, and never one that the person is not in."""
        bob = await store.people.actor(BOB, "Bob", None, manages=True)
        assert (bob.team, bob.role) == (None, Role.EDITOR)
        ann = await store.people.actor(ANN, "Ann", HERE, manages=False)
        await store.people.prefer(bob.person, "team", ann.team)
        await store.people.prefer(ann.person, "team", ann.team)
        assert (await store.people.actor(BOB, "Bob", None, manages=False)).team is None
        assert (await store.people.actor(ANN, "Ann", None, manages=False)).team == ann.team

    async def test_many_first_uses_at_once_make_one_person(self, store: Store) -> None:
        """Somebody whose first two messages arrive together is one person."""
        actors = await asyncio.gather(*(store.people.actor(ANN, "Ann", HERE, manages=False) for _ in range(20)))
        assert len({(actor.person, actor.team) for actor in actors}) == 1

    async def test_the_name_last_seen_is_known(self, store: Store) -> None:
        """Who takes another name is shown by it."""
        ann = await store.people.actor(ANN, "Ann", HERE, manages=False)
        await store.people.actor(ANN, "Anna", HERE, manages=False)
        assert await store.people.person_name(ann.person) == "Anna"
        assert await store.people.person_name(type(ann.person)("nobody")) == ""

    async def test_a_name_that_is_no_text_is_repaired(self, store: Store) -> None:
        """Nobody is locked out by half a character in their name."""
        ann = await store.people.actor(ANN, "A\ud800nn\0", HERE, manages=False)
        assert ann.name == "A\ufffdnn\ufffd"
        assert await store.people.actor(ANN, "A\ud800nn\0", HERE, manages=False) == ann

    async def test_preferences_are_kept_and_forgotten(self, store: Store) -> None:
        """What a person chose stays until they take it back."""
        ann = (await store.people.actor(ANN, "Ann", HERE, manages=False)).person
        assert await store.people.preference(ann, "language") is None
        await store.people.prefer(ann, "language", "fr")
        await store.people.prefer(ann, "language", "en")
        assert await store.people.preference(ann, "language") == "en"
        await store.people.prefer(ann, "language", None)
        assert await store.people.preference(ann, "language") is None

    async def test_the_vault_gives_back_what_it_was_given(self, store: Store) -> None:
        """A small secret comes back exactly, and is gone when it is forgotten."""
        await store.vault.put("slack", "T1", b"\0one")
        await store.vault.put("slack", "T1", b"\0two")
        await store.vault.put("discord", "T1", b"other")
        assert await store.vault.get("slack", "T1") == b"\0two"
        await store.vault.delete("slack", "T1")
        assert await store.vault.get("slack", "T1") is None
        assert await store.vault.get("discord", "T1") == b"other"

    async def test_the_vault_tells_what_it_keeps(self, store: Store) -> None:
        """What was left behind in a namespace can be found there, and nothing of another one."""
        assert await store.vault.keys("discord") == ()
        for namespace, key in (("discord", "b"), ("discord", "a"), ("discord.forms", "c")):
            await store.vault.put(namespace, key, b"one")
        assert await store.vault.keys("discord") == ("a", "b")
        await store.vault.delete("discord", "a")
        assert await store.vault.keys("discord") == ("b",)

    async def test_fingerprints_tell_texts_apart_and_do_not_show_them(self, store: Store) -> None:
        """The same text has the same fingerprint, another text another."""
        one = store.vault.fingerprint("not-a-secret")
        assert one == store.vault.fingerprint("not-a-secret")
        assert one != store.vault.fingerprint("not-a-secreT")
        assert "secret" not in one

    async def test_what_was_said_to_be_no_secret_is_remembered_for_that_person(self, store: Store) -> None:
        """A person who said "not a secret" is not asked again; others are."""
        ann = await store.people.actor(ANN, "Ann", HERE, manages=False)
        bob = await store.people.actor(BOB, "Bob", HERE, manages=False)
        await store.ledger.allow(ann.person, "f1")
        await store.ledger.allow(ann.person, "f1")
        assert await store.ledger.allowed(ann.person) == {"f1"}
        assert await store.ledger.allowed(bob.person) == frozenset()
