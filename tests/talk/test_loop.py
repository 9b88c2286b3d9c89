"""A conversation: what a model does with the commands as its tools, and what it cannot do."""

import asyncio
import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from adapters.discord.limits import CAPABILITIES
from adapters.slots import Slots
from bot.dialogue.events import Card, Diff, Line, Progress, Prompt, TextDelta
from bot.dialogue.guard import Guarded
from bot.dialogue.inbound import Attached, Material, Remark, Say, Spot
from bot.domain import CallId, PersonId, Question, Status
from bot.engineer.boundary import Boundary
from bot.errors import ModelCut, ModelUnavailable, SecretFound
from bot.ports import Ask, Asker, ToolCall, ToolResult, Turn
from bot.talk import loop
from bot.talk.acting import CALLS
from bot.talk.loop import Talked
from bot.talk.said import Unfenced
from bot.words import Words
from tests.doubles.answers import KEY
from tests.doubles.engineer import TEXT
from tests.doubles.house import House
from tests.doubles.model import Says
from tests.doubles.talking import calls, talking

GOAL = "a prompt that sums up tickets"


def talked(data: object) -> Talked:
    """Give what a message came to."""
    assert isinstance(data, Talked)
    return data


async def names(home: House) -> list[str]:
    """Give the names of all that is saved."""
    return [hit.name for hit in (await home.type("find")).done.data]  # type: ignore[attr-defined]


@pytest.mark.asyncio
async def test_a_goal_in_plain_words_is_drafted(tmp_path: Path) -> None:
    """Whoever says what they need sees the prompt written, as after the command, and nothing said beside it."""
    script = {"talk": [calls(("draft", {"goal": GOAL})), Says("")]}
    async with talking(tmp_path, script) as (home, model):
        answer = await home.say(f"could you make me {GOAL}?")
        assert home.engineer.asked == [f"clarify {GOAL}", f"draft {GOAL}"]
        assert "".join(event.text for event in answer.events if isinstance(event, TextDelta)) == TEXT
        assert answer.card.slot == "prompt"
        assert answer.done.status is Status.DONE
        assert talked(answer.done.data).ran == ("draft",)
        called, told = model.asks[1].turns[1], model.asks[1].turns[2]
        assert [one.name for one in called.calls] == ["draft"]
        assert [one.id for one in told.results] == [called.calls[0].id]
        assert '"status":"done"' in told.results[0].text


@pytest.mark.asyncio
async def test_it_goes_on_with_what_it_learned(tmp_path: Path) -> None:
    """A search comes first, visibly, and what is found is worked on after; what it says last can be copied."""
    script = {
        "talk": [
            calls(("find", {"words": "tickets"})),
            calls(("refine", {"name": "tickets", "instruction": "shorter"}), text="I take the team's one."),
            Says("Try it:\n\n```\nSum up.\n```"),
        ]
    }
    async with talking(tmp_path, script) as (home, model):
        home.engineer.refined = "Sum up {{tickets}}."
        await home.type(f"save tickets {TEXT}")
        answer = await home.say("take what we have for tickets and make it shorter")
        assert "Searching the library…" in [event.text for event in answer.events if isinstance(event, Progress)]
        assert [type(event) for event in answer.events if isinstance(event, Card | Diff)] == [Card, Card, Diff, Card]
        assert isinstance(answer.card, Card)
        assert answer.card.parts == (Line("Try it:"), Prompt("Sum up."))
        found = json.loads(model.asks[1].turns[2].results[0].text.split("\n")[1])
        assert found["result"][0]["name"] == "tickets"
        assert talked(answer.done.data).ran == ("find", "refine")


@pytest.mark.asyncio
async def test_what_it_says_before_it_looks_stays(tmp_path: Path) -> None:
    """A sentence that comes before a search still stands there when the search is over."""
    first = "I'd look at what the team has first."
    script = {"talk": [calls(("find", {"words": "tickets"}), text=first), Says("There is nothing.")]}
    async with talking(tmp_path, script) as (home, _):
        answer = await home.say("do we have something for tickets?")
    slots = Slots(CAPABILITIES, Words())
    for event in answer.events:
        slots.show(event)
    assert first in repr(slots.standing)
    assert "Searching the library…" not in repr(slots.standing)


@pytest.mark.asyncio
async def test_it_does_one_thing_after_the_other_to_the_same_prompt(tmp_path: Path) -> None:
    """Two changes in one message make two versions, each shown in a place of its own."""
    script = {
        "talk": [
            calls(("refine", {"instruction": "shorter"})),
            calls(("refine", {"instruction": "friendlier"})),
            Says("Done."),
        ]
    }
    async with talking(tmp_path, script) as (home, _):
        await home.type(f"draft {GOAL}")
        home.engineer.refined = "Sum up {{tickets}}."
        reply = await home.app.start(Say(whence=home.at(), text="shorter, then friendlier"))
        diffs = []
        async for event in reply:
            if isinstance(event, Diff):
                diffs.append(event)
                home.engineer.refined = "Sum up {{tickets}} kindly."
        assert [diff.slot for diff in diffs] == ["prompt", "prompt-2"]
        assert [diff.data.number for diff in diffs] == [2, 3]  # type: ignore[attr-defined]


@pytest.mark.asyncio
async def test_what_changes_anything_for_keeping_waits_for_a_press(tmp_path: Path) -> None:
    """Asked to save, it shows what would be saved and under which name; only the press of the one who asked does it,
    and the version that was shown is the one that is kept.
    """
    script = {"talk": [calls(("save", {"name": "release-notes"})), Says("Press Save.")]}
    async with talking(tmp_path, script) as (home, model):
        await home.type(f"draft {GOAL}")
        answer = await home.say("save that as release-notes")
        assert "release-notes" in answer.text
        assert "Nothing is done until you press the button." in answer.text
        assert "Sums up tickets, v1" in answer.text or ", v1" in answer.text
        assert await names(home) == []
        assert talked(answer.done.data).proposed == ("save",)
        assert "Nothing is done until" in model.asks[1].turns[2].results[0].text
        button = answer.button("Save")
        mine, home.whence = home.whence, replace(home.whence, account=replace(home.whence.account, user="ben"))
        assert (await home.press(button.token)).done.status is Status.REFUSED
        home.whence = mine
        assert (await home.press(button.token)).done.status is Status.DONE
        assert await names(home) == ["release-notes"]


@pytest.mark.asyncio
async def test_every_other_command_is_only_proposed(tmp_path: Path) -> None:
    """Nothing but what is marked as a tool is ever run by a model, whatever it gives as arguments."""
    async with talking(tmp_path, {}) as (home, model):
        await home.type(f"draft {GOAL}")
        await home.type("save kept")
        given = {"name": "kept", "to": "team", "text": "x", "why": "y"}
        for command in home.app.registry:
            if command.tool:
                continue
            values = {one.name: given.get(one.name, "") for one in command.arguments if not one.choices}
            model.answer({"talk": [calls((command.id, values)), Says("")]})
            answer = await home.say("do it")
            assert talked(answer.done.data).ran == ()
        assert await names(home) == ["kept"]


@pytest.mark.asyncio
async def test_what_is_said_of_a_saved_prompt_waits_for_a_press(tmp_path: Path) -> None:
    """Asked to rename the prompt that is worked on, it shows the new name; the press renames that one, whatever is
    worked on by then.
    """
    script = {"talk": [calls(("edit", {"rename": "after"})), Says("")]}
    async with talking(tmp_path, script) as (home, _):
        await home.type(f"draft {GOAL}")
        await home.type("save before")
        answer = await home.say("call it after")
        assert talked(answer.done.data).proposed == ("edit",)
        assert await names(home) == ["before"]
        await home.type(f"draft {GOAL}")
        (button,) = answer.buttons
        assert (answer.card.title, button.label) == ("Rename a saved prompt", "Do it")  # type: ignore[union-attr]
        await home.press(button.token)
        assert await names(home) == ["after"]


@pytest.mark.asyncio
async def test_administration_is_offered_to_administrators_alone(tmp_path: Path) -> None:
    """A model has no command of administration for anybody else; an administrator gets a card, and who is none any
    more when they press it is refused.
    """
    async with talking(tmp_path, {}) as (home, model):
        asked = {"talk": [calls(("admin-quiet", {"state": "on"})), Says("")]}
        model.answer(asked)
        answer = await home.say("be quiet here")
        assert talked(answer.done.data).proposed == ()
        assert model.asks[-1].turns[-1].results[0].failed
        assert not any(tool.name.startswith("admin-") for tool in model.asks[0].tools)
        ann = home.whence
        home.whence = replace(ann, manages=True)
        model.answer(asked)
        answer = await home.say("be quiet here")
        assert talked(answer.done.data).proposed == ("admin-quiet",)
        home.whence = ann
        (button,) = answer.buttons
        assert "Only an administrator" in (await home.press(button.token)).failure.sentence


@pytest.mark.asyncio
async def test_a_file_is_what_a_prompt_is_filled_in_with(tmp_path: Path) -> None:
    """A file that comes with "use it with this" goes where the prompt takes one."""
    script = {"talk": [calls(("use", {"name": "release"})), Says("")]}
    async with talking(tmp_path, script) as (home, _):
        await home.call("save", name="release", text="---\nvariables:\n  log: {type: file}\n---\nSum up {{log}}.")
        material = Material(files=(Attached("build.log", "all green"),))
        answer = await home.send(Say(whence=home.at(), text="use release with this", material=material))
        assert "Sum up all green." in answer.text


@pytest.mark.asyncio
async def test_before_others_nobody_sees_what_was_filled_in_last(tmp_path: Path) -> None:
    """What somebody filled in by themselves is not offered where all read along, and nothing says that only they do."""
    async with talking(tmp_path, {}) as (home, model):
        await home.call("save", name="mail", text="Write to {{whom}}.")
        await home.call("save", name="plain", text="Be plain.")
        await home.call("share", name="mail", to="team")
        await home.call("share", name="plain", to="team")
        await home.type("use mail whom=Zoe")
        home.whence = replace(home.whence, spot=Spot.THREAD, channel="general", thread="1")
        model.answer({"talk": [calls(("use", {"name": "mail"})), Says("")]})
        asked = await home.say("use mail")
        assert "whom" in repr(asked.events)
        assert "Zoe" not in repr(asked.events)
        model.answer({"talk": [calls(("use", {"name": "plain"})), Says("")]})
        given = await home.say("use plain")
        assert "Be plain." in given.text
        assert "Only you" not in given.text


@pytest.mark.asyncio
async def test_a_wrong_call_is_told_to_the_model_alone(tmp_path: Path) -> None:
    """A tool that there is not, an argument that there is not and a prompt that there is not lead to words, never to a
    failure; the model is told what was wrong.
    """
    script = {
        "talk": [
            calls(("format_disk", {}), ("show", {"colour": "red"}), ("show", {"name": "nothing"}), ("show", {})),
            Says("There is no such prompt."),
        ]
    }
    async with talking(tmp_path, script) as (home, model):
        answer = await home.say("show me nothing")
        assert answer.done.status is Status.DONE
        results = model.asks[1].turns[2].results
        assert [result.failed for result in results] == [True] * 4
        assert "format_disk" in results[0].text
        assert "colour" in results[1].text
        assert "no prompt called nothing" in results[2].text
        assert "needs name" in results[3].text


@pytest.mark.asyncio
async def test_questions_end_its_turn(tmp_path: Path) -> None:
    """When a draft asks first, the person answers, not the model."""
    async with talking(tmp_path, {"talk": [calls(("draft", {"goal": "tickets"}))]}) as (home, model):
        home.engineer.questions = (Question(id="q", text="Who reads it?"),)
        answer = await home.say("something for tickets")
        assert answer.done.status is Status.ASKING
        assert len(model.asks) == 1
        drafted = await home.press(answer.button("Draft now").token)
        assert drafted.done.status is Status.DONE


@pytest.mark.asyncio
async def test_it_ends_after_eight_steps(tmp_path: Path) -> None:
    """A model that never comes to an end is stopped, and the person told so in their language: what was done, what
    waits for them, and how to go on.
    """
    endless = lambda _: calls(("find", {}))  # noqa: E731 - one answer for all
    async with talking(tmp_path, endless) as (home, model):
        answer = await home.say("go on for ever")
        assert len(model.asks) == loop.STEPS
        assert "as much work as one message may" in answer.text
        assert "('Done so far', 'find (8)')" in answer.text
        assert "Say what is left to do" in answer.text
        await home.type("me language fr")
        await home.type(f"draft {GOAL}")
        model.answer(lambda _: calls(("find", {}), ("save", {"name": "tickets"})))
        answer = await home.say("continue toujours")
        assert "autant de travail" in answer.text
        assert "'chercher (8)'" in answer.text
        assert "'enregistrer (3)'" in answer.text
        assert answer.done.status is Status.DONE


@pytest.mark.asyncio
async def test_it_ends_when_its_tokens_are_used_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Long before its steps are over, what a message may cost can be."""
    monkeypatch.setattr(loop, "TOKENS", 200)
    async with talking(tmp_path, lambda _: calls(("find", {}))) as (home, model):
        answer = await home.say("go on for ever")
        assert len(model.asks) == 2
        assert "as much work as one message may" in answer.text


@pytest.mark.asyncio
async def test_it_ends_when_its_time_is_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A command that hangs is stopped with the whole message, what was finished stays, and Retry is offered."""
    monkeypatch.setattr(loop, "SECONDS", 0.2)
    script = {"talk": [calls(("find", {})), calls(("refine", {"instruction": "shorter"}))]}
    async with talking(tmp_path, script) as (home, _):
        await home.type(f"draft {GOAL}")
        home.engineer.gate = asyncio.Event()
        answer = await home.say("shorter")
        assert answer.done.status is Status.FAILED
        assert answer.failure.sentence == "This took longer than two minutes, so I stopped."
        assert "What was finished stands above" in answer.failure.kept
        assert "Done so far: find." in answer.failure.kept
        assert "ask for less at once" in answer.failure.advice
        assert answer.button("Retry").token


@pytest.mark.asyncio
async def test_stop_ends_it(tmp_path: Path) -> None:
    """Stop while the model speaks closes the request at once, and the next message is answered."""
    async with talking(tmp_path, {"talk": [Says("Well, ", then=asyncio.Event()), Says("Hello.")]}) as (home, model):
        reply = await home.app.start(Say(whence=home.at(), text="hello"))
        async for event in reply:
            if isinstance(event, TextDelta):
                break
        await reply.aclose()
        assert model.open == 0
        assert "Hello." in (await home.say("hello?")).text


@pytest.mark.asyncio
async def test_a_cut_answer_is_told_with_retry(tmp_path: Path) -> None:
    """When the model breaks off, that is said, and Retry asks again with the same words."""
    script = {"talk": [Says("The rea", then=ModelCut("The answer broke off.")), Says("The reason is simple.")]}
    async with talking(tmp_path, script) as (home, model):
        answer = await home.say("why is it rambling?")
        assert answer.done.status is Status.FAILED
        assert "unfinished" in answer.failure.kept
        assert "".join(event.text for event in answer.events if isinstance(event, TextDelta)) == "The rea"
        again = await home.press(answer.button("Retry").token)
        assert "The reason is simple." in again.text
        assert "why is it rambling?" in model.asks[1].turns[0].text


@pytest.mark.asyncio
async def test_by_rules_when_the_model_is_away(tmp_path: Path) -> None:
    """When no model answers, the same words can be taken by rules."""
    script = {"talk": [ModelUnavailable("The model is busy.")]}
    async with talking(tmp_path, script) as (home, _):
        answer = await home.say(GOAL)
        assert answer.failure.sentence == "The model is busy."
        drafted = await home.press(answer.button("Do it by rules, without a model").token)
        assert drafted.done.status is Status.DONE
        assert drafted.card.slot == "prompt"


@pytest.mark.asyncio
async def test_what_failed_half_way_says_what_stays(tmp_path: Path) -> None:
    """A model that goes away after a first change leaves that change, and the failure does not say otherwise."""
    script = {"talk": [calls(("refine", {"instruction": "shorter"})), ModelUnavailable("Away. Nothing was changed.")]}
    async with talking(tmp_path, script) as (home, _):
        await home.type(f"draft {GOAL}")
        home.engineer.refined = "Sum up {{tickets}}."
        answer = await home.say("shorter")
        assert "Nothing was changed" not in answer.text
        assert "What was finished stands above" in answer.failure.kept
        assert "v2" in (await home.type("last")).text


@pytest.mark.asyncio
async def test_what_is_declined_half_way_says_what_stays(tmp_path: Path) -> None:
    """A model that declines to go on after a first change does not have the person told that nothing was changed."""
    script = {"talk": [calls(("refine", {"instruction": "shorter"})), Says("", reason="refusal")]}
    async with talking(tmp_path, script) as (home, _):
        await home.type(f"draft {GOAL}")
        home.engineer.refined = "Sum up {{tickets}}."
        answer = await home.say("shorter")
        assert "declined" in answer.failure.sentence
        assert "Nothing was changed" not in answer.text
        assert "What was finished stands above" in answer.failure.kept
        assert talked(answer.done.data).ran == ("refine",)


@pytest.mark.asyncio
async def test_what_could_not_be_done_is_told_by_a_silent_model_too(tmp_path: Path) -> None:
    """Where the last thing was refused and the model says nothing of it, the person reads why; a call that the model
    got wrong and did right then is none of theirs.
    """
    async with talking(tmp_path, {"talk": [calls(("show", {"name": "diary"})), Says("")]}) as (home, model):
        answer = await home.say("show me diary")
        assert answer.failure.sentence == "There is no prompt called diary."
        assert "nothing to do" not in answer.text
        model.answer({"talk": [calls(("show", {"name": "diary"})), calls(("find", {})), Says("")]})
        assert "no prompt called" not in (await home.say("show me diary")).text


@pytest.mark.asyncio
async def test_it_does_so_much_for_a_message_and_no_more(tmp_path: Path) -> None:
    """However many calls a model puts into one answer, so many are done, and it is told that the others are not."""
    script = {"talk": [calls(*[("find", {})] * (CALLS + 5)), Says("Well.")]}
    async with talking(tmp_path, script) as (home, model):
        answer = await home.say("find everything")
        assert talked(answer.done.data).ran == ("find",) * CALLS
        results = model.asks[1].turns[2].results
        assert [result.failed for result in results] == [False] * CALLS + [True] * 5
        assert "more than I do" in results[-1].text


@pytest.mark.asyncio
async def test_the_model_is_told_where_things_stand(tmp_path: Path) -> None:
    """It reads the prompt under work whole, its versions by a line each, what was said before by name, and the files;
    each fenced off, and nothing of the library.
    """
    async with talking(tmp_path, {"talk": [Says("Hello.")]}) as (home, model):
        home.engineer.refined = "Sum up {{tickets}}."
        await home.type("save secret-plan Nobody knows.")
        await home.type(f"draft {GOAL}")
        await home.type("refine shorter")
        heard = (Remark("Ben", "I like v1 better."), Remark("Ann", "Why?"))
        files = (Attached("notes.md", "Ticket 12 is open."),)
        await home.send(Say(whence=home.at(), text="hm?", heard=heard, material=Material(files=files)))
        (ask,) = model.asks
        sent = ask.turns[0].text
        mark = sent.split("Boundary: ")[1].split("\n")[0]
        assert f"<prompt-{mark}>\nSum up {{{{tickets}}}}.\n</prompt-{mark}>" in sent
        assert f"<thread-{mark}>\nBen: I like v1 better.\nAnn: Why?\n</thread-{mark}>" in sent
        assert f"v1 (drafted by Ann): {GOAL}\nv2 (refined by Ann, the current one): shorter" in sent
        assert "Ticket 12 is open." in sent
        assert f"<message-{mark}>\nAnn:\nhm?\n</message-{mark}>" in sent
        assert "secret-plan" not in sent
        assert "Nobody knows" not in sent
        assert {tool.name for tool in ask.tools} == {
            command.id for command in home.app.registry if command.permission == "anyone"
        }


@pytest.mark.asyncio
async def test_one_code_block_is_what_the_message_is_about(tmp_path: Path) -> None:
    """A prompt pasted in a code block is what is refined, byte for byte, though the model never repeats it."""
    script = {"talk": [calls(("refine", {"instruction": "shorter"})), Says("")]}
    async with talking(tmp_path, script) as (home, _):
        home.engineer.refined = "Poem."
        await home.say("make this shorter\n```\nWrite a *poem*.\n\tNow.\n```")
        assert home.engineer.orders[0].instruction == "shorter"
        versions = await home.app.services.store.sessions.recent((await _person(home)), 1)
        first, _ = await home.app.services.store.sessions.versions(versions[0].id)
        assert first.text == "Write a *poem*.\n\tNow."


@pytest.mark.asyncio
async def test_a_pasted_text_can_be_saved_by_the_button(tmp_path: Path) -> None:
    """What came in a code block is what the button saves."""
    script = {"talk": [calls(("save", {"name": "poem"})), Says("")]}
    async with talking(tmp_path, script) as (home, _):
        answer = await home.say("save this as poem\n```\nWrite a poem.\nNow.\n```")
        await home.press(answer.button("Save").token)
        assert "Write a poem.\\nNow." in (await home.type("show poem")).text


@pytest.mark.asyncio
async def test_a_code_block_alone_is_asked_about(tmp_path: Path) -> None:
    """A block without a word is no order: the person is asked what to do with it, and no model is."""
    async with talking(tmp_path, {}) as (home, model):
        answer = await home.say("```\nWrite a poem.\n```")
        assert answer.button("Critique").token
        assert model.asks == []


@pytest.mark.asyncio
async def test_a_secret_stops_it(tmp_path: Path) -> None:
    """A key in the message is neither sent nor kept; a key that somebody else wrote in the thread is sent masked."""
    async with talking(tmp_path, {"talk": [Says("Hello.")]}) as (home, model):
        stopped = await home.say(f"my key is {KEY}")
        assert "I sent and kept nothing." in stopped.text
        assert model.asks == []
        await home.send(Say(whence=home.at(), text="hello", heard=(Remark("Ben", f"use {KEY}"),)))
        assert KEY not in repr(model.asks)
        assert "Ben: use [secret removed]" in model.asks[0].turns[0].text


@pytest.mark.asyncio
async def test_a_secret_in_a_saved_prompt_is_not_sent_as_a_result(tmp_path: Path) -> None:
    """What a tool gives is masked before the model reads it; the person sees it as it is."""
    async with talking(tmp_path, {"talk": [calls(("show", {"name": "keys"})), Says("")]}) as (home, model):
        stopped = await home.call("save", name="keys", text=f"Use {KEY}.")
        await home.press(stopped.button("Save it anyway, it is not a secret").token)
        answer = await home.say("show keys")
        assert KEY in answer.text
        assert KEY not in repr(model.asks)


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "turn",
    [
        Turn("user", "", results=(ToolResult(id="a", text=f"It says {KEY}."),)),
        Turn("assistant", "", calls=(ToolCall("a", "draft", {"goal": KEY}),)),
    ],
)
async def test_the_last_look_before_sending_reads_tools_too(tmp_path: Path, turn: Turn) -> None:
    """Whatever way a key took into a conversation, it is not sent."""
    async with talking(tmp_path, {"talk": ["Hello."]}) as (home, model):
        guarded = Guarded(model, home.app.services.store)
        asker = Asker(person=await _person(home), team=None, call=CallId("c"), words=Words())
        ask = Ask(purpose="talk", system="", turns=(Turn("user", "hello"), turn), max_tokens=10)
        with pytest.raises(SecretFound):
            assert not [part async for part in guarded.stream(ask, asker)]
        assert model.asks == []


@pytest.mark.asyncio
async def test_in_a_thread_it_reads_what_all_may_see(tmp_path: Path) -> None:
    """Before others it finds nothing of the asker's own, and shows nothing of it by any command."""
    reads: list[tuple[str, dict[str, object]]] = [
        ("find", {}),
        ("show", {"name": "diary"}),
        ("last", {}),
        ("critique", {"text": "@diary"}),
    ]
    async with talking(tmp_path, {"talk": [calls(*reads), Says("Nothing here.")]}) as (home, model):
        await home.type("save diary Canary text.")
        await home.call("critique", text="Canary under work.")
        home.whence = replace(home.whence, spot=Spot.THREAD, channel="general", thread="1")
        answer = await home.say("show me everything")
        assert "anary" not in answer.text
        assert "anary" not in repr(model.asks)


async def _person(home: House) -> PersonId:
    people = home.app.services.store.people
    return (await people.actor(home.whence.account, home.whence.name, home.whence.place, manages=False)).person


@example(["ab", "ab", "cd", "cd"])
@example(["ab", "ab", "cd", "cd", "cd"])
@given(st.lists(st.sampled_from(["<", "</", "note", "-", "abcd", "ab", "cd", ">", " ", "\n", "x" * 60]), max_size=30))
def test_the_boundary_never_gets_out(pieces: list[str]) -> None:
    """However a model's words are cut into pieces, the boundary is not among what people see, and no other word is
    missing.
    """
    unfenced = Unfenced(Boundary("abcd"))
    given = "".join(unfenced.feed(piece) for piece in pieces) + unfenced.finish()
    assert "abcd" not in given
    assert given.count("x") == "".join(pieces).count("x")
