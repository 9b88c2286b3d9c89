"""Start the shell with the arguments of the command line."""

import sys
from typing import TYPE_CHECKING

from adapters.shell.main import main as shell

if TYPE_CHECKING:
    from adapters.base import Program


def main() -> int:
    """Run the program; give its exit code."""
    return shell(sys.argv[1:], _program)


def _program() -> "Program":
    from bot.app import program  # noqa: PLC0415 - what needs no program starts without one
    from bot.settings import load  # noqa: PLC0415 - the same

    return program(load())


if __name__ == "__main__":
    sys.exit(main())
