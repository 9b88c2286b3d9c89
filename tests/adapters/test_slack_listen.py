"""What comes in from Slack becomes what the core understands, by what Slack vouches for."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.attached import IMAGE_FILE, PENDING, TEXT_FILE
from adapters.slack.address import Address, Origin
from adapters.slack.listen import invoked, is_said, pressed, said, submitted, typed
from adapters.slack.markup import fenced, plain, rich, run, section
from adapters.slack.reading import unescaped, written
from adapters.slack.rich import plain as read_plain
from adapters.slack.users import Known
from adapters.slack.whence import whence_of, whence_of_message
from bot.commands import load
from bot.dialogue.inbound import Invoke, Press, Say, Spot, Submit
from bot.domain import TEXT_LIMIT, Account, Image, Place
from bot.errors import Refused, TooLarge, Usage
from tests.doubles.slack_payloads import Payloads, installed
from tests.doubles.slack_values import escape

pytestmark = pytest.mark.asyncio
BUTTON = {
    "type": "actions",
    "block_id": "x",
    "elements": [{"type": "button", "action_id": "1show:abc", "text": plain("Show")}],
}


# --- who and where ---------------------------------------------------------------------------------------------------


async def test_a_person_of_the_workspace_has_its_place() -> None:
    """Ana's command belongs to her workspace, in her language, and the answer finds its way back."""
    home = Payloads(locale="fr-FR")
    body = home.slash("draft a poem")
    found = whence_of(body, home.known(), home.app)
    team = home.slack.team
    assert found.account == Account("slack", team.id, home.ana.id)
    assert (found.name, found.locale, found.typed) == ("Ana", "fr-FR", "/prompt ")
    assert (found.place, found.manages) == (Place("slack", team.id, "Acme"), False)
    assert (found.spot, found.channel, found.thread) == (Spot.CHANNEL, home.general.id, "")
    address = Address.read(found.address)
    assert address is not None
    assert (address.hook, address.channel, address.team) == (body["response_url"], home.general.id, team.id)
    assert found.event == f"slack:{body['trigger_id']}"


async def test_who_manages_the_workspace_is_administrator() -> None:
    """Administrators are those whom Slack calls so; elsewhere they are nobody's."""
    home = Payloads()
    boss = home.slack.person("Boss", admin=True)
    assert whence_of(home.slash(person=boss), home.known(boss), home.app).manages
    assert not whence_of(home.slash(), home.known(), home.app).manages
    away = replace(home.known(boss), teams=frozenset({"T9"}), team="T9")
    assert not whence_of(home.slash(person=boss), away, home.app).manages


async def test_somebody_of_another_organisation_has_no_place() -> None:
    """Who comes through Slack Connect sees nothing of the workspace, whatever they do there."""
    home = Payloads()
    other = home.slack.workspace("Other", installed=False)
    channel = home.slack.connect(home.slack.channel("shared"), other)
    ben = home.slack.person("Ben", team=other, admin=True)
    known = home.known(ben)
    message = home.post("hello", channel=channel, blocks=(BUTTON,), own=True)
    for body in (home.press(message, "1show:abc", ben), home.point(message, person=ben)):
        found = whence_of(body, known, home.app)
        assert (found.account, found.place, found.manages) == (Account("slack", other.id, ben.id), None, False)
        claims_to_be_ours = replace(known, team=home.app.team, teams=frozenset({home.app.team}))
        assert whence_of(body, claims_to_be_ours, home.app).place is None
    spoken = home.said(home.post("hello", channel=channel, person=ben))
    assert whence_of_message(spoken, known, home.app).place is None
    assert whence_of(home.slash() | {"team_id": other.id}, home.known(), home.app).place is None


async def test_in_a_shared_channel_nobody_shows_the_library_to_all() -> None:
    """Ana's mention in a channel with another organisation is answered before its eyes, and so without her team's
    library; her own command there, which she alone sees answered, has it.
    """
    home = Payloads()
    channel = home.slack.connect(home.slack.channel("shared"), home.slack.workspace("Other"))
    spoken = home.said(home.post("hello", channel=channel))
    assert whence_of_message(spoken, home.known(), home.app).place is None
    assert whence_of(home.slash(channel=channel), home.known(), home.app).place is not None


@pytest.mark.parametrize("state", ["is_restricted", "is_ultra_restricted", "is_stranger"])
async def test_a_guest_has_no_place(state: str) -> None:
    """A guest of some channels does not read the library of the team."""
    home = Payloads()
    assert whence_of(home.slash(), home.known(None, **{state: True}), home.app).place is None


async def test_in_a_grid_a_person_is_the_same_in_all_workspaces() -> None:
    """Ana has one library in the whole organisation, and a team's library only where she is a member."""
    home = Payloads(enterprise="E1")
    second = home.slack.workspace("Second", enterprise="E1")
    body, grid = home.slash(), {"id": "U", "enterprise_id": "E1"}
    both = home.known(enterprise_user=grid | {"teams": [home.app.team, second.id]})
    one = home.known(enterprise_user=grid)
    here, there = (whence_of(body, both, app) for app in (home.app, installed(second)))
    assert here.account == there.account == Account("slack", "E1", home.ana.id)
    assert here.place == Place("slack", home.app.team, "Acme")
    assert there.place == Place("slack", second.id, "Second")
    assert whence_of(body, one, installed(second)).place is None


async def test_somebody_whom_slack_does_not_describe_has_no_place() -> None:
    """Where Slack did not say who Ana is, she keeps her own library and reaches no other."""
    home = Payloads()
    found = whence_of(home.slash(), Known(user=home.ana.id), home.app)
    assert (found.account, found.place, found.name) == (
        Account("slack", home.app.team, home.ana.id), None, home.ana.id,
    )  # fmt: skip


async def test_only_direct_messages_with_the_bot_are_direct() -> None:
    """What Ana types in her direct messages with Ben is hers alone, though Slack gives both the same name."""
    home = Payloads()
    ours = whence_of(home.slash(channel=home.ana.dm()), home.known(), home.app)
    assert (ours.spot, ours.channel) == (Spot.DIRECT, home.ana.dm().id)
    bens = whence_of(home.slash(channel=home.ana.dm()), replace(home.known(), direct="D9"), home.app)
    assert bens.spot is Spot.CHANNEL


async def test_a_press_in_a_thread_belongs_to_the_thread() -> None:
    """A button in a thread is pressed there; one on a message that others answered below is not."""
    home = Payloads()
    root = home.post("hello", own=True, blocks=(BUTTON,))
    below = home.post("hello", own=True, blocks=(BUTTON,), thread=root.ts)
    found = whence_of(home.press(below, "1show:abc"), home.known(), home.app)
    assert (found.spot, found.thread) == (Spot.THREAD, root.ts)
    root.thread = root.ts
    at_root = whence_of(home.press(root, "1show:abc"), home.known(), home.app)
    assert (at_root.spot, at_root.thread) == (Spot.CHANNEL, "")


async def test_a_message_is_answered_in_its_thread() -> None:
    """A mention begins a thread, what is said below goes on in it, and direct messages are one conversation."""
    home = Payloads()
    root = home.post(f"{home.slack.mention} hello")
    below = home.post("shorter", thread=root.ts)
    first, second = (whence_of_message(home.said(one), home.known(), home.app) for one in (root, below))
    assert (first.spot, first.channel, first.thread) == (Spot.THREAD, home.general.id, root.ts)
    assert (second.thread, second.spot) == (root.ts, Spot.THREAD)
    direct = home.post("hello", channel=home.ana.dm(), thread="1.2")
    found = whence_of_message(home.said(direct), home.known(), home.app)
    address = Address.read(found.address)
    assert (found.spot, found.thread, found.channel) == (Spot.DIRECT, "", home.ana.dm().id)
    assert address is not None
    assert address.thread == "1.2"


async def test_a_mention_is_one_message() -> None:
    """Slack tells of a mention twice; both have the same key, so that it is answered once."""
    home = Payloads()
    home.slack.state.deliver = lambda delivery: home.sent.append(delivery.payload)
    home.tell.said(home.post(f"{home.slack.mention} hello"))
    assert [one["event"]["type"] for one in home.sent] == ["app_mention", "message"]
    assert len({whence_of_message(one, home.known(), home.app).event for one in home.sent}) == 1


async def test_a_global_shortcut_is_answered_in_direct_messages() -> None:
    """A shortcut stands in no conversation, so that its answer comes as a direct message."""
    home = Payloads()
    found = whence_of(home.shortcut(), home.known(), home.app)
    assert (found.spot, found.channel) == (Spot.DIRECT, home.ana.dm().id)


# --- text ------------------------------------------------------------------------------------------------------------


@given(text=st.text())
async def test_what_was_typed_into_a_command_comes_as_it_was(text: str) -> None:
    """Signs that Slack escapes come back, whatever else stands there."""
    assert unescaped(escape(text)) == text


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        ("<@U1> draft <https://x.org/a?b=1&amp;c|x.org/a?b=1&amp;c>", "draft x.org/a?b=1&c"),
        ("<@U1>: <@U1|bot>, a poem", "a poem"),
        ("ask <@U2> and <@U3|ana> in <#C1|general>", "ask @Ben and @ana in #general"),
        ("thank <@U1>", "thank @bot"),
        ("<!here> <!subteam^S1|@team> <!date^1^{date}|today>", "@here @team today"),
        (
            "see <https://x.org> and <https://x.org|this> or <mailto:a@b.c|a@b.c>",
            "see https://x.org and [this](https://x.org) or a@b.c",
        ),
        ("&lt;@U1&gt; &amp;lt;", "<@U1> &lt;"),
    ],
)
async def test_names_and_links_are_readable(sent: str, read: str) -> None:
    """Mentions and links read as people see them, and what only looks like one is left alone."""
    assert unescaped(sent, "U1", {"U1": "bot", "U2": "Ben"}) == read


def styled(text: str, **style: bool) -> dict[str, Any]:
    """Give a formatted piece."""
    return {"type": "text", "text": text, "style": style}


async def test_formatting_becomes_markdown() -> None:
    """Lists, quotes, emphasis and code that somebody typed reach the model as Markdown."""
    bullets = {"type": "rich_text_list", "style": "bullet", "elements": [section(run("one")), section(run("two"))]}
    numbers = {"type": "rich_text_list", "style": "ordered", "indent": 1, "elements": [section(run("deep"))]}
    quote = {"type": "rich_text_quote", "elements": [run("so\nit is")]}
    first = section(
        styled("Role ", bold=True), styled("x", code=True), {"type": "emoji", "name": "joy", "unicode": "1f602"}
    )
    blocks = [rich(first, bullets, numbers, quote), fenced("a\n```\nb")]
    assert written({"blocks": blocks}) == (
        "**Role** `x`😂\n- one\n- two\n    1. deep\n> so\n> it is\n````\na\n```\nb\n````\n"
    )


async def test_a_mention_of_the_bot_at_the_start_is_no_part_of_the_text() -> None:
    """Who writes "@Prompteur a haiku" asks for a haiku."""
    home = Payloads()
    called = rich(
        section({"type": "user", "user_id": home.app.bot}, run(" a haiku for "), {"type": "user", "user_id": "U9"})
    )
    heard = said(home.said(home.post("x", blocks=(called,))), home.known(), home.app, home.files, load(), {"U9": "Ben"})
    assert isinstance(heard.inbound, Say)
    assert heard.inbound.text == "a haiku for @Ben"


@pytest.mark.parametrize("blocks", [False, True])
async def test_a_command_takes_people_by_their_ids(blocks: bool) -> None:  # noqa: FBT001 - a parameter of the test
    """Whoever is mentioned in a typed command is meant, whatever they are called."""
    home = Payloads()
    user = {"type": "user", "user_id": "U9"}
    called = rich(section(run("/admin roles "), user, run(" reviewer")))
    posted = home.post("/admin roles <@U9> reviewer", blocks=(called,) if blocks else ())
    heard = said(home.said(posted), home.known(), home.app, home.files, load(), {"U9": "Ben"})
    assert isinstance(heard.inbound, Invoke)
    assert heard.inbound.line == "admin roles <@U9> reviewer"


@given(text=st.text())
async def test_a_text_of_an_input_is_read_whether_slack_escaped_it_or_not(text: str) -> None:
    """Tags in a prompt stay tags, in payloads that escape and in those that do not."""
    assert read_plain(escape(text)) == text
    assert read_plain(f"<b>{text}") == f"<b>{text}"


async def test_links_in_formatted_text_are_readable() -> None:
    """An address that somebody typed stays as it was typed; one behind words stands behind them."""
    links = [("https://x.org/a", ""), ("https://x.org/a", "x.org/a"), ("https://x.org/a", "here")]
    runs = [{"type": "link", "url": url, **({"text": text} if text else {})} for url, text in links]
    assert written({"blocks": [rich(section(*(piece for one in runs for piece in (one, run(" ")))))]}) == (
        "https://x.org/a x.org/a [here](https://x.org/a) "
    )


async def test_what_is_no_address_is_none() -> None:
    """A reply address or an origin that was damaged is as good as none, and nothing breaks over it."""
    assert Address.read(b"{") is None
    assert Origin.read('{"number": "x"}') == Origin.read("") == Origin()


# --- values and files ------------------------------------------------------------------------------------------------


async def test_a_command_is_its_line() -> None:
    """What stands after `/prompt` is a verb with its values, or a goal said plainly."""
    home = Payloads()
    found = invoked(home.slash("draft <b> & co tone=dry"), home.known(), home.app).inbound
    assert isinstance(found, Invoke)
    assert (found.line, found.command, found.strict) == ("draft <b> & co tone=dry", "", False)


async def test_a_press_carries_its_token() -> None:
    """A button does what its id says, and an option of a menu what its value says; Ana did it, whatever they say."""
    home = Payloads()
    menu = {"type": "overflow", "action_id": "~more", "options": [{"text": plain("Old"), "value": "1old:u=1"}]}
    shown = home.post("x", own=True, blocks=(BUTTON, {"type": "actions", "block_id": "y", "elements": [menu]}))
    first = pressed(home.press(shown, "1show:abc"), home.known(), home.app).inbound
    second = pressed(home.press(shown, "~more", selected_option=menu["options"][0]), home.known(), home.app).inbound
    assert isinstance(first, Press)
    assert isinstance(second, Press)
    assert (first.token, second.token) == ("1show:abc", "1old:u=1")
    assert second.whence.account.user == home.ana.id


async def test_words_in_a_direct_message_are_plain_words() -> None:
    """What Ana writes to the bot is a goal or a change, with the files beside it."""
    home = Payloads()
    files = [("a.md", b"Write."), ("b.png", b"png")]
    message = home.post("a haiku <b>", channel=home.ana.dm(), files=files)
    heard = said(home.said(message), home.known(), home.app, home.files, load())
    assert isinstance(heard.inbound, Say)
    assert heard.inbound.text == "a haiku <b>"
    assert [(one.name, one.text) for one in heard.inbound.material.files] == [("a.md", PENDING)]
    fetched = await heard.fetched()
    assert isinstance(fetched, Say)
    assert [one.text for one in fetched.material.files] == ["Write."]
    assert fetched.material.images == (Image("b.png", "image/png", b"png"),)


async def test_only_what_people_write_is_said() -> None:
    """The bot does not answer itself, other bots, changed messages or notices."""
    home = Payloads()
    assert is_said(home.said(home.post("hello")), home.app)
    assert is_said(home.said(home.post("", files=[("a.md", b"x")])), home.app)
    assert not is_said(home.said(home.post("hello", own=True)), home.app)
    for change in ({"subtype": "message_changed"}, {"bot_id": "B1"}, {"user": "USLACKBOT"}, {"hidden": True}):
        body = home.said(home.post("hello"))
        assert not is_said({**body, "event": {**body["event"], **change}}, home.app)


async def file_of(content: bytes, **more: object) -> Any:  # noqa: ANN401
    """Give what a message holds after its file was fetched; `more` changes what Slack tells of it."""
    home = Payloads()
    body = home.said(home.post("x", files=[("a.md", content)]))
    told = [{**one, **more} for one in body["event"]["files"]]
    heard = said({**body, "event": {**body["event"], "files": told}}, home.known(), home.app, home.files, load())
    return (await heard.fetched()).material  # type: ignore[union-attr]  # what is said has material


async def test_a_file_is_read_as_it_is() -> None:
    """The text of a file arrives character by character, without the mark that some editors put in front."""
    text = "Write\r\n\ta haïku. 🌸 \n"
    assert [one.text for one in (await file_of(b"\xef\xbb\xbf" + text.encode())).files] == [text]


async def test_a_file_that_slack_only_names_is_asked_for() -> None:
    """A file from another organisation is asked for first, and then read as any other."""
    material = await file_of(b"Write.", mode="file_access", url_private="", url_private_download="")
    assert [(one.name, one.text) for one in material.files] == [("a.md", "Write.")]


@pytest.mark.parametrize(
    ("content", "more", "error", "words"),
    [
        (b"\xff\xfe", {}, Usage, "no text in UTF-8"),
        (b" ", {}, Usage, "is empty"),
        (b"x" * (TEXT_LIMIT + 1), {}, TooLarge, "100,001 characters"),
        (b"x", {"size": TEXT_FILE.number + 1}, TooLarge, "too large: 400,001 bytes"),
        (b"x", {"size": IMAGE_FILE.number + 1, "mimetype": "image/png"}, TooLarge, "too large"),
        (b"x", {"mode": "external", "is_external": True}, Refused, "kept by another service"),
        (b"x", {"url_private": "gone", "url_private_download": "gone"}, Refused, "could not fetch"),
        (b"x", {"id": "F9", "mode": "file_access"}, Refused, "could not fetch"),
        (b"x", {"id": "", "url_private": "", "url_private_download": ""}, Refused, "could not fetch"),
        (b"<!DOCTYPE html><html>Sign in</html>", {}, Refused, "could not fetch"),
    ],
)
async def test_a_file_that_cannot_be_used_is_refused_in_words(
    content: bytes, more: dict[str, object], error: type[Refused], words: str
) -> None:
    """What is no text, too long, gone, or kept elsewhere is named with what to do."""
    with pytest.raises(error, match=words):
        await file_of(content, **more)


async def test_the_token_is_not_sent_to_another_service() -> None:
    """A file that stands at another service is not even asked for."""
    home = Payloads()
    body = home.said(home.post("x", files=[("a.md", b"x")]))
    told = [{**one, "is_external": True} for one in body["event"]["files"]]
    with pytest.raises(Refused):
        said({**body, "event": {**body["event"], "files": told}}, home.known(), home.app, home.files, load())
    assert home.files.asked == []


async def test_half_a_name_is_completed() -> None:
    """What is typed into a menu is completed for the one who types."""
    home = Payloads()
    menu = {"type": "external_select", "action_id": "~find", "min_query_length": 1}
    shown = home.post("x", own=True, blocks=({"type": "actions", "block_id": "x", "elements": [menu]},))
    found = typed(home.suggest(shown, "~find", "a & b"), home.known(), home.app, "show", "name")
    assert (found.command, found.argument, found.prefix) == ("show", "name", "a & b")
    assert found.whence.account.user == home.ana.id


async def test_a_form_leaves_out_what_was_left_empty() -> None:
    """An empty field is a field that was not filled in."""
    home = Payloads()
    found = submitted(home.shortcut(), home.known(), home.app, "1draft:", {"goal": "a poem", "tone": ""}).inbound
    assert isinstance(found, Submit)
    assert (found.token, found.values) == ("1draft:", {"goal": "a poem"})
