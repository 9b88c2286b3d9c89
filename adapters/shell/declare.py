"""The shell's sub-commands: one for every chat command, made from its definition, and what the operator does."""

import argparse
from collections.abc import Collection, Iterator, Mapping, Sequence
from textwrap import fill

from adapters.base import Task
from bot.dialogue.command import PROMPT, Argument, Command, Kind
from bot.dialogue.notation import example
from bot.dialogue.registry import Registry
from bot.errors import Usage
from bot.words import N_, Words

Parsers = argparse._SubParsersAction  # noqa: SLF001 - argparse gives what makes sub-commands no public name
FAMILY = PROMPT
OPERATOR = frozenset({"chat", "press", "serve", "doctor", "db", "model"})
"""The sub-commands that are none of the chat's."""
WIDTH = 78
"""Columns of a paragraph of help."""
VALUE = "value_"
"""Begins the names under which options of a command are parsed."""


def parser(
    registry: Registry, words: Words, tasks: Mapping[str, Sequence[Task]] | None = None
) -> argparse.ArgumentParser:
    """Make the parser. What it parses has `verb`, `json`, and `command`: the id of a chat command, or nothing. A task
    of a platform (`tasks`, by platform) has the platform as its `verb`, and itself as `task`.
    """
    about = N_("Draft, critique, refine and keep prompts. Without a command: the chat.")
    quick = N_("prompteur critique --quick FILE... checks files without model and library, for pre-commit and CI.")
    made = argparse.ArgumentParser(prog="prompteur", description=words(about), epilog=words(quick), allow_abbrev=False)
    made.add_argument("--version", action="store_true", help=words(N_("show the version and leave")))
    made.set_defaults(verb="", command="", task=None, json=False)
    subs = made.add_subparsers(metavar=words(N_("COMMAND")), dest="verb")
    families = {FAMILY: subs}
    for command in registry:
        if command.family not in families:
            group = _sub(subs, command.family, words(N_("For administrators of the team")))
            families[command.family] = group.add_subparsers(metavar=words(N_("COMMAND")), required=True)
        _command(families[command.family], command, words)
    _operator(subs, words)
    for platform, each in (tasks or {}).items():
        _platform(_sub(subs, platform, words(N_("Set up {name}"), name=platform.capitalize())), each, words)
    return made


def canonical(arguments: Sequence[str], registry: Registry, platforms: Collection[str] = ()) -> list[str]:
    """Give the arguments with the verb as the parser knows it, whatever name it was called by. `Usage` for a first
    word that is no sub-command.
    """
    if not arguments or arguments[0].startswith("-"):
        return list(arguments)
    word, *rest = arguments
    if word in OPERATOR or word in platforms:
        return list(arguments)
    if word not in registry.families:
        return [_verb(word, FAMILY, registry), *rest]
    if not rest or rest[0].startswith("-"):
        return list(arguments)
    return [word, _verb(rest[0], word, registry), *rest[1:]]


def _verb(word: str, family: str, registry: Registry) -> str:
    """Give a verb of a family as the parser knows it."""
    if found := registry.find(word, family):
        return found.verb
    near = ", ".join(f"{command.prefix}{command.verb}" for command in registry.near(word, family))
    advice = N_("Did you mean {near}?") if near else N_("prompteur --help lists what there is.")
    name = word if family == FAMILY else f"{family} {word}"
    raise Usage(N_("There is no command {name}."), name=name[:40], near=near, advice=advice)


def _command(subs: "Parsers[argparse.ArgumentParser]", command: Command, words: Words) -> None:
    sub = _sub(subs, command.verb, words(command.help))
    sub.description = "\n\n".join(fill(words(text), WIDTH) for text in (command.help, command.details) if text)
    sub.epilog = "\n".join(_epilog(command, words))
    _json(sub, words)
    sub.set_defaults(command=command.id)
    positional = [argument for argument in command.arguments if not argument.option]
    if positional:
        metavar = " ".join(_shown(argument) for argument in positional)
        about = "; ".join(_about(argument, words) for argument in positional)
        sub.add_argument("words", nargs="*", metavar=metavar, help=_plain(about))
    for argument in command.arguments:
        if argument.option:
            about = _about(argument, words)
            sub.add_argument(f"--{argument.name}", dest=VALUE + argument.name, metavar="TEXT", help=_plain(about))
    if command.gives_file:
        about = N_("where the file goes; into a folder, a ZIP is unpacked")
        sub.add_argument("--out", metavar=words(N_("PATH")), default="", help=words(about))


def _epilog(command: Command, words: Words) -> Iterator[str]:
    yield words(N_("For example: {example}"), example=example(command, words))
    native = (name for names in command.names.values() for name in names)
    if others := [name for name in dict.fromkeys((*command.aliases, *native)) if name != command.verb]:
        yield words(N_("Also called: {names}"), names=", ".join(others))


def _shown(argument: Argument) -> str:
    if argument.kind is Kind.VALUES:
        return "NAME=VALUE"
    return f"{'@' if argument.sigil else ''}{argument.name.upper()}"


def _about(argument: Argument, words: Words) -> str:
    about = words(argument.about)
    if argument.kind is Kind.DOCUMENT:
        about = words(N_("{about}: a file, - for standard input, @name, or the text itself"), about=about)
    if argument.kind is Kind.FILES:
        about = words(N_("{about}: files, a folder, or - for standard input"), about=about)
    if argument.kind is Kind.VALUES:
        about = words(N_("{about}; NAME=@FILE for a file, NAME=- for standard input"), about=about)
    return f"{about} ({', '.join(argument.choices)})" if argument.choices else about


def _plain(text: str) -> str:
    """Give a text as argparse shows it without filling anything in."""
    return text.replace("%", "%%")


def _sub(subs: "Parsers[argparse.ArgumentParser]", name: str, about: str) -> argparse.ArgumentParser:
    return subs.add_parser(
        name,
        help=_plain(about),
        description=about,
        allow_abbrev=False,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )


def _json(sub: argparse.ArgumentParser, words: Words) -> None:
    sub.add_argument("--json", action="store_true", help=words(N_("print one JSON object a line")))


def _operator(subs: "Parsers[argparse.ArgumentParser]", words: Words) -> None:
    """Add what is no command of the chat."""
    _json(_sub(subs, "chat", words(N_("Talk in the terminal, or answer each line of standard input"))), words)
    press = _sub(subs, "press", words(N_("Press a button of an earlier answer")))
    press.add_argument("token", metavar="TOKEN", help=words(N_("what the button carries, as it was shown")))
    _json(press, words)
    _sub(subs, "serve", words(N_("Run every chat platform that has credentials")))
    _sub(subs, "doctor", words(N_("Tell what is configured, what works, and what to do next")))
    _db(_sub(subs, "db", words(N_("Look after the database"))), words)
    _model(_sub(subs, "model", words(N_("Look after the language models on this computer"))), words)


def _db(sub: argparse.ArgumentParser, words: Words) -> None:
    subs = sub.add_subparsers(metavar=words(N_("WHAT")), dest="what", required=True)
    _sub(subs, "migrate", words(N_("Bring the database up to date")))
    _sub(subs, "check", words(N_("Look for damage; nothing is changed")))
    backup = _sub(subs, "backup", words(N_("Write a copy while others go on working")))
    restore = _sub(subs, "restore", words(N_("Put a backup in place of the database; the old file is kept")))
    for each in (backup, restore):
        each.add_argument("path", metavar="FILE")


def _model(sub: argparse.ArgumentParser, words: Words) -> None:
    subs = sub.add_subparsers(metavar=words(N_("WHAT")), dest="what", required=True)
    _sub(subs, "list", words(N_("List the models that are known, and those that are here")))
    pull = _sub(subs, "pull", words(N_("Fetch a model; goes on where an earlier fetch stopped")))
    pull.add_argument("name", metavar="NAME", nargs="?", help=words(N_("without one: the one that is recommended")))
    pull.add_argument("--yes", action="store_true", help=words(N_("fetch without asking")))
    remove = _sub(subs, "remove", words(N_("Remove a model from this computer")))
    remove.add_argument("name", metavar="NAME")


def _platform(sub: argparse.ArgumentParser, tasks: Sequence[Task], words: Words) -> None:
    subs = sub.add_subparsers(metavar=words(N_("WHAT")), dest="what", required=True)
    for task in tasks:
        made = _sub(subs, task.verb, words(task.about))
        made.set_defaults(task=task)
        for option in task.options:
            about = _plain(words(option.about))
            if option.metavar:
                made.add_argument(
                    f"--{option.name}", dest=VALUE + option.name, metavar=option.metavar, default="", help=about
                )
            else:
                made.add_argument(f"--{option.name}", dest=VALUE + option.name, action="store_true", help=about)
