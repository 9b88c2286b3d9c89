"""The commands as a model sees them: one tool each, made from the definition that everything else is made from."""

from collections.abc import Mapping
from functools import lru_cache

from bot.dialogue.aim import permitted
from bot.dialogue.command import Argument, Command, Kind
from bot.dialogue.parse import check
from bot.dialogue.registry import Registry
from bot.domain import Actor
from bot.errors import Usage
from bot.ports import Tool
from bot.words import N_

ASKS = "Asks the person first: calling this shows them what would be done, with a button that does it."
ASKS_WITH = "With {names} it asks the person first, by a button."
KINDS = {
    Kind.SNIPPET: "name of a saved prompt, name@version for a version",
    Kind.DOCUMENT: "the exact text, or @name for a saved prompt",
}


def offered(registry: Registry, actor: Actor) -> tuple[Tool, ...]:
    """Give a tool for each command that the actor may call."""
    return tuple(tool for command, tool in _tools(registry) if permitted(command, actor))


@lru_cache(maxsize=4)
def _tools(registry: Registry) -> tuple[tuple[Command, Tool], ...]:
    """Make the tools once for all messages; a program has one registry, which does not change."""
    return tuple((command, _tool(command)) for command in registry)


def values_of(command: Command, given: Mapping[str, object]) -> dict[str, str]:
    """Give the arguments that a model gave, checked as if they were typed. `Usage` and `TooLarge` say what is wrong."""
    typed = {
        name: value if isinstance(value, str) else str(value) for name, value in given.items() if value is not None
    }
    values = check(command, typed)
    missing = [one.name for one in _asked(command) if one.required and one.name not in values]
    if missing and command.run_by_model(values):
        raise Usage(N_("{verb} needs {names}."), verb=command.verb, names=", ".join(missing))
    return values


def _asked(command: Command) -> list[Argument]:
    """Give the arguments that a model can give: files it has none."""
    return [argument for argument in command.arguments if argument.kind is not Kind.FILES]


def _tool(command: Command) -> Tool:
    asked = _asked(command)
    schema: dict[str, object] = {
        "type": "object",
        "properties": {argument.name: _property(argument) for argument in asked},
        "additionalProperties": False,
    }
    required = [argument.name for argument in asked if argument.required]
    return Tool(name=command.id, about=_about(command), schema={**schema, "required": required} if required else schema)


def _about(command: Command) -> str:
    """Say what it does, and when it asks first."""
    lasting = ", ".join(one.name for one in command.arguments if one.lasting)
    asks = ASKS_WITH.format(names=lasting) if lasting else ""
    return " ".join(filter(None, (f"{command.help}.", asks if command.tool else ASKS)))


def _property(argument: Argument) -> dict[str, object]:
    kind = KINDS.get(argument.kind, "")
    made: dict[str, object] = {
        "type": "string",
        "description": f"{argument.about} ({kind})" if kind else argument.about,
    }
    return {**made, "enum": list(argument.choices)} if argument.choices else made
