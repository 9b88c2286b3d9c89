"""What `prompteur doctor` tells of Slack: what is set, what Slack says of it, and the next step."""

from collections.abc import AsyncIterator, Iterator
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from adapters.slack.needs import RIGHTS, Extra, Right, rights
from adapters.slack.portal import FIRST, MISSING, PORTAL, WHERE, Tokens, mistakes, over_http, read
from bot.errors import PrompteurError
from bot.ports import Diagnosis
from bot.settings import SLACK_APP_TOKEN, SLACK_BOT_TOKEN, SLACK_SIGNING_SECRET, Settings
from bot.words import N_, Words

if TYPE_CHECKING:
    from adapters.slack.ask import Said

ABOUT = "Slack"
CONNECTION = N_("Slack connection")
RIGHT = N_("Slack rights")
EXTRAS = {
    Extra.AGENT: (
        N_("Slack agent"),
        N_("Its rights are there: suggested prompts, and Slack's own stop button."),
        N_("Slack's view for agents is off; all else works without it. To switch it on: {task} --agent."),
    ),
    Extra.THREADS: (
        N_("Slack threads"),
        N_("They go on without a mention, for which Slack shows me every message in channels that I am in."),
        N_("I read what mentions me and nothing else of a channel. For threads without a mention: {task} --threads."),
    ),
}
"""What an operator may add: its name, what is said with its rights, and without any of them."""
MANIFEST = "prompteur slack manifest"
UPDATE = N_("Paste the JSON of {task} into {portal}, your app, App Manifest; then install the app again.")
LACKING = N_("Rights are missing, and with each what it is for: {lacking}.")


async def diagnose(settings: Settings, words: Words) -> AsyncIterator[Diagnosis]:
    """Look at Slack, one line after the other; nothing is asked without tokens that look as they should."""
    given = read(settings)
    if not (given.bot or given.app or given.secret):
        yield Diagnosis(ABOUT, ok=None, says=words(MISSING, name=SLACK_BOT_TOKEN), next=words(FIRST))
        return
    if settings.slack_api_url:
        yield _address(settings.slack_api_url, words)
    wrong = [_wrong(ABOUT, mistake, words) for mistake in mistakes(settings)]
    for line in wrong:
        yield line
    if not wrong:
        async for line in _asked(given, settings, words):
            yield line


async def _asked(given: Tokens, settings: Settings, words: Words) -> AsyncIterator[Diagnosis]:
    from adapters.slack.ask import ask_bot  # noqa: PLC0415 - loads Slack's client, for nothing without a token

    try:
        said = await ask_bot(given, settings)
    except PrompteurError as error:
        yield _wrong(ABOUT, error, words)
        return
    says = N_("The token is good: the bot is {name}, in the workspace {team}.")
    yield Diagnosis(ABOUT, ok=True, says=words(says, name=said.name, team=said.team))
    yield await _connection(given, said, settings, words)
    for line in _rights(said.scopes, words):
        yield line


def _wrong(about: str, error: PrompteurError, words: Words) -> Diagnosis:
    following = words(error.advice, **error.values)
    return Diagnosis(about, ok=False, says=words(error.message, **error.values), next=following)


def _address(url: str, words: Words) -> Diagnosis:
    """Say where the tokens go, without what else an address may hold."""
    says = words(N_("{name} leads to {where}"), name="PROMPTEUR_SLACK_API_URL", where=urlsplit(url).hostname)
    return Diagnosis(words(N_("Slack address")), ok=None, says=says)


async def _connection(given: Tokens, said: "Said", settings: Settings, words: Words) -> Diagnosis:
    """Say how Slack is heard."""
    from adapters.slack.ask import app_of, ask_app  # noqa: PLC0415 - the same

    about = words(CONNECTION)
    if over_http(settings):
        says = N_("Slack reaches me over HTTP, at port {port}; {name} is set. Slack does not say which address it has.")
        return Diagnosis(about, ok=None, says=words(says, port=settings.slack_port, name=SLACK_SIGNING_SECRET))
    try:
        await ask_app(given, settings)
    except PrompteurError as error:
        return _wrong(about, error, words)
    ours = app_of(given)
    if ours and said.app and ours != said.app:
        says = N_("{one} and {other} are of two apps, so that nothing of what people do is answered.")
        following = words(WHERE[SLACK_APP_TOKEN], portal=PORTAL)
        return Diagnosis(about, ok=False, says=words(says, one=SLACK_BOT_TOKEN, other=SLACK_APP_TOKEN), next=following)
    return Diagnosis(about, ok=True, says=words(N_("Slack gives me a connection (Socket Mode).")))


def _rights(scopes: frozenset[str] | None, words: Words) -> Iterator[Diagnosis]:
    """Hold what the bot may do against what it needs."""
    about = words(RIGHT)
    if scopes is None:
        yield Diagnosis(about, ok=None, says=words(N_("Slack did not say which rights the bot has.")))
        return
    lacking = [right for right in rights() if right.scope not in scopes]
    if lacking:
        says = words(LACKING, lacking=_listed(lacking, words))
        yield Diagnosis(about, ok=False, says=says, next=_update(scopes, words))
    else:
        yield Diagnosis(about, ok=True, says=words(N_("All that I need are there.")), next=_too_many(scopes, words))
    yield from (_extra(extra, scopes, words) for extra in Extra)


def _listed(lacking: list[Right], words: Words) -> str:
    return "; ".join(f"{right.scope} ({words(right.about)})" for right in lacking)


def _update(scopes: frozenset[str], words: Words) -> str:
    """Say how to get what is missing, without losing an extra that is there."""
    extras = [f" --{extra}" for extra in Extra if any(one.extra is extra and one.scope in scopes for one in RIGHTS)]
    return words(UPDATE, task="".join((MANIFEST, *extras)), portal=PORTAL)


def _too_many(scopes: frozenset[str], words: Words) -> str:
    more = sorted(scopes - {right.scope for right in RIGHTS})
    return words(N_("I have no use for {more}; you can take that away."), more=", ".join(more)) if more else ""


def _extra(extra: Extra, scopes: frozenset[str], words: Words) -> Diagnosis:
    about, on, off = EXTRAS[extra]
    needed = [right for right in RIGHTS if right.extra is extra]
    lacking = [right for right in needed if right.scope not in scopes]
    if not lacking:
        return Diagnosis(words(about), ok=None, says=words(on))
    if lacking == needed:
        return Diagnosis(words(about), ok=None, says=words(off, task=MANIFEST))
    says = words(LACKING, lacking=_listed(lacking, words))
    return Diagnosis(words(about), ok=False, says=says, next=_update(scopes, words))
