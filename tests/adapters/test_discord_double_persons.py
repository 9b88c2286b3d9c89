"""What persons on the loopback Discord can do and what a client would not let them do; no bot is connected."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from tests.doubles.discord_wire import MENU, MODAL, PLAIN, ROW, Wire, wired


@pytest_asyncio.fixture
async def wire() -> AsyncIterator[Wire]:
    """Give a double whose commands are synced."""
    async with wired() as made:
        yield made


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("command", "options", "complaint"),
    [
        ("nothing", {}, "there is no command"),
        ("deep", {}, "is a group"),
        ("deep tell", {}, "there is no 'tell'"),
        ("deep say", {}, "needs"),
        ("deep say", {"text": "abc", "more": "x"}, "has no"),
        ("deep say", {"text": "abcdef"}, "6 characters"),
        ("deep say", {"text": "a\nb"}, "one line"),
        ("deep say", {"text": 3}, "wrong type"),
        ("deep say", {"text": "abc", "tone": "Loud"}, "is none of"),
    ],
)
async def test_a_command_that_no_client_would_send_fails_the_test(
    wire: Wire, command: str, options: dict[str, Any], complaint: str
) -> None:
    """A person cannot send what the command does not take."""
    with pytest.raises(AssertionError, match=complaint):
        await wire.ana.slash(wire.channel, command, **options)


@pytest.mark.asyncio
async def test_a_command_is_offered_where_it_is_declared_for(wire: Wire) -> None:
    """A person is not offered a command of guilds elsewhere; below a group it is called by its path."""
    act = await wire.ana.slash(wire.channel, "/deep say", text="abc", tone="Dry")
    options = act.interaction.payload["data"]["options"]
    assert [(one["name"], one["type"]) for one in options] == [("say", 1)]
    assert [one["value"] for one in options[0]["options"]] == ["abc", "dry"]
    with pytest.raises(AssertionError, match="not offered in context 1"):
        await wire.ana.slash(wire.ana.dm(), "deep say", text="abc")
    with pytest.raises(AssertionError, match="not installed here"):
        await wire.ana.slash(wire.elsewhere, "deep say", text="abc")


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("fields", "complaint"),
    [
        ({"tone": "dry"}, "line: nothing is filled in"),
        ({"line": "abcdef", "tone": "dry"}, "line: 6 characters"),
        ({"line": "a\nb", "tone": "dry"}, "one line"),
        ({"line": "abc"}, "tone: 0 values"),
        ({"line": "abc", "tone": "loud"}, "is none of"),
        ({"line": "abc", "other": "x"}, "the form has no"),
    ],
)
async def test_a_form_that_no_client_would_send_fails_the_test(
    wire: Wire, fields: dict[str, Any], complaint: str
) -> None:
    """A person cannot send a form that is not filled in as it asks."""
    act = await wire.hold()
    await wire.respond(act, 9, MODAL)
    with pytest.raises(AssertionError, match=complaint):
        await wire.ana.submit(act.modal, **fields)


@pytest.mark.asyncio
async def test_buttons_and_menus_are_found_by_their_labels(wire: Wire) -> None:
    """A person presses what is there and cannot press what is not, is disabled or was deleted."""
    act = await wire.shown(ROW, MENU)
    message = act.messages[0]
    assert message.buttons == ["Go", "No", "Copy"]
    assert (await wire.ana.press(message, "Go")).interaction.payload["data"]["custom_id"] == "go"
    assert (await wire.ana.press(message, token="copy")).interaction.payload["data"]["values"] == ["copy"]
    assert (await wire.ana.choose(message, "Copy")).interaction.payload["data"]["values"] == ["copy"]
    unchosen = await wire.ana.choose(message)
    assert (await wire.respond(unchosen, 6)).status == 200
    assert (unchosen.kind, unchosen.messages) == ("silent", [message])
    for wrong in ("No", "Elsewhere"):
        with pytest.raises(AssertionError, match=r"it is disabled|there is no"):
            await wire.ana.press(message, wrong)
    await wire.hook(act, "DELETE", "/messages/@original")
    with pytest.raises(AssertionError, match="deleted"):
        await wire.ana.press(message, "Go")


@pytest.mark.asyncio
async def test_waiting_ends_with_what_is_there(wire: Wire, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever writes a test learns what the answer looked like when it did not come."""
    monkeypatch.setattr("tests.doubles.waiting.PATIENCE", 0.01)
    stop = {"type": 2, "style": 4, "label": "Stop", "custom_id": "~stop:1"}
    act = await wire.shown({"type": 1, "components": [stop]})
    with pytest.raises(AssertionError, match=r"a message answer: 'hello' buttons \['Stop'\]"):
        await act.settled()
    await wire.hook(act, "PATCH", "/messages/@original", {"components": []})
    await act.settled(contains="hello")


@pytest.mark.asyncio
async def test_files_go_to_the_field_that_is_named(wire: Wire) -> None:
    """A person drops files into two fields of a form."""
    fields = [{"type": 18, "label": one, "component": {"type": 19, "custom_id": one}} for one in ("files", "more")]
    act = await wire.hold()
    assert (await wire.respond(act, 9, {"custom_id": "form", "title": "Form", "components": fields})).status == 200
    sent = await wire.ana.submit(act.modal, files=[("a.md", b"a")], more=[("b.md", b"b")])
    data = sent.interaction.payload["data"]
    names = [data["resolved"]["attachments"][one["component"]["values"][0]]["filename"] for one in data["components"]]
    assert names == ["a.md", "b.md"]


@pytest.mark.asyncio
async def test_replying_to_the_bot_calls_it(wire: Wire) -> None:
    """A person replies to the bot without its name, and the bot is called all the same."""
    posted = await wire.post({"content": "hello", "allowed_mentions": {"parse": []}})
    message = wire.double.messages(wire.channel)[0]
    assert posted.status == 200
    said = await wire.ana.say(wire.channel, "and?", to=message)
    assert [one["id"] for one in said.stored.payload()["mentions"]] == [str(wire.double.application_id)]


@pytest.mark.asyncio
async def test_a_button_of_somebody_else_acts_for_whom_it_was_shown(wire: Wire) -> None:
    """Elsewhere, a person presses a public button that another person's command brought: it is that one's app."""
    act = await wire.hold(wire.elsewhere)
    assert (await wire.respond(act, 4, {**PLAIN, "components": [ROW]})).status == 200
    ben = wire.double.person("Ben", installed=False)
    pressed = await ben.press(act.messages[0], "Go")
    assert pressed.interaction.payload["authorizing_integration_owners"] == {"1": str(wire.ana.id)}
    with pytest.raises(AssertionError, match="has not installed"):
        await ben.slash(wire.elsewhere, "hold")
