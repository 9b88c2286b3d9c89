"""What the operator does: look at the configuration, the database, the models on this computer."""

import argparse
import sys

from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn, TransferSpeedColumn

from adapters.base import Program, Task
from adapters.escape import one_line, safe
from adapters.shell.declare import VALUE
from bot.errors import NotFound, Usage
from bot.ports import Diagnosis, Models, Weights
from bot.words import N_, Words

GIGABYTE = 1_000_000_000
MEGABYTE = 1_000_000


async def doctor(program: Program, options: argparse.Namespace, words: Words) -> int:  # noqa: ARG001 - like the others
    """Tell what is configured, what works and what to do next; 1 when something is wrong."""
    wrong = False
    async for diagnosis in program.diagnose():
        wrong = wrong or diagnosis.ok is False
        _say(diagnosed(diagnosis, words))
    return 1 if wrong else 0


def diagnosed(diagnosis: Diagnosis, words: Words) -> str:
    """Give a diagnosis as a line that begins with a word for how it is, and a second one for what to do."""
    states = {True: N_("ok"), False: N_("not ok"), None: N_("note")}
    line = f"{words(states[diagnosis.ok]):<7} {one_line(diagnosis.about)}: {one_line(diagnosis.says)}"
    following = words(N_("next: {step}"), step=one_line(diagnosis.next)) if diagnosis.next else ""
    return f"{line}\n{' ' * 8}{following}" if following else line


async def task(program: Program, options: argparse.Namespace, words: Words) -> int:
    """Do what an adapter registered, and print what it says."""
    chosen: Task = options.task
    values = {option.name: getattr(options, VALUE + option.name) for option in chosen.options}
    async for line in chosen.run(program.settings, values, words):
        _say(safe(line))
    return 0


async def database(program: Program, options: argparse.Namespace, words: Words) -> int:
    """Migrate, check, back up or restore the database."""
    maintenance = program.maintenance()
    match options.what:
        case "migrate":
            before, after = await maintenance.migrate()
            told = N_("The database is up to date: version {after}, before {before}.")
            _say(words(told, before=before, after=after))
        case "check":
            return _checked(await maintenance.check(), words)
        case "backup":
            size = await maintenance.backup(options.path)
            _say(words(N_("Written: {path}, {size}."), path=safe(options.path), size=_size(size)))
        case _:
            kept = await maintenance.restore(options.path)
            _say(words(N_("Restored. The database as it was is kept at {path}."), path=safe(kept)))
    return 0


def _checked(wrong: tuple[str, ...], words: Words) -> int:
    for each in wrong:
        _say(safe(each))
    if wrong:
        _say(words(N_("Nothing was changed. A backup can be put in its place: prompteur db restore FILE")))
        return 1
    _say(words(N_("The database is sound.")))
    return 0


async def model(program: Program, options: argparse.Namespace, words: Words) -> int:
    """List, fetch or remove the models on this computer."""
    models = program.models
    match options.what:
        case "list":
            for each in models.catalogue():
                _say(listed(each, words))
        case "pull":
            return await _pull(models, options, words)
        case _:
            freed = models.remove(options.name)
            _say(words(N_("Removed {name}: {size} are free again."), name=options.name, size=_size(freed)))
    return 0


def listed(weights: Weights, words: Words) -> str:
    """Give a model of the catalogue as a line with a word for whether it is here, and a second one about it."""
    here = words(N_("here") if weights.present else N_("not here"))
    size = words(N_("{size} to fetch, {memory} of memory"), size=_size(weights.size), memory=_size(weights.memory))
    return f"{weights.name} ({here}): {size}, {weights.licence}\n  {words(weights.about)}"


async def _pull(models: Models, options: argparse.Namespace, words: Words) -> int:
    weights = _wanted(models, options.name)
    _say(listed(weights, words))
    if weights.present:
        _say(words(N_("It is here already.")))
        return 0
    if not options.yes and not _agreed(words):
        _say(words(N_("Nothing was fetched.")))
        return 1
    with _bar() as bar:
        task = bar.add_task(weights.name, total=weights.size)
        async for fetched in models.pull(weights.name):
            bar.update(task, completed=fetched.done, total=fetched.total)
    _say(words(N_("{name} is here and whole. The next start works with it."), name=weights.name))
    return 0


def _wanted(models: Models, name: str | None) -> Weights:
    catalogue = models.catalogue()
    found = [each for each in catalogue if each.name == name] if name else list(catalogue)
    if not found:
        raise NotFound(
            N_("There is no model {name}."), name=name, advice=N_("prompteur model list shows what there is.")
        )
    return found[0]


def _agreed(words: Words) -> bool:
    """Ask. `Usage` where nobody can answer."""
    if not sys.stdin.isatty():
        raise Usage(N_("Nobody is here to say yes."), advice=N_("Add --yes to fetch without asking."))
    return input(words(N_("Fetch it? [y/N] "))).strip().casefold() in {"y", "yes", "j", "ja", "o", "oui"}


def _bar() -> Progress:
    return Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        DownloadColumn(),
        TransferSpeedColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True),
    )


def _size(number: int) -> str:
    if number >= GIGABYTE:
        return f"{number / GIGABYTE:.1f} GB"
    return f"{number / MEGABYTE:.1f} MB" if number >= MEGABYTE else f"{number:,} bytes"


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
