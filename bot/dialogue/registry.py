"""All commands, as one value. It refuses what a platform could not hold."""

from collections.abc import Iterable, Iterator

from bot.dialogue.command import Action, Command


class Registry:
    """The commands by id, verb, alias and native name."""

    def __init__(self, commands: Iterable[Command]) -> None:
        self._commands = {command.id: command for command in commands}

    def __iter__(self) -> Iterator[Command]:
        return iter(self._commands.values())

    def get(self, command: str) -> Command | None:
        """Give a command by its id."""
        return self._commands.get(command)

    def find(self, word: str, family: str = "prompt") -> Command | None:
        """Give the command that a typed word means: verb, alias or native name, accents optional."""
        raise NotImplementedError

    def near(self, word: str, family: str = "prompt") -> tuple[Command, ...]:
        """Give commands whose name is nearly the word, for "did you mean"."""
        raise NotImplementedError

    def action(self, name: str) -> tuple[Command, Action] | None:
        """Give the action of a token's name ("refine.apply") with its command."""
        raise NotImplementedError
