"""Persons on the loopback Slack, with a bare slack-bolt app: forms above each other, events, several of everything."""

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from tests.doubles.slack import SlackDouble
from tests.doubles.slack_bare import QUIET, serving


@pytest.mark.asyncio
async def test_forms_change_stand_above_each_other_and_go() -> None:
    """A person sends a form and sees another one in its place, one above it, and in the end none."""
    async with SlackDouble() as slack, serving(slack):
        ana, channel = slack.person("Ana"), slack.channel("general")
        form = await (await ana.slash(channel, "/form")).opened()
        changed = await ana.submit(form, line="update")
        await changed.settled(contains="Text")
        assert (changed.modal, form.title, form.values["line"]["value"]) == (form, "Another form", "update")
        pushed = await ana.submit(form, line="push")
        await pushed.settled()
        assert ana.modals == [form, pushed.modal]
        with pytest.raises(AssertionError, match="not the uppermost"):
            ana.fill(form, line="x")
        cleared = await ana.submit(pushed.modal, line="clear")
        await cleared.settled()
        assert (ana.modals, form.closed) == ([], True)
        assert slack.refused == []


@pytest.mark.asyncio
async def test_a_client_sends_no_form_with_something_missing() -> None:
    """A person who leaves a field empty is told by Slack itself."""
    async with SlackDouble() as slack, serving(slack):
        ana, ben = slack.person("Ana"), slack.person("Ben")
        form = await (await ana.slash(slack.channel("general"), "/form")).opened()
        with pytest.raises(AssertionError, match="nothing is filled in"):
            await ana.submit(form)
        with pytest.raises(AssertionError, match="one line"):
            await ana.submit(form, line="two\nlines")
        with pytest.raises(AssertionError, match="no field 'other'"):
            await ana.submit(form, other="x")
        with pytest.raises(AssertionError, match="somebody else's"):
            await ben.submit(form, line="x")


@pytest.mark.asyncio
async def test_an_answer_can_come_with_the_acknowledgement() -> None:
    """A person calls a command and everybody sees the answer."""
    async with SlackDouble() as slack, serving(slack):
        ana, ben, channel = slack.person("Ana"), slack.person("Ben"), slack.channel("general")
        act = await ana.slash(channel, "/say", "hello")
        await act.settled(contains="hello")
        assert [one.text for one in ben.sees(channel)] == ["hello"]
        assert slack.refused == []


@pytest.mark.asyncio
async def test_an_act_that_is_delivered_twice_is_one_act() -> None:
    """A person's command that comes twice has the same trigger and the same address for answers."""
    async with SlackDouble() as slack, serving(slack) as bot:
        act = await slack.person("Ana").slash(slack.channel("general"), "/echo", "hi")
        await act.settled(contains="hi")
        slack.again(act)
        await act.until(lambda: len(act.messages) == 2)
        assert bot.heard[0] == bot.heard[1]


@pytest.mark.asyncio
async def test_what_the_app_is_told_of_places() -> None:
    """A person opens the messages, looks at a channel, and removes the app."""
    async with SlackDouble() as slack, serving(slack) as bot:
        ana, channel = slack.person("Ana"), slack.channel("general")
        assert await ana.opens_messages() == ana.dm()
        await slack.taken()
        await ana.looks_at(channel)
        slack.uninstall()
        await slack.taken()
        await slack.called("views.publish")
        kinds = [one["type"] for one in bot.heard]
        assert kinds == ["app_home_opened", "app_context_changed", "tokens_revoked", "app_uninstalled"]
        assert bot.heard[1]["context"]["entities"][0]["value"] == channel.id


@pytest.mark.asyncio
async def test_what_people_change_and_delete_is_told() -> None:
    """A person corrects a message and takes it back."""
    async with SlackDouble() as slack, serving(slack) as bot:
        ana, channel = slack.person("Ana"), slack.channel("general")
        said = await ana.say(channel, "one")
        ana.edit(said, "two & three")
        ana.delete(said)
        await slack.taken()
        events = [one["event"] for one in bot.heard]
        assert [one.get("subtype") for one in events] == [None, "message_changed", "message_deleted"]
        assert events[1]["message"]["text"] == "two &amp; three"
        assert ana.sees(channel) == []


@pytest.mark.asyncio
async def test_the_bots_own_messages_come_back_as_events() -> None:
    """A bot is told of what it said itself, and bolt lets none of that through."""
    async with SlackDouble() as slack, serving(slack) as bot:
        channel = slack.channel("general")
        await bot.app.client.chat_postMessage(channel=channel.id, text="hello", **QUIET)
        assert len(slack.socket.unacknowledged) == 1
        await slack.taken()
        assert bot.heard == []


@pytest.mark.asyncio
async def test_a_lost_answer_makes_the_library_post_twice() -> None:
    """A person sees a message twice where the answer to the call got lost, as slack-sdk tries again by itself."""
    async with SlackDouble() as slack, serving(slack) as bot:
        ana, channel = slack.person("Ana"), slack.channel("general")
        slack.drop_next("chat.postMessage")
        await bot.app.client.chat_postMessage(channel=channel.id, text="hello", **QUIET)
        assert [one.text for one in ana.sees(channel)] == ["hello", "hello"]


@pytest.mark.asyncio
async def test_several_stand_side_by_side() -> None:
    """Two workspaces, and two Slacks, know nothing of each other."""
    async with SlackDouble() as slack, SlackDouble() as other, serving(slack) as bot, serving(other) as second:
        globex = slack.workspace("Globex")
        lobby, eve = globex.channel("lobby"), slack.person("Eve", team=globex)
        said = await eve.say(lobby, globex.mention)
        await said.acknowledged()
        client = AsyncWebClient(globex.token, base_url=slack.api_url)
        assert (await client.auth_test())["team"] == "Globex"
        assert (await client.conversations_info(channel=lobby.id))["channel"]["name"] == "lobby"
        assert said.told[0].payload["team_id"] == globex.id
        assert (len(bot.heard) > 0, second.heard) == (True, [])


@pytest.mark.asyncio
async def test_people_are_known_with_their_language() -> None:
    """A person's language and rights are told to an app that asks for them."""
    async with SlackDouble() as slack, serving(slack) as bot:
        ana = slack.person("Ana", locale="fr-FR", admin=True)
        told = (await bot.app.client.users_info(user=ana.id, include_locale=True))["user"]
        assert (told["locale"], told["is_admin"]) == ("fr-FR", True)
        members = await bot.app.client.conversations_members(channel=slack.channel("general").id)
        assert members["members"] == [slack.team.bot.id, ana.id]
        assert slack.refused == []
