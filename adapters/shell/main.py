"""The shell: from the arguments of the command line to an exit code.

0 done, 1 refused or failed in a way that the person can mend, 2 wrong usage, 3 the model or the platform failed. What
needs neither model nor library is answered before anything of theirs is loaded.
"""

import asyncio
import os
import sys
from collections.abc import Callable
from importlib.metadata import version
from typing import TYPE_CHECKING

from bot.errors import Misconfigured, PrompteurError, Refused, Usage
from bot.words import Notation, Words

if TYPE_CHECKING:
    import argparse

    from adapters.base import Program

BROKEN_PIPE = 141
"""What a program that is ended by a closed pipe gives: 128 and the signal's number."""
INTERRUPTED = 130
TYPED = "prompteur "
"""What stands before a verb here."""


def main(arguments: list[str], program: "Callable[[], Program]") -> int:
    """Do what the arguments say. `program` makes the whole program, and is called only when it is needed."""
    try:
        code = _quickly(arguments)
        return _fully(arguments, program()) if code is None else code
    except PrompteurError as error:
        return _failed(error, Words(typed=TYPED, notation=Notation.SHELL))
    except KeyboardInterrupt:
        sys.stderr.write("\n")
        return INTERRUPTED
    except BrokenPipeError:
        _abandon_output()
        return BROKEN_PIPE


def _quickly(arguments: list[str]) -> int | None:
    """Do what needs no program; None for all else."""
    if arguments[:1] == ["--version"]:
        sys.stdout.write(f"prompteur {version('prompteur')}\n")
        return 0
    if arguments[:1] == ["critique"] and "--quick" in arguments:
        from adapters.shell.quick import main as quick

        return quick([each for each in arguments[1:] if each != "--quick"])
    return None


def _fully(arguments: list[str], program: "Program") -> int:
    from adapters.shell.declare import canonical, parser

    words = Words(program.settings.language or "en", typed=TYPED, notation=Notation.SHELL)
    try:
        tasks = program.tasks
        known = parser(program.registry, words, tasks)
        options = known.parse_args(canonical(arguments, program.registry, tasks))
        with asyncio.Runner(loop_factory=_fast_loop() if options.verb == "serve" else None) as runner:
            return runner.run(_chosen(program, options, words))
    except SystemExit as end:  # argparse has said what is wrong, or shown the help
        return end.code if isinstance(end.code, int) else 2
    except PrompteurError as error:
        return _failed(error, words)
    finally:
        sys.stdout.flush()


def _fast_loop() -> Callable[[], asyncio.AbstractEventLoop] | None:
    """Give the faster event loop for a server, where the extra "speed" is installed."""
    try:
        from uvloop import new_event_loop
    except ImportError:
        return None
    return new_event_loop


async def _chosen(program: "Program", options: "argparse.Namespace", words: Words) -> int:
    from adapters.shell import operate
    from adapters.shell.answer import command, press

    operator = {"doctor": operate.doctor, "db": operate.database, "model": operate.model, "press": press}
    if options.command:
        return await command(program, options, words)
    if options.task:
        return await operate.task(program, options, words)
    if options.verb in operator:
        return await operator[options.verb](program, options, words)
    if options.verb == "serve" or (not options.verb and program.platforms):
        return await program.serve()
    return await program.chat(json=options.json)


def _failed(error: PrompteurError, words: Words) -> int:
    values = {name: words(each) if each and isinstance(each, str) else each for name, each in error.values.items()}
    said = [words(text, **values) for text in (error.message, error.advice) if text]
    sys.stderr.write(" ".join(said) + "\n")
    match error:
        case Usage() | Misconfigured():
            return 2
        case Refused():
            return 1
        case _:
            return 3


def _abandon_output() -> None:
    """Let what is still to be written go nowhere: nobody reads it, and the end of the program would stumble over it."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
