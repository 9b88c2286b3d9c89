"""The verbs, one file each or per family: the definition on top, the handler below.

A new command is a new file here with a `COMMANDS`; files that begin with an underscore are what several verbs share.
"""

from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from bot.dialogue.command import PROMPT, Command
from bot.dialogue.registry import Registry


@cache
def load() -> Registry:
    """Find every command there is, once in a process. `ValueError` for one that a platform could not hold."""
    names = [module.name for module in iter_modules(__path__) if not module.name.startswith("_")]
    modules = [import_module(f"{__name__}.{name}") for name in names]
    commands: list[Command] = [command for module in modules for command in module.COMMANDS]
    return Registry(sorted(commands, key=lambda command: (command.family != PROMPT, command.order)))
