"""Commands as people see them in Discord's menus, and what a use of one hands on."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import discord
import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from discord.app_commands import CommandTree
from discord.enums import InteractionResponseType
from hypothesis import given
from hypothesis import strategies as st
from structlog.testing import capture_logs

from adapters.discord.declare import commands, suggestions
from adapters.discord.options import Suggestion, Value
from adapters.discord.translation import Translation
from bot import words
from bot.commands import load
from bot.dialogue.command import Argument, Command, Completion, Kind, Pointed
from bot.dialogue.parse import reference
from bot.dialogue.registry import Registry
from bot.errors import Usage
from bot.library.names import check_name
from tests.doubles.discord_schema import violations
from tests.doubles.house import house

HELP = next(command for command in load() if command.verb == "help")
DOCUMENT = Argument(name="text", names={"fr": "texte"}, kind=Kind.DOCUMENT, about="A text")
SNIPPET = replace(DOCUMENT, kind=Kind.SNIPPET)
PERSON = {"id": "5", "username": "ana", "discriminator": "0", "avatar": None, "global_name": "Ana"}
CHAT, SUBCOMMAND, TEXT, FILE = 1, 1, 3, 11


class Desk:
    """A client that is not connected; it keeps what was handed on."""

    def __init__(self, registry: Registry) -> None:
        self.client = discord.Client(intents=discord.Intents.none())
        self.tree = CommandTree(self.client)
        self.invoked: list[tuple[str, dict[str, Value]]] = []
        self.typed: list[tuple[str, str, str]] = []
        self.pointed: list[tuple[str, str]] = []
        for made in commands(registry, self.on_invoke, self.on_type, self.on_point):
            self.tree.add_command(made)

    async def on_invoke(self, _interaction: discord.Interaction, command: Command, values: dict[str, Value]) -> None:
        """Keep what was called."""
        self.invoked.append((command.id, values))

    async def on_type(
        self, interaction: discord.Interaction, command: Command, argument: Argument, prefix: str
    ) -> list[Suggestion]:
        """Keep what was typed, and say that it was answered: nobody is connected."""
        self.typed.append((command.id, argument.name, prefix))
        interaction.response._response_type = InteractionResponseType.autocomplete_result
        return []

    async def on_point(self, _interaction: discord.Interaction, command: Command, message: discord.Message) -> None:
        """Keep what was pointed at."""
        self.pointed.append((command.id, message.content))

    async def payload(self) -> list[dict[str, Any]]:
        """Give what Discord would be sent."""
        await self.tree.set_translator(Translation())
        assert self.tree.translator is not None
        return [await one.get_translated_payload(self.tree, self.tree.translator) for one in self.tree.get_commands()]

    async def receive(self, kind: int, data: dict[str, Any]) -> None:
        """Receive what Discord sends when somebody uses a command in a direct message."""
        payload = {
            "id": "1",
            "application_id": "2",
            "type": kind,
            "token": "t",
            "version": 1,
            "user": PERSON,
            "locale": "fr",
            "entitlements": [],
            "authorizing_integration_owners": {},
            "attachment_size_limit": 1,
            "channel_id": "7",
            "channel": {"id": "7", "type": 1, "recipients": []},
            "data": {"id": "3", **data},
        }
        interaction: discord.Interaction[discord.Client] = discord.Interaction(
            data=payload,  # type: ignore[arg-type] # a dictionary, as it comes over the wire
            state=self.client._connection,
        )
        await self.tree._call(interaction)

    async def slash(self, verb: str, *given: dict[str, Any], kind: int = 2, group: str = "prompt") -> None:
        """Use a slash command, or complete one of its options (kind 4)."""
        sub = {"name": verb, "type": SUBCOMMAND, "options": list(given)}
        files = {"9": {"id": "9", "filename": "a.md", "size": 1, "url": "u", "proxy_url": "p"}}
        await self.receive(kind, {"name": group, "type": CHAT, "options": [sub], "resolved": {"attachments": files}})


def option(name: str, value: str, *, kind: int = TEXT, **more: object) -> dict[str, Any]:
    """Give an option as it comes over the wire."""
    return {"name": name, "value": value, "type": kind, **more}


def verb(number: int, **changes: object) -> Command:
    """Give a command that differs from help by its verb."""
    return replace(HELP, verb=f"verb{number}", names={}, actions=(), **changes)  # type: ignore[arg-type]


def fields(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Give a command with everything in it that has a name."""
    yield node
    for inner in (*node.get("options", ()), *node.get("choices", ())):
        yield from fields(inner)


def subs(payload: list[dict[str, Any]], group: str = "prompt") -> dict[str, dict[str, Any]]:
    """Give the commands of a group by name."""
    (found,) = [one for one in payload if one["name"] == group]
    return {one["name"]: one for one in found["options"]}


def localised(payload: list[dict[str, Any]], name: str) -> dict[str, str]:
    """Give what a group or a menu is called in other languages."""
    return next(one["name_localizations"] for one in payload if one["name"] == name)


@pytest.fixture
def french(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Catalog]:
    """Give a French catalogue; what was added to it is there once it was written with `install`."""
    monkeypatch.setattr(words, "CATALOGUES", tmp_path)
    words._catalogue.cache_clear()
    yield Catalog(locale="fr")
    words._catalogue.cache_clear()


def install(catalogue: Catalog, **texts: str) -> None:
    """Write translations, by the message ids."""
    for message, text in texts.items():
        catalogue.add(message, text)
    path = words.CATALOGUES / "fr" / "LC_MESSAGES" / f"{words.DOMAIN}.mo"
    path.parent.mkdir(parents=True)
    with path.open("wb") as stream:
        write_mo(stream, catalogue)


# --- what stands in the menus --------------------------------------------------------------------------------------


@pytest.mark.asyncio
async def test_every_command_and_argument_is_offered_in_order() -> None:
    """Whoever types `/prompt` sees every command with its arguments, and a file where a text is taken."""
    payload = await Desk(load()).payload()
    groups = {family: subs(payload, f"prompt-{family}") for family in load().families}
    for family, found in groups.items():
        assert list(found) == [command.verb for command in load() if command.family == family]
    registry = [command for command in load() if command.family not in groups]
    offered = subs(payload)
    assert list(offered) == [command.verb for command in registry]
    for command in registry:
        takes_text = any(argument.kind is Kind.DOCUMENT for argument in command.arguments)
        names = [*(argument.name for argument in command.arguments), *(["file"] if takes_text else [])]
        assert [one["name"] for one in offered[command.verb]["options"]] == names
    assert {verb for verb, one in offered.items() if any(each["type"] == FILE for each in one["options"])} == {
        *("draft", "critique", "edit", "save", "import")
    }


@pytest.mark.asyncio
async def test_only_what_is_picked_from_a_list_is_insisted_on() -> None:
    """Discord asks at once for the name of a saved prompt, and for a file that is all a command is about; a missing
    text or new name opens a form instead.
    """
    offered = subs(await Desk(load()).payload())
    required = {(verb, each["name"]) for verb, one in offered.items() for each in one["options"] if each["required"]}
    filled = ("use", "run", "compare")
    named = {(verb, "name") for verb in ("show", "delete", "history", "diff", "restore", "label", *filled)}
    assert required == {*named, ("import", "file")}


@pytest.mark.asyncio
async def test_what_is_insisted_on_stands_first() -> None:
    """A required choice behind an optional text is shown before it, as Discord demands."""
    pick = Argument(name="to", kind=Kind.CHOICE, about="Where", choices=("here",), required=True)
    arguments = (replace(DOCUMENT, kind=Kind.WORDS), pick)
    offered = subs(await Desk(Registry([verb(0, arguments=arguments)])).payload())
    assert [(one["name"], one["required"]) for one in offered["verb0"]["options"]] == [("to", True), ("text", False)]


@pytest.mark.asyncio
async def test_options_say_how_long_they_may_be_and_what_can_be_completed() -> None:
    """Discord completes names of saved prompts, offers choices, and stops at the length that it or we can take."""
    offered = subs(await Desk(load()).payload())
    found = {(verb, one["name"]): one for verb, command in offered.items() for one in command["options"]}
    assert {key for key, one in found.items() if one.get("autocomplete")} == {
        *(("show", "name"), ("delete", "name"), ("share", "name"), ("edit", "name"), ("refine", "name")),
        *(("export", "name"), ("use", "name"), ("run", "name"), ("compare", "name"), ("compare", "with")),
        *(("history", "name"), ("diff", "name"), ("diff", "with")),
        *(("restore", "name"), ("label", "name"), ("review", "name")),
        *(("critique", "text"), ("edit", "text"), ("save", "text"), ("draft", "like")),
    }
    assert [one["value"] for one in found["share", "to"]["choices"]] == ["here", "team"]
    assert found["save", "name"]["max_length"] == 80
    assert found["draft", "goal"]["max_length"] == 6000


@pytest.mark.asyncio
async def test_prompt_is_for_everyone_everywhere_and_other_families_are_for_managers() -> None:
    """`/prompt` is there in servers, direct messages and group chats; `/prompt-admin` for those who manage a server."""
    menu = {"pointed": Pointed.MESSAGE, "pointed_label": "Look"}
    payload = await Desk(Registry([HELP, verb(0), verb(1, family="admin", **menu)])).payload()
    found = {one["name"]: one for one in payload}
    assert found["prompt"]["contexts"] == [0, 1, 2]
    assert found["prompt"]["integration_types"] == [0, 1]
    assert found["prompt"]["default_member_permissions"] is None
    for name in ("prompt-admin", "Look"):
        assert found[name]["contexts"] == [0]
        assert found[name]["integration_types"] == [0]
        assert found[name]["default_member_permissions"] == discord.Permissions(manage_guild=True).value
        assert found[name]["dm_permission"] is False
    assert set(subs(payload, "prompt-admin")) == {"verb1"}


@pytest.mark.asyncio
async def test_a_message_can_be_pointed_at() -> None:
    """The menu of a message offers to critique and to save it, wherever the message stands."""
    menus = {one["name"]: one for one in await Desk(load()).payload() if one["type"] == 3}
    assert list(menus) == [one.pointed_label for one in load() if one.pointed is Pointed.MESSAGE]
    assert {"Critique this prompt", "Save as snippet"} <= set(menus)
    assert all(one["contexts"] == [0, 1, 2] and one["integration_types"] == [0, 1] for one in menus.values())


# --- within what Discord holds --------------------------------------------------------------------------------------


def size(node: dict[str, Any]) -> int:
    """Count the characters of a command as Discord does: names, descriptions and values, with the longest language."""
    longest = (
        max(map(len, (node.get(key, ""), *(node.get(f"{key}_localizations") or {}).values())))
        for key in ("name", "description")
    )
    inner = (*node.get("options", ()), *node.get("choices", ()))
    return sum(longest) + len(node.get("value", "")) + sum(map(size, inner))


@pytest.mark.asyncio
async def test_discord_takes_the_commands() -> None:
    """The commands appear at all: nothing in them is longer, more or otherwise named than Discord allows."""
    payload = await Desk(Registry([*load(), verb(0, family="admin")])).payload()
    assert violations("PUT", "/applications/1/commands", payload) == []
    for top in payload:
        assert size(top) <= 8000
        for node in fields(top):
            assert len(node.get("options", ())) <= 25
            for key, most in (("name", 100 if "value" in node else 32), ("description", 100)):
                texts = (node.get(key, "x"), *(node.get(f"{key}_localizations") or {}).values())
                assert all(0 < len(text) <= most for text in texts)
            if "description" in node:
                names = (node["name"], *(node.get("name_localizations") or {}).values())
                assert all(re.fullmatch(r"[-\w]{1,32}", name) and name == name.lower() for name in names)


@pytest.mark.asyncio
async def test_no_translation_is_too_long() -> None:
    """Every text that is translated fits where Discord shows it, so that no reader finds English between."""
    with capture_logs() as logged:
        await Desk(load()).payload()
    assert logged == []


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ([verb(n, pointed=Pointed.MESSAGE, pointed_label=f"Do {n}") for n in range(6)], "6 commands can be pointed at"),
        ([verb(0, arguments=(replace(DOCUMENT, name="file"),))], "two of one name, of file, file"),
        ([verb(0, arguments=(replace(DOCUMENT, names={"fr": "fichier"}),))], "two of one name, of fichier, fichier"),
        (
            [verb(0, arguments=(*(replace(SNIPPET, name=f"a{n}", names={}) for n in range(24)), replace(DOCUMENT)))],
            "too many options",
        ),
    ],
    ids=["menus", "file", "fichier", "options"],
)
def test_what_discord_cannot_hold_is_refused_with_its_reason(wrong: list[Command], said: str) -> None:
    """A bot with too many menus or options does not start, and says which."""
    with pytest.raises(ValueError, match=said):
        Desk(Registry(wrong))


# --- in other languages ---------------------------------------------------------------------------------------------


@pytest.mark.asyncio
async def test_names_are_french_for_french_readers() -> None:
    """A French reader sees French names of commands and options, in French alone."""
    offered = subs(await Desk(Registry([*load(), verb(0)])).payload())
    assert offered["draft"]["name_localizations"] == {"fr": "rédiger"}
    assert offered["verb0"]["name_localizations"] == {}
    names = {one["name"]: one["name_localizations"] for one in offered["draft"]["options"]}
    assert names["goal"] == {"fr": "objectif"}
    assert names["file"] == {"fr": "fichier"}


@pytest.mark.asyncio
async def test_texts_are_translated_where_a_catalogue_is_installed(french: Catalog) -> None:
    """With French installed, descriptions, menus and choices are French; a choice still means the same."""
    texts = {"Find saved prompts": "Trouver des invites", "Critique this prompt": "Critiquer cette invite"}
    install(french, **texts, here="ici", team="team", **{"A text file instead": "Plutôt un fichier texte"})
    payload = await Desk(load()).payload()
    offered = subs(payload)
    assert offered["find"]["description_localizations"] == {"fr": "Trouver des invites"}
    assert offered["draft"]["description_localizations"] == {}
    assert offered["critique"]["options"][-1]["description_localizations"] == {"fr": "Plutôt un fichier texte"}
    assert offered["share"]["options"][1]["choices"] == [
        {"name": "here", "value": "here", "name_localizations": {"fr": "ici"}},
        {"name": "team", "value": "team"},
    ]
    assert localised(payload, "Critique this prompt") == {"fr": "Critiquer cette invite"}
    assert localised(payload, "Save as snippet") == {}


@pytest.mark.asyncio
async def test_a_translation_that_does_not_fit_is_left_out_and_logged(french: Catalog) -> None:
    """A French text over Discord's limit is not cut: the reader sees the English one, and the log says so."""
    install(french, **{"Find saved prompts": "x" * 101, "Critique this prompt": "y" * 33, "Save as snippet": "y" * 32})
    with capture_logs() as logged:
        payload = await Desk(load()).payload()
    assert subs(payload)["find"]["description_localizations"] == {}
    assert localised(payload, "Critique this prompt") == {}
    assert localised(payload, "Save as snippet") == {"fr": "y" * 32}
    assert sorted(entry["characters"] for entry in logged) == [33, 101]


# --- used -----------------------------------------------------------------------------------------------------------


@pytest.mark.asyncio
async def test_what_was_given_is_handed_on_by_name() -> None:
    """Whoever fills in options gets them to the command under their names, a file included; the rest is left out."""
    desk = Desk(load())
    await desk.slash("draft", option("goal", "a poem"), option("for", "claude"), option("file", "9", kind=FILE))
    await desk.slash("undo")
    (drafted, values), undone = desk.invoked
    assert drafted == "draft"
    assert {name: value for name, value in values.items() if name != "file"} == {"goal": "a poem", "for": "claude"}
    assert isinstance(values["file"], discord.Attachment)
    assert values["file"].filename == "a.md"
    assert undone == ("undo", {})


@pytest.mark.asyncio
async def test_a_command_of_another_family_is_handed_on() -> None:
    """`/prompt-admin` reaches its own command, not one of `/prompt` with the same verb."""
    desk = Desk(Registry([verb(0), verb(0, family="admin")]))
    await desk.slash("verb0", group="prompt-admin")
    assert desk.invoked == [("admin-verb0", {})]


@pytest.mark.asyncio
@pytest.mark.parametrize("typed", ["rel", "@rel", '@"rel', " rel "])
async def test_half_a_name_is_completed_however_it_was_begun(typed: str) -> None:
    """A name is found whether or not "@" or a quotation mark stands before it."""
    desk = Desk(load())
    await desk.slash("critique", option("text", typed, focused=True), kind=4)
    assert desk.typed == [("critique", "text", "rel")]


@pytest.mark.asyncio
async def test_a_message_pointed_at_is_handed_on() -> None:
    """The menu of a message hands that message to the command."""
    desk = Desk(load())
    said = {"id": "8", "channel_id": "7", "content": "You are a poet.", "author": PERSON, "type": 0, "tts": False}
    said |= {"timestamp": "2026-11-22T00:00:00+00:00", "edited_timestamp": None, "pinned": False, "embeds": []}
    said |= {"mention_everyone": False, "mentions": [], "mention_roles": [], "attachments": []}
    data = {"name": "Critique this prompt", "type": 3, "target_id": "8", "resolved": {"messages": {"8": said}}}
    await desk.receive(2, data)
    assert desk.pointed == [("critique", "You are a poet.")]


NAMES = st.text(st.characters(categories=["L", "M", "N"], include_characters=" -_./"), min_size=1, max_size=80)


@given(NAMES)
def test_a_completed_name_in_a_document_means_that_prompt(typed: str) -> None:
    """Whoever picks a saved prompt where a text is taken gets that prompt, not its name as the text."""
    try:
        name = check_name(typed)
    except Usage:
        return
    (picked,) = suggestions(DOCUMENT, [Completion(name, name)])
    assert reference(str(picked.value)) == name
    assert len(str(picked.value)) <= 100


@pytest.mark.asyncio
async def test_a_name_alone_is_enough_where_a_name_is_taken(tmp_path: Path) -> None:
    """Whoever picks a saved prompt to refine or show needs no "@": the native value is the name as it is."""
    (picked,) = suggestions(SNIPPET, [Completion("weekly report", "weekly report")])
    async with house(tmp_path) as home:
        await home.type("draft a prompt for tickets")
        await home.type("save weekly report")
        await home.type("draft a poem")
        shown = await home.call("show", name=str(picked.value))
        refined = await home.call("refine", name=str(picked.value), instruction="shorter")
    assert "weekly report" in shown.text
    assert "weekly report" in refined.text
