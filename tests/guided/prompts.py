"""What the tests of the guided engineer share: whom it works for, and one draft from start to end."""

from collections.abc import Mapping
from datetime import UTC, datetime

from bot.domain import (
    Answer,
    Brief,
    CallId,
    Drafted,
    Goal,
    Order,
    Origin,
    PersonId,
    Piece,
    Refined,
    SessionId,
    Version,
    VersionId,
)
from bot.engineer.guided import Guided
from bot.ports import Asker
from bot.words import Words

WORDS = Words()
ASKER = Asker(person=PersonId("ann"), team=None, call=CallId("call"), words=WORDS)


async def draft(goal: Goal, answers: Mapping[str, str] | None = None, assumptions: tuple[str, ...] = ()) -> Drafted:
    """Draft, and make sure that the pieces make up the text."""
    given = tuple(Answer(slot, f"{slot}?", text) for slot, text in (answers or {}).items())
    found = [part async for part in Guided().draft(Brief(goal=goal, answers=given, assumptions=assumptions), ASKER)]
    last = found[-1]
    assert isinstance(last, Drafted)
    assert "".join(part.text for part in found if isinstance(part, Piece)) == last.text
    return last


async def refine(text: str, order: Order) -> Refined:
    """Refine, and make sure that the pieces make up the text."""
    found = [part async for part in Guided().refine(version(text), order, ASKER)]
    last = found[-1]
    assert isinstance(last, Refined)
    assert "".join(part.text for part in found if isinstance(part, Piece)) == last.text
    return last


def version(text: str) -> Version:
    """Give a version with this text."""
    return Version(
        id=VersionId("v"),
        session=SessionId("s"),
        number=1,
        at=datetime(2026, 11, 22, tzinfo=UTC),
        text=text,
        origin=Origin.PASTED,
        author=PersonId("ann"),
        parent=None,
    )
