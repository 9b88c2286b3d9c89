"""What every store must do about changes that somebody proposes."""

from dataclasses import replace

import pytest

from bot.domain import Audience, NewProposal, Proposal, ProposalId, ProposalState, Scope, ScopeKind, Snippet, WriteKey
from bot.errors import Conflict, NotFound
from bot.ports import Store
from tests.contract.store_library import save
from tests.contract.store_sessions import ANN, BOB

TEAM = Scope(ScopeKind.TEAM, "team")
REVIEWER = Audience(platform="chat", user="ann")
PROPOSER = Audience(platform="chat", user="bob", locale="fr")


def notice(proposal: ProposalId) -> str:
    """Give the token by which people are told."""
    return f"1review:{proposal}"


async def saved(store: Store) -> Snippet:
    """Save two versions, the first of which is production."""
    await save(store, TEAM, "poem", "one")
    found = await save(store, TEAM, "poem", "two")
    return await store.library.label(found.id, "production", 1, by=ANN, write=WriteKey("label"))


def a_text(snippet: Snippet, text: str = "three") -> NewProposal:
    """Propose a text that would be production."""
    return NewProposal(
        snippet=snippet.id, label="production", number=0, text=text, before=1, why="shorter", by=BOB, tell=PROPOSER
    )


async def put(store: Store, new: NewProposal, key: str = "propose") -> Proposal:
    """Propose it to a reviewer."""
    return await store.proposals.put(new, (REVIEWER,), notice, WriteKey(key))


async def told(store: Store) -> list[str]:
    """Take what is to be told: to whom."""
    due = await store.notices.due("chat", limit=10)
    for one in due:
        await store.notices.shown(one.id, one.turn, b"there")
    return [one.to.user for one in due]


@pytest.mark.asyncio
class ProposalsContract:
    """Inherit it in a class named Test..., beside fixtures `store` and `clock`."""

    async def test_a_text_that_is_approved_is_production(self, store: Store) -> None:
        """What somebody proposes changes nothing until it is approved; then it is the newest version, theirs, the label
        points at it, and both sides are told.
        """
        snippet = await saved(store)
        made = await put(store, a_text(snippet))
        assert (made.state, made.decision) == (ProposalState.OPEN, None)
        assert await told(store) == ["ann"]
        assert await store.library.by_id(snippet.id) == snippet
        done = await store.proposals.approve(made.id, by=ANN, standing=1, notice=notice(made.id), write=WriteKey("yes"))
        assert done.state is ProposalState.APPROVED
        assert done.decision is not None
        assert (done.decision.by, done.decision.number) == (ANN, 3)
        now = await store.library.by_id(snippet.id)
        assert now is not None
        assert (now.newest.text, now.newest.author, now.newest.why) == ("three", BOB, "shorter")
        assert [(one.name, one.number) for one in now.labels] == [("production", 3)]
        assert await told(store) == ["ann", "bob"]

    async def test_a_label_moves_to_a_version_that_is_there(self, store: Store) -> None:
        """A version that is proposed for a label gets it, and no version is made."""
        snippet = await saved(store)
        made = await put(store, replace(a_text(snippet), number=2, text=""))
        await store.proposals.approve(made.id, by=ANN, standing=1, notice=notice(made.id), write=WriteKey("yes"))
        now = await store.library.by_id(snippet.id)
        assert now is not None
        assert (now.newest.number, now.preferred) == (2, 2)

    async def test_without_a_label_the_newest_counts(self, store: Store) -> None:
        """A text that is proposed for no label becomes the newest version, and the label stays where it is."""
        snippet = await saved(store)
        made = await put(store, replace(a_text(snippet), label="", before=2))
        await store.proposals.approve(made.id, by=ANN, standing=2, notice=notice(made.id), write=WriteKey("yes"))
        now = await store.library.by_id(snippet.id)
        assert now is not None
        assert (now.newest.text, now.preferred) == ("three", 1)

    async def test_what_moved_meanwhile_is_not_approved_unseen(self, store: Store) -> None:
        """Where another version counts by now than the reviewer saw, nothing is approved; seen anew, it is."""
        snippet = await saved(store)
        made = await put(store, a_text(snippet))
        await store.library.label(snippet.id, "production", 2, by=ANN, write=WriteKey("moved"))
        with pytest.raises(Conflict):
            await store.proposals.approve(made.id, by=ANN, standing=1, notice=notice(made.id), write=WriteKey("yes"))
        kept = await store.proposals.get(made.id)
        assert kept == made
        done = await store.proposals.approve(
            made.id, by=ANN, standing=2, notice=notice(made.id), write=WriteKey("yes again")
        )
        assert done.state is ProposalState.APPROVED

    async def test_what_is_not_approved_changes_nothing(self, store: Store) -> None:
        """A proposal that is rejected says why and by whom; who made it is told, unless they withdrew it themselves."""
        snippet = await saved(store)
        first, second = await put(store, a_text(snippet)), await put(store, a_text(snippet, "four"), "other")
        await told(store)
        close = store.proposals.close
        no = await close(
            first.id, ProposalState.REJECTED, by=ANN, said="too short", notice=notice(first.id), write=WriteKey("no")
        )
        assert no.decision is not None
        assert (no.state, no.decision.said, no.decision.number) == (ProposalState.REJECTED, "too short", 0)
        assert await told(store) == ["ann", "bob"]
        await close(
            second.id, ProposalState.WITHDRAWN, by=BOB, said="", notice=notice(second.id), write=WriteKey("back")
        )
        assert await told(store) == ["ann"]
        assert await store.library.by_id(snippet.id) == snippet

    async def test_a_decision_is_made_once(self, store: Store) -> None:
        """What was decided stays so: the same press again changes nothing, another one is told."""
        snippet = await saved(store)
        made = await put(store, a_text(snippet))
        assert await put(store, a_text(snippet)) == made
        for _ in range(2):
            done = await store.proposals.approve(
                made.id, by=ANN, standing=1, notice=notice(made.id), write=WriteKey("yes")
            )
            assert done.state is ProposalState.APPROVED
        with pytest.raises(Conflict):
            await store.proposals.close(
                made.id, ProposalState.REJECTED, by=ANN, said="", notice=notice(made.id), write=WriteKey("no")
            )
        now = await store.library.by_id(snippet.id)
        assert now is not None
        assert now.newest.number == 3

    async def test_what_waits_stands_side_by_side(self, store: Store) -> None:
        """What waits in a team is listed, the oldest first; those that would change the same know of each other."""
        snippet = await saved(store)
        other = await save(store, TEAM, "song", "la")
        first, second = await put(store, a_text(snippet)), await put(store, a_text(snippet, "four"), "second")
        third = await put(store, replace(a_text(other), label="", before=1), "third")
        assert await store.proposals.open(TEAM, limit=10) == (first, second, third)
        assert await store.proposals.open(TEAM, limit=1, offset=1) == (second,)
        assert await store.proposals.open(Scope(ScopeKind.TEAM, "other"), limit=10) == ()
        assert await store.proposals.rivals(first.id) == (second,)
        assert await store.proposals.rivals(third.id) == ()

    async def test_what_is_gone_can_be_neither_proposed_nor_approved(self, store: Store) -> None:
        """Of a prompt that was deleted no proposal is left, and none can be made; brought back, they are there."""
        snippet = await saved(store)
        made = await put(store, a_text(snippet))
        await store.library.delete(snippet.id, by=ANN)
        assert await store.proposals.get(made.id) is None
        assert await store.proposals.open(TEAM, limit=10) == ()
        with pytest.raises(NotFound):
            await put(store, a_text(snippet), "again")
        with pytest.raises(NotFound):
            await store.proposals.approve(made.id, by=ANN, standing=1, notice=notice(made.id), write=WriteKey("yes"))
        await store.library.undelete(snippet.id)
        assert await store.proposals.get(made.id) == made
