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
OUT = replace(ANN, team=None, role=Role.NONE)
MINE = Scope(ScopeKind.PERSON, "ann")
ROOM = Scope(ScopeKind.CHANNEL, "room")
TEAM = Scope(ScopeKind.TEAM, "team")


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
    assert visible_scopes(OUT, ROOM, shared=False) == (MINE,)


@pytest.mark.parametrize("verb", list(Verb))
@pytest.mark.parametrize("role", list(Role))
def test_everybody_may_do_everything_with_what_nobody_else_sees(role: Role, verb: Verb) -> None:
    """What is saved for oneself alone is one's own to read, change, delete and share, whatever one is in the team."""
    access(replace(ANN, role=role), snippet(MINE), verb)


READS = {Verb.READ}
EDITS = READS | {Verb.EDIT, Verb.DELETE, Verb.SHARE, Verb.LABEL}
REVIEWS = READS | {Verb.LABEL, Verb.APPROVE}
ADMINISTERS = REVIEWS | {Verb.DELETE, Verb.SHARE, Verb.OWN}


@pytest.mark.parametrize("scope", [ROOM, TEAM])
@pytest.mark.parametrize(
    ("role", "own", "anothers"),
    [
        (Role.VIEWER, READS, READS),
        (Role.EDITOR, EDITS, READS),
        (Role.REVIEWER, EDITS | REVIEWS, REVIEWS),
        (Role.ADMINISTRATOR, EDITS | ADMINISTERS, ADMINISTERS),
    ],
)
def test_what_a_role_may(role: Role, own: set[Verb], anothers: set[Verb], scope: Scope) -> None:
    """A viewer reads, an editor changes what is theirs, a reviewer approves and labels, an administrator deletes and
    gives away; nobody changes the text of what is another's.
    """
    for verb in Verb:
        for actor, allowed in ((ANN, own), (BOB, anothers)):
            assert may(replace(actor, role=role), snippet(scope), verb) is (verb in allowed), (actor.name, verb)


def may(actor: Actor, found: Snippet, verb: Verb) -> bool:
    """Tell whether it is allowed; what is not is told as forbidden, for it is seen."""
    try:
        access(actor, found, verb, channel=ROOM)
    except Forbidden:
        return False
    return True


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
