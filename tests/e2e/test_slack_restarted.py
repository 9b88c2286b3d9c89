"""What stood on Slack before the program was started anew works after it."""

from pathlib import Path

import pytest

from tests.doubles.answers import GOAL, POEM
from tests.doubles.anthropic import AnthropicDouble
from tests.doubles.slack import SlackDouble
from tests.doubles.slack_blocks import active
from tests.doubles.slack_person import Act
from tests.doubles.slack_scene import Scene, filled, only
from tests.doubles.slack_served import manifest, served

pytestmark = pytest.mark.asyncio


async def test_what_stood_there_before_a_restart_still_works(tmp_path: Path) -> None:
    """Old buttons, forms and a box that were open, a page that was to come, menus, the Home tab and threads go on as if
    nothing had been.
    """
    async with AnthropicDouble() as model, SlackDouble(limits=True) as slack:
        slack.manifest(manifest())
        scene = Scene(slack, model, slack.channel("general"), slack.person("Ana"), slack.person("Ben"))
        ana, ben, cleo, dan, eve = scene.ana, scene.ben, slack.person("Cleo"), slack.person("Dan"), slack.person("Eve")
        async with served(tmp_path, slack, model) as server:
            card = await scene.working()
            form = await scene.press(card, "Refine")
            home = await ana.opens_home("poem")
            said = await ben.say(scene.channel, f"```\n{POEM}\n```")
            pointed = await scene.point(said, "Refine this prompt", by=cleo)
            questions = await scene.press(await scene.slash("draft tickets", by=dan), "Answer", by=dan)
            turned = await scene.submit(questions, something_else(questions), by=dan)
            box = await scene.slash(by=eve)
            mentioned = await ben.say(scene.channel, f"{slack.mention} {GOAL}")
            await mentioned.settled(contains="decisions")
            shared = await scene.slash("share poem to=here")
            await shared.settled(contains="Everyone here sees it now.")
            await server.terminated()
        async with served(tmp_path, slack, model):
            assert POEM in (await scene.press(scene.public()[-1], "Copy", by=ben)).answers
            assert "Came from" in (await scene.press(card, "Details")).answers
            assert POEM in (await scene.press(home, "Go on")).answers
            (field,) = filled(turned.modal)
            assert "- our lawyers" in (await scene.submit(turned, {field: "our lawyers"}, by=dan)).answers
            assert "You asked for: shorter." in (await scene.submit(form, instruction="shorter")).answers
            assert "You asked for: brief." in (await scene.submit(pointed, instruction="brief", by=cleo)).answers
            assert "decisions" in (await scene.submit(box, {"~text": GOAL}, by=eve)).answers
            assert "decisions" in (await scene.press(mentioned.messages[0], "Copy")).answers
            assert "“nice”" in (await scene.point(said, "Critique this prompt")).answers
            await unknown(scene)
        assert slack.refused == []
        assert slack.errors == []


def something_else(questions: Act) -> dict[str, str]:
    """Answer two questions, the first one by something that is not offered, which a further page asks for."""
    first, second = questions.modal.fields.values()
    return {first["action_id"]: first["options"][-1]["value"], second["action_id"]: "One page"}


async def unknown(scene: Scene) -> None:
    """Press what no version of the program knows, and Stop of an answer that is long over."""
    public, shown = len(scene.public()), only(await scene.slash("show poem"))
    button = active(shown.blocks)[0].element
    for token in ("9who.knows:what", "plain", "~who", "1refine.apply:gone.1.0", "~stop:1"):
        button["action_id"] = token
        act = await scene.press(shown, token=token)
        assert act.answers, token
    assert len(scene.public()) == public
