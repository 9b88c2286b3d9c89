"""Places that become one team's by a code, and one that leaves."""

import json
import sqlite3
from dataclasses import replace

from bot.domain import Act, ActKind, PersonId, Place, Role, ScopeKind, Side, TeamId, Union, WriteKey
from bot.errors import Refused
from bot.ports import TEAM, Clock
from bot.words import N_
from data import codes, communal, copying, merging, standing, unions
from data.audit import note
from data.database import Database
from data.rows import new_id, once, stamp

PLACE = "team"
"""What a code is for."""


class SqlitePlaces:
    """The port `bot.ports.Places`."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def of(self, team: TeamId) -> tuple[Place, ...]:
        """Give the places of a team, by name."""
        return await self._database.read(lambda connection: _places(connection, team))

    async def offer(self, place: Place, team: TeamId, person: PersonId, code: str) -> None:
        """Keep a new code that joins another place to the team of this one."""
        at = stamp(self._clock.now())
        new = codes.Code(purpose=PLACE, person=person, team=team, platform=place.platform, tenant=place.tenant)

        def offer(connection: sqlite3.Connection) -> None:
            known = standing.role(connection, team, person) is Role.ADMINISTRATOR
            codes.put(connection, code, replace(new, known=known), at)

        await self._database.write(offer)

    async def look(self, team: TeamId, person: PersonId, code: str) -> Union:
        """Say what would become of it if the team used a code."""
        at = stamp(self._clock.now())
        found = await self._database.write(lambda connection: _tried(connection, person, code, at))
        stays = codes.valid(found).team
        if stays == team:
            raise Refused(
                N_("This code is from this team, and joins another one with it."),
                advice=N_("Type it in the other place, as an administrator there."),
            )
        return await self._database.read(lambda connection: _union(connection, stays, team))

    async def join(self, team: TeamId, person: PersonId, code: str) -> Union:
        """Make all that is the team's that of the team which made the code."""
        at = stamp(self._clock.now())

        def effect(connection: sqlite3.Connection) -> str:
            found = codes.valid(codes.find(connection, PLACE, code, at))
            if found.team == team or not _stands(connection, found):
                raise codes.wrong()
            union = _union(connection, found.team, team)
            communal.join(connection, found.team, team)
            codes.drop(connection, code)
            connection.execute("INSERT OR REPLACE INTO former VALUES (?, ?, ?, ?)", (team, PLACE, found.team, at))
            fields = {"places": ", ".join(union.joins.names), "with_person": found.person}
            note(connection, Act(team=TeamId(found.team), by=person, kind=ActKind.LINK, fields=fields), at)
            return unions.dumped(found.team, union)

        return unions.loaded(
            await self._database.write(
                lambda connection: unions.once_for(connection, team, code, at, lambda: effect(connection))
            )
        )

    async def leave(self, place: Place, person: PersonId, write: WriteKey) -> Side | None:
        """Give a place a team of its own again, with a copy of the library, and its people."""
        at = stamp(self._clock.now())
        kept = await self._database.write(
            lambda connection: once(connection, "leave", write, at, lambda: _leave(connection, place, person, at))
        )
        if not kept:
            return None
        names, prompts, people = json.loads(kept)
        return Side(names=tuple(names), prompts=prompts, people=people)


def _places(connection: sqlite3.Connection, team: str) -> tuple[Place, ...]:
    rows = connection.execute(
        "SELECT platform, tenant, name FROM places WHERE team = ? ORDER BY name, platform, tenant", (team,)
    ).fetchall()
    return tuple(Place(*row) for row in rows)


def _tried(connection: sqlite3.Connection, person: str, code: str, at: int) -> codes.Code | None:
    found = codes.tried(connection, PLACE, person, code, at)
    return found if found and _stands(connection, found) else None


def _stands(connection: sqlite3.Connection, code: codes.Code) -> bool:
    """Tell whether who made a code is in the team and still administers it, as far as that is kept, and the place is
    the team's.
    """
    place = connection.execute(
        "SELECT 1 FROM places WHERE team = ? AND platform = ? AND tenant = ?", (code.team, code.platform, code.tenant)
    ).fetchone()
    role = standing.role(connection, code.team, code.person)
    return place is not None and (role is Role.ADMINISTRATOR if code.known else role is not Role.NONE)


def _union(connection: sqlite3.Connection, stays: str, joins: str) -> Union:
    into = communal.folder_of(connection, joins)
    theirs, ours = communal.team(joins), communal.team(stays)
    return Union(
        stays=_side(connection, stays),
        joins=_side(connection, joins),
        renamed=tuple(merging.clashing(connection, theirs, ours, into).values()),
        unfound=merging.unfound(connection, theirs, ours),
    )


def _side(connection: sqlite3.Connection, team: str) -> Side:
    people = connection.execute(
        "SELECT count(*) FROM members WHERE team = ? AND role != ?", (team, Role.NONE)
    ).fetchone()[0]
    return Side(
        names=tuple(f"{place.name} ({place.platform})" for place in _places(connection, team)),
        prompts=merging.count(connection, communal.team(team)),
        people=people,
    )


def _leave(connection: sqlite3.Connection, place: Place, person: PersonId, at: int) -> str:
    here = (place.platform, place.tenant)
    row = connection.execute("SELECT team, name FROM places WHERE platform = ? AND tenant = ?", here).fetchone()
    if row is None or len(_places(connection, row[0])) == 1:
        return ""
    old, name = row
    new = new_id()
    connection.execute(
        "INSERT INTO teams (id, name, newcomers) SELECT ?, ?, newcomers FROM teams WHERE id = ?", (new, name, old)
    )
    connection.execute("UPDATE places SET team = ? WHERE platform = ? AND tenant = ?", (new, *here))
    connection.execute("UPDATE groups SET team = ? WHERE platform = ? AND tenant = ?", (new, *here))
    connection.execute(
        "INSERT INTO retention (team, what, days) SELECT ?, what, days FROM retention WHERE team = ?", (new, old)
    )
    connection.execute("INSERT INTO protected (team, label) SELECT ?, label FROM protected WHERE team = ?", (new, old))
    _take_desk(connection, old, new, here)
    copying.copy(connection, communal.team(old), communal.team(new))
    _take_along(connection, old, new, here)
    for team in (old, new):
        act = Act(team=TeamId(team), by=person, kind=ActKind.LEAVE, fields={"place": name})
        note(connection, act, at)
    side = _side(connection, new)
    return json.dumps([side.names, side.prompts, side.people])


def _take_desk(connection: sqlite3.Connection, old: str, new: str, here: tuple[str, str]) -> None:
    """Move the channel for proposals if it is in the place that left. What was told of the other team's in a channel
    that is not its own one now is told no further.
    """
    connection.execute("UPDATE desks SET team = ? WHERE team = ? AND platform = ? AND tenant = ?", (new, old, *here))
    connection.execute(
        "DELETE FROM notices WHERE platform = ? AND channel != '' AND substr(token, instr(token, ':') + 1) IN"
        " (SELECT proposals.id FROM proposals JOIN snippets ON snippets.row = proposals.snippet"
        " JOIN scopes ON scopes.row = snippets.scope WHERE scopes.kind = ? AND scopes.owner = ?)"
        " AND channel NOT IN (SELECT channel FROM desks WHERE team = ? AND platform = notices.platform)",
        (here[0], ScopeKind.TEAM, old, old),
    )


def _take_along(connection: sqlite3.Connection, old: str, new: str, here: tuple[str, str]) -> None:
    """Move those who were seen in the place that left, and in no other one of the team. Who was taken out of the team
    is out of both.
    """
    connection.execute(
        "INSERT INTO members (team, person, role) SELECT ?, person, role FROM members WHERE team = ?"
        " AND (role = ? OR person IN (SELECT person FROM presences WHERE platform = ? AND tenant = ?))",
        (new, old, Role.NONE, *here),
    )
    connection.execute(
        "DELETE FROM members WHERE team = ? AND role != ?"
        " AND person IN (SELECT person FROM presences WHERE platform = ? AND tenant = ?)"
        " AND person NOT IN (SELECT person FROM presences JOIN places USING (platform, tenant) WHERE places.team = ?)",
        (old, Role.NONE, *here, old),
    )
    connection.execute(
        "UPDATE preferences SET value = ? WHERE key = ? AND value = ?"
        " AND person NOT IN (SELECT person FROM members WHERE team = ?)",
        (new, TEAM, old, old),
    )
