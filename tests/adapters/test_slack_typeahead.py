"""Names that are completed while somebody types them into a menu."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from adapters.slack.address import Origin
from adapters.slack.modals import page, view
from adapters.slack.typeahead import offered
from bot.commands import load
from bot.dialogue.aim import command_form
from bot.dialogue.command import Argument, Command, Completion, Kind
from bot.words import Words
from tests.doubles.on_slack import COMMAND, serving
from tests.doubles.slack import SlackDouble
from tests.doubles.slack_forms import taken_by_slack
from tests.doubles.slack_person import Person
from tests.doubles.slack_state import Channel

NAMES = [(command, argument) for command in load() for argument in command.arguments if argument.kind is Kind.SNIPPET]


@pytest_asyncio.fixture
async def slack() -> AsyncIterator[SlackDouble]:
    """Give a Slack that refuses nothing by the end of the test."""
    async with SlackDouble() as double:
        yield double
        assert double.refused == []


async def saved(channel: Channel, person: Person, name: str, *texts: str) -> None:
    """Have prompts saved under a name."""
    for text in texts:
        act = await person.slash(channel, COMMAND, f"save {name} {text}")
        await act.settled(contains="Saved as")


@pytest.mark.asyncio
@pytest.mark.parametrize("http", [False, True])
async def test_a_form_offers_what_the_library_has(slack: SlackDouble, tmp_path: Path, *, http: bool) -> None:
    """A form that asks for a saved prompt offers them as soon as it is opened, and fewer with each letter; any name
    can be typed too, as that of an older version.
    """
    async with serving(slack, tmp_path, http=http):
        channel, ana = slack.channel("general"), slack.person("Ana")
        await saved(channel, ana, "release-notes", "First of it", "Second of it")
        await saved(channel, ana, "tickets", "Sum up")
        form = await (await ana.slash(channel, COMMAND, "show")).opened()
        assert {one.value for one in await ana.type(form, "name", "")} == {"release-notes", "tickets"}
        assert [one.value for one in await ana.type(form, "name", "rel")] == ["release-notes", "rel"]
        chosen: dict[str, Any] = {"name": "release-notes"}
        shown = await ana.submit(form, **chosen)
        await shown.settled(contains="Second of it")
        form = await (await ana.slash(channel, COMMAND, "show")).opened()
        assert [one.value for one in await ana.type(form, "name", "release-notes@1")] == ["release-notes@1"]
        older: dict[str, Any] = {"name": "release-notes@1"}
        shown = await ana.submit(form, **older)
        await shown.settled(contains="First of it")


@pytest.mark.asyncio
async def test_what_is_offered_is_what_the_person_may_see(slack: SlackDouble, tmp_path: Path) -> None:
    """Nobody is offered the name of a prompt that is another person's own."""
    async with serving(slack, tmp_path):
        channel, ana, ben = slack.channel("general"), slack.person("Ana"), slack.person("Ben")
        await saved(channel, ana, "secret-plan", "Sum up")
        form = await (await ben.slash(channel, COMMAND, "show")).opened()
        assert await ben.type(form, "name", "") == []
        assert [one.value for one in await ben.type(form, "name", "sec")] == ["sec"]


@pytest.mark.asyncio
async def test_a_menu_that_cannot_be_filled_stays_empty(
    slack: SlackDouble, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever breaks while somebody types, the form stays usable."""

    async def breaks(*_: object) -> None:
        raise RuntimeError

    async with serving(slack, tmp_path) as home:
        channel, ana = slack.channel("general"), slack.person("Ana")
        await saved(channel, ana, "tickets", "Sum up")
        form = await (await ana.slash(channel, COMMAND, "show")).opened()
        monkeypatch.setattr(home.app, "complete", breaks)
        assert await ana.type(form, "name", "tick") == []
        monkeypatch.undo()
        assert [one.value for one in await ana.type(form, "name", "tick")] == ["tickets", "tick"]


@pytest.mark.parametrize(("command", "argument"), NAMES, ids=lambda one: getattr(one, "id", getattr(one, "name", "")))
def test_every_name_of_a_saved_prompt_is_completed(command: Command, argument: Argument) -> None:
    """Whichever command asks for a saved prompt in a form, a menu offers what there is."""
    form = command_form(command, [argument], "", Words())
    shown = view(form, page(form, {}, Words()), Words(), Origin())
    taken_by_slack(shown)
    (element,) = [block["element"] for block in shown["blocks"] if block["type"] == "input"]
    assert (element["type"], element["action_id"]) == ("external_select", argument.name)


def test_a_menu_holds_what_slack_takes() -> None:
    """Many names, long ones and long descriptions are offered as far as a menu holds them."""
    found = [Completion(f"name-{number}" + "x" * number, "", "about " * 30) for number in range(160)]
    told = offered(found, "typed")["options"]
    assert len(told) == 100
    assert (told[0]["value"], told[-1]["value"]) == ("name-0", "typed")
    assert all(len(one["value"]) <= 150 and len(one["text"]["text"]) <= 75 for one in told)
    assert all(len(one["description"]["text"]) <= 75 for one in told[:-1])
    assert offered([], "y" * 151) == {"options": []}
