"""Arguments as inbound values. Only here are paths and `-` resolved: the core never opens a file that was named."""

import argparse
from collections.abc import Callable, Sequence
from pathlib import Path

from adapters.shell.declare import VALUE
from adapters.shell.folders import STDIN, parcels
from adapters.shell.limits import FILE, IMAGE, IMAGES
from bot.dialogue import assigned
from bot.dialogue.command import Argument, Command, Kind
from bot.dialogue.inbound import Attached, Invoke, Material, Whence
from bot.dialogue.native import option_keys
from bot.dialogue.registry import plain
from bot.domain import Image
from bot.errors import TooLarge, Usage
from bot.library.texts import shortened
from bot.words import N_


def invoke(command: Command, options: argparse.Namespace, whence: Whence, read: Callable[[], bytes]) -> Invoke:
    """Give the call that the arguments ask for. `read` gives standard input. `Usage` and `TooLarge` tell what is wrong
    with a file.
    """
    values: dict[str, str] = {}
    files: list[Attached] = []
    images: list[Image] = []
    paths: list[str] = []
    for argument, text in [*_positional(command, getattr(options, "words", []), read), *_options(command, options)]:
        if argument.kind is Kind.FILES:
            paths.append(text)
            continue
        found = _file(text, read) if argument.kind is Kind.DOCUMENT else text
        if isinstance(found, Image):
            images.append(found)
        elif isinstance(found, Attached) and not argument.option:
            files.append(found)
        else:
            values[argument.name] = found.text if isinstance(found, Attached) else found
    material = Material(files=tuple(files), images=tuple(images), parcels=parcels(paths, read))
    return Invoke(whence=whence, command=command.id, values=values, material=material)


def _positional(command: Command, words: Sequence[str], read: Callable[[], bytes]) -> list[tuple[Argument, str]]:
    """Give each positional argument its words: one each, the last the rest, files each by itself; one with a sigil only
    what begins so.
    """
    chosen = [argument for argument in command.arguments if argument.kind is Kind.VALUES]
    end = next((at for at, word in enumerate(words) if not assigned.begin(word)), len(words)) if chosen else len(words)
    given, rest = [(argument, _assigned(words[end:], read)) for argument in chosen if words[end:]], list(words[:end])
    _refuse_options(command, rest)
    arguments = [argument for argument in command.arguments if not argument.option and argument not in chosen]
    for argument in arguments:
        if not rest:
            break
        if argument.sigil and not rest[0].startswith("@"):
            continue
        last = argument is arguments[-1]
        taken = rest if last else rest[:1]
        given += [(argument, text) for text in (taken if argument.kind is Kind.FILES else [" ".join(taken)])]
        rest = rest[len(taken) :]
    if rest:
        raise Usage(
            N_("I do not know what to do with: {rest}"),
            rest=" ".join(rest)[:80],
            verb=f"{command.prefix}{command.verb}",
            advice=N_("prompteur {verb} --help shows how."),
        )
    return given


def _refuse_options(command: Command, words: Sequence[str]) -> None:
    """Refuse an option as a chat takes it: here it would become a part of the text."""
    keys = option_keys(command)
    if found := next((word for word in words if "=" in word and plain(word.partition("=")[0]) in keys), None):
        key, _, value = found.partition("=")
        raise Usage(
            N_("{word} would be taken for text here. Nothing was changed."),
            word=shortened(found, 80),
            advice=N_('In the shell an option is given like this: --{name} "{value}"'),
            name=keys[plain(key)],
            value=shortened(value, 40),
        )


def _assigned(words: Sequence[str], read: Callable[[], bytes]) -> str:
    """Give values by their names, each a word of its own: name=value, name=@file, or name=- for standard input. What
    looks like a file's name and is one is taken for the file, as elsewhere.
    """
    values: dict[str, str] = {}
    for word in words:
        name, named, value = word.partition("=")
        if not named or assigned.begin(word):
            raise Usage(N_("I do not know what to do with: {rest}"), rest=shortened(word, 80))
        found = _file(value.removeprefix("@"), read) if value == "-" or _names_file(value) else value
        if isinstance(found, Image):
            raise Usage(N_("The file {name} is no text in UTF-8."), name=found.name)
        if value.startswith("@") and isinstance(found, str):
            said, advice = N_("There is no file {name}."), N_("Without the @ it is taken as it stands.")
            raise Usage(said, name=shortened(value[1:], 80), advice=advice)
        name = name.lstrip("-—–").strip('"')
        if name in values:
            raise Usage(N_("{name} is given twice."), name=name)
        values[name] = found.text if isinstance(found, Attached) else value
    return assigned.write(values)


def _names_file(value: str) -> bool:
    """Tell whether a value is to be read from a file: a plain word never is, whatever lies in the folder."""
    return value.startswith("@") or (bool(Path(value).suffix) and "\n" not in value)


def _options(command: Command, options: argparse.Namespace) -> list[tuple[Argument, str]]:
    given = [(argument, getattr(options, VALUE + argument.name, None)) for argument in command.arguments]
    return [(argument, text) for argument, text in given if text is not None]


def _file(text: str, read: Callable[[], bytes]) -> Attached | Image | str:
    """Give standard input for `-`, the content of a file that exists, else the text itself."""
    if text == "-":
        return Attached(STDIN, _text(STDIN, read()))
    path = Path(text)
    if not _is_file(path):
        return text
    image = IMAGES.get(path.suffix.lower())
    size, limit = path.stat().st_size, IMAGE if image else FILE
    if size > limit.number:
        raise TooLarge(
            N_("The file {name} is too large: {size} bytes, and {limit} is the most."),
            name=path.name,
            size=size,
            limit=limit.number,
        )
    try:
        content = path.read_bytes()
    except OSError as error:
        raise Usage(N_("The file {name} cannot be read: {reason}."), name=path.name, reason=error.strerror) from error
    return Image(path.name, image, content) if image else Attached(path.name, _text(path.name, content))


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):  # too long for a path, or with characters that none can have: it is a text
        return False


def _text(name: str, content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Usage(N_("The file {name} is no text in UTF-8."), name=name) from None
