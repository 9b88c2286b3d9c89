"""What doctor tells the operator of Slack, and that tokens in the wrong place are found before they are sent."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from aiohttp import web
from aiohttp.test_utils import TestServer
from pydantic import SecretStr

from adapters.slack.declare import Choice, document
from adapters.slack.doctor import diagnose
from adapters.slack.needs import Extra, Right, rights
from adapters.slack.portal import tokens
from bot.commands import load
from bot.errors import Misconfigured
from bot.ports import Diagnosis
from bot.settings import Settings
from bot.words import Words
from tests.doubles.settings import nothing_set
from tests.doubles.slack import SlackDouble

pytestmark = pytest.mark.asyncio
Json = dict[str, Any]
NOWHERE = "http://127.0.0.1:9/api/"


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    nothing_set(monkeypatch, tmp_path)


@pytest_asyncio.fixture
async def double() -> AsyncIterator[SlackDouble]:
    """Give a Slack on loopback, with the app as its plain manifest makes it."""
    async with SlackDouble() as server:
        server.manifest(document(load(), Choice(), Words()))
        yield server


def settings(double: SlackDouble | None = None, **given: object) -> Settings:
    """Give settings that lead to the double, with its tokens."""
    if double is not None:
        tokens = {"SLACK_BOT_TOKEN": SecretStr(double.bot_token), "SLACK_APP_TOKEN": SecretStr(double.app_token)}
        given = {**tokens, "slack_api_url": double.api_url, **given}
    return Settings.model_validate({"model": "guided", **given})


async def told(given: Settings, words: Words | None = None) -> dict[str, Diagnosis]:
    """Give what doctor says of Slack, by what it is about."""
    lines = {each.about: each async for each in diagnose(given, words or Words())}
    lines.pop("Slack address", None)  # all tests lead to the double; one looks at the line
    return lines


async def test_without_tokens_doctor_says_how_to_get_them() -> None:
    """Nothing is wrong without tokens; the line says what to do to be on Slack, and nothing is asked."""
    (line,) = (await told(settings())).values()
    assert line.ok is None
    assert "SLACK_BOT_TOKEN is not set" in line.says
    assert "prompteur slack manifest" in line.next


async def test_good_tokens_are_told_with_all_that_is_known(double: SlackDouble) -> None:
    """The bot's name and workspace, the connection and the rights stand there; nothing is wrong or shown."""
    lines = await told(settings(double))
    assert "the bot is prompteur, in the workspace Acme" in lines["Slack"].says
    assert lines["Slack connection"].ok
    assert (lines["Slack rights"].ok, lines["Slack rights"].next) == (True, "")
    assert "prompteur slack manifest --agent" in lines["Slack agent"].says
    assert "prompteur slack manifest --threads" in lines["Slack threads"].says
    assert all(line.ok is not False for line in lines.values())
    assert not [token for token in (double.bot_token, double.app_token) if token in repr(lines)]
    assert double.refused == []


async def test_extras_that_are_there_are_told(double: SlackDouble) -> None:
    """Whoever chose them reads that the agent's view is there, and what Slack shows the app for threads."""
    double.manifest(document(load(), Choice(extras=tuple(Extra)), Words()))
    lines = await told(settings(double))
    assert "stop button" in lines["Slack agent"].says
    assert "every message" in lines["Slack threads"].says
    assert all(line.ok is not False for line in lines.values())


@pytest.mark.parametrize("right", list(rights()), ids=lambda right: right.scope)
async def test_a_missing_right_is_named(double: SlackDouble, right: Right) -> None:
    """A right that was taken away is named with what does not work without it, and the way to get it."""
    double.state.scopes -= {right.scope}
    line = (await told(settings(double)))["Slack rights"]
    assert line.ok is False
    assert f"{right.scope} ({right.about})" in line.says
    assert line.says.count(" (") == 1
    assert "prompteur slack manifest into https://api.slack.com/apps, your app, App Manifest" in line.next


async def test_half_of_an_extra_is_told(double: SlackDouble) -> None:
    """Threads in public channels alone are half of what was meant; the next step keeps what is there."""
    double.state.scopes |= {"channels:history"}
    line = (await told(settings(double)))["Slack threads"]
    assert line.ok is False
    assert "groups:history" in line.says
    assert "channels:history" not in line.says
    assert "prompteur slack manifest --threads into" in line.next


async def test_a_right_too_many_is_told(double: SlackDouble) -> None:
    """A right that nothing needs is named, so that it can be taken away."""
    double.state.scopes |= {"users:read.email"}
    line = (await told(settings(double)))["Slack rights"]
    assert line.ok
    assert "users:read.email" in line.next


async def test_rights_that_nobody_names_are_not_guessed(double: SlackDouble, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a proxy swallows the answer's head, doctor says that it does not know."""
    monkeypatch.setattr(double.api, "_granted", lambda _: {})
    lines = await told(settings(double))
    assert (lines["Slack rights"].ok, "did not say" in lines["Slack rights"].says) == (None, True)
    assert "Slack agent" not in lines


MIXED = {
    "the app's token": ({"SLACK_BOT_TOKEN": "xapp-1-A1-2-x"}, ["SLACK_BOT_TOKEN holds an app-level token"]),
    "a person's token": ({"SLACK_BOT_TOKEN": "xoxp-1"}, ["SLACK_BOT_TOKEN holds the token of a person"]),
    "one that expires": ({"SLACK_BOT_TOKEN": "xoxe.xoxb-1"}, ["SLACK_BOT_TOKEN holds a token that expires"]),
    "no token": ({"SLACK_BOT_TOKEN": "0123456789abcdef"}, ["SLACK_BOT_TOKEN holds nothing that looks"]),
    "two words": ({"SLACK_BOT_TOKEN": "xoxb-1 xoxb-2"}, ["SLACK_BOT_TOKEN holds nothing that looks"]),
    "a strange sign": ({"SLACK_BOT_TOKEN": "xoxb-1…"}, ["SLACK_BOT_TOKEN holds nothing that looks"]),
    "the bot's token": ({"SLACK_APP_TOKEN": "xoxb-1"}, ["SLACK_APP_TOKEN holds a bot token"]),
    "exchanged": (
        {"SLACK_BOT_TOKEN": "xapp-1", "SLACK_APP_TOKEN": "xoxb-1"},
        ["SLACK_BOT_TOKEN holds an app-level token", "SLACK_APP_TOKEN holds a bot token"],
    ),
    "a token for a secret": ({"SLACK_SIGNING_SECRET": "xapp-1"}, ["SLACK_SIGNING_SECRET holds an app-level token"]),
    "no app token": ({"SLACK_APP_TOKEN": ""}, ["SLACK_APP_TOKEN is not set"]),
    "no bot token": ({"SLACK_BOT_TOKEN": ""}, ["SLACK_BOT_TOKEN is not set"]),
    "no secret": ({"slack_port": 3000}, ["SLACK_SIGNING_SECRET is not set"]),
}


@pytest.mark.parametrize(("given", "says"), MIXED.values(), ids=MIXED)
async def test_tokens_in_the_wrong_place_are_named(double: SlackDouble, given: Json, says: list[str]) -> None:
    """Each token in the wrong place is named with where the right one is found, and nothing is sent anywhere; the start
    ends with the same sentence.
    """
    wrong = settings(double, **given)
    lines = [each async for each in diagnose(wrong, Words()) if each.about == "Slack"]
    assert [each.ok for each in lines] == [False] * len(says)
    assert all(each.says.startswith(said) for each, said in zip(lines, says, strict=True))
    assert all("https://api.slack.com/apps, your app" in each.next for each in lines)
    assert double.requests == []
    with pytest.raises(Misconfigured, match=says[0]):
        tokens(wrong)


async def test_white_space_around_a_token_does_no_harm(double: SlackDouble) -> None:
    """A token that was copied with the end of its line works."""
    given = settings(double, SLACK_BOT_TOKEN=f" {double.bot_token}\n")
    assert (await told(given))["Slack"].ok
    assert tokens(given).bot == double.bot_token
    assert double.bot_token not in repr(tokens(given))


async def test_a_refused_bot_token_is_named(double: SlackDouble) -> None:
    """A bot token that Slack refuses is named, with where the right one is; one of a removed app with how to go on."""
    (line,) = (await told(settings(double, SLACK_BOT_TOKEN="xoxb-wrong"))).values()
    assert (line.ok, "SLACK_BOT_TOKEN" in line.says, "Bot User OAuth Token" in line.next) == (False, True, True)
    assert "xoxb-wrong" not in repr(line)
    double.uninstall()
    (line,) = (await told(settings(double))).values()
    assert (line.ok, "no longer in its workspace" in line.says) == (False, True)
    assert "Install App" in line.next


async def test_a_refused_app_token_is_named(double: SlackDouble) -> None:
    """An app token that gives no connection is named, with what is wrong with it; the bot's own is good meanwhile."""
    line = (await told(settings(double, SLACK_APP_TOKEN="xapp-wrong")))["Slack connection"]
    assert (line.ok, "SLACK_APP_TOKEN" in line.says, "connections:write" in line.next) == (False, True, True)
    double.fail_next("apps.connections.open", "missing_scope")
    line = (await told(settings(double)))["Slack connection"]
    assert (line.ok, "lacks the scope connections:write" in line.says) == (False, True)
    double.socket.enabled = False
    lines = await told(settings(double))
    assert lines["Slack"].ok
    assert (lines["Slack connection"].ok, "Socket Mode on" in lines["Slack connection"].next) == (False, True)


async def test_tokens_of_two_apps_are_told(double: SlackDouble) -> None:
    """Whoever has two apps and took one token of each learns why nothing is answered."""
    double.api.app_token = "xapp-1-A9999999999-1-x"
    line = (await told(settings(double, SLACK_APP_TOKEN=double.api.app_token)))["Slack connection"]
    assert (line.ok, "of two apps" in line.says) == (False, True)
    double.api.app_token = f"xapp-1-{double.state.app_id}-1-x"
    assert (await told(settings(double, SLACK_APP_TOKEN=double.api.app_token)))["Slack connection"].ok


async def test_over_http_no_app_token_is_needed(double: SlackDouble) -> None:
    """With a port and the signing secret, the line says what doctor cannot know; no connection is asked for."""
    given = settings(double, SLACK_APP_TOKEN="", SLACK_SIGNING_SECRET=double.signing_secret, slack_port=3000)
    lines = await told(given)
    assert "port 3000" in lines["Slack connection"].says
    assert "does not say which address" in lines["Slack connection"].says
    assert all(line.ok is not False for line in lines.values())
    assert double.calls("apps.connections.open") == []
    assert double.signing_secret not in repr(lines)


async def test_slack_that_cannot_be_reached_is_told(double: SlackDouble) -> None:
    """Whether the address is wrong, Slack fails or something else answers there: a sentence, and the next step."""
    (line,) = (await told(settings(double, slack_api_url=NOWHERE))).values()
    assert (line.ok, "cannot be reached at 127.0.0.1" in line.says) == (False, True)
    assert "PROMPTEUR_SLACK_API_URL" in line.next
    for method, about in {"auth.test": "Slack", "apps.connections.open": "Slack connection"}.items():
        double.fail_next(method, "internal_error")
        line = (await told(settings(double)))[about]
        assert (line.ok, "(internal_error)" in line.says) == (False, True)
        double.drop_next(method)
        assert "cannot be reached" in (await told(settings(double)))[about].says
    (line,) = (await told(settings(double, slack_api_url=double.state.base))).values()
    assert (line.ok, "(404)" in line.says) == (False, True)


@pytest.mark.parametrize(
    ("kind", "answer"),
    [
        ("text/html", "<html>log in</html>"),
        ("text/plain", "hello"),
        ("application/json", "{"),
        ("application/json", "[]"),
        ("application/json", "{}"),
        ("application/json", '{"ok": true}'),
        ("application/json", '{"ok": true, "team": "Acme", "user": "x", "bot_id": "B1"}'),
    ],
)
async def test_something_else_that_answers_is_told(kind: str, answer: str) -> None:
    """A page to log in, or anything else that is none of Slack's answers, ends in a sentence and never in a crash."""

    async def say(_: web.Request) -> web.Response:
        return web.Response(text=answer, content_type=kind)

    app = web.Application()
    app.router.add_route("*", "/{tail:.*}", say)
    async with TestServer(app) as server:
        given = {
            "SLACK_BOT_TOKEN": "xoxb-1",
            "SLACK_APP_TOKEN": "xapp-1",
            "slack_api_url": str(server.make_url("/api")),
        }
        (line,) = (await told(settings(None, **given))).values()
    assert (line.ok, line.says) == (False, "What answers at 127.0.0.1 does not speak as Slack does.")


async def test_a_slack_that_does_not_answer_is_not_waited_for(
    double: SlackDouble, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Doctor goes on after some seconds."""
    monkeypatch.setattr("adapters.slack.ask.SECONDS", 0.05)
    held = double.hold_next("auth.test")
    (line,) = (await told(settings(double))).values()
    held.release()
    assert line.ok is False
    assert "did not answer" in line.says


async def test_another_address_is_told(double: SlackDouble) -> None:
    """Whoever has the tokens sent elsewhere reads where, without a password that stands in the address."""
    given = settings(double, slack_api_url="http://ann:hidden@127.0.0.1:9/api/", SLACK_APP_TOKEN="")
    (line,) = [each async for each in diagnose(given, Words()) if each.about == "Slack address"]
    assert line.says == "PROMPTEUR_SLACK_API_URL leads to 127.0.0.1"
