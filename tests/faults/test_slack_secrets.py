"""Faults 74 and 75 on Slack: the whole program, its log at its most talkative, and no secret or text in it."""

from pathlib import Path
from typing import Any

import pytest

from tests.doubles.anthropic import AnthropicDouble
from tests.doubles.clock import FakeClock
from tests.doubles.log import captured
from tests.doubles.on_slack import COMMAND, turning
from tests.doubles.script import busy, cut
from tests.doubles.slack import SlackDouble
from tests.doubles.whole_on_slack import whole

pytestmark = pytest.mark.asyncio
BOT = "xoxb-" + "987654321098-" * 2 + "ZyXwVuTsRqPoNmLk"
APP = "xapp-1-A0123456789-" + "1234567890123-" + "0123456789abcdef" * 4
TYPED = {
    "anthropic": "sk-ant-api03-" + "zY9_" * 20 + "-AA",
    "slack": "xoxb-" + "123456789012-" * 2 + "AbCdEfGhIjKlMnOp",
    "aws": "AKIA" + "Z7QP4XWM2RT9KLBV",
    "token": "eyJhbGciOiJIUzI1NiJ9." + "eyJzdWIiOiIxMjM0NTY3ODkwIn0." + "dozjgNryP4J3jVmNHl0w5N",
    "key": "-----BEGIN RSA PRIVATE KEY-----\n" + "MIIEowIBAAKCAQEA75mWdvhMvWQZ" * 4 + "\n-----END RSA PRIVATE KEY-----",
}
CANARY = "zanzibar-canary"


def secrets_of(slack: SlackDouble) -> list[str]:
    """Give what may stand in no log: tokens, what was typed, and the addresses at which anybody could answer."""
    hooks = [hook.url.rpartition("/actions")[2] for hook, _ in slack.state.hooks.values()]
    return [BOT[-16:], APP[-16:], CANARY, *(one.replace("\n", "")[-16:] for one in TYPED.values()), *hooks]


async def test_fault_74_75_no_secret_and_no_text_is_in_the_log(tmp_path: Path) -> None:
    """At its most talkative, through errors and all, the log holds no token, no key, no address of an answer, and
    nothing that people wrote.
    """
    with captured("debug") as written:
        async with (
            AnthropicDouble() as model,
            SlackDouble(bot_token=BOT, app_token=APP) as slack,
            whole(
                slack,
                tmp_path,
                knobs=turning(FakeClock()),
                model="claude-sonnet-5",
                anthropic_base_url=model.url,
            ),
        ):
            await _used(slack, model)
            slack.cut()
            await slack.ready(2)
            assert slack.refused == []
        log = written.getvalue()
        assert all(event in log for event in ("call_began", "call_failed", "slack_finds_a_mistake"))
        for secret in secrets_of(slack):
            assert secret not in log


async def _used(slack: SlackDouble, model: AnthropicDouble) -> None:
    """Type secrets everywhere, let the model and Slack fail, and press what is not there."""
    channel, ana = slack.channel(CANARY), slack.person(CANARY)
    for secret in TYPED.values():
        act = await ana.slash(channel, COMMAND, f"draft call {CANARY} with {secret} and sort the answers by date")
        said = await ana.say(ana.dm(), f"{CANARY} {secret}", files=[(f"{CANARY}.md", secret.encode())])
        await act.settled(contains="A secret?")
        await said.settled(contains="A secret?")
        assert secret not in act.answers + said.answers
    for line in (f"show {TYPED['aws']}", f"find {CANARY} {TYPED['slack']}", f"@{CANARY}", f"save {CANARY}"):
        await (await ana.slash(channel, COMMAND, line)).settled()
    box = await ana.slash(channel, COMMAND)
    goal: dict[str, Any] = {"~text": f"a prompt that sorts the tickets of {CANARY} by their date"}
    model.script(cut(CANARY), busy("90"))
    form = await box.opened()
    cut_off = await ana.submit(form, **goal)
    await cut_off.settled(contains="This did not work.")
    slack.fail_next("response_url", "invalid_blocks", status=400)
    slack.fail_next("users.info", "user_not_found")
    slack.drop_next("chat.update")
    drafted = await ana.say(ana.dm(), f"/draft a prompt that sorts the tickets of {CANARY} by their date")
    await drafted.settled()
    critique = await ana.slash(channel, COMMAND, "critique")
    await critique.settled()
    await ana.opens_home()
