"""This computer and the person at it: who acts in the terminal and in the shell, which have one library."""

import getpass
import os
import uuid
from importlib import import_module

from bot.dialogue.inbound import Spot, Whence
from bot.domain import Account, EventKey, Place
from bot.words import SLASH, Notation

PLATFORM = "local"
SHELL_CHANNEL = "shell"
"""The conversation of all sub-commands: what one drafts, the next refines."""


def user() -> str:
    """Give the name of the user of this computer, or "me" where the system knows none. What the environment calls the
    user does not count where the system itself knows.
    """
    try:
        return str(import_module("pwd").getpwuid(os.getuid()).pw_name)
    except KeyError:
        return "me"
    except ImportError:
        return getpass.getuser()


def new_channel() -> str:
    """Name a conversation of its own."""
    return uuid.uuid4().hex


def whence(channel: str, locale: str, typed: str = SLASH, notation: Notation = Notation.LINE) -> Whence:
    """Say who speaks, for one line or one sub-command: each is an event of its own."""
    name = user()
    return Whence(
        account=Account(PLATFORM, PLATFORM, name),
        name=name,
        place=Place(PLATFORM, PLATFORM, "this computer"),
        spot=Spot.TERMINAL,
        channel=channel,
        locale=locale,
        typed=typed,
        notation=notation,
        manages=True,
        event=EventKey(uuid.uuid4().hex),
    )
