"""The most common requests without a model that can lead a conversation: `common.yaml`, row by row."""

from dataclasses import replace
from pathlib import Path
from typing import cast

import pytest
import yaml

from bot.app import _ears
from bot.commands import load
from bot.dialogue.aim import Aim, aim
from bot.dialogue.command import Command
from bot.dialogue.inbound import Say
from bot.domain import PersonId, Status
from bot.engineer.guided import Guided
from bot.ports import Records, Store
from bot.talk.conversation import Conversation
from bot.talk.router import Router
from tests.doubles.engineer import ScriptedEngineer
from tests.doubles.house import HERE, house
from tests.doubles.model import TRAITS, ScriptedModel

pytestmark = pytest.mark.asyncio
REGISTRY = load()
IDS = {command.id for command in REGISTRY}
SAVED = {"notes", "ticket summary"}
NOTHING = "(nothing) "


TABLE = yaml.safe_load(Path(__file__).with_name("common.yaml").read_text(encoding="utf-8"))


async def known(command: Command, name: str) -> bool:  # noqa: ARG001 - what is saved is known to all commands
    """Know what is saved."""
    return name in SAVED


@pytest.mark.parametrize("wanted", TABLE)
@pytest.mark.parametrize("language", ["en", "fr"])
async def test_it_is_understood(wanted: str, language: str) -> None:
    """What people ask for most is understood in both languages, and what would change anything is only proposed."""
    assert {said: took for said in TABLE[wanted][language] if (took := await understood(said)) != wanted} == {}


async def understood(said: str) -> str:
    """Give what a message is taken for, written as in the table: of the values those that name something."""
    say = Say(whence=HERE, text=said.removeprefix(NOTHING))
    records = cast("Records", None)  # plain words name none
    working = not said.startswith(NOTHING)
    aimed = await aim(say, REGISTRY, records, PersonId("p"), ears=Router(), working=working, known=known)
    assert isinstance(aimed, Aim)
    assert aimed.command.tool or aimed.command.id not in IDS, "it would act at once"
    values = [f"{name}={aimed.values[name]}" for name in ("to", "name", "words") if aimed.values.get(name)]
    return " ".join((aimed.command.id.removeprefix("propose-"), *values))


BLOCK = """
```
Please write a very, very short poem on {{topic}}. Please write it in order to cheer people up.
```"""
STORY = {
    "en": (
        ("Hi, I need a prompt that sums up support tickets", "Draft now", "Sum"),
        (f"can you make this less wordy?{BLOCK}", "Took out words that carry nothing."),
        ("what's wrong with it?", "Ready"),
        ("could you save that as poem, please?", "Save", "Saved as poem, version 1."),
        ("share poem with the team", "Share", "Everybody in the team finds poem now."),
        ("what do we have for poems?", "poem"),
        ("show me poem", "version 1 of 1"),
        ("use poem", "topic"),
        ("no, put it back how it was", "Back from v2"),
        ("what can you do?", "What I can do"),
        ("translate it into Latin", "Without a model I cannot do this: “translate it into Latin”."),
        ("why is it so short?", "I did not understand what to do with: why is it so short?"),
    ),
    "fr": (
        ("Bonjour, il me faut un prompt qui résume les tickets du support", "Rédiger maintenant", "Résume"),
        (f"tu peux le rendre moins verbeux ?{BLOCK}", "Mots qui ne portent rien ôtés."),
        ("qu'est-ce qui ne va pas ?", "Prêt"),
        ("vous pouvez l'enregistrer sous poem svp ?", "Enregistrer", "Enregistré sous poem, version 1."),
        ("partage poem avec l'équipe", "Partager", "Toute l’équipe trouve poem"),
        ("qu'est-ce qu'on a pour poem ?", "poem"),
        ("montre moi poem", "version 1 sur 1"),
        ("utilise poem", "topic"),
        ("non, remets comme avant", "Retour depuis v2"),
        ("que sais-tu faire ?", "Ce que je sais faire"),
        ("traduis-le en latin", "“traduis-le en latin”."),
        ("pourquoi est-ce si court ?", "Je n’ai pas compris ce que je dois faire de"),
    ),
}
"""What is said one after the other, and something that stands in the answer."""


@pytest.mark.parametrize("language", STORY)
async def test_a_conversation_without_a_model(tmp_path: Path, language: str) -> None:
    """A newcomer who types no command drafts, changes, keeps, shares, finds and uses a prompt and goes back, each by
    plain words and a press; what goes beyond the rules is told with what to do about it.
    """
    async with house(tmp_path, engineer=cast("ScriptedEngineer", Guided())) as home:
        home.whence = replace(HERE, locale=language)
        for said, seen, then in ((*row, "")[:3] for row in STORY[language]):
            answer = await home.say(said)
            assert seen in answer.text, said
            if then:
                pressed = await home.press(answer.button(seen).token)
                assert then in pressed.text
                assert pressed.done.status is Status.DONE
        assert [hit.name for hit in (await home.call("find")).done.data] == ["poem"]  # type: ignore[attr-defined]


async def test_a_model_that_is_too_small_leaves_it_to_the_rules() -> None:
    """With a model that knows no tools, or writes too badly, plain words are understood as without one; with any other
    they are a conversation.
    """
    rules, store = Router(), cast("Store", None)  # no model is asked
    small = [replace(TRAITS, fluent=False, tools=False), replace(TRAITS, tools=False), replace(TRAITS, fluent=False)]
    assert [_ears(ScriptedModel(traits=traits), rules, store) for traits in small] == [rules] * 3
    assert isinstance(_ears(ScriptedModel(traits=replace(TRAITS, hosted=False)), rules, store), Conversation)
