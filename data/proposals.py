"""Changes of other people's prompts that wait for a word, and what became of them."""

import json
import sqlite3
from collections.abc import Callable, Sequence

from bot.domain import (
    Act,
    Audience,
    Decision,
    NewProposal,
    NewSnippetVersion,
    PersonId,
    Proposal,
    ProposalId,
    ProposalRemark,
    ProposalState,
    Scope,
    SnippetId,
    WriteKey,
)
from bot.errors import Conflict, NotFound
from bot.library.texts import check_text, repaired
from bot.ports import Clock
from bot.words import N_
from data import details, notices, snippets, stored
from data.audit import note
from data.database import Database
from data.rows import behind, bounded, moment, new_id, once, stamp
from data.secret import Secret

_PROPOSAL = (
    "SELECT proposals.id, snippets.id, label, number, text, before, why, proposals.author, coalesce(authors.name, ''),"
    " proposals.at, state, decider, coalesce(deciders.name, ''), decided, said, outcome,"
    " (SELECT json_group_array(json_array(remarks.author, coalesce(people.name, ''), text)) FROM"
    " (SELECT author, text FROM remarks WHERE remarks.proposal = proposals.row ORDER BY remarks.row) AS remarks"
    " LEFT JOIN people ON people.id = remarks.author)"
    " FROM proposals JOIN snippets ON snippets.row = proposals.snippet"
    " LEFT JOIN people AS authors ON authors.id = proposals.author"
    " LEFT JOIN people AS deciders ON deciders.id = decider WHERE snippets.deleted IS NULL AND "
)
_RIVALS = (
    "state = 'open' AND proposals.id != ? AND (proposals.snippet, label) ="
    " (SELECT snippet, label FROM proposals AS this WHERE this.id = ?) ORDER BY proposals.row"
)
_Row = tuple[str, str, str, int, str, int, str, str, str, int, str, str | None, str, int | None, str, int, str]


class SqliteProposals:
    """The port `bot.ports.Proposals`."""

    def __init__(self, database: Database, clock: Clock, secret: Secret) -> None:
        self._database = database
        self._clock = clock
        self._secret = secret

    async def put(
        self,
        new: NewProposal,
        to: Sequence[Audience],
        notice: Callable[[ProposalId], str],
        write: WriteKey,
        *,
        act: Act | None = None,
    ) -> Proposal:
        """Keep a proposal and have it told to each."""
        if not new.number:
            check_text(new.text)
        at = stamp(self._clock.now())

        def put(connection: sqlite3.Connection) -> Proposal:
            def effect() -> str:
                made = _insert(connection, new, at)
                notices.put(connection, notice(made), to, at, self._secret)
                note(connection, act, at)
                return made

            return _kept(connection, once(connection, "propose", write, at, effect))

        return await self._database.write(put)

    async def get(self, proposal: ProposalId) -> Proposal | None:
        """Give a proposal."""
        return await self._database.read(lambda connection: _get(connection, proposal))

    async def open(
        self, scope: Scope, *, snippet: SnippetId | None = None, limit: int, offset: int = 0
    ) -> tuple[Proposal, ...]:
        """Give what waits for a word in a scope, or for one prompt there, the oldest first."""

        def look(connection: sqlite3.Connection) -> tuple[Proposal, ...]:
            rows = connection.execute(
                _PROPOSAL + "state = 'open' AND snippets.scope = ? AND snippets.id = coalesce(?, snippets.id)"
                " ORDER BY proposals.row LIMIT ? OFFSET ?",
                (stored.scope_row(connection, scope), snippet, bounded(limit), behind(offset)),
            ).fetchall()
            return tuple(map(_proposal, rows))

        return await self._database.read(look)

    async def rivals(self, proposal: ProposalId) -> tuple[Proposal, ...]:
        """Give the others that wait and would change the same."""
        rows = await self._database.read(
            lambda connection: connection.execute(_PROPOSAL + _RIVALS, (proposal, proposal)).fetchall()
        )
        return tuple(map(_proposal, rows))

    async def approve(
        self,
        proposal: ProposalId,
        *,
        by: PersonId,
        standing: int,
        notice: str,
        write: WriteKey,
        act: Act | None = None,
    ) -> Proposal:
        """Let it come true."""
        at = stamp(self._clock.now())

        def approve(connection: sqlite3.Connection) -> Proposal:
            def effect() -> str:
                wanted = _waiting(connection, proposal)
                became = _come_true(connection, wanted, standing, by, at)
                _decide(connection, wanted, ProposalState.APPROVED, by, at)
                connection.execute(
                    "UPDATE proposals SET outcome = ?, before = ? WHERE id = ?", (became, standing, proposal)
                )
                self._tell(connection, wanted, by, notice, at)
                note(connection, act, at)
                return proposal

            return _kept(connection, once(connection, "decide", write, at, effect))

        return await self._database.write(approve)

    async def close(
        self,
        proposal: ProposalId,
        state: ProposalState,
        *,
        by: PersonId,
        said: str,
        notice: str,
        write: WriteKey,
        act: Act | None = None,
    ) -> Proposal:
        """Let it not come true."""
        at = stamp(self._clock.now())

        def close(connection: sqlite3.Connection) -> Proposal:
            def effect() -> str:
                wanted = _waiting(connection, proposal)
                _decide(connection, wanted, state, by, at, said=repaired(said))
                self._tell(connection, wanted, by, notice, at)
                note(connection, act, at)
                return proposal

            return _kept(connection, once(connection, "decide", write, at, effect))

        return await self._database.write(close)

    async def remark(self, proposal: ProposalId, text: str, *, by: PersonId, notice: str, write: WriteKey) -> Proposal:
        """Add what somebody says about it."""
        at = stamp(self._clock.now())

        def remark(connection: sqlite3.Connection) -> Proposal:
            def effect() -> str:
                wanted = _kept(connection, proposal)
                connection.execute(
                    "INSERT INTO remarks (proposal, author, at, text) SELECT row, ?, ?, ? FROM proposals WHERE id = ?",
                    (by, at, repaired(text), proposal),
                )
                self._tell(connection, wanted, by, notice, at)
                return proposal

            return _kept(connection, once(connection, "remark", write, at, effect))

        return await self._database.write(remark)

    async def changed(self, snippet: SnippetId, notice: Callable[[ProposalId], str]) -> None:
        """Have those told anew who were told of proposals of a prompt."""

        def changed(connection: sqlite3.Connection) -> None:
            ids = connection.execute(
                "SELECT proposals.id FROM proposals JOIN snippets ON snippets.row = proposals.snippet"
                " WHERE snippets.id = ?",
                (snippet,),
            ).fetchall()
            for (proposal,) in ids:
                notices.renew(connection, notice(proposal))

        await self._database.write(changed)

    def _tell(self, connection: sqlite3.Connection, proposal: Proposal, by: PersonId, notice: str, at: int) -> None:
        """Show what was decided in every message of it, and to who made it."""
        notices.renew(connection, notice)
        platform, user, locale = connection.execute(
            "SELECT platform, user, locale FROM proposals WHERE id = ?", (proposal.id,)
        ).fetchone()
        if platform and proposal.by != by:
            to = Audience(platform=platform, user=user, locale=locale)
            notices.put(connection, notice, (to,), at, self._secret)


def _insert(connection: sqlite3.Connection, new: NewProposal, at: int) -> ProposalId:
    made, tell = ProposalId(new_id()), new.tell or Audience(platform="")
    added = connection.execute(
        "INSERT INTO proposals"
        " (id, snippet, label, number, text, before, why, author, at, platform, user, locale, state)"
        " SELECT ?, row, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'open' FROM snippets WHERE id = ? AND deleted IS NULL",
        (
            made,
            new.label,
            new.number,
            new.text,
            new.before,
            repaired(new.why),
            new.by,
            at,
            tell.platform,
            tell.user,
            tell.locale,
            new.snippet,
        ),
    ).rowcount
    if not added:
        raise stored.no_longer()
    return made


def _come_true(connection: sqlite3.Connection, wanted: Proposal, standing: int, by: PersonId, at: int) -> int:
    """Add the version and move the label; give the number of the version."""
    snippet = stored.by_id(connection, wanted.snippet)
    if snippet is None:
        raise stored.no_longer()
    if standing != snippet.counting(wanted.label):
        raise Conflict(
            N_("{name} was changed meanwhile. Nothing was approved."),
            advice=N_("Look at the difference as it is now."),
            name=snippet.name,
        )
    number = wanted.number
    if not number:
        new = snippets.Saving(
            scope=snippet.scope,
            name=snippet.name,
            text=wanted.text,
            author=wanted.by,
            why=wanted.why,
            about=None,
            expected=snippet.newest.number,
            at=at,
            detail=details.written(NewSnippetVersion(text=wanted.text, target=snippet.newest.target)),
        )
        _, number = snippets.save(connection, new)
    if wanted.label:
        snippets.label(connection, wanted.snippet, wanted.label, number, by, at)
    return number


def _decide(
    connection: sqlite3.Connection,
    wanted: Proposal,
    state: ProposalState,
    by: PersonId,
    at: int,
    *,
    said: str = "",
) -> None:
    connection.execute(
        "UPDATE proposals SET state = ?, decider = ?, decided = ?, said = ? WHERE id = ?",
        (state, by, at, said, wanted.id),
    )


def _waiting(connection: sqlite3.Connection, proposal: str) -> Proposal:
    found = _kept(connection, proposal)
    if found.state is not ProposalState.OPEN:
        raise Conflict(N_("That was decided already."), advice=N_("/review shows what waits."))
    return found


def _kept(connection: sqlite3.Connection, proposal: str) -> Proposal:
    found = _get(connection, proposal)
    if found is None:
        raise NotFound(N_("That proposal is no longer there."), advice=N_("/review shows what waits."))
    return found


def _get(connection: sqlite3.Connection, proposal: str) -> Proposal | None:
    row = connection.execute(_PROPOSAL + "proposals.id = ?", (proposal,)).fetchone()
    return None if row is None else _proposal(row)


def _proposal(row: _Row) -> Proposal:
    (
        identity,
        snippet,
        label,
        number,
        text,
        before,
        why,
        by,
        by_name,
        at,
        state,
        decider,
        name,
        decided,
        said,
        became,
        said_of,
    ) = row
    decision = None
    if decider is not None and decided is not None:
        decision = Decision(by=PersonId(decider), by_name=name, at=moment(decided), said=said, number=became)
    return Proposal(
        id=ProposalId(identity),
        snippet=SnippetId(snippet),
        label=label,
        number=number,
        text=text,
        before=before,
        why=why,
        by=PersonId(by),
        by_name=by_name,
        at=moment(at),
        state=ProposalState(state),
        decision=decision,
        remarks=tuple(ProposalRemark(PersonId(who), shown, text) for who, shown, text in json.loads(said_of)),
    )
