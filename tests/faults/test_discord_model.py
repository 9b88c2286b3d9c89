"""Faults of the language model as people meet them on Discord: what arrived stays, and is never called finished."""

from pathlib import Path

import pytest

from adapters.discord.markup import COPIED
from tests.doubles import script
from tests.doubles.connected import connected
from tests.doubles.discord import DiscordDouble
from tests.doubles.discord_person import Act, Person
from tests.doubles.discord_state import Channel
from tests.doubles.on_discord import keep_addresses
from tests.doubles.script import Act as Does
from tests.doubles.script import Step, say, say_json
from tests.doubles.whole_on_discord import whole

pytestmark = pytest.mark.asyncio
GOAL = "a prompt that sorts our open tickets by date"
ENOUGH = say_json({"enough": True, "questions": []})
PARTIAL = "Sort the tickets in {{tickets}} by their"
WHOLE = "Sort the tickets in {{tickets}} by their date, newest first."
SOON = 1.0


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    keep_addresses(monkeypatch)
    monkeypatch.setattr("adapters.discord.deliver.AT_ONCE", 0.0)


async def drafts(ana: Person, channel: Channel) -> Act:
    """Ask for a draft."""
    return await ana.slash(channel, "prompt draft", goal=GOAL)


def long(*texts: str) -> Step:
    """Answer with these deltas, and end well."""
    return script.begun(*texts, then=(script.block_stop(), *script.finish("end_turn", 9)))


def quiet(discord: DiscordDouble) -> None:
    """Hold that Discord was asked for nothing that it refuses."""
    assert discord.refused == []
    assert discord.errors == []


# --- no answer -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (script.busy("90"), "The model is busy. Nothing was changed. Try again in 90 s."),
        (script.overloaded(), "The model is busy right now. Nothing was changed."),
        (script.html(502), "Nothing was changed."),
        (script.reset(), "The model could not be reached. Nothing was changed."),
    ],
    ids=["429", "529", "502", "reset"],
)
async def test_fault_43_a_busy_model_is_told_and_retry_works(tmp_path: Path, fault: Step, said: str) -> None:
    """A person reads that the model is busy and what is kept; Retry, pressed later, brings the answer."""
    async with DiscordDouble() as discord, connected() as at, whole(discord, tmp_path, led_by=at.model):
        channel, ana = discord.guild("Acme").channel("general"), discord.person("Ana")
        at.double.script(ENOUGH, *[fault] * 4)
        act = await drafts(ana, channel)
        await act.settled(contains=said)
        assert act.messages[-1].buttons[0] == "Retry"
        assert "Do it by rules, without a model" in act.messages[-1].buttons
        at.double._steps.clear()
        at.double.script(ENOUGH, say(WHOLE))
        again = await ana.press(act.messages[-1], label="Retry")
        await again.settled(contains=WHOLE)
        quiet(discord)


async def test_fault_43_trouble_that_passes_is_never_seen(tmp_path: Path) -> None:
    """When the model is busy for a moment, the person sees the answer and nothing of the trouble."""
    async with DiscordDouble() as discord, connected() as at, whole(discord, tmp_path, led_by=at.model):
        channel, ana = discord.guild("Acme").channel("general"), discord.person("Ana")
        at.double.script(ENOUGH, script.busy("1"), script.overloaded(), say(WHOLE))
        act = await drafts(ana, channel)
        await act.settled(contains=WHOLE)
        states = "\n".join(one.text for message in act.messages for one in message.history)
        assert "did not work" not in states
        assert len(at.sleeps) == 2
        quiet(discord)


# --- an answer that was cut ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "fault",
    [
        pytest.param(script.cut(PARTIAL), id="46 closed"),
        pytest.param(script.cut_abort(PARTIAL), id="46 reset"),
        pytest.param(script.cut_clean(PARTIAL), id="47 no end"),
        pytest.param(script.error_event(PARTIAL), id="48 error"),
    ],
)
async def test_fault_46_47_48_a_cut_answer_stands_there_as_unfinished(tmp_path: Path, fault: Step) -> None:
    """What arrived stays to be read and says that it is unfinished; nothing is saved; Retry brings the whole."""
    async with DiscordDouble() as discord, connected() as at, whole(discord, tmp_path, led_by=at.model):
        channel, ana = discord.guild("Acme").channel("general"), discord.person("Ana")
        at.double.script(ENOUGH, fault)
        act = await drafts(ana, channel)
        await act.settled(contains="unfinished")
        assert PARTIAL in act.text
        assert act.text.index(PARTIAL) < act.text.index("unfinished")
        last = await ana.slash(channel, "prompt last")
        await last.settled(contains="You have not worked on a prompt yet.")
        at.double.script(ENOUGH, say(WHOLE))
        again = await ana.press(act.messages[-1], label="Retry")
        await again.settled(contains=WHOLE)
        quiet(discord)


@pytest.mark.parametrize("reason", ["max_tokens", "refusal"])
async def test_fault_53_an_answer_that_is_none_is_told(tmp_path: Path, reason: str) -> None:
    """An answer that ran out of room, or that the model would not give, is said plainly and not kept as a prompt."""
    async with DiscordDouble() as discord, connected() as at, whole(discord, tmp_path, led_by=at.model):
        channel, ana = discord.guild("Acme").channel("general"), discord.person("Ana")
        at.double.script(ENOUGH, say(PARTIAL, stop_reason=reason))
        act = await drafts(ana, channel)
        await act.settled(contains="This did not work.")
        last = await ana.slash(channel, "prompt last")
        await last.settled(contains="You have not worked on a prompt yet.")
        quiet(discord)


async def test_fault_54_an_answer_of_a_megabyte_stays_within_bounds(tmp_path: Path) -> None:
    """An answer of a megabyte is one message at all times; at the end it says why nothing is saved, with a file."""
    line = "Sort the tickets by date, newest first, and say why.\n"
    async with DiscordDouble() as discord, connected() as at, whole(discord, tmp_path, led_by=at.model):
        channel, ana = discord.guild("Acme").channel("general"), discord.person("Ana")
        at.double.script(ENOUGH, long(*[line * 200] * 100))
        act = await drafts(ana, channel)
        await act.settled(contains="This did not work.")
        assert "1059999 characters; at most 100000 can be kept. Nothing was saved." in act.text
        (message,) = act.all_messages
        assert all(len(one.text) <= 4000 for one in message.history)
        (content,) = message.files.values()
        assert content.decode() == (line * 20_000).rstrip()
        quiet(discord)


async def test_fault_54_a_long_answer_is_a_file(tmp_path: Path) -> None:
    """A prompt that is longer than a message is whole in its file, byte for byte, with its beginning to be read."""
    rules = "\n".join(f"- Rule {number}: say it once." for number in range(900))
    text = f"Sort the tickets in {{{{tickets}}}} by date.\n{rules}"
    async with DiscordDouble() as discord, connected() as at, whole(discord, tmp_path, led_by=at.model):
        channel, ana = discord.guild("Acme").channel("general"), discord.person("Ana")
        at.double.script(ENOUGH, long(*script.pieces(text, 500)))
        act = await drafts(ana, channel)
        await act.settled(contains="The whole text is in the file")
        assert len(text) > COPIED
        assert text.encode() in [content for message in act.messages for content in message.files.values()]
        assert len(act.messages) == 1
        quiet(discord)


# --- an answer that nobody waits for ---------------------------------------------------------------------------------


@pytest.mark.parametrize("how", ["stop", "delete"])
async def test_fault_55_stop_ends_the_request_to_the_model(tmp_path: Path, how: str) -> None:
    """Whoever presses Stop or deletes the answer ends the model's work within a second, and nothing is edited after."""
    async with DiscordDouble() as discord, connected() as at, whole(discord, tmp_path, led_by=at.model):
        ana = discord.person("Ana", manages=True)
        at.double.script(script.call("draft", goal=GOAL), ENOUGH, script.begun(PARTIAL, then=(Does.PING,)))
        said = await ana.say(ana.dm(), GOAL)
        await said.shows(PARTIAL)
        if how == "stop":
            await ana.press(said.messages[0], label="Stop")
            await at.double.disconnected(SOON)
            await said.settled(contains="Stopped.")
        else:
            ana.delete(said.messages[0])
            await at.double.disconnected(SOON)
        edits = len(discord.calls("PATCH", "/channels/"))
        await (await ana.slash(ana.dm(), "prompt help")).settled()
        assert len(discord.calls("PATCH", "/channels/")) == edits
        assert len(at.double.messages) == 3
        quiet(discord)
