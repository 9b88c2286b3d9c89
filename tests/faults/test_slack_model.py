"""Faults of the language model as people meet them on Slack: what arrived stays, and is never called finished."""

from pathlib import Path
from typing import Any

import pytest

from adapters.slack.markup import COPIED
from tests.doubles import script
from tests.doubles.connected import connected
from tests.doubles.on_slack import COMMAND
from tests.doubles.script import Act as Does
from tests.doubles.script import Step, say, say_json
from tests.doubles.slack import SlackDouble
from tests.doubles.slack_person import Person, Said
from tests.doubles.whole_on_slack import whole

pytestmark = pytest.mark.asyncio
GOAL = "a prompt that sorts our open tickets by date"
ENOUGH = say_json({"enough": True, "questions": []})
PARTIAL = "Sort the tickets in {{tickets}} by their"
WHOLE = "Sort the tickets in {{tickets}} by their date, newest first."
NOTHING = "You have not worked on a prompt yet."
KEY = "sk-ant-api03-" + "Ab3dEf6hIjKlMnOpQrStUvWxYz0123456789"
SOON = 1.0
LIMIT = 1.0
"""Seconds that a model may be silent here, and half of those that an answer may take: a slow computer writes its
beginning in less."""


async def keeps_nothing(ana: Person) -> None:
    """Hold that no prompt was saved of what was said in direct messages."""
    last = await ana.slash(ana.dm(), COMMAND, "last")
    await last.settled(contains=NOTHING)


def states(said: Said) -> str:
    """Give all that was ever shown of an answer."""
    return "\n".join(state.text for message in said.messages for state in message.history)


def quiet(slack: SlackDouble) -> None:
    """Hold that Slack was asked for nothing that it refuses."""
    assert slack.refused == []
    assert slack.errors == []


# --- no answer -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("place", "fault", "told"),
    [
        ("direct", script.busy("90"), "The model is busy. Nothing was changed. Try again in 90 s."),
        ("channel", script.overloaded(), "The model is busy right now. Nothing was changed."),
    ],
    ids=["429", "529"],
)
async def test_fault_43_a_busy_model_is_told_and_retry_works(
    tmp_path: Path, place: str, fault: Step, told: str
) -> None:
    """A person reads once that the model is busy and what is kept; Retry, pressed later, brings the answer."""
    async with SlackDouble() as slack, connected() as at, whole(slack, tmp_path, led_by=at.model):
        ana, where = slack.person("Ana"), slack.channel("general")
        at.double.script(ENOUGH, *[fault] * 4)
        did = await (
            ana.say(ana.dm(), f"/draft {GOAL}") if place == "direct" else ana.slash(where, COMMAND, f"draft {GOAL}")
        )
        await did.settled(contains=told)
        assert did.answers.count("This did not work.") == 1
        assert did.messages[-1].buttons[:2] == ["Retry", "Do it by rules, without a model"]
        at.double._steps.clear()
        at.double.script(ENOUGH, say(WHOLE))
        again = await ana.press(did.messages[-1], label="Retry")
        await again.settled(contains=WHOLE)
        quiet(slack)


async def test_fault_43_trouble_that_passes_is_never_seen(tmp_path: Path) -> None:
    """When the model is busy for a moment, the person sees the answer and nothing of the trouble."""
    async with SlackDouble() as slack, connected() as at, whole(slack, tmp_path, led_by=at.model):
        ana = slack.person("Ana")
        at.double.script(ENOUGH, script.busy("1"), script.overloaded(), say(WHOLE))
        said = await ana.say(ana.dm(), f"/draft {GOAL}")
        await said.settled(contains=WHOLE)
        assert "did not work" not in states(said)
        assert len(at.sleeps) == 2
        quiet(slack)


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        pytest.param(script.spend_limit(), "spending limit", id="44 limit"),
        pytest.param(script.fail(401, "authentication_error", f"wrong key {KEY}"), "key", id="45 401"),
    ],
)
async def test_fault_44_45_what_no_retry_mends_is_told_once(tmp_path: Path, fault: Step, told: str) -> None:
    """What only the operator can mend is asked for once and told once, without the key; the rules still work."""
    async with SlackDouble() as slack, connected(key=KEY) as at, whole(slack, tmp_path, led_by=at.model):
        ana = slack.person("Ana")
        at.double.script(ENOUGH, fault)
        act = await ana.slash(slack.channel("general"), COMMAND, f"draft {GOAL}")
        await act.settled(contains="This did not work.")
        assert told in act.answers
        assert KEY not in act.answers
        assert "Retry" not in act.messages[-1].buttons
        assert len(at.double.messages) == 2
        ruled = await ana.press(act.messages[-1], label="Do it by rules, without a model")
        await ruled.settled(contains="{{")
        quiet(slack)


# --- an answer that was cut ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "fault",
    [
        pytest.param(script.cut(PARTIAL), id="46 closed"),
        pytest.param(script.cut_clean(PARTIAL), id="47 no end"),
        pytest.param(script.error_event(PARTIAL), id="48 error"),
        pytest.param(script.hang(PARTIAL), id="49 hangs"),
        pytest.param(script.pings(PARTIAL), id="50 pings"),
        pytest.param(script.broken_json(PARTIAL), id="51 no JSON"),
    ],
)
async def test_fault_46_to_51_a_cut_answer_stands_there_as_unfinished(tmp_path: Path, fault: Step) -> None:
    """What arrived stays to be read and says that it is unfinished; nothing is saved; Retry brings the whole."""
    async with (
        SlackDouble() as slack,
        connected(silence=LIMIT, answer=2 * LIMIT) as at,
        whole(slack, tmp_path, led_by=at.model),
    ):
        ana = slack.person("Ana")
        at.double.script(ENOUGH, fault)
        said = await ana.say(ana.dm(), f"/draft {GOAL}")
        await said.settled(contains="unfinished")
        (answer,) = said.messages
        assert PARTIAL in answer.text
        assert answer.text.index(PARTIAL) < answer.text.index("unfinished")
        assert not answer.streaming
        await keeps_nothing(ana)
        at.double.script(ENOUGH, say(WHOLE))
        again = await ana.press(answer, label="Retry")
        await again.settled(contains=WHOLE)
        quiet(slack)


@pytest.mark.parametrize(
    ("step", "text"),
    [
        pytest.param(
            script.split_utf8("Sort {{tickets}} by d\u00e4te \U0001f600."), "d\u00e4te \U0001f600.", id="51 split"
        ),
        pytest.param(script.unknown_events("Sort {{tickets}} by date."), "by date.", id="51 unknown"),
        pytest.param(script.surrogate("Sort {{tickets}} by ", "date."), "by \ufffddate.", id="52 surrogate"),
    ],
)
async def test_fault_51_52_odd_answers_are_read_and_kept(tmp_path: Path, step: Step, text: str) -> None:
    """Characters that come in pieces, events that nobody knows and half a character do no harm: the prompt is shown,
    and found again as it was shown.
    """
    async with SlackDouble() as slack, connected() as at, whole(slack, tmp_path, led_by=at.model):
        ana = slack.person("Ana")
        at.double.script(ENOUGH, step)
        said = await ana.say(ana.dm(), f"/draft {GOAL}")
        await said.settled(contains=text)
        last = await ana.slash(ana.dm(), COMMAND, "last")
        await last.settled(contains=text)
        quiet(slack)


@pytest.mark.parametrize("reason", ["max_tokens", "refusal"])
async def test_fault_53_an_answer_that_is_none_is_told(tmp_path: Path, reason: str) -> None:
    """An answer that ran out of room, or that the model would not give, is said plainly and not kept as a prompt."""
    async with SlackDouble() as slack, connected() as at, whole(slack, tmp_path, led_by=at.model):
        ana = slack.person("Ana")
        at.double.script(ENOUGH, say(PARTIAL, stop_reason=reason))
        said = await ana.say(ana.dm(), f"/draft {GOAL}")
        await said.settled(contains="This did not work.")
        await keeps_nothing(ana)
        quiet(slack)


def long(*texts: str) -> Step:
    """Answer with these deltas, and end well."""
    return script.begun(*texts, then=(script.block_stop(), *script.finish("end_turn", 9)))


async def test_fault_54_an_answer_of_a_megabyte_stays_within_bounds(tmp_path: Path) -> None:
    """An answer of a megabyte is one message at all times; at the end it says why nothing is saved, with a file."""
    line = "Sort the tickets by date, newest first, and say why.\n"
    async with SlackDouble() as slack, connected() as at, whole(slack, tmp_path, led_by=at.model):
        ana = slack.person("Ana")
        at.double.script(ENOUGH, long(*[line * 200] * 100))
        said = await ana.say(ana.dm(), f"/draft {GOAL}")
        await said.settled(contains="This did not work.")
        assert "1059999 characters; at most 100000 can be kept. Nothing was saved." in said.answers
        await said.until(lambda: any(one.files for one in ana.sees(ana.dm())), "a file")
        (content,) = [content for one in ana.sees(ana.dm()) for content in one.files.values()]
        assert content.decode() == (line * 20_000).rstrip()
        await keeps_nothing(ana)
        quiet(slack)


async def test_fault_54_a_long_answer_is_a_file(tmp_path: Path) -> None:
    """A prompt that is longer than a block holds is whole in its file, byte for byte, with its beginning to be read."""
    rules = "\n".join(f"- Rule {number}: say it once." for number in range(900))
    text = f"Sort the tickets in {{{{tickets}}}} by date.\n{rules}"
    async with SlackDouble() as slack, connected() as at, whole(slack, tmp_path, led_by=at.model):
        ana = slack.person("Ana")
        at.double.script(ENOUGH, long(*script.pieces(text, 500)))
        act = await ana.slash(slack.channel("general"), COMMAND, f"draft {GOAL}")
        await act.settled(contains="The whole text is in the file")
        assert len(text) > COPIED
        await act.until(lambda: any(one.files for one in ana.sees(ana.dm())), "a file")
        assert text.encode() in [content for one in ana.sees(ana.dm()) for content in one.files.values()]
        quiet(slack)


# --- an answer that nobody waits for ---------------------------------------------------------------------------------


@pytest.mark.parametrize("how", ["stop", "delete", "Slack's own", "private"])
async def test_fault_55_stop_ends_the_request_to_the_model(tmp_path: Path, how: str) -> None:
    """Whoever presses Stop, ours or Slack's, or deletes the answer ends the model's work within a second, and nothing
    is edited after.
    """
    async with SlackDouble() as slack, connected() as at, whole(slack, tmp_path, led_by=at.model):
        ana, channel = slack.person("Ana", admin=True), slack.channel("general")
        at.double.script(ENOUGH, script.begun(PARTIAL, then=(Does.PING,)))
        private = how == "private"
        did = await (ana.slash(channel, COMMAND, f"draft {GOAL}") if private else ana.say(ana.dm(), f"/draft {GOAL}"))
        await did.shows("Working…" if private else "Sort the tickets")
        await at.double.asked(2)
        answer = did.messages[0]
        if how == "delete":
            ana.delete(answer)
        elif how == "Slack's own":
            told: dict[str, Any] = {"type": "agent_session_stopped", "user": ana.id, "channel": answer.channel.id}
            told |= {"streaming_message_ts": [answer.ts], "event_ts": slack.state.ts()}
            slack.api.tell.send("agent_session_stopped", slack.team, told, answer.channel)
        else:
            await ana.press(answer, label="Stop")
        await at.double.disconnected(SOON)
        if how != "delete":
            await did.settled(contains="Stopped.")
        written = len(slack.calls("chat.update")) + len(slack.calls("chat.appendStream"))
        await (await ana.slash(channel, COMMAND, "help")).settled()
        assert len(slack.calls("chat.update")) + len(slack.calls("chat.appendStream")) == written
        assert len(at.double.messages) == 2
        quiet(slack)
