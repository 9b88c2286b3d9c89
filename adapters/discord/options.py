"""Arguments as the options of a slash command, and the callback that gives them back by name."""

from collections.abc import Awaitable, Callable, Coroutine, Mapping
from dataclasses import dataclass
from inspect import Parameter, Signature
from typing import Any

import discord
from discord.app_commands import Choice, Transformer, describe, rename

from adapters.discord.limits import COMMAND_ABOUT, OPTION_LABEL, OPTIONS, STRING_OPTION
from adapters.discord.translation import named, said
from bot.dialogue.command import Argument, Command, Kind
from bot.words import N_

FILE = "file"
"""The name of the option that takes a file in the place of a text."""
FILE_NAMES = {"fr": "fichier"}
PICKED = frozenset({Kind.SNIPPET, Kind.PERSON, Kind.CHOICE})
"""What is picked from a list while it is typed. Discord insists on these where they are required; anything else that
is missing opens a form, since an option holds a single line.
"""
COMPLETED = frozenset({Kind.SNIPPET, Kind.PERSON, Kind.DOCUMENT})

Interaction = discord.Interaction[Any]
Value = str | discord.Attachment
Suggestion = Choice[str | int | float]
OnInvoke = Callable[[Interaction, Command, dict[str, Value]], Awaitable[None]]
"""Called with what was given, by the names of the arguments and `FILE`."""
OnType = Callable[[Interaction, Command, Argument, str], Awaitable[list[Suggestion]]]
"""Called with what stands in an option so far, without "@" and quotation marks."""


@dataclass(frozen=True, slots=True)
class Option:
    """An option. `type` is what discord.py takes for an annotation."""

    name: str
    names: Mapping[str, str]
    about: str
    type: "Text | type[discord.Attachment]"
    required: bool = False

    def parameter(self, name: str) -> Parameter:
        """Give it as a parameter of that name."""
        default = Parameter.empty if self.required else None
        return Parameter(name, Parameter.KEYWORD_ONLY, annotation=self.type, default=default)


def options(command: Command, on_type: OnType) -> list[Option]:
    """Give the options of a command, in order. `ValueError` for more than Discord holds, or two of one name."""
    made = [_option(command, argument, on_type) for argument in command.arguments]
    if any(argument.kind is Kind.DOCUMENT for argument in command.arguments):
        made.append(Option(FILE, FILE_NAMES, N_("A text file instead"), discord.Attachment))
    for language in ("", *FILE_NAMES):
        names = [option.names.get(language, option.name) for option in made]
        if len(names) > OPTIONS.number or len(set(names)) < len(names):
            raise ValueError(f"{command.verb}: too many options, or two of one name, of {', '.join(names)}")
    return made


def _option(command: Command, argument: Argument, on_type: OnType) -> Option:
    if argument.kind is Kind.FILES:
        return Option(argument.name, argument.names, argument.about, discord.Attachment, argument.required)
    text = Completed(command, argument, on_type) if argument.kind in COMPLETED else Text(argument)
    required = argument.required and argument.kind in PICKED
    return Option(argument.name, argument.names, argument.about, text, required)


def callback(command: Command, given: list[Option], on_invoke: OnInvoke) -> Callable[..., Coroutine[Any, Any, None]]:
    """Make what discord.py calls. It reads the options from the signature, whose names must be Python's ("for" is no
    parameter): each has a number there, and its own name on Discord.
    """
    numbered = {f"option{number}": option for number, option in enumerate(given)}

    async def invoke(interaction: Interaction, **values: Value | None) -> None:
        named_values = {numbered[name].name: value for name, value in values.items() if value is not None}
        await on_invoke(interaction, command, named_values)

    first = Parameter("interaction", Parameter.POSITIONAL_OR_KEYWORD)
    vars(invoke)["__signature__"] = Signature([first, *(one.parameter(name) for name, one in numbered.items())])
    rename(**{name: named(one.name, one.names) for name, one in numbered.items()})(invoke)
    describe(**{name: said(one.about, COMMAND_ABOUT) for name, one in numbered.items()})(invoke)
    return invoke


class Text(Transformer[Any]):
    """A string option, with choices where the argument has them."""

    def __init__(self, argument: Argument) -> None:
        self.argument = argument

    @property
    def max_value(self) -> int:
        """Characters at most."""
        return min(self.argument.limit, STRING_OPTION.number)

    @property
    def choices(self) -> list[Suggestion] | None:
        """The choices: each sends the English word, whatever it is called."""
        return [Choice(name=said(one, OPTION_LABEL), value=one) for one in self.argument.choices] or None

    async def transform(self, _interaction: Interaction, value: str, /) -> str:
        """Give the text as it was typed; the core checks it."""
        return value


class Completed(Text):
    """A string option that is completed over the library."""

    def __init__(self, command: Command, argument: Argument, on_type: OnType) -> None:
        super().__init__(argument)
        self.command = command
        self.on_type = on_type

    async def autocomplete(self, interaction: Interaction, value: str | float, /) -> list[Suggestion]:
        """Complete what stands there."""
        prefix = str(value).strip().removeprefix("@").strip('"')
        return await self.on_type(interaction, self.command, self.argument, prefix)
