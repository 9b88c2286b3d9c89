"""What options and choices are called in the languages that there are: whoever types them may use any of these."""

from collections.abc import Mapping
from functools import lru_cache

from bot.dialogue.command import Argument, Command
from bot.dialogue.registry import plain
from bot.words import Words, installed


def option_keys(command: Command) -> dict[str, str]:
    """Give each word that an option may be typed by, with the option's name: "to" and "vers" for "to". What is the name
    of an argument means that one alone.
    """
    options = [argument for argument in command.arguments if argument.option]
    taken = {argument.name for argument in command.arguments}
    named = [(plain(name), argument.name) for argument in options for name in argument.names.values()]
    native = {key: name for key, name in named if key not in taken}
    return native | {argument.name: argument.name for argument in options}


def choice_of(argument: Argument, value: str) -> str | None:
    """Give the choice that a word means, in any language, with or without its accents: "équipe" is "team". None for
    no choice.
    """
    return meant(argument.choices, value)


def meant(words: tuple[str, ...], typed: str) -> str | None:
    """Give which of some English words somebody means who typed it in any language, or None."""
    return _native(words).get(plain(typed.strip()))


@lru_cache
def _native(choices: tuple[str, ...]) -> Mapping[str, str]:
    languages = [Words(language) for language in installed()]
    native = {plain(words(choice)): choice for words in languages for choice in choices}
    return native | {plain(choice): choice for choice in choices}
