"""The registry refuses what a platform could not hold."""

from dataclasses import replace

import pytest

from bot.commands import load
from bot.dialogue.command import Argument, Command, Kind, Pointed
from bot.dialogue.registry import Registry

HELP = next(iter(command for command in load() if command.verb == "help"))


def verb(number: int, **changes: object) -> Command:
    """Give a command that differs from help by its verb."""
    return replace(HELP, verb=f"verb{chr(97 + number)}", names={}, **changes)  # type: ignore[arg-type]


def argument(name: str, **names: str) -> Argument:
    """Give an argument with its native names."""
    return Argument(name=name, kind=Kind.WORDS, about="b", names=names)


def choice(option: str) -> Argument:
    """Give an argument with as many choices as there may be."""
    return Argument(name="a", kind=Kind.CHOICE, about="b", choices=(option,) * 25)


WRONG_NAMES = ("", "x" * 33, "Text", "two words", "e\u0301", "a.b")


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
        [verb(number, arguments=(choice("c" * 100),)) for number in range(2)],
        [verb(0, arguments=(choice("c" * 101),))],
        [verb(0, pointed=Pointed.MESSAGE)],
        [verb(0, pointed=Pointed.MESSAGE, pointed_label="x" * 33)],
        *([verb(0, aliases=(name,))] for name in WRONG_NAMES),
        *([verb(0, arguments=(argument(name),))] for name in WRONG_NAMES),
        *([verb(0, arguments=(argument("a", fr=name),))] for name in WRONG_NAMES),
        [verb(0, arguments=(argument("a"), argument("a")))],
        [verb(0, arguments=(argument("a", fr="c"), argument("b", fr="c")))],
        [verb(0, arguments=(argument("a", fr="b"), argument("b")))],
    ],
    ids=[
        *("twice", "alias", "help", "example", "name", "choices", "document", "verbs", "characters", "choice"),
        *("no label", "label"),
        *(f"{of} {name!r}" for of in ("alias", "argument", "native argument") for name in WRONG_NAMES),
        *("two arguments", "two native arguments", "an argument called as another is natively"),
    ],
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


def test_every_argument_has_a_french_name() -> None:
    """Whoever reads French sees French names wherever the names of arguments are shown."""
    for command in load():
        for one in command.arguments:
            assert one.names.get("fr"), f"{command.verb} {one.name}"


def test_actions_are_found_by_their_token() -> None:
    """A button's name leads to its command, and an unknown one to nothing."""
    registry = load()
    found = registry.action("refine.apply")
    assert found is not None
    assert found[1] is not None
    assert registry.action("refine.nothing") is None
    assert registry.action("nothing") is None
