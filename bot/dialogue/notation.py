"""A command and its arguments as the reader types them: on a line, in native fields, in a shell."""

import shlex
from typing import assert_never

from bot.dialogue.command import Argument, Command, Kind
from bot.dialogue.parse import values
from bot.words import Notation, Words


def example(command: Command, words: Words) -> str:
    """Give the command's example, whole, with the names that the command has in the reader's language."""
    verb, _, rest = command.example.partition(" ")
    verb = command.called(words.locale) if verb == command.verb else verb
    before = words.before(command.family)
    if words.notation is Notation.LINE:
        return f"{before}{verb} {rest}".rstrip()
    given = values(command, rest)
    arguments = (_given(one, given[one.name], words) for one in command.arguments if one.name in given)
    return f"{before}{' '.join((verb, *arguments))}"


def _given(argument: Argument, value: str, words: Words) -> str:
    if words.notation is Notation.NATIVE:
        return f"{label(argument, words)}:{value}"
    return f"{label(argument, words)} {shlex.quote(value)}" if argument.option else value


def label(argument: Argument, words: Words) -> str:
    """Give the name of an argument, with the marks that tell how it is given."""
    match words.notation:
        case Notation.NATIVE:
            return argument.names.get(words.locale.partition("-")[0], argument.name)
        case Notation.SHELL if argument.option:
            return f"--{argument.name}"
        case Notation.LINE if argument.option:
            return f"{argument.name}="
        case Notation.SHELL | Notation.LINE if argument.kind is Kind.VALUES:
            return "NAME=VALUE"
        case Notation.SHELL | Notation.LINE:
            return f"@{argument.name}" if argument.sigil else argument.name.upper()
    assert_never(words.notation)
