"""What comes in from Discord becomes what the core understands, by what Discord vouches for."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import discord
import pytest
from aiohttp import ClientSession, web
from hypothesis import given
from hypothesis import strategies as st

from adapters.attached import IMAGE_FILE, PENDING, TEXT_FILE
from adapters.discord.address import Address
from adapters.discord.fetch import Wanted
from adapters.discord.listen import Heard, invoked, pointed, pressed, said, submitted, typed
from adapters.discord.whence import whence_of, whence_of_message
from bot.commands import load
from bot.dialogue.command import Command
from bot.dialogue.dispatch import Defer
from bot.dialogue.form import Form
from bot.dialogue.inbound import Attached, Invoke, Press, Say, Spot, Submit
from bot.domain import Account, Image, Place
from bot.errors import Refused, TooLarge, Usage
from bot.words import N_
from tests.doubles import discord_payloads as payloads
from tests.doubles.house import house
from tests.doubles.waiting import PATIENCE

pytestmark = pytest.mark.asyncio
COMMANDS: dict[str, Command] = {command.verb: command for command in load()}
CARD_BLOCK = "Summarise {{tickets}}."


@asynccontextmanager
async def served(content: bytes, status: int = 200) -> AsyncIterator[tuple[discord.Client, str]]:
    """Give a client that can fetch, and the address of a file of that content."""

    async def file(_: web.Request) -> web.Response:
        return web.Response(body=content, status=status)

    app = web.Application()
    app.router.add_get("/{name}", file)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    home = payloads.client()
    async with ClientSession() as session:
        home.http._HTTPClient__session = session  # type: ignore[attr-defined]  # what a login would make
        try:
            yield home, f"{site._server.sockets[0].getsockname()[1]}"  # type: ignore[union-attr]
        finally:
            await runner.cleanup()


async def file_of(content: bytes, name: str = "a.md", kind: str | None = "text/plain", status: int = 200) -> Any:  # noqa: ANN401
    """Give what a call holds after a file was fetched."""
    async with served(content, status) as (home, port):
        data = payloads.attachment_data(name, len(content), kind, f"http://127.0.0.1:{port}/{name}")
        heard = invoked(payloads.interaction(home), COMMANDS["critique"], {"file": payloads.attachment(home, data)})
        fetched = await heard.fetched()
        assert isinstance(fetched, Invoke)
        return fetched.material


# --- who and where ---------------------------------------------------------------------------------------------------


async def test_a_person_is_the_same_everywhere() -> None:
    """Ana has the same library in every server, in a thread, in a group and in direct messages."""
    home = payloads.client()
    places = [
        payloads.interaction(home),
        payloads.interaction(home, guild=501, installed=False),
        payloads.interaction(home, channel=payloads.THREAD),
        payloads.interaction(home, guild=None, channel=payloads.DIRECT, context=1),
        payloads.interaction(home, guild=None, channel=payloads.GROUP, context=2, installed=False),
    ]
    assert {whence_of(one).account for one in places} == {Account("discord", "", "1000")}
    assert {whence_of(one).name for one in places} == {"Ana"}


async def test_a_server_is_a_place_only_where_the_bot_is_installed() -> None:
    """Where Ana brought the bot along herself, no team's library is there."""
    home = payloads.client()
    here, away = payloads.interaction(home), payloads.interaction(home, guild=501, installed=False, permissions=8)
    assert whence_of(here).place == Place("discord", "500", "Acme")
    assert (whence_of(away).place, whence_of(away).spot, whence_of(away).manages) == (None, Spot.CHANNEL, False)


async def test_a_server_is_no_place_where_another_server_installed_the_bot() -> None:
    """A payload that names another server as the owner of the installation opens no library."""
    home = payloads.client()
    odd = payloads.interaction(home, authorizing_integration_owners={"0": "501"})
    assert whence_of(odd).place is None


@pytest.mark.parametrize(
    ("channel", "guild", "context", "expected"),
    [
        (payloads.GUILD_CHANNEL, payloads.GUILD, 0, ("700", "", Spot.CHANNEL)),
        (payloads.THREAD, payloads.GUILD, 0, ("700", "701", Spot.THREAD)),
        (payloads.DIRECT, None, 1, ("800", "", Spot.DIRECT)),
        (payloads.DIRECT, None, 2, ("800", "", Spot.CHANNEL)),
        (payloads.DIRECT, None, None, ("800", "", Spot.CHANNEL)),
        (payloads.GROUP, None, 2, ("801", "", Spot.CHANNEL)),
        ({"id": "9", "type": 99}, payloads.GUILD, 0, ("unknown:1000", "", Spot.CHANNEL)),
    ],
)
async def test_where_something_was_done(
    channel: dict[str, Any], guild: int | None, context: int | None, expected: tuple[str, str, Spot]
) -> None:
    """Only the bot's own direct messages are private ground; others' direct messages and groups are channels."""
    found = whence_of(payloads.interaction(payloads.client(), channel=channel, guild=guild, context=context))
    assert (found.channel, found.thread, found.spot) == expected


@pytest.mark.parametrize(("bits", "manages"), [(0, False), (0x8, True), (0x20, True), (0x10, False)])
async def test_who_manages_a_server_is_administrator(bits: int, manages: bool) -> None:  # noqa: FBT001 - a table
    """Administrators are those who may manage the server, as Discord says with each payload."""
    assert whence_of(payloads.interaction(payloads.client(), permissions=bits)).manages is manages


async def test_the_servers_roles_come_along() -> None:
    """Which roles of the server somebody has is told with each payload, without the one that everybody has; elsewhere
    than in a server with the bot there are none.
    """
    home, roles = payloads.client(), (payloads.GUILD, payloads.EDITORS)
    assert whence_of(payloads.interaction(home, roles=roles)).groups == ("77",)
    assert whence_of(payloads.interaction(home, roles=roles, installed=False)).groups == ()
    assert whence_of(payloads.interaction(home, guild=None, channel=payloads.DIRECT, context=1)).groups == ()


@pytest.mark.parametrize(
    ("mention", "known"), [("<@&77>", "<@&77|Editors>"), ("<@&78>", "<@&78>"), ("<@5>", "<@5>"), ("ana", "ana")]
)
async def test_a_role_is_handed_on_with_its_name(mention: str, known: str) -> None:
    """Where a person is asked for, a mention of a role of the server comes with the name that people know it by."""
    interaction = payloads.interaction(payloads.client())
    found = invoked(interaction, COMMANDS["roles"], {"person": mention}).inbound
    assert isinstance(found, Invoke)
    assert found.values == {"person": known}


async def test_the_answer_finds_its_way_back() -> None:
    """The reply address, the language and the name of the delivery come from the interaction."""
    interaction = payloads.interaction(payloads.client())
    found = whence_of(interaction)
    assert Address.read(found.address) == Address(application=900, token="a-token", channel=700, locale="fr")
    assert (found.locale, found.event) == ("fr", f"discord:{interaction.id}")


async def test_a_text_that_names_another_person_changes_nothing() -> None:
    """Whatever a button's id or a text says, it is Ana who pressed."""
    interaction = payloads.interaction(payloads.client(), 3, {"custom_id": "1show:user=1;guild=9", "component_type": 2})
    found = pressed(interaction, "1show:user=1;guild=9").inbound
    assert isinstance(found, Press)
    assert found.whence == whence_of(interaction)
    assert found.whence.account.user == "1000"


# --- values and files ------------------------------------------------------------------------------------------------


async def test_a_file_stands_for_a_text_until_it_is_fetched() -> None:
    """A slash command with a file is acknowledged before the file is there, and no form asks for what it holds."""
    home = payloads.client()
    file = payloads.attachment(home, payloads.attachment_data("a.md"))
    heard = invoked(payloads.interaction(home), COMMANDS["edit"], {"name": "@plan", "file": file})
    assert isinstance(heard.inbound, Invoke)
    assert heard.inbound.values == {"name": "@plan"}
    assert [(one.name, one.text) for one in heard.inbound.material.files] == [("a.md", PENDING)]
    assert heard.attachments == (file,)


async def test_a_file_is_read_as_it_is() -> None:
    """The text of a file arrives character by character, without the mark that some editors put in front."""
    text = "Write\r\n\ta haïku. 🌸 \n"
    material = await file_of(b"\xef\xbb\xbf" + text.encode())
    assert [(one.name, one.text) for one in material.files] == [("a.md", text)]


async def test_a_file_of_an_option_is_its_value() -> None:
    """A file that stands for an option is the option's value, not something beside it."""
    async with served(b"an output") as (home, port):
        data = payloads.attachment_data("out.txt", 9, url=f"http://127.0.0.1:{port}/out.txt")
        heard = invoked(payloads.interaction(home), COMMANDS["draft"], {"like": payloads.attachment(home, data)})
        assert isinstance(heard.inbound, Invoke)
        assert (heard.inbound.values, heard.inbound.material.files) == ({"like": PENDING}, ())
        fetched = await heard.fetched()
        assert isinstance(fetched, Invoke)
        assert (fetched.values, fetched.material.files) == ({"like": "an output"}, ())


@pytest.mark.parametrize("kind", ["image/png", "image/jpeg", "image/gif", "image/webp"])
async def test_an_image_comes_as_an_image(kind: str) -> None:
    """An image that models can see is given to them as one."""
    material = await file_of(b"\x89PNG", "a.png", kind)
    assert material.images == (Image("a.png", kind, b"\x89PNG"),)
    assert material.files == ()


@pytest.mark.parametrize(
    ("content", "kind", "sentence"),
    [
        (b"\xff\xfe\x00w", "text/plain", "The file a.md is no text in UTF-8."),
        (b"%PDF-1.7\xe2\xe3", "application/pdf", "The file a.md is no text in UTF-8."),
        (b" \n", "text/plain", "The file a.md is empty."),
        (b"", None, "The file a.md is empty."),
        (b"x" * 100_001, "text/plain", "The file a.md is too long: 100,001 characters, and 100,000 is the most."),
    ],
)
async def test_a_file_that_is_no_text_is_refused_in_words(content: bytes, kind: str | None, sentence: str) -> None:
    """What cannot be read is refused with what is wrong, and nothing else happens."""
    with pytest.raises(Refused) as refused:
        await file_of(content, kind=kind)
    assert str(refused.value) == sentence


async def test_the_longest_text_is_taken() -> None:
    """100,000 characters of four bytes each are taken."""
    material = await file_of("🌸".encode() * 100_000)
    assert len(material.files[0].text) == 100_000


@pytest.mark.parametrize("status", [403, 404, 500])
async def test_a_file_that_is_gone_is_said(status: int) -> None:
    """A file that Discord no longer gives out is named, with what to do."""
    with pytest.raises(Refused) as refused:
        await file_of(b"text", status=status)
    assert str(refused.value) == "I could not fetch the file a.md from Discord."
    assert "Attach it again" in refused.value.advice


async def test_a_file_whose_server_is_down_is_said() -> None:
    """No connection is no silence."""
    async with served(b"") as (home, port):
        pass
    async with ClientSession() as session:
        home.http._HTTPClient__session = session  # type: ignore[attr-defined]  # what a login would make
        data = payloads.attachment_data("a.md", url=f"http://127.0.0.1:{port}/a.md")
        heard = invoked(payloads.interaction(home), COMMANDS["critique"], {"file": payloads.attachment(home, data)})
        with pytest.raises(Refused, match="could not fetch the file"):
            await heard.fetched()


@pytest.mark.parametrize(("kind", "limit"), [("text/plain", TEXT_FILE), ("image/png", IMAGE_FILE)])
async def test_a_file_that_is_too_large_is_never_fetched(kind: str, limit: Any) -> None:  # noqa: ANN401 - a table
    """A huge file is refused at once, with its size and the limit."""
    home = payloads.client()
    file = payloads.attachment(home, payloads.attachment_data("big.bin", limit.number + 1, kind))
    with pytest.raises(TooLarge) as refused:
        invoked(payloads.interaction(home), COMMANDS["critique"], {"file": file})
    assert f"{limit.number + 1:,}" in str(refused.value)
    assert f"{limit.number:,}" in str(refused.value)


async def test_a_text_and_a_file_at_once_are_not_guessed_at() -> None:
    """Whoever gives a text and a file is asked to leave one out, rather than one being dropped."""
    home = payloads.client()
    file = payloads.attachment(home, payloads.attachment_data("a.md"))
    with pytest.raises(Usage, match="a text and a file"):
        invoked(payloads.interaction(home), COMMANDS["critique"], {"text": "Write.", "file": file})
    both = invoked(payloads.interaction(home), COMMANDS["draft"], {"goal": "Like this.", "file": file})
    assert both.attachments == (file,)


def heard_of(message: discord.Message, address: bytes = b"") -> Heard:
    """Give what a message comes to."""
    return said(message, load(), whence_of_message(message, address), payloads.APPLICATION)


async def test_half_a_name_is_completed() -> None:
    """What is typed into an option is completed for the one who types."""
    interaction = payloads.interaction(payloads.client(), 4)
    found = typed(interaction, COMMANDS["show"], "name", "rel")
    assert (found.command, found.argument, found.prefix) == ("show", "name", "rel")
    assert found.whence == whence_of(interaction)


async def test_words_in_a_direct_message_are_plain_words() -> None:
    """What Ana writes to the bot is a goal or a change, with the files beside it."""
    home = payloads.client()
    files = [payloads.attachment_data("a.md"), payloads.attachment_data("b.png", kind="image/png")]
    message = payloads.message(home, "a haiku prompt", attachments=files)
    heard = heard_of(message, b"there")
    assert isinstance(heard.inbound, Say)
    assert heard.inbound.text == "a haiku prompt"
    assert [one.name for one in heard.inbound.material.files] == ["a.md"]
    assert [one.name for one in heard.inbound.material.images] == ["b.png"]
    whence = heard.inbound.whence
    assert (whence.spot, whence.place, whence.channel, whence.address) == (Spot.DIRECT, None, "800", b"there")


async def test_commands_are_named_as_discord_shows_them() -> None:
    """Whoever is told of a command reads it with the fields that Discord opens for it."""
    home = payloads.client()
    for whence in (
        whence_of(payloads.interaction(home)),
        heard_of(payloads.message(home, "a haiku")).inbound.whence,
    ):
        assert whence.words(N_("In a channel, /share to=here")) == "In a channel, /prompt share to:here"


async def test_words_in_a_server_are_said_there() -> None:
    """A message in a channel of Acme belongs to Acme, and begins a conversation that everybody there reads."""
    message = payloads.message(payloads.client(), "hello", direct=False)
    whence = heard_of(message).inbound.whence
    assert (whence.place, whence.spot, whence.channel) == (Place("discord", "500", "Acme"), Spot.THREAD, "700")
    assert (whence.thread, whence.alone) == (str(message.id), False)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("<@900> shorter", "shorter"),
        ("<@!900>, <@900>: shorter", "shorter"),
        ("<@900>\n```\nHi <@5>\n```", "```\nHi <@5>\n```"),
        ("is <@5> with <@&77> and <@900>?", "is @Ben with @Editors and @prompteur?"),
        ("nobody knows <@6>", "nobody knows @6"),
    ],
)
async def test_words_are_read_as_people_see_them(text: str, read: str) -> None:
    """The bot's name in front is no part of what is said, and others have the names that they have everywhere; a code
    block stays as it is.
    """
    member = {"nick": "Boss", "roles": [], "joined_at": payloads.TIME, "deaf": False, "mute": False, "flags": 0}
    ben = payloads.person(5, "ben", shown="Ben") | {"member": member}
    mentions = [ben, payloads.person(900, "prompteur", bot=True)]
    message = payloads.message(payloads.client(), text, direct=False, mentions=mentions)
    inbound = heard_of(message).inbound
    assert isinstance(inbound, Say)
    assert inbound.text == read


async def test_a_command_takes_people_and_roles_by_their_ids() -> None:
    """Whoever is mentioned in a typed command is meant, whatever they are called."""
    text = "<@900> /admin roles <@5> reviewer"
    message = payloads.message(payloads.client(), text, direct=False, mentions=[payloads.person(5, "ben")])
    inbound = heard_of(message).inbound
    assert isinstance(inbound, Invoke)
    assert inbound.line == "admin roles <@5> reviewer"


# --- messages that are pointed at ------------------------------------------------------------------------------------


async def point(message: discord.Message, home: discord.Client, verb: str = "refine") -> Heard:
    """Point a command at a message."""
    return pointed(payloads.interaction(home), COMMANDS[verb], message)


async def texts(message: discord.Message, home: discord.Client) -> list[tuple[str, str]]:
    """Give what a pointed message comes to."""
    heard = await point(message, home)
    assert isinstance(heard.inbound, Invoke)
    return [(one.name, one.text) for one in heard.inbound.material.files]


def card(*texts: str, **more: object) -> dict[str, Any]:
    """Give the components of a card."""
    inner = [{"type": 10, "id": number, "content": text} for number, text in enumerate(texts, start=2)]
    section = {
        "type": 9,
        "components": inner[-1:],
        "accessory": {"type": 2, "style": 2, "label": "x", "custom_id": "x"},
    }
    return {"components": [{"type": 17, "id": 1, "components": [*inner[:-1], section]}], "flags": 1 << 15, **more}


@given(text=st.text(min_size=1).filter(lambda text: text.strip() and "``" not in text and "~~" not in text))
async def test_all_words_of_a_message_are_the_prompt(text: str) -> None:
    """Pointing at a message without a code block takes all of it, unchanged."""
    home = payloads.client()
    ((_, found),) = await texts(payloads.message(home, text), home)
    assert found == text


async def test_the_only_code_block_is_the_prompt() -> None:
    """Pointing at a message with one code block takes the block alone."""
    home = payloads.client()
    said = payloads.message(home, "Look at mine:\n```md\nWrite a haiku.\nNow.\n```\nGood?")
    assert await texts(said, home) == [("Write a haiku. Now.", "Write a haiku.\nNow.")]


async def test_the_only_text_file_is_the_prompt() -> None:
    """Pointing at a message with a file takes the file: Discord makes one of a long text by itself."""
    home = payloads.client()
    files = [payloads.attachment_data("message.txt"), payloads.attachment_data("b.png", kind="image/png")]
    heard = await point(payloads.message(home, "see the file", attachments=files), home)
    assert [one.filename for one in heard.attachments] == ["message.txt"]
    assert await texts(payloads.message(home, "see the file", attachments=files), home) == [("message.txt", PENDING)]


async def test_what_was_forwarded_is_the_prompt() -> None:
    """Pointing at a forwarded message takes what was forwarded."""
    home = payloads.client()
    inner = {"type": 0, "content": "Write.", "embeds": [], "attachments": [], "timestamp": payloads.TIME}
    snapshot = {"message": inner | {"edited_timestamp": None, "flags": 0, "mentions": [], "mention_roles": []}}
    assert await texts(payloads.message(home, message_snapshots=[snapshot]), home) == [("Write.", "Write.")]


async def test_the_prompt_of_our_own_card_is_its_code_block() -> None:
    """Pointing at one of the bot's cards takes the prompt in it, not what is said about it."""
    home = payloads.client()
    ours = payloads.person(payloads.APPLICATION, "prompteur", bot=True)
    shown = payloads.message(home, author=ours, **card("# Tickets, v1", f"```\n{CARD_BLOCK}\n```", "No model."))
    assert await texts(shown, home) == [(CARD_BLOCK, CARD_BLOCK)]


async def test_the_prompt_of_our_own_card_may_be_its_file() -> None:
    """A long prompt stands as a file in the card, and is taken from there."""
    home = payloads.client()
    ours = payloads.person(payloads.APPLICATION, "prompteur", bot=True)
    file = payloads.attachment_data("prompt.md", 2000)
    shown = payloads.message(home, author=ours, attachments=[file], **card("# Tickets", "It begins: Write"))
    assert await texts(shown, home) == [("prompt.md", PENDING)]
    block = {"type": 13, "id": 9, "name": "prompt.md", "size": 2000, "file": {"url": file["url"]}, "spoiler": False}
    bare = payloads.message(home, author=ours, components=[block], flags=1 << 15)
    heard = await point(bare, home)
    assert [(one.filename, one.size, one.url) for one in heard.attachments] == [("prompt.md", 2000, file["url"])]


async def test_a_prompt_that_we_gave_to_be_copied_is_taken_whole() -> None:
    """Pointing at a copied prompt takes all of it, a code block in it included."""
    home = payloads.client()
    ours = payloads.person(payloads.APPLICATION, "prompteur", bot=True)
    text = "Answer like this:\n```\n{}\n```"
    ((_, found),) = await texts(payloads.message(home, text, author=ours), home)
    assert found == text


async def test_a_message_without_a_prompt_is_refused_in_words() -> None:
    """Pointing at a picture, or at a card about a prompt, says that there is none in it."""
    home = payloads.client()
    ours = payloads.person(payloads.APPLICATION, "prompteur", bot=True)
    picture = payloads.message(home, attachments=[payloads.attachment_data("b.png", kind="image/png")])
    for shown in (payloads.message(home, " "), picture, payloads.message(home, author=ours, **card("Deleted.", "."))):
        with pytest.raises(Usage, match="I see no prompt in that message"):
            await point(shown, home)


async def test_two_files_are_not_guessed_at() -> None:
    """Pointing at a message with two texts asks which one is meant."""
    home = payloads.client()
    files = [payloads.attachment_data("a.md"), payloads.attachment_data("b.md")]
    with pytest.raises(Usage, match="has 2 files"):
        await point(payloads.message(home, attachments=files), home)


async def test_another_bots_card_is_its_words() -> None:
    """Pointing at another bot's card takes the words on it."""
    home = payloads.client()
    other = payloads.person(4, "other", bot=True)
    assert await texts(payloads.message(home, author=other, **card("Write", "a poem")), home) == [
        ("Write a poem", "Write\na poem")
    ]


@pytest.mark.parametrize("verb", [command.verb for command in load() if command.pointed_label])
async def test_every_command_takes_what_was_pointed_at(tmp_path: Path, verb: str) -> None:
    """Whatever was open before, a command that was pointed at a message works on that message."""
    async with house(tmp_path) as core:
        await core.type("critique Something else that is open.")
        home = payloads.client()
        heard = await point(payloads.message(home, "Write a haiku about rain."), home, verb)
        asked = await core.app.prepare(heard.inbound)
        inbound = await heard.fetched()
        assert isinstance(inbound, Invoke)
        if isinstance(asked, Form):
            (field,) = asked.fields
            answers = {field.name: "shorter"}
            interaction = payloads.interaction(home, 5, {"custom_id": asked.token, "components": []})
            answer = await core.send(submitted(interaction, asked.token, answers, texts=inbound.material.files).inbound)
        else:
            assert asked == Defer(shared=False)
            answer = await core.send(inbound)
        assert "Something else" not in answer.text
        assert "haiku" in answer.text + repr(core.engineer.asked)


async def test_a_form_leaves_out_what_was_left_empty() -> None:
    """An empty field is a field that was not filled in."""
    interaction = payloads.interaction(payloads.client(), 5, {"custom_id": "1draft:", "components": []})
    found = submitted(interaction, "1draft:", {"goal": "a poem", "tone": ""}).inbound
    assert isinstance(found, Submit)
    assert (found.token, found.values) == ("1draft:", {"goal": "a poem"})


async def test_files_are_fetched_at_the_same_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two files take as long as one; of two that cannot be used, the first tells why."""
    home, both = payloads.client(), asyncio.Barrier(2)
    files = [payloads.attachment(home, payloads.attachment_data(name)) for name in ("a.md", "b.md")]

    async def fetch(wanted: Wanted) -> Attached:
        async with asyncio.timeout(PATIENCE):
            await both.wait()
        if refusing:
            raise Refused(wanted.attachment.filename)
        return Attached(wanted.attachment.filename, "a text")

    monkeypatch.setattr(Wanted, "fetch", fetch)
    heard = Heard(pressed(payloads.interaction(home), "1").inbound, tuple(map(Wanted, files)))
    refusing = False
    await heard.fetched()
    refusing = True
    with pytest.raises(Refused) as refused:
        await heard.fetched()
    assert refused.value.message == "a.md"
