"""What a model is told when a conversation begins, beside the message."""

from dataclasses import replace
from pathlib import Path

import pytest

from bot.dialogue.inbound import Material, Say, Spot
from bot.domain import Image
from tests.doubles.house import in_channel
from tests.doubles.model import TRAITS, Says
from tests.doubles.talking import talking

pytestmark = pytest.mark.asyncio
SCRIPT = {"talk": [Says("Well."), Says("Well."), Says("Well.")]}


async def test_what_was_worked_on_elsewhere_is_named_to_its_owner_alone(tmp_path: Path) -> None:
    """Whoever has nothing open here can go on with what they did in another place; others who read along are not told
    of it, and where something is open it is not named.
    """
    async with talking(tmp_path, SCRIPT) as (home, model):
        await home.type("critique Sum up the open tickets.")
        in_channel(home)
        await home.say("go on")
        home.whence = replace(home.whence, spot=Spot.THREAD, thread="1")
        await home.say("go on")
        await home.type("draft a weekly report")
        await home.say("shorter")
        told = [ask.turns[0].text for ask in model.asks]
        assert ["<elsewhere-" in text for text in told] == [True, False, False]
        assert "Sum up the open tickets" in told[0]
        assert "Sum up the open tickets" not in "".join(told[1:])


async def test_an_image_that_the_model_cannot_see_is_named(tmp_path: Path) -> None:
    """A model without eyes is told that an image came along, so that it can say that it does not see it."""
    material = Material(images=(Image("look.png", "image/png", b"\x89PNG"),))
    async with talking(tmp_path, SCRIPT) as (home, model):
        await home.send(Say(whence=home.at(), text="like this?", material=material))
        model.traits = replace(TRAITS, images=False)
        await home.send(Say(whence=home.at(), text="like this?", material=material))
        assert ["which you cannot see" in ask.turns[0].text for ask in model.asks] == [False, True]
        assert [len(ask.turns[0].images) for ask in model.asks] == [1, 0]
