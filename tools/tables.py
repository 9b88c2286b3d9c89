"""Tables of the documentation, made from the values that the program works with."""

from collections.abc import Iterable, Sequence
from textwrap import fill
from typing import Literal, get_args, get_origin, get_type_hints

from pydantic.fields import FieldInfo

from adapters.base import Ability, Capabilities, Limit
from bot.dialogue.command import Argument, Command, Kind
from bot.settings import Settings, variable

ABILITIES = tuple(name for name, kind in get_type_hints(Capabilities).items() if kind is Ability)


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Give a Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |" for line in lines)


# --- settings ----------------------------------------------------------------------------------------------------


def settings_table() -> str:
    """Give every setting with its default and what it does."""
    fields = Settings.model_fields.items()
    rows = [(f"`{variable(name)}`", _default(field), _about(field)) for name, field in fields]
    return table(("variable", "default", "what it does"), rows)


def env_example() -> str:
    """Give a `.env` with every setting, each with what it does and switched off."""
    fields = Settings.model_fields.items()
    blocks = [f"{_comment(_about(field))}\n#{variable(name)}={_value(field)}" for name, field in fields]
    head = "# Settings of Prompteur: copy this file to .env and take the # off the lines that you want to change."
    return "\n\n".join([head, *blocks]) + "\n"


def _comment(text: str) -> str:
    return fill(text, 100, initial_indent="# ", subsequent_indent="# ", break_long_words=False)


def _value(field: FieldInfo) -> str:
    return "" if field.default_factory or field.default is None else str(field.default)


def _default(field: FieldInfo) -> str:
    if field.default_factory:
        return "the user's data folder"
    return f"`{value}`" if (value := _value(field)) else ""


def _about(field: FieldInfo) -> str:
    choices = [f"`{each}`" for each in _choices(field.annotation) if each]
    return f"{field.description} One of {', '.join(choices)}." if choices else str(field.description)


def _choices(annotation: object) -> tuple[str, ...]:
    return get_args(annotation) if get_origin(annotation) is Literal else ()


# --- commands ----------------------------------------------------------------------------------------------------


def command_table(commands: Iterable[Command]) -> str:
    """Give every command with how it is typed, what it does, and an example."""
    rows = [(f"`{usage(command)}`", command.help, f"`/{command.prefix}{command.example}`") for command in commands]
    return table(("command", "what it does", "for example"), rows)


def usage(command: Command) -> str:
    """Give how a command is typed: `/draft GOAL [for=...]`."""
    return " ".join([f"/{command.prefix}{command.verb}", *(_argument(argument) for argument in command.arguments)])


def _argument(argument: Argument) -> str:
    if argument.kind is Kind.VALUES:
        return "[NAME=VALUE ...]"
    name = f"{argument.name}=..." if argument.option else f"{'@' * argument.sigil}{argument.name.upper()}"
    return name if argument.required else f"[{name}]"


# --- adapters ----------------------------------------------------------------------------------------------------


def capability_table(surfaces: Sequence[Capabilities]) -> str:
    """Give what each surface can show, a column each."""
    rows = [[name, *(_ability(getattr(each, name)) for each in surfaces)] for name in ABILITIES]
    texts = ["length of a text", *(_limit(each.text) for each in surfaces)]
    return table(("", *(each.surface for each in surfaces)), [*rows, texts])


def _ability(ability: Ability) -> str:
    about = f"{ability.level}: {ability.note}" if ability.note else str(ability.level)
    return f"{about} ({_limit(ability.limit)})" if ability.limit else about


def _limit(limit: Limit | None) -> str:
    return f"at most {limit.number:,} {limit.unit}" if limit else "any"
