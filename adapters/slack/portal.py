"""Where a person finds what Slack gives an app: the two tokens and the signing secret, in words; and those from there.

Slack is heard through Socket Mode, which takes the app-level token, or over HTTP with the signing secret where
`PROMPTEUR_SLACK_PORT` is set. The bot token is needed in both.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from pydantic import SecretStr

from bot.errors import Misconfigured
from bot.settings import SLACK_APP_TOKEN, SLACK_BOT_TOKEN, SLACK_SIGNING_SECRET, Settings
from bot.words import N_

PORTAL = "https://api.slack.com/apps"
BOT, APP = "xoxb-", "xapp-"
"""What the tokens begin with."""
HOLDS = {
    APP: N_("{name} holds an app-level token (xapp-...), which belongs into SLACK_APP_TOKEN."),
    BOT: N_("{name} holds a bot token (xoxb-...), which belongs into SLACK_BOT_TOKEN."),
    "xoxp-": N_("{name} holds the token of a person (xoxp-...), which I have no use for."),
    "xoxe": N_("{name} holds a token that expires (xoxe...), which I have no use for."),
}
NONE = N_("{name} holds nothing that looks as it should.")
MISSING = N_("{name} is not set.")
REFUSED = N_("Slack does not accept the token in {name}.")
FIRST = N_("To answer on Slack: prompteur slack manifest prints a link that makes the app, and what to do then.")
WHERE = {
    SLACK_BOT_TOKEN: N_(
        "It begins with xoxb- and stands here once the app is installed: {portal}, your app, OAuth & Permissions,"
        " Bot User OAuth Token."
    ),
    SLACK_APP_TOKEN: N_(
        "It begins with xapp-, and you make it by hand: {portal}, your app, Basic Information, App-Level Tokens,"
        " Generate Token and Scopes, with the scope connections:write."
    ),
    SLACK_SIGNING_SECRET: N_("It stands here: {portal}, your app, Basic Information, App Credentials, Signing Secret."),
}
"""Where each is found, by the setting that takes it."""


@dataclass(frozen=True, slots=True)
class Tokens:
    """What is set, without white space at its ends; empty for what is not."""

    bot: str = field(repr=False)
    app: str = field(repr=False)
    secret: str = field(repr=False)


def tokens(settings: Settings) -> Tokens:
    """Give what is needed to answer on Slack. `Misconfigured` for the first that is missing or in the wrong place."""
    for mistake in mistakes(settings):
        raise mistake
    return read(settings)


def read(settings: Settings) -> Tokens:
    """Give what is set, whatever it is."""
    return Tokens(
        _plain(settings.slack_bot_token), _plain(settings.slack_app_token), _plain(settings.slack_signing_secret)
    )


def over_http(settings: Settings) -> bool:
    """Say whether Slack is heard over HTTP; else through Socket Mode."""
    return settings.slack_port is not None


def mistakes(settings: Settings) -> Iterator[Misconfigured]:
    """Give what is missing or in the wrong place, without asking Slack; nothing for what is not needed and not set."""
    given = read(settings)
    yield from _mistake(SLACK_BOT_TOKEN, given.bot, BOT, needed=True)
    yield from _mistake(SLACK_APP_TOKEN, given.app, APP, needed=not over_http(settings))
    yield from _mistake(SLACK_SIGNING_SECRET, given.secret, "", needed=over_http(settings))


def _mistake(name: str, given: str, begins: str, *, needed: bool) -> Iterator[Misconfigured]:
    if not given:
        says = MISSING if needed else ""
    elif found := next((start for start in HOLDS if given.startswith(start) and start != begins), ""):
        says = HOLDS[found]
    else:
        says = "" if given.startswith(begins) and given.isascii() and len(given.split()) == 1 else NONE
    if says:
        yield Misconfigured(says, advice=WHERE[name], name=name, portal=PORTAL)


def _plain(secret: SecretStr | None) -> str:
    return secret.get_secret_value().strip() if secret is not None else ""
