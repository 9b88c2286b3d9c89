"""The loopback Slack by hand: a script is a person in a workspace, and the conversation is printed."""

import asyncio
import json
import sys
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond, AsyncSay
from slack_sdk.web.async_client import AsyncWebClient

from tests.doubles import play as playing
from tests.doubles.slack import SlackDouble
from tests.doubles.slack_pieces import (
    QUIET,
    actions,
    button,
    entry,
    field,
    form,
    manifest,
    menu,
    option,
    plain,
    section,
)
from tests.doubles.slack_play import Play
from tests.doubles.slack_served import manifest as known
from tests.doubles.whole_on_slack import PATIENT, whole

BUTTONS = actions(button(1, "Refine"), button(2, "Save"))
FORM = form(
    field(entry(action_id="instruction", multiline=True), "What to change", block_id="what"),
    field(menu(2, action_id="tone"), "Tone", optional=True),
    field(menu(2, "checkboxes", action_id="parts"), "Parts", optional=True),
    field({"type": "external_select", "action_id": "name", "min_query_length": 1}, "Name", optional=True),
    field({"type": "file_input", "action_id": "papers"}, "Files", optional=True),
    callback_id="refine",
    title=plain("Refine a prompt"),
)
MANIFEST = {
    **manifest(slash_commands=[{"command": "/prompt", "description": "Prompts"}]),
    "oauth_config": {"scopes": {"bot": ["commands", "chat:write"]}},
}


class Bot:
    """A small app with something of each kind."""

    def __init__(self, token: str, url: str) -> None:
        self.app = AsyncApp(client=AsyncWebClient(token, base_url=url), signing_secret="unused over Socket Mode")
        self.app.command("/prompt")(self.draft)
        self.app.action("go1")(self.ask)
        self.app.action("go2")(self.save)
        self.app.view("refine")(self.refine)
        self.app.options("name")(self.names)
        self.app.shortcut("critique")(self.critique)
        self.app.shortcut("new prompt")(self.ask)
        self.app.event("app_home_opened")(self.home)
        self.app.event("app_mention")(self.mentioned)
        self.app.event("message")(self.message)

    async def draft(self, ack: AsyncAck, respond: AsyncRespond, command: dict[str, Any]) -> None:
        """Show a text with buttons."""
        await ack()
        if command["text"] != "nothing":
            await respond(text="A draft", blocks=[section(f"Draft: {command['text']}"), BUTTONS])

    async def ask(self, ack: AsyncAck, client: AsyncWebClient, body: dict[str, Any]) -> None:
        """Open a form."""
        await ack()
        await client.views_open(trigger_id=body["trigger_id"], view=FORM)

    async def save(self, ack: AsyncAck, respond: AsyncRespond) -> None:
        """Change the message."""
        await ack()
        await respond(text="Saved", replace_original=True)

    async def refine(self, ack: AsyncAck, client: AsyncWebClient, body: dict[str, Any]) -> None:
        """Refuse one word, or write what was filled in."""
        values = {key: value for block in body["view"]["state"]["values"].values() for key, value in block.items()}
        if values["instruction"]["value"] == "no":
            await ack(response_action="errors", errors={"what": "Say more."})
            return
        await ack()
        chosen = [values[name]["selected_option"]["text"]["text"] for name in ("tone", "name")]
        parts = [one["text"]["text"] for one in values["parts"]["selected_options"]]
        files = [one["name"] for one in values["papers"]["files"]]
        said = f"{values['instruction']['value']!r} {chosen} {parts} {files}"
        await client.chat_postMessage(channel=body["user"]["id"], text=said, **QUIET)

    async def names(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """Offer a name."""
        await ack(options=[option(text=f"{body['value']}letter")])

    async def critique(self, ack: AsyncAck, respond: AsyncRespond, body: dict[str, Any]) -> None:
        """Judge a message."""
        await ack()
        await respond(text=f"Fine: {body['message']['text']}")

    async def home(self, event: dict[str, Any], client: AsyncWebClient) -> None:
        """Publish the library."""
        view = {"type": "home", "blocks": [section("Your library"), BUTTONS]}
        await client.views_publish(user_id=event["user"], view=view)

    async def mentioned(self, event: dict[str, Any], say: AsyncSay) -> None:
        """Answer in a thread."""
        await say(text="You called", thread_ts=event.get("thread_ts") or event["ts"], **QUIET)

    async def message(self, event: dict[str, Any], client: AsyncWebClient) -> None:
        """Stream an answer to direct messages."""
        if event["channel_type"] == "im":
            names = ", ".join(one["name"] for one in event.get("files", ()))
            stream = await client.chat_stream(channel=event["channel"], thread_ts=event["ts"], buffer_size=1)
            await stream.append(markdown_text=f"You said {event['text']} with {names or 'nothing'}")
            await stream.stop()


@asynccontextmanager
async def connected(bot_token: str, app_token: str, url: str) -> AsyncIterator[None]:
    """Connect the app."""
    handler = AsyncSocketModeHandler(Bot(bot_token, url).app, app_token)
    try:
        await handler.connect_async()  # type: ignore[no-untyped-call]  # bolt has no types there
        yield
    finally:
        await handler.close_async()  # type: ignore[no-untyped-call]  # the same


@asynccontextmanager
async def alone() -> AsyncIterator[Play]:
    """Give somebody in a workspace with the app."""
    async with SlackDouble() as slack, connected(slack.bot_token, slack.app_token, slack.api_url):
        await slack.ready()
        yield Play(slack, quiet=True)


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(playing, "QUIET", 0.05)


async def played(*lines: str) -> int:
    """Play lines until one is not possible; give the exit code."""
    async with alone() as play:
        for line in lines:
            if not await play.line(line):
                break
        return play.end()


@pytest.mark.asyncio
async def test_commands_and_buttons_are_played(capsys: pytest.CaptureFixture[str]) -> None:
    """Commands and buttons by label and by number are played where they are meant, and what comes is read."""
    assert await played("/prompt a weekly report", "press 2", "dm /prompt a poem", "press sa", "help") == 0
    said = capsys.readouterr().out
    assert "--- Prompteur in #general, for you alone\nDraft: a weekly report\n[1 Refine]  [2 Save]\n" in said
    assert "--- Prompteur in #general, for you alone\nSaved\n" in said
    assert "--- Prompteur in direct messages, for you alone\nDraft: a poem\n" in said
    assert "press LABEL, press N" in said


@pytest.mark.asyncio
async def test_form_is_filled(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A form is shown, complains, and is sent with lines, choices, what it offers, and files."""
    file = tmp_path / "notes.md"
    file.write_text("Notes", "utf-8")
    lines = (
        "/prompt a report",
        "press refine",
        "fill instruction=no",
        f"file {file}",
        "fill instruction=shorter,\\nplease tone=o1 parts=o0, o1 name=news",
    )
    assert await played(*lines) == 0
    said = capsys.readouterr().out
    assert "--- A form: Refine a prompt\nWhat to change" in said
    assert "tone (one of o0, o1)" in said
    assert "! what: Say more." in said
    assert r"'shorter,\nplease' ['o1', 'newsletter'] ['o0', 'o1'] ['notes.md']" in said


@pytest.mark.asyncio
async def test_everywhere_else(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Messages, threads, mentions, files, shortcuts and the Home tab are played too."""
    file = tmp_path / "prompt.md"
    file.write_text("Summarise it all", "utf-8")
    lines = (
        "@prompteur hello",
        "reply @prompteur again",
        f"file {file}",
        "dm a report",
        "point critique",
        "home",
        "press Refine",
        "close",
        "shortcut new prompt",
        "close",
        "#prompts @prompteur hello",
    )
    assert await played(*lines) == 0
    said = capsys.readouterr().out
    assert said.count("--- Prompteur in a thread in #general\nYou called") == 2
    assert "--- Prompteur in a thread in direct messages\nYou said a report with prompt.md" in said
    assert "Fine: You said a report" in said
    assert "--- The Home tab\nYour library\n[1 Refine]  [2 Save]" in said
    assert said.count("--- A form: ") == 2
    assert "--- Prompteur in a thread in #prompts\n" in said


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("lines", "complaint"),
    [
        (("press Refine",), "no button 'Refine'"),
        (("fill goal=x",), "no form is open"),
        (("close",), "no form is open"),
        (("shortcut new prompt", "fill nothing=x"), "not 'nothing=x'"),
        (("shortcut new prompt", "fill tone=o7"), "'o7' is none of"),
        (("point critique",), "there is no message"),
        (("reply hello",), "there is no message"),
        (("stop",), "there is no message"),
        (("@prompteur hello", "stop"), "Slack shows no stop button"),
        (("file /nowhere/at/all",), "No such file"),
    ],
)
async def test_impossible_line_ends_the_script(
    capsys: pytest.CaptureFixture[str], lines: tuple[str, ...], complaint: str
) -> None:
    """A line that cannot be done says why, and the script fails."""
    assert await played(*lines, "/prompt a report") == 1
    said = capsys.readouterr().out
    assert complaint in said
    assert "Draft" not in said


@pytest.mark.asyncio
async def test_unanswered_line_ends_the_script(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A command that nothing comes of is not waited for forever."""
    monkeypatch.setattr(playing, "PATIENT", 0.5)
    assert await played("/prompt nothing", "/prompt a report") == 1
    assert "Not possible: TimeoutError" in capsys.readouterr().out


@pytest.mark.asyncio
async def test_what_stands_beside_messages(capsys: pytest.CaptureFixture[str]) -> None:
    """Somebody who types sees what the app is doing, what it suggests, and what Slack says where it does not answer."""
    async with alone() as play:
        play.quiet = False
        state = play.slack.state
        place = (play.person.dm().id, "1.2")
        state.statuses[place] = ("is reading", 0.0)
        state.prompts[place] = [{"title": "Draft", "message": "Draft a prompt"}]
        assert await play.line("/unheard of")
        act = play._acts[0]
        act.begun.failed = "/unheard did not respond"
        assert play.end() == 0
    said = capsys.readouterr().out
    assert "(is reading)\n" in said
    assert "suggested: Draft: Draft a prompt\n" in said
    assert "--- Slack says: /unheard did not respond\n" in said


@pytest.mark.asyncio
async def test_known_shortcuts(capsys: pytest.CaptureFixture[str]) -> None:
    """With a manifest, shortcuts are called by a part of their names, and others are not there."""
    async with alone() as play:
        play.slack.state.shortcuts = {"Critique as prompt": "critique"}
        assert await play.line("@prompteur hello")
        assert await play.line("point as prompt")
        assert not await play.line("point improve")
    said = capsys.readouterr().out
    assert "Fine: You called" in said
    assert "no shortcut is called 'improve'; there are ['Critique as prompt']" in said


@pytest.mark.asyncio
async def test_refusal_fails_the_script(capsys: pytest.CaptureFixture[str]) -> None:
    """What the double refused is printed, and the script fails."""
    async with SlackDouble() as slack:
        play = Play(slack, quiet=True)
        slack.refused.append("chat.postMessage: too long")
        assert play.end() == 1
    assert "Refused: chat.postMessage: too long" in capsys.readouterr().out


@pytest.mark.asyncio
async def test_the_script_that_is_there_plays_to_its_end(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Whoever tries the program by hand, without a model, sees each line of the script answered."""
    lines = Path(playing.__file__).with_name("slack_play.txt").read_text("utf-8").splitlines()
    async with SlackDouble() as slack, whole(slack, tmp_path, knobs=PATIENT, model="guided", database_url=""):
        slack.manifest(known())
        play = Play(slack, quiet=True)
        for line in lines:
            assert line.startswith("%") or await play.line(line), line
        assert play.end() == 0
    said = capsys.readouterr().out
    for shown in ("for our newsletter, v2", "Saved as newsletter", "Everyone here sees it now.", "--- The Home tab"):
        assert shown in said
    assert said.count("Needs work: Summarise") == 1
    assert "This did not work." not in said


@pytest.mark.asyncio
async def test_program_serves_and_plays(tmp_path: Path) -> None:
    """Started by hand, it says how the app reaches it, waits for the app, plays the script, and ends."""
    script, known = tmp_path / "script.txt", tmp_path / "manifest.json"
    script.write_text("% a comment\n/prompt a report\npress 2\nquit\nnever\n", "utf-8")
    known.write_text(json.dumps(MANIFEST), "utf-8")
    words = ("--port", "0", "--script", str(script), "--manifest", str(known))
    running = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.doubles.slack", *words, stdout=PIPE, stderr=PIPE, cwd=Path(__file__).parents[2]
    )
    assert running.stdout is not None
    first = (await running.stdout.readline()).decode().split()
    told = dict(word.split("=", 1) for word in first[:3])
    assert first[3:] == ["prompteur", "serve"]
    async with connected(told["SLACK_BOT_TOKEN"], told["SLACK_APP_TOKEN"], told["PROMPTEUR_SLACK_API_URL"]):
        out, err = await running.communicate()
    assert (running.returncode, err.decode()) == (0, "")
    assert "> /prompt a report\n--- Prompteur in #general, for you alone\nDraft: a report\n" in out.decode()
    assert "Saved" in out.decode()
    assert "never" not in out.decode()
