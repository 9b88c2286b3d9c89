"""What stood on Discord before the program was started anew works after it."""

from pathlib import Path

import pytest

from tests.doubles.answers import POEM
from tests.doubles.anthropic import AnthropicDouble
from tests.doubles.discord import DiscordDouble
from tests.doubles.scene import Scene
from tests.doubles.served import served

BUTTON = 2
pytestmark = pytest.mark.asyncio


async def test_what_stood_there_before_a_restart_still_works(tmp_path: Path) -> None:
    """Old buttons, a form that was open, a page that was to come, menus and commands go on as if nothing had been."""
    async with AnthropicDouble() as model, DiscordDouble(limits=True) as discord:
        scene = Scene(discord, model, discord.guild("Acme"), discord.person("Ana"), discord.person("Ben"))
        async with served(tmp_path, discord, model) as server:
            card = await scene.working()
            form = await scene.press(card, "Refine")
            said = await scene.ben.say(scene.channel, f"```\n{POEM}\n```")
            pointed = await scene.point(said, "Refine this prompt")
            asked = await scene.slash("draft", goal="tickets")
            questions = await scene.press(asked, "Answer")
            first, second = questions.modal.fields.values()
            other = {first["custom_id"]: first["options"][-1]["value"], second["custom_id"]: "One page"}
            turned = await scene.submit(questions, other)
            shared = await scene.slash("share", name="poem", to="here")
            await shared.until(lambda: bool(scene.public()), "the shared prompt")
            syncs = discord.syncs
            await server.terminated()
        async with served(tmp_path, discord, model):
            assert discord.syncs == syncs, "commands that did not change are not sent again"
            assert POEM in (await scene.press(scene.public()[0], "Copy", by=scene.ben)).text
            assert "Came from" in (await scene.press(card, "Details")).text
            page = await scene.press(turned, "Go on")
            (field,) = page.modal.fields
            assert "- our lawyers" in (await scene.submit(page, {field: "our lawyers"})).text
            assert "You asked for: shorter." in (await scene.submit(form, instruction="shorter")).text
            assert "You asked for: brief." in (await scene.submit(pointed, instruction="brief")).text
            assert "“nice”" in (await scene.point(said, "Critique this prompt")).text
            assert POEM in (await scene.slash("show", name="poem")).text
            await unknown(scene)
        assert discord.refused == []
        assert [request for request in discord.requests if request.status == 429] == []


async def unknown(scene: Scene) -> None:
    """Press what no version of the program knows."""
    card = await scene.slash("show", name="poem")
    (message,) = card.messages
    rows = message.components[0]["components"]
    button = next(one for row in rows for one in row.get("components", ()) if one["type"] == BUTTON)
    for token in ("9who.knows:what", "plain", "~who", "~page:1:1draft.answer:x", "~stop:1", "1refine.apply:gone.1.0"):
        button["custom_id"] = token
        act = await scene.press(message, token=token)
        assert act.ephemeral
        assert act.text
