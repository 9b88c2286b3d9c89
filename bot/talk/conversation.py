"""Plain words where a language model can lead the conversation."""

from contextlib import aclosing
from dataclasses import replace

from bot.dialogue.aim import Aim, about_files
from bot.dialogue.command import Call, Events, Known, Services
from bot.dialogue.inbound import Say
from bot.dialogue.registry import Registry
from bot.engineer.led.desk import Desk
from bot.ports import Model
from bot.talk.answers import TALK
from bot.talk.block import with_block, without_block
from bot.talk.loop import Loop


class Conversation:
    """`bot.dialogue.command.Ears` by a language model, whose tools are the commands."""

    looks_back = True

    def __init__(self, model: Model) -> None:
        self._desk = Desk(model)
        self._command = replace(TALK, run=self._talk, asks_model=True)

    async def means(
        self,
        said: Say,
        registry: Registry,
        *,
        working: bool,  # noqa: ARG002 - rules need to know it
        known: Known,  # noqa: ARG002 - the same
    ) -> Aim:
        """Give the conversation; a code block alone is a file without words."""
        material = with_block(said.text, said.material)
        words = said.text if material == said.material else without_block(said.text)
        if material.files and not words.strip():
            return about_files(material, registry)
        return Aim(command=self._command, values={"text": words}, material=material, heard=said.heard)

    async def _talk(self, call: Call, services: Services) -> Events:
        async with aclosing(Loop(self._desk, call, services).run()) as events:
            async for event in events:
                yield event
