"""Every format there is: a module of this package that is named `as_...` and defines `FORMAT`."""

import pkgutil
from functools import cache
from importlib import import_module
from pathlib import Path

from bot.library.exchange.values import File, Format

_PREFIX = "as_"


@cache
def formats() -> tuple[Format, ...]:
    """Give the formats, by name."""
    here = pkgutil.iter_modules([str(Path(__file__).parent)])
    modules = [module.name for module in here if module.name.startswith(_PREFIX)]
    return tuple(import_module(f"{__package__}.{name}").FORMAT for name in sorted(modules))


def named(name: str) -> Format:
    """Give a format by its name. `KeyError` for one that is not known."""
    return {one.name: one for one in formats()}[name]


def format_of(file: File) -> Format | None:
    """Give the format of a file: as its name ends, else as its content looks. None when neither tells."""
    path = file.path.lower()
    ending = next((one for one in formats() if path.endswith(one.suffixes)), None)
    return ending or next((one for one in formats() if one.recognises(file.content)), None)
