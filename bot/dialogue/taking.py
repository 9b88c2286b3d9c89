"""In which form the files that come with something are handed in: as the texts in them, or as they are."""

from enum import StrEnum

from bot.dialogue.action import read
from bot.dialogue.command import Command, Kind
from bot.dialogue.inbound import Inbound, Invoke, Press, Say, Submit
from bot.dialogue.registry import Registry


class Takes(StrEnum):
    """How files are wanted."""

    TEXTS = "texts"
    """As texts and images; anything else is refused."""
    AS_THEY_ARE = "as_they_are"
    """Byte for byte (`Parcel`), whatever they are."""
    EITHER = "either"
    """As texts and images where they are such, else as they are: it will be asked what is to be done with them."""


def takes(inbound: Inbound, registry: Registry) -> Takes:
    """Say how the files of an inbound value are wanted. It may be known without its files."""
    match inbound:
        case Press():
            return Takes.TEXTS
        case Invoke(command="", line=line):
            return by_command(registry.find(next(iter(line.split()), "")))
        case Invoke(command=command):
            return by_command(registry.get(command))
        case Submit(token=token):
            return by_token(token, registry)
        case Say(text=text):
            word = text.strip()
            return by_command(registry.find(word) if word.isalpha() else None) if word else Takes.EITHER


def by_token(token: str, registry: Registry) -> Takes:
    """Say how the files of a form are wanted."""
    named = read(token)
    found = registry.action(named.action) if named else None
    return by_command(found[0] if found else None)


def by_command(command: Command | None) -> Takes:
    """Say how a command wants its files."""
    wants = command is not None and any(argument.kind is Kind.FILES for argument in command.arguments)
    return Takes.AS_THEY_ARE if wants else Takes.TEXTS
