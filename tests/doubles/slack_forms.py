"""Forms on the loopback Slack: opened, filled in and sent, each one such as Slack takes."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from adapters.slack.listen import Heard, pressed
from adapters.slack.markup import plain
from adapters.slack.pages import Again, Pages
from tests.doubles.house import House, house
from tests.doubles.slack_payloads import Payloads
from tests.doubles.slack_schema import ack_violations, violations


def taken_by_slack(shown: dict[str, Any]) -> dict[str, Any]:
    """Give a view that Slack takes."""
    assert violations("views.open", {"trigger_id": "1", "view": shown}) == []
    assert len(shown["blocks"]) <= 100
    return shown


def elements(shown: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Give what a view asks for."""
    return [one["element"] for one in shown["blocks"] if one["type"] == "input"]


def notes(shown: Mapping[str, Any]) -> list[str]:
    """Give the texts that stand between."""
    return [one["text"]["text"] for one in shown["blocks"] if one["type"] == "section"]


@asynccontextmanager
async def kept(tmp_path: Path) -> AsyncIterator[tuple[Payloads, Pages, House]]:
    """Give forms over a real vault."""
    async with house(tmp_path) as core:
        yield Payloads(), Pages(core.app.vault, core.clock, core.app.registry), core


def press(home: Payloads) -> Heard:
    """Press a button that opens a form."""
    button = {"type": "button", "action_id": "1x:", "text": plain("Go")}
    shown = home.post("x", own=True, blocks=({"type": "actions", "block_id": "x", "elements": [button]},))
    return pressed(home.press(shown, "1x:"), home.known(), home.app)


async def send(forms: Pages, home: Payloads, shown: dict[str, Any], answers: dict[str, Any]) -> Heard | Again:
    """Fill in a view and send it; the answer is one that Slack takes."""
    opened = home.shown(taken_by_slack(shown))
    found = await forms.sent(home.submit(opened, answers), home.known(), home.app, home.files)
    if isinstance(found, Again):
        assert ack_violations("view_submission", found.ack, view=opened.body) == []
    return found
