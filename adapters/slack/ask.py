"""What Slack says of the tokens, asked by slack_sdk without a connection."""

import asyncio
import re
from dataclasses import dataclass
from urllib.parse import urlsplit

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from adapters.slack.needs import granted
from adapters.slack.portal import PORTAL, REFUSED, WHERE, Tokens
from bot.errors import Misconfigured, PrompteurError
from bot.settings import SLACK_APP_TOKEN, SLACK_BOT_TOKEN, Settings
from bot.words import N_

SECONDS = 8
"""For each question."""
_STRANGE = (TypeError, AttributeError, KeyError, ValueError)
"""What slack_sdk stumbles with over an answer that is none of Slack's."""
OK = 200
ONLINE = N_("See that this computer is online.")
_GONE = N_("The app is no longer in its workspace, or the token in {name} was taken back.")
_AGAIN = N_("Install the app again: {portal}, your app, Install App. Put the new token into {name}.")
_KNOWN = {
    ("", "invalid_auth"): (REFUSED, ""),
    ("", "not_authed"): (REFUSED, ""),
    ("", "not_allowed_token_type"): (REFUSED, ""),
    ("", "token_expired"): (REFUSED, ""),
    ("", "account_inactive"): (_GONE, _AGAIN),
    ("", "token_revoked"): (_GONE, _AGAIN),
    (SLACK_APP_TOKEN, "token_revoked"): (REFUSED, ""),
    (SLACK_APP_TOKEN, "missing_scope"): (N_("The token in {name} lacks the scope connections:write."), ""),
    (SLACK_APP_TOKEN, "not_allowed_token_type"): (
        N_("Slack gives no connection for the token in {name}."),
        N_("Switch Socket Mode on: {portal}, your app, Socket Mode. Or set PROMPTEUR_SLACK_PORT, for HTTP."),
    ),
}
"""Slack's words for what an operator can mend, by the setting, or for either: what is said, and what to do where that
is not to look the token up.
"""
_APP = re.compile(r"xapp-\d+-(A[A-Z0-9]+)-")
"""An app-level token has its app's number in it."""


class Unreached(PrompteurError):  # noqa: N818 - reads as what happened
    """Slack could not be asked."""


@dataclass(frozen=True, slots=True)
class Said:
    """What Slack said of the bot token. `scopes` None: it did not say; `app`: the app's number, empty where the bot may
    not know it.
    """

    team: str
    name: str
    scopes: frozenset[str] | None
    app: str


async def ask_bot(given: Tokens, settings: Settings) -> Said:
    """Ask who the bot is, and what it may do. `Misconfigured` for a token that is refused, `Unreached` for all else."""
    client = _client(given.bot, settings)
    try:
        async with asyncio.timeout(SECONDS):
            answer = await client.auth_test()
            team, name = _text(answer["team"]), _text(answer["user"])
            return Said(team, name, granted(answer.headers), await _app(client, answer))
    except (OSError, aiohttp.ClientError, SlackApiError, *_STRANGE) as error:
        raise _failed(error, SLACK_BOT_TOKEN, settings) from error


async def ask_app(given: Tokens, settings: Settings) -> None:
    """Ask for a connection, which is not opened. The same errors."""
    client = _client(given.app, settings)
    try:
        async with asyncio.timeout(SECONDS):
            await client.apps_connections_open(app_token=given.app)
    except (OSError, aiohttp.ClientError, SlackApiError, *_STRANGE) as error:
        raise _failed(error, SLACK_APP_TOKEN, settings) from error


def app_of(given: Tokens) -> str:
    """Give the number of the app that an app-level token is for; empty where it does not say."""
    found = _APP.match(given.app)
    return found[1] if found else ""


def _client(token: str, settings: Settings) -> AsyncWebClient:
    address = settings.slack_api_url or AsyncWebClient.BASE_URL
    return AsyncWebClient(token, base_url=address, timeout=SECONDS, retry_handlers=[])


async def _app(client: AsyncWebClient, answer: AsyncSlackResponse) -> str:
    try:
        told = await client.bots_info(bot=answer["bot_id"])
    except SlackApiError:  # it is only to compare with, and the right for it may be missing, which is said
        return ""
    return _text(told["bot"]["app_id"])


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"a text was to come, not {type(value).__name__}")
    return value


def _failed(error: Exception, name: str, settings: Settings) -> PrompteurError:
    code = _code(error)
    known = _KNOWN.get((name, code)) or _KNOWN.get(("", code))
    if known is not None:
        says, advice = known
        return Misconfigured(says, advice=advice or WHERE[name], name=name, portal=PORTAL)
    where = urlsplit(settings.slack_api_url or AsyncWebClient.BASE_URL).hostname or ""
    advice = N_("See that PROMPTEUR_SLACK_API_URL is right.") if settings.slack_api_url else ONLINE
    return Unreached(_says(error, code), advice=advice, seconds=SECONDS, code=code, where=where)


def _says(error: Exception, code: str) -> str:
    if code:
        return N_("Slack answers with an error ({code}), at {where}.")
    match error:
        case TimeoutError():
            return N_("Slack did not answer in {seconds} seconds, at {where}.")
        case OSError() | aiohttp.ClientConnectionError():
            return N_("Slack cannot be reached at {where}.")
        case _:
            return N_("What answers at {where} does not speak as Slack does.")


def _code(error: Exception) -> str:
    """Give Slack's word for what is wrong, else the status of its answer; empty for what is no answer of Slack's."""
    answer = error.response if isinstance(error, SlackApiError) else None
    if not isinstance(answer, AsyncSlackResponse):
        return ""
    told = answer.data.get("error") if isinstance(answer.data, dict) else None
    return str(told or (answer.status_code if answer.status_code != OK else ""))
