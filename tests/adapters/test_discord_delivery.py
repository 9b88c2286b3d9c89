"""Answers on their way to Discord: what stands there, how often it is edited, and what happens when Discord refuses."""

import asyncio
import json
import re
from collections.abc import AsyncIterator, Callable, Iterable
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from adapters.backoff import Time
from adapters.base import Capabilities, Surface
from adapters.discord.blocks import Sheet
from adapters.discord.board import Board
from adapters.discord.client import run
from adapters.discord.deliver import Delivery
from adapters.discord.limits import CAPABILITIES
from adapters.discord.modals import pages
from adapters.discord.patience import MISSES
from adapters.discord.posting import params
from adapters.discord.sending import Expired, Limited, NotDelivered, Unwelcome
from adapters.discord.show_form import modal
from adapters.pace import Turns
from bot.clock import SystemClock
from bot.dialogue.events import AskForm, Card, Done, Event
from bot.dialogue.form import Form
from bot.dialogue.reply import Emit, Reply
from bot.domain import CallId, Piece, Status
from bot.errors import Misconfigured
from bot.words import Words
from tests.contract.surface import SurfaceContract
from tests.doubles.discord import DiscordDouble
from tests.doubles.discord_schema import violations
from tests.doubles.engineer import ScriptedEngineer
from tests.doubles.examples import squeezed
from tests.doubles.house import House, house
from tests.doubles.on_discord import keep_addresses, serving, settings
from tests.doubles.waiting import PATIENCE

PATH = "/channels/1/messages"
SHOWN = ("title", "content", "label", "placeholder", "description", "value")
"""Where texts stand in components."""
CONTROLS = re.compile(rb"[\x00-\x08\x0b-\x1f\x7f]")
"""A file that holds one of these is for keeping; what is read of it is what its message shows."""


@pytest.fixture(autouse=True)
def _addresses(monkeypatch: pytest.MonkeyPatch) -> None:
    keep_addresses(monkeypatch)


def gated() -> ScriptedEngineer:
    """Give an engineer that stops half-way until its gate opens."""
    engineer = ScriptedEngineer()
    engineer.gate = asyncio.Event()
    return engineer


class Endless(ScriptedEngineer):
    """An engineer that writes a word, another when it is told, and never ends by itself."""

    def __init__(self) -> None:
        super().__init__()
        self.more = asyncio.Event()
        self.stopped = False

    async def _pieces(self, text: str) -> AsyncIterator[Piece]:
        try:
            yield Piece(f"word {text[:1]}")
            await self.more.wait()
            yield Piece(" another")
            await asyncio.get_running_loop().create_future()
        finally:
            self.stopped = True


# --- what every surface must do --------------------------------------------------------------------------------------


class Recording:
    """An outlet that keeps the bodies of the requests that would be sent, each held against Discord's schema."""

    room: int | None = None
    messages: tuple[int, ...] = ()

    def __init__(self) -> None:
        self.standing: dict[int, str] = {}
        self.public: list[str] = []
        self.earlier: list[str] = []

    async def put(self, number: int, sheet: Sheet) -> None:
        """Keep what the message says."""
        self.standing[number] = _said(sheet)
        self.earlier += self.standing[number].splitlines()

    async def drop(self, number: int) -> None:
        """Forget a message."""
        del self.standing[number]

    async def publish(self, sheets: Iterable[Sheet]) -> None:
        """Keep what everyone sees."""
        self.public += [_said(sheet) for sheet in sheets]


def _said(sheet: Sheet) -> str:
    with params(sheet) as made:
        body = made.payload or json.loads((made.multipart or [])[0]["value"])
        files = [(file.filename, file.fp.read()) for file in made.files or ()]
    assert violations("POST", PATH, body, [(name, len(content)) for name, content in files]) == []
    texts = [_unescaped(text) for text in _texts(body)]
    readable = [content.decode() for _, content in files if not CONTROLS.search(content)]
    return "\n".join([*texts, *readable])


def _texts(value: Any) -> list[str]:  # noqa: ANN401 - any JSON
    if isinstance(value, list):
        return [text for one in value for text in _texts(one)]
    if not isinstance(value, dict):
        return []
    return [value[key] for key in SHOWN if value.get(key)] + [text for one in value.values() for text in _texts(one)]


def _unescaped(markdown: str) -> str:
    """Read escapes as Discord does: not in code blocks."""
    parts = re.split(r"(```\n.*?\n```)", markdown, flags=re.DOTALL)
    return "".join(part if part.startswith("```") else re.sub(r"\\([^\w\s])", r"\1", part) for part in parts)


class DiscordSurface:
    """Deliveries into recording outlets, one for each call."""

    capabilities: Capabilities = CAPABILITIES

    def __init__(self) -> None:
        self.outlets: dict[CallId, Recording] = {}
        self._deliveries: dict[CallId, Delivery] = {}

    async def show(self, call: CallId, event: Event) -> None:
        """Take an event, as when it is read from a reply, and wait until it stands there. Forms are opened."""
        if call not in self.outlets:
            self.outlets[call] = Recording()
            turns = Turns(SystemClock(), 0)
            board = Board(Words(), stop="~stop:1")
            self._deliveries[call] = Delivery(board, self.outlets[call], turns, words=Words(), refused=_nothing)
        delivery = self._deliveries[call]
        delivery._take(event)
        await delivery._editor.finish()
        if isinstance(event, AskForm):
            self.outlets[call].earlier += _form(event.form)


def _form(form: Form) -> list[str]:
    modals = [modal(form, page, number, Words()) for number, page in enumerate(pages(form, {}), start=1)]
    return [line for one in modals for text in _texts(one.to_dict()) for line in _unescaped(text).splitlines()]


async def _at_once(_seconds: float) -> None:
    """Wait for nothing."""


def _nothing() -> None:
    """Do nothing."""


class TestDiscordSurface(SurfaceContract):
    """What is sent to Discord for the events of a call."""

    def surface(self, tmp_path: Path) -> Surface:  # noqa: ARG002 - it writes no file
        """Make the surface."""
        self.made = DiscordSurface()
        return self.made

    def seen(self) -> str:
        """Give what stands there at the end, of all calls, and what stood there before and no longer does."""
        outlets = self.made.outlets.values()
        standing = "\n".join(text for one in outlets for text in (*one.standing.values(), *one.public))
        gone = dict.fromkeys(
            line for one in outlets for line in one.earlier if squeezed(line) not in squeezed(standing)
        )
        return "\n".join([standing, *gone])


# --- pace ------------------------------------------------------------------------------------------------------------


class Talkative(ScriptedEngineer):
    """An engineer that writes a hundred words, each as soon as the one before was taken."""

    async def _pieces(self, text: str) -> AsyncIterator[Piece]:  # noqa: ARG002 - the engineer gives it
        for number in range(100):
            await asyncio.sleep(0.002)
            yield Piece(f"word{number} ")


@pytest.mark.timed
@pytest.mark.asyncio
async def test_the_first_words_come_at_once_and_the_last_always(tmp_path: Path) -> None:
    """A stream is shown at its first words, then no more often than Discord bears, and whole at its end."""
    async with DiscordDouble() as discord, serving(discord, tmp_path, engineer=Talkative(), edit_seconds=0.1):
        channel, ana = discord.guild("Acme").channel("general"), discord.person("Ana")
        act = await ana.slash(channel, "prompt draft", goal="a weekly report")
        await act.settled(contains="Summarise")
        states = [one.text for one in act.messages[0].history]
        assert any("word0" in text and "word50" not in text for text in states)
        edits = [request.at for request in discord.calls("PATCH", "/messages/")]
        gaps = [later - one for one, later in pairwise(edits)]
        assert len(edits) < 12
        assert all(gap > 0.08 for gap in gaps[1:])


@pytest.mark.timed
@pytest.mark.asyncio
async def test_streams_in_one_channel_share_its_pace(tmp_path: Path) -> None:
    """Three answers that stream in one conversation are edited together no faster than one."""
    async with DiscordDouble() as discord, serving(discord, tmp_path, engineer=Talkative(), edit_seconds=0.1):
        ana = discord.person("Ana")
        said = [await ana.say(ana.dm(), f"report {number}") for number in range(3)]
        for one in said:
            await one.settled(contains="Summarise")
        edits = [request.at for request in discord.calls("PATCH", "/channels/")]
        quick = [later - one for one, later in pairwise(edits) if later - one < 0.08]
        assert len(quick) <= 3  # the first words of each


# --- faults ----------------------------------------------------------------------------------------------------------


@pytest.mark.asyncio
async def test_fault_34_a_delivery_that_comes_twice_is_answered_once(tmp_path: Path) -> None:
    """When Discord delivers a command or a message a second time, nothing is done a second time."""
    async with DiscordDouble() as discord, serving(discord, tmp_path) as home:
        channel, ana = discord.guild("Acme").channel("general"), discord.person("Ana")
        act = await ana.slash(channel, "prompt draft", goal="a weekly report")
        discord.again(act)
        said = await ana.say(ana.dm(), "a monthly report")
        discord.again(said)
        await act.settled(contains="Summarise")
        await said.settled(contains="Summarise")
        discord.again(act)
        await (await ana.slash(channel, "prompt last")).settled()
        assert sum(one.startswith("draft") for one in home.engineer.asked) == 2
        assert len(said.messages) == 1
        assert discord.errors == []


@pytest.mark.asyncio
async def test_fault_34_a_second_process_leaves_the_answer_to_the_first(tmp_path: Path) -> None:
    """When another process has acknowledged a command already, this one does nothing and asks no model."""
    async with DiscordDouble() as discord, serving(discord, tmp_path) as home:
        channel, ana = discord.guild("Acme").channel("general"), discord.person("Ana")
        discord.fail_next("POST", "/callback", status=400, code=40060)
        await ana.slash(channel, "prompt draft", goal="a weekly report")
        await discord.called("POST", "/callback")
        await (await ana.slash(channel, "prompt help")).settled()
        assert home.engineer.asked == []


@pytest.mark.asyncio
async def test_fault_38_what_was_acknowledged_too_late_is_not_lost(tmp_path: Path) -> None:
    """When Discord no longer takes the acknowledgement, the draft is made all the same, and /prompt last shows it."""
    async with DiscordDouble() as discord, serving(discord, tmp_path) as home:
        channel, ana = discord.guild("Acme").channel("general"), discord.person("Ana")
        discord.fail_next("POST", "/callback", status=404, code=10062)
        await ana.slash(channel, "prompt draft", goal="a weekly report")
        await discord.called("POST", "/callback")
        await _until(lambda: "draft a weekly report" in home.engineer.asked)
        await _idle(home)
        last = await ana.slash(channel, "prompt last")
        await last.settled(contains="Summarise")
        assert home.engineer.asked == ["clarify a weekly report", "draft a weekly report"]


@pytest.mark.asyncio
@pytest.mark.parametrize(("status", "code"), [(401, 50027), (404, 10015), (404, 10062), (401, 0)])
async def test_fault_38_a_private_answer_whose_time_is_over_is_kept(tmp_path: Path, status: int, code: int) -> None:
    """After 15 minutes nothing is posted for others to see; the draft is there with /prompt last."""
    engineer = gated()
    async with DiscordDouble() as discord, serving(discord, tmp_path, engineer=engineer):
        channel, ana = discord.guild("Acme").channel("general"), discord.person("Ana")
        act = await ana.slash(channel, "prompt draft", goal="a weekly report")
        await act.shows("Summarise")
        discord.fail_next("PATCH", "/webhooks/", status=status, code=code, times=100)
        assert engineer.gate
        engineer.gate.set()
        await discord.called("PATCH", "/webhooks/", times=2)
        last = await ana.slash(discord.guild("Acme").channel("general"), "prompt last")
        await last.acknowledged()
        discord.rest.troubles.clear()
        again = await ana.slash(channel, "prompt last")
        await again.settled(contains="100 words")
        assert [one for one in channel.stored if not one.ephemeral] == []


@pytest.mark.asyncio
async def test_fault_38_an_answer_that_stays_goes_on_without_its_token(tmp_path: Path) -> None:
    """In a direct message the bot goes on editing its answer itself when the interaction's time is over."""
    engineer = gated()
    async with DiscordDouble() as discord, serving(discord, tmp_path, engineer=engineer):
        ana = discord.person("Ana")
        act = await ana.slash(ana.dm(), "prompt draft", goal="a weekly report")
        await act.shows("Summarise")
        discord.fail_next("PATCH", "/webhooks/", status=401, code=50027, times=100)
        assert engineer.gate
        engineer.gate.set()
        await act.settled(contains="100 words")
        assert not act.ephemeral
        assert len(discord.messages(ana.dm())) == 1
        assert discord.refused == []


@pytest.mark.asyncio
async def test_fault_39_a_rate_limit_is_waited_for(tmp_path: Path) -> None:
    """When Discord says "later", with or without the mark that the library looks for, the answer still comes whole."""
    async with DiscordDouble() as discord, serving(discord, tmp_path):
        channel, ana = discord.guild("Acme").channel("general"), discord.person("Ana")
        discord.limit_next(part="/callback", via=False)
        discord.limit_next(part="/messages/", via=True)
        act = await ana.slash(channel, "prompt draft", goal="a weekly report")
        await act.settled(contains="Summarise")
        assert discord.invalid == 2
        assert discord.refused == []


@pytest.mark.asyncio
async def test_fault_39_a_refused_token_ends_all_requests(tmp_path: Path) -> None:
    """When the bot's token is withdrawn, the program ends with the setting's name and asks Discord no more."""
    engineer = gated()
    async with DiscordDouble() as discord, house(tmp_path, engineer=engineer) as home:
        task = asyncio.create_task(run(home.app, settings(discord, tmp_path), time=Time(sleep=_at_once)))
        await discord.ready()
        ana = discord.person("Ana")
        said = await ana.say(ana.dm(), "a weekly report")
        await said.shows("Summarise")
        discord.refuse_token()
        assert engineer.gate
        engineer.gate.set()
        with pytest.raises(Misconfigured, match="DISCORD_TOKEN"):
            await task
        assert discord.invalid <= 3


@pytest.mark.asyncio
async def test_fault_41_a_message_whose_answer_got_lost_stands_once(tmp_path: Path) -> None:
    """When Discord stores a reply and its answer is lost on the way, the person still sees one reply."""
    async with DiscordDouble() as discord, serving(discord, tmp_path):
        ana = discord.person("Ana")
        discord.drop_next("POST", "/messages")
        said = await ana.say(ana.dm(), "a weekly report")
        await said.settled(contains="Summarise")
        first, again = discord.calls("POST", f"/channels/{ana.dm().id}/messages")
        assert first.json["nonce"] == again.json["nonce"]
        assert again.json["enforce_nonce"] is True
        assert len(said.messages) == 1


@pytest.mark.asyncio
@pytest.mark.parametrize(("status", "code"), [(403, 50013), (403, 50001), (404, 10003), (403, 50007)])
async def test_fault_42_where_the_bot_may_not_write_the_work_is_kept(tmp_path: Path, status: int, code: int) -> None:
    """When the bot may no longer write there, nothing else is posted and the work is not lost."""
    engineer = gated()
    async with DiscordDouble() as discord, serving(discord, tmp_path, engineer=engineer) as home:
        ana = discord.person("Ana")
        said = await ana.say(ana.dm(), "a weekly report")
        await said.shows("Summarise")
        edits = len(discord.calls("PATCH", "/channels/"))
        discord.fail_next("PATCH", "/channels/", status=status, code=code)
        assert engineer.gate
        engineer.gate.set()
        await discord.called("PATCH", "/channels/", times=edits + 1)
        await _idle(home)
        last = await ana.slash(ana.dm(), "prompt last")
        await last.settled(contains="100 words")


@pytest.mark.asyncio
async def test_fault_42_what_cannot_be_shown_to_all_is_told_to_the_sharer(tmp_path: Path) -> None:
    """When sharing in the channel is not allowed, the sharer reads that, and that alone."""
    async with DiscordDouble() as discord, serving(discord, tmp_path):
        channel, ana = discord.guild("Acme").channel("general"), discord.person("Ana")
        await (await ana.slash(channel, "prompt draft", goal="a weekly report")).settled(contains="Summarise")
        await (await ana.slash(channel, "prompt save", name="report")).settled(contains="report")
        asked = await ana.slash(channel, "prompt share", name="report")
        await asked.settled(contains="Where")
        discord.fail_next("POST", "/webhooks/", status=403, code=50013)
        shared = await ana.press(asked.messages[0], label="Show it here")
        await shared.settled(contains="could not post it here")
        assert "Everyone here sees it now." not in shared.text
        assert [one for one in channel.stored if not one.ephemeral] == []


@pytest.mark.asyncio
@pytest.mark.parametrize("how", ["told", "found"])
async def test_fault_55_deleting_the_answer_stops_the_call(tmp_path: Path, how: str) -> None:
    """Whoever deletes the message that is being written stops the model, and the message does not come back."""
    engineer = Endless()
    async with DiscordDouble() as discord, serving(discord, tmp_path, engineer=engineer) as home:
        ana = discord.person("Ana", manages=True)
        said = await ana.say(ana.dm(), "a weekly report")
        await said.shows("word")
        if how == "told":
            ana.delete(said.messages[0])
        else:
            discord.fail_next("PATCH", "/channels/", status=404, code=10008)
            engineer.more.set()
        await _idle(home)
        assert engineer.stopped
        edits = len(discord.calls("PATCH"))
        await (await ana.slash(ana.dm(), "prompt help")).settled()
        assert len(discord.calls("PATCH", "/channels/")) == edits


@pytest.mark.asyncio
async def test_fault_56_the_end_of_the_program_is_said_in_the_answer(tmp_path: Path) -> None:
    """When the program ends while it writes, the answer ends with a note and Retry, at any pace of edits."""
    async with DiscordDouble() as discord:
        channel, ana = discord.guild("Acme").channel("general"), discord.person("Ana")
        async with serving(discord, tmp_path, engineer=gated(), edit_seconds=60.0):
            act = await ana.slash(channel, "prompt draft", goal="a weekly report")
            await act.shows("Summarise")
            said = await ana.say(ana.dm(), "a monthly report")
            await said.shows("Summarise")
        await act.settled(contains="I was stopped before I had finished.")
        await said.settled(contains="I was stopped before I had finished.")
        assert "Retry" in act.messages[-1].buttons
        assert discord.refused == []


class Failing(Recording):
    """An outlet that fails so many times."""

    def __init__(self, error: NotDelivered, times: int) -> None:
        super().__init__()
        self.error = error
        self.times = times
        self.tried = 0

    async def put(self, number: int, sheet: Sheet) -> None:
        """Fail, or keep what the message says."""
        self.tried += 1
        if self.tried <= self.times:
            raise self.error
        await super().put(number, sheet)


async def delivered(outlet: Recording) -> None:
    """Deliver the answer to a call that says one thing."""

    async def run(emit: Emit) -> None:
        await emit(Card(slot="a", title="Saved"))
        await emit(Done(status=Status.DONE))

    turns = Turns(SystemClock(), 0)
    delivery = Delivery(Board(Words(), stop="~stop:1"), outlet, turns, words=Words(), refused=_nothing)
    await delivery.run(Reply(CallId("1"), run))


@pytest.mark.asyncio
async def test_the_last_state_comes_though_an_edit_failed() -> None:
    """When Discord fails on the last edit, it is sent again until the answer is whole."""
    outlet = Failing(NotDelivered(503), MISSES - 1)
    await delivered(outlet)
    assert outlet.standing == {0: "### Saved"}


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("error", "tried"),
    [
        (NotDelivered(503), MISSES + 1),  # the same again, and then words of our own
        (NotDelivered(0), MISSES),
        (Unwelcome(50035), 2),
        (Expired(50027), 1),
        (Limited(429, 3600.0), 1),
        (Limited(429, float("nan")), 1),
    ],
)
async def test_an_answer_that_is_refused_for_ever_is_given_up(error: NotDelivered, tried: int) -> None:
    """When Discord takes nothing, it is asked as often as it makes sense, and no longer."""
    outlet = Failing(error, 100)
    await delivered(outlet)
    assert (outlet.tried, outlet.standing) == (tried, {})


@pytest.mark.asyncio
async def test_what_discord_does_not_take_is_said(tmp_path: Path) -> None:
    """When Discord refuses the text of an answer, it is sent once; the person reads that it could not be shown here."""
    async with DiscordDouble() as discord, serving(discord, tmp_path):
        channel, ana = discord.guild("Acme").channel("general"), discord.person("Ana")
        discord.fail_next("PATCH", "/messages/", status=400, code=200000)
        act = await ana.slash(channel, "prompt help")
        await act.settled(contains="I could not show this here; /prompt last has it.")
        assert [one.code for one in discord.errors] == [200000]
        assert discord.refused == []


@pytest.mark.asyncio
async def test_an_answer_that_discord_never_takes_is_given_up(tmp_path: Path) -> None:
    """When Discord refuses every edit, it is not asked for ever; the draft is there with /prompt last."""
    engineer = gated()
    async with DiscordDouble() as discord, serving(discord, tmp_path, engineer=engineer) as home:
        channel, ana = discord.guild("Acme").channel("general"), discord.person("Ana")
        act = await ana.slash(channel, "prompt draft", goal="a weekly report")
        await act.shows("Summarise")
        trouble = discord.fail_next("PATCH", "/messages/", status=400, times=100)
        assert engineer.gate
        engineer.gate.set()
        await _idle(home)
        await _until(lambda: not any(task.get_name().startswith("interaction") for task in asyncio.all_tasks()))
        assert 100 - trouble.times <= MISSES + 1
        trouble.times = 0
        last = await ana.slash(channel, "prompt last")
        await last.settled(contains="100 words")


@pytest.mark.asyncio
async def test_fault_39_a_wait_that_is_too_long_for_a_request_is_waited_by_the_answer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When Discord wants to be left alone for long, the call goes on, and its newest state is shown once after that."""
    monkeypatch.setattr("adapters.discord.sending.CALM_SECONDS", 0.0)
    engineer = gated()
    async with DiscordDouble() as discord, serving(discord, tmp_path, engineer=engineer) as home:
        channel, ana = discord.guild("Acme").channel("general"), discord.person("Ana")
        limited = discord.limit_next(part="messages/@original", via=False)
        limited.headers["Retry-After"] = "0.3"
        act = await ana.slash(channel, "prompt draft", goal="a weekly report")
        await discord.called("PATCH", "/messages/")
        assert engineer.gate
        engineer.gate.set()
        await _idle(home)
        await act.settled(contains="100 words")
        assert len(discord.calls("PATCH", "/messages/")) == 2
        assert len(act.messages[0].history) == 2
        assert discord.invalid == 1


@pytest.mark.asyncio
async def test_an_answer_that_waits_does_not_hold_up_the_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the program ends while an answer waits for Discord, it ends at once; the draft is there after the start."""
    monkeypatch.setattr("adapters.discord.client.LAST_SECONDS", 0.0)
    async with DiscordDouble() as discord:
        channel, ana = discord.guild("Acme").channel("general"), discord.person("Ana")
        async with serving(discord, tmp_path) as home:
            discord.limit_next(part="messages/@original", via=False, retry_after=600.0)
            await ana.slash(channel, "prompt draft", goal="a weekly report")
            await discord.called("PATCH", "/messages/")
            await _idle(home)
        async with serving(discord, tmp_path, boot="second"):
            last = await ana.slash(channel, "prompt last")
            await last.settled(contains="100 words")


@pytest.mark.asyncio
async def test_an_acknowledgement_whose_answer_got_lost_counts(tmp_path: Path) -> None:
    """When Discord took the acknowledgement and its answer was lost, the person gets the prompt, not silence."""
    async with DiscordDouble() as discord, serving(discord, tmp_path):
        channel, ana = discord.guild("Acme").channel("general"), discord.person("Ana")
        discord.drop_next("POST", "/callback")
        act = await ana.slash(channel, "prompt draft", goal="a weekly report")
        await act.settled(contains="100 words")


@pytest.mark.asyncio
async def test_a_mistake_of_ours_is_told_and_the_work_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When an answer cannot be made into a message, the person reads that, and the draft is there all the same."""

    def breaks(_board: Board) -> tuple[Sheet, ...]:
        raise RuntimeError("a mistake")

    async with DiscordDouble() as discord, serving(discord, tmp_path) as home:
        channel, ana = discord.guild("Acme").channel("general"), discord.person("Ana")
        with monkeypatch.context() as broken:
            broken.setattr(Delivery, "_send", lambda _self, _: asyncio.sleep(0, breaks(Board(Words()))))
            act = await ana.slash(channel, "prompt draft", goal="a weekly report")
            await act.settled(contains="Something went wrong on my side.")
        await _idle(home)
        last = await ana.slash(channel, "prompt last")
        await last.settled(contains="100 words")


@pytest.mark.asyncio
async def test_a_slow_discord_does_not_slow_the_model_down(tmp_path: Path) -> None:
    """While an edit hangs, the call runs on to its end; the last state is shown when Discord answers again."""
    engineer = gated()
    async with DiscordDouble() as discord, serving(discord, tmp_path, engineer=engineer) as home:
        channel, ana = discord.guild("Acme").channel("general"), discord.person("Ana")
        held = discord.hold_next("PATCH", "/messages/")
        act = await ana.slash(channel, "prompt draft", goal="a weekly report")
        await held.came.wait()
        assert engineer.gate
        engineer.gate.set()
        await _idle(home)
        held.release()
        await act.settled(contains="100 words")


@pytest.mark.asyncio
async def test_five_further_messages_are_enough_where_only_the_person_has_the_app(tmp_path: Path) -> None:
    """Where the app is installed for the person alone, a long answer stays within the messages that Discord allows."""
    async with DiscordDouble() as discord, serving(discord, tmp_path) as home:
        home.engineer.text = "\n".join(f"Rule {number}: say it once." for number in range(2000))
        channel, ana = discord.guild("Other", member=False).channel("general"), discord.person("Ana")
        act = await ana.slash(channel, "prompt draft", goal="a weekly report")
        await act.settled()
        assert home.engineer.text.encode() in [content for one in act.messages for content in one.files.values()]
        assert len(act.messages) <= 5
        assert discord.refused == []
        assert discord.errors == []


async def _idle(home: House) -> None:
    """Wait until no call runs any more."""
    await _until(lambda: not home.app._running)


async def _until(holds: Callable[[], object]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not holds():  # noqa: ASYNC110 - nothing tells of what happens inside the core
            await asyncio.sleep(0)
