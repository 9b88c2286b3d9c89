"""What is configured, what is reachable, and what to do next. Never a secret."""

import os
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence

from bot.errors import PrompteurError
from bot.ports import Diagnosis, Maintenance
from bot.settings import Settings
from bot.words import N_, Words


async def diagnose(
    settings: Settings, database: Maintenance, reach: Callable[[], Awaitable[str]], platforms: Sequence[str]
) -> AsyncGenerator[Diagnosis, None]:
    """Look at everything, one line after the other. `reach` asks the model which one it is, and gives an empty text
    when none is connected.
    """
    words = Words(settings.language or "en")
    yield _folder(settings, words)
    sound = await _database(settings, database, words)
    yield sound
    if sound.ok:
        yield await _model(reach, words)
    yield _platforms(platforms, words)


def _folder(settings: Settings, words: Words) -> Diagnosis:
    folder, about = settings.data_dir, words(N_("Data folder"))
    if folder.exists() and not os.access(folder, os.W_OK):
        return Diagnosis(
            about,
            ok=False,
            says=words(N_("{folder} cannot be written."), folder=folder),
            next=words(N_("Choose another with PROMPTEUR_DATA_DIR.")),
        )
    return Diagnosis(about, ok=True, says=str(folder))


async def _database(settings: Settings, database: Maintenance, words: Words) -> Diagnosis:
    file, about = settings.database, words(N_("Database"))
    if not file.exists():
        return Diagnosis(about, ok=True, says=words(N_("{file} is made at the first start."), file=file))
    try:
        wrong = await database.check()
    except PrompteurError as error:
        return _failed(about, error, words)
    if wrong:
        return Diagnosis(
            about,
            ok=False,
            says=words(N_("{file} is damaged: {reason}"), file=file, reason=wrong[0]),
            next=words(N_("Put a backup in its place: prompteur db restore FILE. The damaged file is kept.")),
        )
    return Diagnosis(about, ok=True, says=words(N_("{file} is sound."), file=file))


async def _model(reach: Callable[[], Awaitable[str]], words: Words) -> Diagnosis:
    about = words(N_("Model"))
    try:
        answers = await reach()
    except PrompteurError as error:
        return _failed(about, error, words)
    if answers:
        return Diagnosis(about, ok=True, says=words(N_("{model} answers."), model=answers))
    return Diagnosis(
        about,
        ok=None,
        says=words(N_("None is connected: the work is done by rules, and nothing leaves this computer.")),
        next=words(N_("Set ANTHROPIC_API_KEY for Claude, or fetch one for this computer: prompteur model pull.")),
    )


def _platforms(platforms: Sequence[str], words: Words) -> Diagnosis:
    says = ", ".join(platforms) or words(N_("None has credentials. The terminal and the shell need none."))
    return Diagnosis(words(N_("Chat platforms")), ok=None, says=says)


def _failed(about: str, error: PrompteurError, words: Words) -> Diagnosis:
    advice = words(error.advice, **error.values) if error.advice else ""
    return Diagnosis(about, ok=False, says=words(error.message, **error.values), next=advice)
