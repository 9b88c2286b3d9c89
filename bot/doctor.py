"""What is configured, what is reachable, and what to do next. Never a secret."""

import os
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from importlib.util import find_spec

from bot.errors import ModelUnavailable, PrompteurError
from bot.model.server import host
from bot.ports import Diagnosis, Maintenance, Models
from bot.settings import Settings
from bot.words import N_, Words

Look = Callable[[Settings, Words], AsyncIterator[Diagnosis]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """What is looked at. `model` is what the settings come to; `reach` asks the model which one it is, and gives an
    empty text when none is connected; each of `looks` looks at one chat platform.
    """

    settings: Settings
    model: str
    models: Models
    database: Maintenance
    platforms: Sequence[str]
    looks: Sequence[Look]
    reach: Callable[[], Awaitable[str]]


async def diagnose(at: Looked) -> AsyncGenerator[Diagnosis, None]:
    """Look at everything, one line after the other."""
    words = Words(at.settings.language or "en")
    yield _settings(at, words)
    yield _folder(at.settings, words)
    sound = await _database(at.settings, at.database, words)
    yield sound
    yield _engine(at.database, words)
    yield _local(at.models, words)
    if sound.ok:
        yield await _model(at, words)
    yield _platforms(at.platforms, words)
    for look in at.looks:
        async for line in look(at.settings, words):
            yield line


def _settings(at: Looked, words: Words) -> Diagnosis:
    settings = at.settings
    key, url = settings.anthropic_api_key, settings.anthropic_base_url
    facts = (
        words(N_("ANTHROPIC_API_KEY is set") if key else N_("ANTHROPIC_API_KEY is not set")),
        words(N_("ANTHROPIC_BASE_URL leads to {where}"), where=host(url)) if url else "",
        words(N_("model {name}"), name=at.model),
        words(N_("log from {level} on"), level=settings.log_level),
        words(
            N_("tokens in 24 hours: {person} a person, {team} a team, {process} in all"),
            person=f"{settings.person_tokens_a_day:,}",
            team=f"{settings.team_tokens_a_day:,}",
            process=f"{settings.process_tokens_a_day:,}",
        ),
    )
    return Diagnosis(words(N_("Settings")), ok=None, says="; ".join(filter(None, facts)))


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


def _engine(database: Maintenance, words: Words) -> Diagnosis:
    name, sound = database.engine()
    about = words(N_("Database engine"))
    if sound:
        return Diagnosis(about, ok=True, says=name)
    says = N_("{name}. Before 3.51.3 it has a rare fault with several writers; here a lock keeps that from happening.")
    return Diagnosis(about, ok=None, says=words(says, name=name), next=words(N_("A newer Python brings a newer one.")))


def _local(models: Models, words: Words) -> Diagnosis:
    about = words(N_("Models on this computer"))
    here = ", ".join(model.name for model in models.catalogue() if model.present) or words(N_("none"))
    says = words(N_("Fetched: {names}."), names=here)
    if find_spec("xllamacpp"):
        return Diagnosis(about, ok=None, says=f"{says} {words(N_('What runs them is installed.'))}")
    install = words(N_('To run one: pip install "prompteur[local]"'))
    return Diagnosis(about, ok=None, says=f"{says} {words(N_('What runs them is not installed.'))}", next=install)


async def _model(at: Looked, words: Words) -> Diagnosis:
    about = words(N_("Model"))
    try:
        answers = await at.reach()
    except ModelUnavailable as error:
        return _unreached(_failed(about, error, words), at.settings, words)
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


def _unreached(failed: Diagnosis, settings: Settings, words: Words) -> Diagnosis:
    """Name the setting that may be wrong when the address is one of our own choice."""
    if not settings.anthropic_base_url:
        return failed
    where = host(settings.anthropic_base_url)
    return replace(failed, next=words(N_("See that ANTHROPIC_BASE_URL is right: it leads to {where}."), where=where))


def _platforms(platforms: Sequence[str], words: Words) -> Diagnosis:
    says = ", ".join(platforms) or words(N_("None has credentials. The terminal and the shell need none."))
    return Diagnosis(words(N_("Chat platforms")), ok=None, says=says)


def _failed(about: str, error: PrompteurError, words: Words) -> Diagnosis:
    advice = words(error.advice, **error.values) if error.advice else ""
    return Diagnosis(about, ok=False, says=words(error.message, **error.values), next=advice)
