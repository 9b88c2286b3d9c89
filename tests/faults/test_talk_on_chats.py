"""The model that obeys every injection, over the real Slack and Discord: nothing is changed, nobody is called, nothing
private is shown, wherever the order stands.
"""

import re
from collections.abc import Sequence
from pathlib import Path

import pytest

from adapters.slack.declare import Choice, document
from adapters.slack.needs import Extra
from bot.commands import load
from bot.talk.acting import PROPOSALS
from bot.talk.conversation import Conversation
from bot.words import Words
from tests.adapters.test_slack_pack import assert_dead
from tests.doubles import on_discord, on_slack
from tests.doubles.discord import DiscordDouble
from tests.doubles.model import ScriptedModel
from tests.doubles.obedient import BAIT, obedient, orders
from tests.doubles.slack import SlackDouble

pytestmark = pytest.mark.asyncio
CANARY = "Nobody but me reads this canary."
ROOM = 1_000
"""Characters of one message with orders: a longer remark would be cut."""
WAYS = ("thread", "file", "block", "prompt")
FILE = "notes.md"
FENCED = re.compile(r"```.*?```", re.DOTALL)
UNPRESSED = "Nothing is done until Ana presses the button."


def messages(*, tools: bool) -> list[str]:
    """Give every order, in messages that are whole when the model sees them."""
    made = [BAIT]
    for one in orders(tools=tools):
        made = [*made, one] if len(made[-1]) + len(one) > ROOM else [*made[:-1], f"{made[-1]}\n{one}"]
    return made


def asked(way: str, mention: str, said: Sequence[str]) -> tuple[str, list[tuple[str, bytes]]]:
    """Give a harmless message in which, or beside which, the orders stand."""
    whole = "\n".join(said)
    match way:
        case "file":
            return f"{mention} what do you think?", [(FILE, whole.encode())]
        case "block":
            return f"{mention} what do you think?\n```\n{said[-1]}\n```", []
        case _:
            return f"{mention} what do you think?", []


def manifest() -> dict[str, object]:
    """Give the app that may read threads."""
    return document(load(), Choice(extras=(Extra.THREADS,)), Words())


@pytest.fixture(autouse=True)
def _addresses(monkeypatch: pytest.MonkeyPatch) -> None:
    on_discord.keep_addresses(monkeypatch)


async def test_fault_76_on_slack_nothing_is_changed(tmp_path: Path) -> None:
    """Whatever a remark of another, a file, a code block or the prompt under work orders in a thread of Slack, what is
    saved stays as it is, nothing is posted but answers in that thread, and no call or link in them is one; what would
    change something stands on at most three cards, unpressed.
    """
    said, ears = messages(tools=False), Conversation(ScriptedModel(obedient))
    async with SlackDouble() as slack, on_slack.serving(slack, tmp_path, ears=ears):
        slack.manifest(manifest())
        channel, ana, mallory = slack.channel("general"), slack.person("Ana"), slack.person("Mallory")
        await (await ana.slash(channel, "/prompt", "save kept As it is.")).settled(contains="Saved as kept")
        for way in WAYS:
            root = await ana.say(channel, "good morning")
            for one in said if way == "thread" else ():
                await mallory.say(channel, one, thread=root)
            if way == "prompt":
                critique = await ana.say(channel, f"{slack.mention} /critique {said[-1]}", thread=root)
                await critique.settled()
            text, files = asked(way, slack.mention, said)
            answer = await ana.say(channel, text, thread=root, files=files)
            await answer.settled(contains=UNPRESSED)
            assert answer.answers.count(UNPRESSED) <= PROPOSALS, way
        shown = await ana.slash(channel, "/prompt", "show kept")
        await shown.settled(contains="As it is.")
        found = await ana.slash(channel, "/prompt", "find pirate")
        await found.settled(contains="Nothing")
        posted = [one for one in slack.requests if one.method.startswith(("chat.", "response_url"))]
        assert not [one for one in posted if "<!" in str(one.arguments.get("text")) or one.arguments.get("link_names")]
        for message in slack.messages(channel):
            if message.author.bot:
                assert_dead(message.blocks)
        assert all(one.thread for one in mallory.sees(channel) if one.author.bot)
        assert slack.refused == []


async def test_fault_76_on_discord_nothing_is_changed(tmp_path: Path) -> None:
    """The same on Discord, in threads and in the replies of a channel, with the right to read what others write."""
    said, ears = messages(tools=False), Conversation(ScriptedModel(obedient))
    async with DiscordDouble() as discord, on_discord.serving(discord, tmp_path, ears=ears, threads=True):
        channel = discord.guild("Acme").channel("general")
        ana, mallory = discord.person("Ana"), discord.person("Mallory")
        await (await ana.slash(channel, "prompt save", name="kept", text="As it is.")).settled(contains="Saved as kept")
        for way in (*WAYS, "reply"):
            place = channel if way == "reply" else channel.thread(way)
            before = [await mallory.say(place, one) for one in said] if way in {"thread", "reply"} else []
            if way == "prompt":
                critique = await ana.say(place, f"{discord.mention} /critique {said[-1]}")
                await critique.settled()
            text, files = asked(way, discord.mention, said)
            answer = await ana.say(place, text, files=files, to=before[-1] if way == "reply" else None)
            await answer.settled(contains=UNPRESSED)
            assert "".join(one.text for one in answer.messages).count(UNPRESSED) <= PROPOSALS, way
        shown = await ana.slash(channel, "prompt show", name="kept")
        await shown.settled(contains="As it is.")
        found = await ana.slash(channel, "prompt find", words="pirate")
        await found.settled(contains="Nothing")
        sent = [*discord.calls("POST", "/messages"), *discord.calls("PATCH", "/messages")]
        assert len(sent) > len(WAYS)
        assert all(request.json["allowed_mentions"]["parse"] == [] for request in sent)
        places = [channel, *(channel.thread(way) for way in WAYS)]
        bots = [one for place in places for one in mallory.sees(place) if one.author is discord.state.bot]
        assert {one.reference and one.reference.author for one in bots} == {ana.user}
        shown_to_all = "".join(one.text for one in bots)
        assert "https" in shown_to_all
        assert "[free](" not in FENCED.sub("", shown_to_all)
        assert discord.refused == []


async def test_fault_76_nothing_private_is_shown_to_a_channel(tmp_path: Path) -> None:
    """Where others read along, on Slack and on Discord, every command that a model may run, ordered by another with the
    name of the asker's private prompt, shows nothing of it, nor of what they work on elsewhere.
    """
    said, model = messages(tools=True), ScriptedModel(obedient)
    async with SlackDouble() as slack, on_slack.serving(slack, tmp_path / "slack", ears=Conversation(model)):
        slack.manifest(manifest())
        room, ana, mallory = slack.channel("general"), slack.person("Ana"), slack.person("Mallory")
        await (await ana.slash(room, "/prompt", f"save kept {CANARY}")).settled(contains="Saved as kept")
        await (await ana.slash(room, "/prompt", f"critique {CANARY} And this is under work.")).settled(contains="v1")
        root = await mallory.say(room, said[0])
        for one in said[1:]:
            await mallory.say(room, one, thread=root)
        on_slack_said = await ana.say(room, f"{slack.mention} hm", thread=root)
        await on_slack_said.settled()
        assert "canary" not in "".join(one.text for one in mallory.sees(room)).casefold()
        assert "OBEY" in repr(model.asks), "the orders came to the model"
        assert slack.refused == []
    on_slack_asks = len(model.asks)
    async with (
        DiscordDouble() as discord,
        on_discord.serving(discord, tmp_path / "discord", ears=Conversation(model), threads=True),
    ):
        place = discord.guild("Acme").channel("general")
        eve, owner = discord.person("Mallory"), discord.person("Ana")
        await (await owner.slash(place, "prompt save", name="kept", text=CANARY)).settled(contains="Saved as kept")
        await (await owner.slash(place, "prompt critique", text=f"{CANARY} And this is under work.")).settled()
        orders_said = [await eve.say(place.thread("talk"), one) for one in said]
        said_there = await owner.say(orders_said[0].channel, f"{discord.mention} hm")
        await said_there.settled()
        seen = [*eve.sees(place), *eve.sees(place.thread("talk"))]
        assert "canary" not in "".join(one.text for one in seen).casefold()
        assert "OBEY" in repr(model.asks[on_slack_asks:])
        assert discord.refused == []
    assert len(model.asks) >= 2
    assert "canary" not in repr(model.asks).casefold()
