"""Every button that anybody can meet, pressed: on the answers that there are, and on all that come of them."""

import re
from collections import deque
from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import Protocol, TypeVar

from bot.commands import load

SENT = {"help.files"}
"""What a message with files comes to; no button carries it."""
AT_HOME = {"find.ask", "find.mine", "find.team"}
"""What stands on a home screen, where there is one, and nowhere else."""
TWO_PLACES = {"admin-link.join", "admin-link.leave"}
"""What takes two places: a platform's double may have one alone (`tests/e2e/test_together.py` has both)."""
ALIKE = {"last.open", "find.starter", "me.team"}
"""What is labelled with the name of a prompt or a team, so that one button stands for all."""
Kind = tuple[str, str]
"""What a button does, and its label; what a form does, and "form"."""


class Shows(Protocol):
    """A message, or whatever else has buttons."""

    @property
    def pressable(self) -> Sequence[tuple[str, str]]:
        """Labels of its buttons and of its menus' options in order, and what each does."""


Place = TypeVar("Place", bound=Shows)


def actions() -> set[str]:
    """Give what buttons can do, command by command."""
    return {f"{command.id}.{one.name}" for command in load() for one in command.actions} - SENT


def action(token: str) -> str:
    """Give what a button or a form does, without what it does it to; of one that is an adapter's own, its id."""
    found = re.search(r"(?:^|:)1([a-z.-]+):", token)
    assert found or token.startswith("~"), token
    return found[1] if found else token


def kind(label: str, token: str) -> Kind:
    """Give what a button is, whichever prompt, version and replacement it stands for."""
    done = action(token)
    return (done, "") if done in ALIKE else (done, re.sub(r"\d+", "1", label))


async def walk(
    starts: Iterable[Place], seen: set[Kind], press: Callable[[Place, str, str], Awaitable[Iterable[Place]]]
) -> None:
    """Press every kind of button that was not `seen` yet; `press` gives what comes of one."""
    waiting = deque(starts)
    while waiting:
        place = waiting.popleft()
        for label, token in place.pressable:
            if kind(label, token) not in seen:
                seen.add(kind(label, token))
                waiting.extend(await press(place, label, token))
