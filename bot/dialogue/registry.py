"""All commands, as one value. It refuses what a platform could not hold."""

import difflib
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator

from bot.dialogue.action import token
from bot.dialogue.command import PROMPT, Action, Argument, Command, Kind, Pointed, Settled

VERBS = 25
"""Verbs a family; Discord's groups hold 25 sub-commands (documentation of 2026-08-06)."""
CHARACTERS = 8000
"""Characters of names, help and arguments a family; a Discord command holds 8000 (the same)."""
NAME = 32
"""Characters of a name, Discord and Slack alike."""
HELP = 100
"""Characters of a description on Discord."""
CHOICES = 25
"""Choices of an argument on Discord."""
_NAME = re.compile(rf"[-\w]{{1,{NAME}}}")
RESERVED = frozenset({"retry", "guided", "mask", "allow", "drop", *filter(None, Settled)})
"""What dispatch itself answers."""


class Registry:
    """The commands by id, verb, alias and native name. `ValueError` for what a platform could not hold."""

    def __init__(self, commands: Iterable[Command]) -> None:
        self._commands: dict[str, Command] = {}
        self._words: dict[tuple[str, str], Command] = {}
        for command in commands:
            self._add(command)
        self._check_families()

    def _add(self, command: Command) -> None:
        _check(command)
        if command.id in self._commands or command.id in RESERVED:
            raise ValueError(f"two commands are called {command.id!r}")
        self._commands[command.id] = command
        native = [name for names in command.names.values() for name in names]
        for word in dict.fromkeys(plain(name) for name in (command.verb, *command.aliases, *native)):
            other = self._words.setdefault((command.family, word), command)
            if other is not command:
                raise ValueError(f"{word!r} means both {other.verb!r} and {command.verb!r}")

    def _check_families(self) -> None:
        for family, count in Counter(command.family for command in self).items():
            size = sum(_characters(command) for command in self if command.family == family)
            if count > VERBS or size > CHARACTERS:
                raise ValueError(
                    f"the family {family!r} has {count} verbs (at most {VERBS}) and {size} characters"
                    f" (at most {CHARACTERS})"
                )
            if (PROMPT, family) in self._words:
                raise ValueError(f"{family!r} means both a family and a verb")

    @property
    def families(self) -> tuple[str, ...]:
        """Give the families beside the one for everybody, each of which is the first word of a line."""
        return tuple(dict.fromkeys(command.family for command in self if command.family != PROMPT))

    def __iter__(self) -> Iterator[Command]:
        return iter(self._commands.values())

    def get(self, command: str) -> Command | None:
        """Give a command by its id."""
        return self._commands.get(command)

    def find(self, word: str, family: str = PROMPT) -> Command | None:
        """Give the command that a typed word means: verb, alias or native name, accents optional."""
        return self._words.get((family, plain(word)))

    def named(self, line: str) -> Command | None:
        """Give the command that a line names and nothing else: "show", or "admin roles"."""
        head, _, verb = line.strip().partition(" ")
        return self.find(verb.strip(), plain(head)) if plain(head) in self.families else self.find(line.strip())

    def near(self, word: str, family: str = PROMPT) -> tuple[Command, ...]:
        """Give at most three commands whose name is nearly the word, for "did you mean"."""
        known = [name for of, name in self._words if of == family]
        close = difflib.get_close_matches(plain(word), known, n=3, cutoff=0.75)
        return tuple({self._words[family, name].id: self._words[family, name] for name in close}.values())

    def action(self, name: str) -> tuple[Command, Action | None] | None:
        """Give the command and, for "refine.apply", the action that a token names; None for what is unknown."""
        verb, _, rest = name.partition(".")
        command = self._commands.get(verb)
        if command is None:
            return None
        if not rest:
            return command, None
        action = next((action for action in command.actions if action.name == rest), None)
        return (command, action) if action else None


def plain(word: str) -> str:
    """Fold case and accents away."""
    decomposed = unicodedata.normalize("NFKD", word.casefold())
    return "".join(character for character in decomposed if not unicodedata.combining(character))


def _check(command: Command) -> None:
    names = (command.verb, *command.aliases, *(name for names in command.names.values() for name in names))
    _check_names(command.verb, names)
    if not 0 < len(command.help) <= HELP or not command.example:
        raise ValueError(f"the command {command.verb!r} has a help over {HELP}, or no example")
    if command.pointed is not Pointed.NOTHING and not 0 < len(command.pointed_label) <= NAME:
        raise ValueError(f"the menu's entry of {command.verb!r} is empty or over {NAME}")
    for action in command.actions:
        token(f"{command.id}.{action.name}")
    _check_arguments(command)


def _check_names(where: str, names: Iterable[str]) -> None:
    for name in names:
        if not _NAME.fullmatch(name) or name != name.lower():
            raise ValueError(f"{where}: {name!r} is not a name of 1 to {NAME} small letters, digits, - and _")


def _check_arguments(command: Command) -> None:
    _check_shown(command)
    positional = [argument for argument in command.arguments if not argument.option]
    for argument in command.arguments:
        long = any(len(choice) > HELP for choice in argument.choices) or len(argument.choices) > CHOICES
        if not 0 < len(argument.about) <= HELP or long:
            raise ValueError(f"{command.verb} {argument.name}: the help or the choices are too long")
        if (argument.kind is Kind.CHOICE) != bool(argument.choices):
            raise ValueError(f"{command.verb} {argument.name}: choices belong to a choice")
    chosen = [argument for argument in command.arguments if argument.kind is Kind.VALUES]
    if chosen and (chosen != positional[-1:] or len(positional) < len(command.arguments)):
        raise ValueError(f"{command.verb}: values of any name stand last, alone, and beside no option")
    documents = [argument for argument in positional if argument.kind is Kind.DOCUMENT]
    if documents and documents != positional[-1:]:
        raise ValueError(f"{command.verb}: a document takes the rest of the line, so it stands last and alone")


def _check_shown(command: Command) -> None:
    """Hold the names of the arguments, in each language that one of them has a name in."""
    languages = {language for argument in command.arguments for language in argument.names}
    for language in ("", *sorted(languages)):
        names = [argument.names.get(language, argument.name) for argument in command.arguments]
        _check_names(command.verb, names)
        if len(set(names)) < len(names):
            raise ValueError(f"{command.verb}: two arguments are called the same, of {', '.join(names)}")


def _characters(command: Command) -> int:
    return len(command.verb) + len(command.help) + sum(map(_argument_characters, command.arguments))


def _argument_characters(argument: Argument) -> int:
    return len(argument.name) + len(argument.about) + sum(len(choice) * 2 for choice in argument.choices)
