"""Commands as what can be completed in a line of the terminal. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass

from bot.dialogue.command import PROMPT, Argument, Command, Kind
from bot.dialogue.registry import Registry, plain
from bot.words import N_, Words


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Text that takes the place of the last `replaces` characters before the cursor."""

    text: str
    replaces: int
    about: str = ""


@dataclass(frozen=True, slots=True)
class Target:
    """A value that is half typed: which argument it is of, what stands there, and how a value found is written."""

    command: Command
    argument: Argument
    prefix: str
    sigil: str = ""

    def written(self, value: str) -> str:
        """Give a value as it is typed: in quotes when it has spaces and more may follow it."""
        quoted = f'"{value}"' if " " in value and (self.argument.option or self.argument.sigil) else value
        return f"{self.sigil}{quoted}"


def verbs(line: str, registry: Registry, words: Words) -> Iterator[Suggestion]:
    """Give the commands that a line which is still in its verb may become, in the reader's language. A family counts as
    one until its name stands there.
    """
    family = family_of(line[1:], registry)
    start = f"/{family} " if family else "/"
    for name in () if family else registry.families:
        if name.startswith(plain(line[1:])):
            yield Suggestion(f"/{name} ", len(line), words(N_("For administrators")))
    for command in registry:
        native = command.names.get(words.locale.split("-")[0], ())
        for name in dict.fromkeys((*native, command.verb)) if command.family == (family or PROMPT) else ():
            if plain(name).startswith(plain(line[len(start) :])):
                yield Suggestion(f"{start}{name} ", len(line), words(command.help))


def family_of(text: str, registry: Registry) -> str:
    """Give the family that a text without its slash begins with; an empty text for the one for everybody."""
    head, space, _ = text.partition(" ")
    return plain(head) if space and plain(head) in registry.families else ""


def options(command: Command, rest: str, words: Words) -> Iterator[Suggestion]:
    """Give the options that the last word may become."""
    last = _last_word(rest)
    for argument in command.arguments:
        if argument.option and last and argument.name.startswith(last):
            yield Suggestion(f"{argument.name}=", len(last), words(argument.about))


def target(command: Command, rest: str) -> Target | None:
    """Give the value at the end of what stands behind a verb, when it is one that can be completed."""
    last = _last_word(rest)
    name, equals, value = last.partition("=")
    positional = [one for one in command.arguments if not one.option and one.kind is not Kind.VALUES]
    if equals:
        named = (argument for argument in command.arguments if argument.option and argument.name == name)
        return next((Target(command, argument, value) for argument in named), None)
    if last.startswith("@"):
        kinds = {Kind.SNIPPET, Kind.DOCUMENT}
        found = (Target(command, argument, last[1:], "@") for argument in positional if argument.kind in kinds)
        return next(found, None)
    first = positional[0] if positional else None
    if first and first.kind in {Kind.SNIPPET, Kind.PERSON, Kind.CHOICE} and not first.sigil:
        return Target(command, first, rest.lstrip()) if len(positional) == 1 or rest == last else None
    return None


def _last_word(rest: str) -> str:
    return "" if not rest or rest[-1].isspace() else rest.rsplit(maxsplit=1)[-1]
