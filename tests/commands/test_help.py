"""Help: true where it is read, and in the notation of the place."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import pytest

from bot.commands import load
from bot.dialogue.command import Command, Kind
from bot.dialogue.events import Card, Facts, Line
from bot.dialogue.inbound import Spot
from bot.dialogue.notation import example
from bot.dialogue.parse import Parsed, parse
from bot.engineer.guided.engineer import Guided
from bot.words import FAMILIES, N_, Notation, Words
from tests.doubles.engineer import ScriptedEngineer
from tests.doubles.house import Answer, House, house

pytestmark = pytest.mark.asyncio
COMMANDS = tuple(load())
CHAT: dict[str, Any] = {"typed": "/prompt ", "notation": Notation.NATIVE}
SHELL: dict[str, Any] = {"typed": "prompteur ", "notation": Notation.SHELL, "spot": Spot.TERMINAL}
NOTATIONS = [("/", Notation.LINE), ("/prompt ", Notation.NATIVE), ("prompteur ", Notation.SHELL)]


@asynccontextmanager
async def at(tmp_path: Path, engineer: ScriptedEngineer | None = None, **whence: Any) -> AsyncIterator[House]:  # noqa: ANN401 - fields of a `Whence`
    """Open the core where somebody speaks from a place of that kind."""
    async with house(tmp_path, engineer=engineer) as home:
        home.whence = replace(home.whence, **whence)
        yield home


def facts(answer: Answer) -> dict[str, str]:
    """Give all names with their values."""
    assert isinstance(answer.card, Card)
    return {name: value for part in answer.card.parts if isinstance(part, Facts) for name, value in part.rows}


def lines(answer: Answer) -> list[str]:
    """Give the sentences."""
    assert isinstance(answer.card, Card)
    return [part.text for part in answer.card.parts if isinstance(part, Line)]


@pytest.mark.parametrize(
    ("whence", "shown", "takes"),
    [
        ({}, "/share release-notes to=team", ["NAME", "to="]),
        ({"typed": "/prompt "}, "/prompt share release-notes to=team", ["NAME", "to="]),
        (CHAT, "/prompt share name:release-notes to:team", ["name", "to"]),
        (SHELL, "prompteur share release-notes --to team", ["NAME", "--to"]),
        ({**CHAT, "locale": "fr"}, "/prompt partager nom:release-notes vers:team", ["nom", "vers"]),
    ],
)
async def test_help_is_in_the_notation_of_the_place(
    whence: dict[str, Any], shown: str, takes: list[str], tmp_path: Path
) -> None:
    """The example can be typed as it stands, and the arguments are named as they are there."""
    async with at(tmp_path, **whence) as home:
        rows = facts(await home.type("help share"))
    assert next(iter(rows.values())) == shown
    assert list(rows)[1:] == takes


@pytest.mark.parametrize(("typed", "notation"), NOTATIONS)
@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.id)
async def test_no_help_teaches_another_notation(
    command: Command, typed: str, notation: Notation, tmp_path: Path
) -> None:
    """A place with fields or a shell reads of no `to=`, whatever command is explained; but values of any name are given
    so everywhere.
    """
    async with at(tmp_path, typed=typed, notation=notation) as home:
        answer = await home.type(f"help {command.prefix}{command.verb}")
    assert ("=" in " ".join([*lines(answer), *facts(answer), *facts(answer).values()])) == (
        (notation is Notation.LINE and any(one.option for one in command.arguments))
        or any(one.kind is Kind.VALUES for one in command.arguments)
    )


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.id)
async def test_an_example_on_a_line_means_what_it_means_in_english(command: Command) -> None:
    """An example that is shown in another language is understood as the English one is."""
    shown = example(command, Words("fr")).removeprefix("/")
    assert parse(shown, load()) == parse(f"{command.prefix}{command.example}", load())
    assert isinstance(parse(shown, load()), Parsed)


async def test_advice_is_in_the_notation_of_the_place(tmp_path: Path) -> None:
    """What is named in a sentence is named as it is typed there."""
    async with at(tmp_path, **CHAT) as home:
        assert "/prompt help topic:model" in (await home.type("help")).text
        wrong = await home.call("share", colour="red")
        assert "=" not in wrong.failure.advice
        goal = await home.call("help", topic="me write a birthday card")
        assert goal.failure.advice == "To have a prompt written for it, use /prompt draft."


async def test_another_family_is_named_as_it_is_typed_there() -> None:
    """What administrators type is told with the family's name, where that is a command of its own too."""
    assert {command.family for command in COMMANDS} == set(FAMILIES)
    said = "Say it like this: /admin roles ana viewer, or ask /help admin roles."
    for typed, notation, shown in (
        ("/", Notation.LINE, said),
        ("/prompt ", Notation.NATIVE, said.replace("/admin ", "/prompt-admin ").replace("/help ", "/prompt help ")),
        ("/pr ", Notation.LINE, said.replace("/admin ", "/pr admin ").replace("/help ", "/pr help ")),
        (
            "prompteur ",
            Notation.SHELL,
            said.replace("/admin ", "prompteur admin ").replace("/help ", "prompteur help "),
        ),
    ):
        assert Words(typed=typed, notation=notation)(said) == shown


async def test_advice_in_french_is_in_the_notation_of_the_place() -> None:
    """What a French reader is told to type has the names that are shown there."""
    words = Words("fr", typed="/prompt ", notation=Notation.NATIVE)
    assert "/prompt aide sujet:model" in words(
        N_("/help model says how to connect one. What works without: /help refine.")
    )
    assert words(N_("/help lists what there is.")) == "/prompt aide liste ce qui existe."


@pytest.mark.parametrize("engineer", [ScriptedEngineer(model=None), None])
@pytest.mark.parametrize("spot", [Spot.DIRECT, Spot.CHANNEL, Spot.THREAD])
async def test_a_chat_is_told_nothing_of_this_computer(
    spot: Spot, engineer: ScriptedEngineer | None, tmp_path: Path
) -> None:
    """What is written in a chat has left the computer of whoever wrote it, and they can set no environment."""
    async with at(tmp_path, engineer, spot=spot, **CHAT) as home:
        answers = [await home.type("help"), *[await home.type(f"help {one.verb}") for one in COMMANDS]]
        about = await home.type("help model")
    for answer in (*answers, about):
        assert "this computer" not in answer.text
        assert "ANTHROPIC" not in answer.text


async def test_a_chat_without_a_model_is_told_who_can_connect_one(tmp_path: Path) -> None:
    """Members learn that no model is asked, and whose matter it is."""
    async with at(tmp_path, ScriptedEngineer(model=None), **CHAT) as home:
        said = lines(await home.type("help model"))
    assert said[0] == "No model is asked: I work by rules."
    assert said[-1] == "Whoever runs me can connect one; the details are in the manual."


async def test_a_chat_with_a_model_is_told_where_texts_go(tmp_path: Path) -> None:
    """Whoever writes in a chat learns who reads it: the one that is asked, or nobody further."""
    hosted = ScriptedEngineer()
    assert hosted.model is not None
    local = ScriptedEngineer(model=replace(hosted.model, hosted=False))
    async with at(tmp_path / "hosted", hosted, **CHAT) as home:
        assert f"Texts go to {hosted.model.where}." in lines(await home.type("help model"))[0]
    async with at(tmp_path / "local", local, **CHAT) as home:
        assert "texts go no further" in lines(await home.type("help model"))[0]


async def test_at_a_terminal_the_model_is_the_persons_own_matter(tmp_path: Path) -> None:
    """Who sits at this computer is told that nothing leaves it, and how to connect a model."""
    async with at(tmp_path, ScriptedEngineer(model=None), spot=Spot.TERMINAL) as home:
        text = (await home.type("help model")).text
    assert "Nothing leaves this computer." in text
    assert "ANTHROPIC_API_KEY" in text


async def test_the_line_for_the_start_of_a_conversation_is_for_this_computer_alone(tmp_path: Path) -> None:
    """The promise that nothing leaves this computer is never part of an answer in a chat."""
    async with house(tmp_path, engineer=cast("ScriptedEngineer", Guided())) as home:
        for line in ("draft a prompt for tickets", "critique Sort.", "refine shorter", "help model", "help"):
            assert "leaves this computer" not in (await home.type(line)).text


@pytest.mark.parametrize(
    ("whence", "said"),
    [
        ({"spot": Spot.DIRECT}, "Or just say what you want: a goal when nothing is open, else what should change."),
        ({"spot": Spot.TERMINAL}, "Or just say what you want: a goal when nothing is open, else what should change."),
        ({"spot": Spot.CHANNEL}, "Write me a direct message to just say what you want."),
        ({"spot": Spot.THREAD}, "Write me a direct message to just say what you want."),
        (SHELL, "Without a command it is a chat: there you just say what you want."),
    ],
)
async def test_plain_words_are_offered_where_they_are_heard(whence: dict[str, Any], said: str, tmp_path: Path) -> None:
    """Help says "just say what you want" only where somebody listens."""
    async with at(tmp_path, **whence) as home:
        assert lines(await home.type("help"))[0] == said


async def test_commands_are_listed_by_their_names_in_the_readers_language(tmp_path: Path) -> None:
    """A French reader sees "partager", and that "share" means the same."""
    async with at(tmp_path, locale="fr") as home:
        assert "partager" in facts(await home.type("help"))
        assert "share" not in facts(await home.type("help"))
        about = await home.type("help share")
        assert about.card == (await home.type("help partager")).card
        assert isinstance(about.card, Card)
        assert about.card.title == "partager"
        assert lines(about)[-1].endswith(": share")
