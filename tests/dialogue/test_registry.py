"""The registry refuses what a platform could not hold."""

from dataclasses import replace

import pytest

from bot.commands import load
from bot.dialogue.command import Argument, Command, Kind
from bot.dialogue.registry import Registry

HELP = next(iter(command for command in load() if command.verb == "help"))


def verb(number: int, **changes: object) -> Command:
    """Give a command that differs from help by its verb."""
    return replace(HELP, verb=f"verb{chr(97 + number)}", names={}, **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "wrong",
    [
        [HELP, HELP],
        [verb(0, aliases=("help",)), HELP],
        [verb(0, help="x" * 101)],
        [verb(0, example="")],
        [verb(0, aliases=("x" * 33,))],
        [verb(0, arguments=(Argument(name="a", kind=Kind.CHOICE, about="b"),))],
        [
            verb(
                0,
                arguments=(
                    Argument(name="a", kind=Kind.DOCUMENT, about="b"),
                    Argument(name="c", kind=Kind.WORDS, about="d"),
                ),
            )
        ],
        [verb(number) for number in range(26)],
        [verb(number, arguments=(Argument(name="a" * 1000, kind=Kind.WORDS, about="b"),)) for number in range(9)],
    ],
    ids=["twice", "alias", "help", "example", "name", "choices", "document", "verbs", "characters"],
)
def test_what_a_platform_cannot_hold_is_refused(wrong: list[Command]) -> None:
    """A command that some platform could not show never starts."""
    with pytest.raises(ValueError, match=r".+"):
        Registry(wrong)


def test_every_french_name_is_found() -> None:
    """Whoever types a French verb, with or without accents, gets the command."""
    registry = load()
    for word, expected in [("rédiger", "draft"), ("ameliorer", "refine"), ("AIDE", "help"), ("chercher", "find")]:
        command = registry.find(word)
        assert command is not None
        assert command.verb == expected


def test_actions_are_found_by_their_token() -> None:
    """A button's name leads to its command, and an unknown one to nothing."""
    registry = load()
    found = registry.action("refine.apply")
    assert found is not None
    assert found[1] is not None
    assert registry.action("refine.nothing") is None
    assert registry.action("nothing") is None
