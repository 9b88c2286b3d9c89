"""Who may see and change a saved prompt."""

from dataclasses import replace

import pytest

from bot.domain import Account, Actor, PersonId, Role, Scope, ScopeKind, Snippet, SnippetId, SnippetVersion, TeamId
from bot.errors import Forbidden, NotFound
from bot.library.access import Verb, access, missing, visible_scopes
from tests.doubles.clock import START

ANN = Actor(
    person=PersonId("ann"), name="Ann", account=Account("local", "x", "ann"), team=TeamId("team"), role=Role.EDITOR
)
BOB = replace(ANN, person=PersonId("bob"), name="Bob")
ADMIN = replace(BOB, role=Role.ADMINISTRATOR)
STRANGER = replace(ADMIN, team=TeamId("other"))
LONER = replace(ADMIN, team=None)
MINE = Scope(ScopeKind.PERSON, "ann")
ROOM = Scope(ScopeKind.CHANNEL, "room")
TEAM = Scope(ScopeKind.TEAM, "team")
CHANGES = (Verb.EDIT, Verb.DELETE, Verb.SHARE)


def snippet(scope: Scope) -> Snippet:
    """Give a prompt of Ann's in a scope."""
    newest = SnippetVersion(number=1, text="x", author=ANN.person, author_name="Ann", why="", at=START)
    return Snippet(
        id=SnippetId("s"),
        scope=scope,
        name="tickets",
        about="",
        owner=ANN.person,
        owner_name="Ann",
        newest=newest,
        created=START,
    )


def test_what_is_seen_is_the_persons_the_channels_and_the_teams() -> None:
    """One's own comes first, then the channel's, then the team's; before others one's own is left out."""
    assert visible_scopes(ANN, ROOM, shared=False) == (MINE, ROOM, TEAM)
    assert visible_scopes(ANN, ROOM, shared=True) == (ROOM, TEAM)
    assert visible_scopes(ANN, None, shared=False) == (MINE, TEAM)
    assert visible_scopes(LONER, None, shared=False) == (Scope(ScopeKind.PERSON, "bob"),)
    assert visible_scopes(LONER, None, shared=True) == ()


@pytest.mark.parametrize("verb", list(Verb))
@pytest.mark.parametrize("scope", [MINE, ROOM, TEAM])
def test_everybody_may_do_everything_with_what_is_theirs(scope: Scope, verb: Verb) -> None:
    """The owner reads, changes, deletes and shares."""
    access(ANN, snippet(scope), verb, channel=ROOM)


@pytest.mark.parametrize("scope", [ROOM, TEAM])
def test_members_read_and_administrators_change(scope: Scope) -> None:
    """Who is in it reads; only the owner and administrators change."""
    access(BOB, snippet(scope), Verb.READ, channel=ROOM)
    for verb in CHANGES:
        access(ADMIN, snippet(scope), verb, channel=ROOM)
        with pytest.raises(Forbidden, match="belongs to Ann"):
            access(BOB, snippet(scope), verb, channel=ROOM)


@pytest.mark.parametrize("verb", list(Verb))
@pytest.mark.parametrize(
    ("actor", "scope"), [(BOB, MINE), (ADMIN, MINE), (STRANGER, TEAM), (LONER, TEAM), (ANN, ROOM), (ADMIN, ROOM)]
)
def test_what_may_not_be_seen_looks_like_what_is_not_there(actor: Actor, scope: Scope, verb: Verb) -> None:
    """Another's prompt, another team's, and a channel's from outside are told in the words for no prompt at all."""
    with pytest.raises(NotFound) as told:
        access(actor, snippet(scope), verb)
    assert str(told.value) == str(missing("tickets"))
    assert told.value.advice == missing("tickets").advice
