"""Running a call again, stopping it from elsewhere, and what others in a thread may see of it."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from bot.dialogue.dispatch import Defer
from bot.dialogue.events import Card, Diff, Progress
from bot.dialogue.inbound import Attached, Complete, Invoke, Material, Press, Spot
from bot.dialogue.reply import Emit, Reply
from bot.domain import Account, CallId, EventKey, Snippet, Status, Version
from bot.errors import ModelUnavailable, SecretFound, StoreBusy
from bot.ports import Ask, Asker, Turn
from bot.words import Words
from tests.doubles.engineer import TEXT
from tests.doubles.house import HERE, house
from tests.doubles.model import ScriptedModel
from tests.doubles.waiting import PATIENCE

pytestmark = pytest.mark.asyncio
KEY = "sk-ant-api03-" + "Ab3dEf6hIjKlMnOpQrStUvWxYz0123456789" * 2 + "-9876543210AbCdEfGhIjAA"
THREAD = replace(HERE, spot=Spot.THREAD, channel="general", thread="t1")
BEN = replace(THREAD, account=Account("chat", "acme", "ben"), name="Ben")


async def test_stop_from_elsewhere_ends_whoever_reads() -> None:
    """When Stop is pressed while another task shows the answer, that task comes to its end."""

    async def run(emit: Emit) -> None:
        await emit(Progress(slot="a", text="working"))
        await asyncio.Event().wait()

    reply = Reply(CallId("c"), run)
    reading = asyncio.create_task(_read(reply))
    await asyncio.sleep(0)
    await reply.aclose()
    async with asyncio.timeout(PATIENCE):
        await reading


async def _read(reply: Reply) -> int:
    return len([event async for event in reply])


async def test_retry_of_a_goal_is_a_goal_whatever_was_drafted_since(tmp_path: Path) -> None:
    """Words that were a goal when they were said are a goal when they are tried again."""
    async with house(tmp_path) as home:
        home.engineer.error = ModelUnavailable("The model is busy.")
        failed = await home.say("a poem about cats")
        home.engineer.error = None
        await home.say("a poem about dogs")
        again = await home.press(failed.button("Retry").token)
        assert isinstance(again.card, Card)
        assert home.engineer.briefs[-1].goal.text == "a poem about cats"


async def test_retry_of_a_change_means_the_prompt_it_was_asked_for(tmp_path: Path) -> None:
    """A refinement that failed is tried again on the prompt that was open then, not on another one."""
    async with house(tmp_path) as home:
        await home.type("draft the first thing")
        home.engineer.error = ModelUnavailable("The model is busy.")
        failed = await home.type("refine shorter")
        home.engineer.error = None
        await home.type("draft the second thing")
        again = await home.press(failed.button("Retry").token)
        assert isinstance(again.card, Diff)
        assert again.card.title == "The first thing, v2"


async def test_what_was_no_secret_is_sent_whole_when_tried_again(tmp_path: Path) -> None:
    """After Not a secret, a failing model and Retry, the text is the one that was written."""
    async with house(tmp_path) as home:
        stopped = await home.type(f"draft use {KEY} to call it")
        home.engineer.error = ModelUnavailable("The model is busy.")
        failed = await home.press(stopped.button("Not a secret").token)
        home.engineer.error = None
        assert (await home.press(failed.button("Retry").token)).done.status is Status.DONE
        assert KEY in home.engineer.briefs[-1].goal.text


async def test_after_cancel_nothing_of_it_can_be_run(tmp_path: Path) -> None:
    """Cancel drops the masked text as well: Mask and go on no longer works."""
    async with house(tmp_path) as home:
        stopped = await home.type(f"draft use {KEY} to call it")
        await home.press(stopped.button("Cancel").token)
        assert (await home.press(stopped.button("Mask and go on").token)).done.status is Status.REFUSED


@pytest.mark.parametrize("asked", ["stream", "structured", "items"])
async def test_no_way_leads_a_secret_past_the_last_look(asked: str, tmp_path: Path) -> None:
    """Whatever way a text took to a hosted model, a secret in it is not sent, and what was allowed is."""
    from bot.dialogue.guard import Guarded, allow  # noqa: PLC0415 - beside what it proves

    async with house(tmp_path) as home:
        store = home.app.services.store
        people = store.people
        person = (await people.actor(HERE.account, "Ann", HERE.place, manages=False)).person
        asker = Asker(person=person, team=None, call=CallId("c"), words=Words())
        ask = Ask(purpose="draft", system="Rules.", turns=(Turn("user", f"use {KEY}"),), max_tokens=10)
        guarded = Guarded(ScriptedModel({}), store)
        with pytest.raises(SecretFound, match="Anthropic key"):
            await _ask(guarded, asked, ask, asker)
        await allow((f"use {KEY}",), person, store)
        with pytest.raises(AssertionError):  # the scripted model was reached, and had no answer
            await _ask(guarded, asked, ask, asker)


async def _ask(model: object, asked: str, ask: Ask, asker: Asker) -> None:
    from bot.dialogue.guard import Guarded  # noqa: PLC0415 - beside what it proves
    from bot.engineer.led.lean import Lean  # noqa: PLC0415 - any schema

    assert isinstance(model, Guarded)
    if asked == "stream":
        _ = [part async for part in model.stream(ask, asker)]
    elif asked == "items":
        _ = [part async for part in model.items(ask, Lean, asker)]
    else:
        await model.structured(ask, Lean, asker)


async def test_a_private_prompt_stays_private_in_a_thread(tmp_path: Path) -> None:
    """Looking at my own work in a thread shows it to me alone and opens it to nobody there."""
    async with house(tmp_path) as home:
        private = await home.type("draft my secret plan")
        home.whence = THREAD
        for line in ("last", "find", "me usage", "help"):
            assert await home.app.prepare(Invoke(whence=home.at(), line=line)) == Defer(shared=False)
        await home.type("last")
        await home.press(private.button("Critique").token)
        await home.press(private.button("Undo").token) if any(b.label == "Undo" for b in private.buttons) else None
        home.whence = BEN
        assert "Nothing is open" in (await home.type("critique")).text
        assert (await home.press(private.button("Critique").token)).done.status is Status.REFUSED


async def test_what_is_typed_in_a_thread_is_for_all_and_a_press_for_the_presser(tmp_path: Path) -> None:
    """A draft typed in a thread is acknowledged for all to see, a button for the one who pressed it."""
    async with house(tmp_path) as home:
        home.whence = THREAD
        assert await home.app.prepare(Invoke(whence=home.at(), line="draft a plan")) == Defer(shared=True)
        drafted = await home.type("draft a plan")
        pressed = Press(whence=home.at(), token=drafted.button("Critique").token)
        assert await home.app.prepare(pressed) == Defer(shared=False)


async def test_another_persons_press_begins_a_copy_of_their_own(tmp_path: Path) -> None:
    """Ben's Refine on Ann's card in a thread leaves Ann's prompt as it is, and his goes on by itself."""
    async with house(tmp_path) as home:
        home.whence = THREAD
        drafted = await home.type("draft a plan")
        token = drafted.button("Refine").token
        home.whence = BEN
        copied = await home.submit(token, {"instruction": "shorter"})
        assert isinstance(copied.done.data, Version)
        assert isinstance(drafted.done.data, Version)
        assert copied.done.data.session != drafted.done.data.session
        home.whence = THREAD
        shown = await home.type("save plan")
        assert isinstance(shown.done.data, Snippet)
        assert shown.done.data.newest.text == TEXT


async def test_a_file_with_a_strange_name_is_taken(tmp_path: Path) -> None:
    """A file's name with broken, hidden or endless characters is shown tamed, and the file is read."""
    async with house(tmp_path) as home:
        name = "bad\udcff\u202e\nname" + "x" * 5000
        answer = await home.type("critique", material=Material(files=(Attached(name, "Write it well."),)))
        assert answer.done.status is Status.DONE
        assert isinstance(answer.card, Card)
        assert "\u202e" not in answer.card.title
        assert "\n" not in answer.card.title
        assert len(answer.card.title) < 120


async def test_a_strange_name_of_a_person_is_taken(tmp_path: Path) -> None:
    """A display name with half a character in it breaks nothing."""
    async with house(tmp_path) as home:
        home.whence = replace(HERE, name="Ann\ud83d")
        assert (await home.type("draft a plan")).done.status is Status.DONE


async def test_a_busy_store_completes_nothing_and_breaks_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When the store cannot answer while somebody types, there is no completion and no error."""
    async with house(tmp_path) as home:

        async def busy(*_: object, **__: object) -> None:
            raise StoreBusy("busy")

        monkeypatch.setattr(type(home.app.services.store.library), "complete", busy)
        assert await home.app.complete(Complete(whence=home.at(), command="show", argument="name", prefix="t")) == ()


async def test_whatever_breaks_before_a_call_begins_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Even a mistake of ours gives an answer that can be shown."""
    async with house(tmp_path) as home:

        async def breaks(*_: object, **__: object) -> None:
            raise LookupError("ours")

        monkeypatch.setattr(type(home.app.services.store), "arrive", breaks)
        assert await home.app.prepare(Invoke(whence=home.at(), line="draft a plan")) == Defer(shared=False)
        answer = await home.type("draft a plan")
        assert "my side" in answer.failure.sentence
        assert answer.done.status is Status.FAILED


async def test_two_deliveries_of_an_interrupted_call_run_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """After a crash, a platform that delivers the same event twice has it done once."""

    async def dies(*_: object) -> None:
        """Leave the call as it stood when the process was killed."""

    async with house(tmp_path, boot="first") as home:
        monkeypatch.setattr(type(home.app.services.store.calls), "finish", dies)
        await home.type("draft a plan", event="twice")
    monkeypatch.undo()
    async with house(tmp_path, boot="second") as later:
        await later.app.interrupted("chat")
        both = await asyncio.gather(*(later.type("draft a plan", event="twice") for _ in range(2)))
        assert sum(answer.done.repeated for answer in both) == 1
        assert len(later.engineer.briefs) == 1


async def test_nothing_new_is_taken_while_the_program_ends(tmp_path: Path) -> None:
    """A call that comes in while the program stops is told to come again, and is not half done."""
    async with house(tmp_path) as home:
        await home.app.end(1)
        answer = await home.type("draft a plan")
        assert answer.done.status is Status.REFUSED
        assert "about to stop" in answer.failure.sentence


async def test_a_wrong_option_with_a_secret_keeps_no_secret(tmp_path: Path) -> None:
    """A call that is refused for a wrong option does not keep the key that stood in it."""
    async with house(tmp_path) as home:
        values: Mapping[str, str] = {"goal": f"use {KEY}", "colour": "red"}
        await home.send(Invoke(whence=home.at("wrong"), command="draft", values=values))
        record, new = await home.app.services.store.calls.begin(
            EventKey("wrong"),
            (await home.app.services.store.people.actor(HERE.account, "Ann", HERE.place, manages=False)).person,
            inbound=b"",
            address=b"",
            boot="x",
            platform="chat",
        )
        assert not new
        assert record.inbound
        assert KEY.encode() not in record.inbound
