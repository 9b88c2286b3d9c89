"""The loopback Slack, tried by a bare slack-bolt app in Socket Mode and over HTTP: what works."""

import pytest

from tests.doubles.slack import SlackDouble
from tests.doubles.slack_bare import serving

MODES = pytest.mark.parametrize("mode", ["socket", "http"])


@MODES
@pytest.mark.asyncio
async def test_a_command_a_button_and_a_form_lead_to_each_other(mode: str) -> None:
    """A person calls a command, presses the button of the private answer, fills in the form and gets a message."""
    async with SlackDouble() as slack, serving(slack, mode) as bot:
        ana, ben, channel = slack.person("Ana"), slack.person("Ben"), slack.channel("general")
        act = await ana.slash(channel, "/echo", "a < b & c")
        await act.settled(contains="a < b & c")
        assert bot.heard[0]["text"] == "a &lt; b &amp; c"
        assert (act.messages[0].ephemeral, act.messages[0].buttons) == (True, ["Write", "Again"])
        assert (len(ana.sees(channel)), ben.sees(channel)) == (1, [])
        pressed = await ana.press(act.messages[0], "Write")
        form = await pressed.opened()
        assert (form.title, form.labels, form.send) == ("A form", ["Text"] * 3, "Send")
        wrong = await ana.submit(form, line="errors")
        await wrong.settled(contains="Not that word.")
        assert (wrong.errors, ana.modals) == ({"goal": "Not that word."}, [form])
        offered = await ana.type(form, "names", "ab")
        assert [(one.name, one.value) for one in offered] == [("abab", "ab")]
        done = await ana.submit(form, goal="good", name="abab", files=[("a.txt", b"whole")])
        await done.settled(contains="got good ['a.txt']")
        assert bot.heard[-1]["view"]["state"]["values"]["name"]["names"]["selected_option"]["value"] == "ab"
        assert (ana.modals, done.messages[0].channel) == ([], ana.dm())
        assert slack.refused == []


@MODES
@pytest.mark.asyncio
async def test_a_private_message_is_replaced(mode: str) -> None:
    """A person presses a button and the private message becomes another one."""
    async with SlackDouble() as slack, serving(slack, mode) as bot:
        ana, channel = slack.person("Ana"), slack.channel("general")
        act = await ana.slash(channel, "/echo", "first")
        await act.settled(contains="first")
        pressed = await ana.press(act.messages[0], "Again")
        await pressed.settled(contains="once more")
        assert [look.text for look in act.messages[0].history] == ["first", "once more"]
        assert "message" not in bot.heard[-1]
        assert bot.heard[-1]["container"]["is_ephemeral"] is True
        assert slack.refused == []


@MODES
@pytest.mark.asyncio
async def test_shortcuts_lead_to_a_form_and_to_a_message(mode: str) -> None:
    """A person chooses a shortcut and gets a form; points at a message and everybody sees the answer."""
    async with SlackDouble() as slack, serving(slack, mode) as bot:
        ana, ben, channel = slack.person("Ana"), slack.person("Ben"), slack.channel("general")
        slack.state.shortcuts = {"New prompt": "new", "Repeat": "Repeat"}
        act = await ana.shortcut("New prompt")
        form = await act.opened()
        closed = await ana.close(form)
        assert closed is not None
        await closed.acknowledged()
        assert (bot.heard[-1]["type"], ana.modals) == ("view_closed", [])
        said = await ben.say(channel, "something")
        pointed = await ana.point(said, "Repeat")
        await pointed.settled(contains="something")
        assert [one.text for one in ben.sees(channel)] == ["something", "something"]
        assert slack.refused == []


@MODES
@pytest.mark.asyncio
async def test_a_direct_message_is_answered_by_a_stream(mode: str) -> None:
    """A person writes directly and reads an answer while it is written, with what is done beside it."""
    async with SlackDouble() as slack, serving(slack, mode):
        ana = slack.person("Ana")
        said = await ana.say(ana.dm(), "good day & night")
        await said.settled(contains="You said good day & night.")
        answer = said.messages[0]
        assert answer.text == "Thinking. \nCheck\nYou said good day & night."
        assert (answer.thread, answer.buttons, answer.streaming) == (said.ts, ["Again"], False)
        assert [look.streaming for look in answer.history] == [True, True, True, False]
        assert slack.refused == []


@MODES
@pytest.mark.asyncio
async def test_a_mention_is_told_twice_and_answered_in_a_thread(mode: str) -> None:
    """A person calls the bot in a channel and is answered in a thread."""
    async with SlackDouble() as slack, serving(slack, mode) as bot:
        ana, channel = slack.person("Ana"), slack.channel("general")
        said = await ana.say(channel, f"{slack.mention} see https://example.com/?a&b <b>")
        await said.settled(contains="you called")
        await said.acknowledged()
        kinds = sorted(one.get("type", "") for one in bot.heard if one.get("ts") == said.ts or "event" in one)
        assert kinds[:2] == ["app_mention", "event_callback"]
        assert said.fallback == f"{slack.mention} see <https://example.com/?a&amp;b> &lt;b&gt;"
        assert said.messages[0].thread == said.ts


@MODES
@pytest.mark.asyncio
async def test_the_home_tab_is_published(mode: str) -> None:
    """A person opens the Home tab, presses a button there and gets a form."""
    async with SlackDouble() as slack, serving(slack, mode):
        ana = slack.person("Ana")
        home = await ana.opens_home()
        act = await ana.press(home, "Write")
        assert (await act.opened()).title == "A form"
        assert slack.refused == []
