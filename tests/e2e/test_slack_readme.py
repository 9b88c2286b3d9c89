"""The README's five minutes on Slack, step by step as far as the loopback Slack reaches: through Socket Mode and, for
those who want that, over HTTP.
"""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from adapters.slack.manifest import TASK
from tests.doubles.newcomer import part, serving, told
from tests.doubles.slack import SlackDouble
from tests.doubles.slack_served import reached, ready

pytestmark = pytest.mark.asyncio
STEPS = part("Connect Slack in five minutes")
GOAL = "a prompt that sorts letters by their sender"


def created(slack: SlackDouble, said: str) -> None:
    """Make the app as Slack does for whoever opens the link that was printed."""
    (link,) = re.findall(r"^https://api\.slack\.com/\S+$", said, re.MULTILINE)
    slack.manifest(json.loads(parse_qs(urlsplit(link).query)["manifest_json"][0]))


def written(folder: Path, settings: Mapping[str, str]) -> None:
    """Write the file of the steps."""
    (folder / ".env").write_text("".join(f"{name}={value}\n" for name, value in settings.items()))


async def test_from_nothing_to_the_first_draft_in_a_workspace(tmp_path: Path) -> None:
    """Somebody who follows the steps has a draft in a channel, with nothing set but two tokens in a file, and can do
    all else that the steps name.
    """
    assert re.findall(r"`(prompteur [a-z ]+)`", STEPS.partition("| option")[0]) == [
        "prompteur slack manifest",
        "prompteur serve",
        "prompteur doctor",
    ]
    async with SlackDouble() as slack:
        created(slack, await told(tmp_path, "slack", "manifest"))
        settings = reached(slack)
        assert re.findall(r"^ *(\w+)=xox|^ *(\w+)=xapp", STEPS, re.MULTILINE) == [
            ("SLACK_BOT_TOKEN", ""), ("", "SLACK_APP_TOKEN"),
        ]  # fmt: skip
        assert set(settings) == {"SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "PROMPTEUR_SLACK_API_URL"}
        written(tmp_path, settings)
        doctor = await told(tmp_path, "doctor")
        assert "The token is good: the bot is prompteur, in the workspace Acme." in doctor
        assert "Slack gives me a connection (Socket Mode)." in doctor
        assert "All that I need are there." in doctor
        channel, ana, ben = slack.channel("general"), slack.person("Ana"), slack.person("Ben")
        async with serving(tmp_path, ready(slack)):
            act = await ana.slash(channel, "/prompt", GOAL)
            await act.settled(contains="letters")
            assert ben.sees(channel) == [], "only you see the answer until you share it"
            written_to = await ana.say(ana.dm(), GOAL)
            await written_to.settled(contains="letters")
            assert "Continue" in (await ana.opens_home("letters")).text
            mentioned = await ana.say(channel, f"{slack.mention} {GOAL}")
            await mentioned.settled(contains="letters")
            pointed = await ana.point(mentioned, "Critique this prompt")
            await pointed.settled(contains="letters")
        assert slack.refused == []
        assert slack.errors == []


async def test_over_http_to_the_first_draft(tmp_path: Path) -> None:
    """Whoever wants Slack to send to an address of their own, and has a /prompt already, follows the table."""
    options = dict(re.findall(r"^\| `(--\w+)[^`]*` \| (.*) \|$", STEPS, re.MULTILINE))
    assert set(options) == {f"--{option.name}" for option in TASK.options}
    assert re.findall(r"`([A-Z_]+)`", options["--http"]) == ["PROMPTEUR_SLACK_PORT", "SLACK_SIGNING_SECRET"]
    async with SlackDouble() as slack:
        words = ("--http", "https://prompteur.example.com", "--command", "pr", "--agent", "--threads")
        created(slack, await told(tmp_path, "slack", "manifest", *words))
        settings = reached(slack, http=True)
        assert "SLACK_APP_TOKEN" not in settings
        written(tmp_path, settings)
        channel, ana = slack.channel("general"), slack.person("Ana")
        async with serving(tmp_path, ready(slack)):
            act = await ana.slash(channel, "/pr", GOAL)
            await act.settled(contains="letters")
        assert slack.refused == []
        assert slack.errors == []
