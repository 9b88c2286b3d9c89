"""The loopback Discord refuses what Discord refuses: by its published schema, and by the limits of its reference."""

import io
import json
from copy import deepcopy
from pathlib import Path
from time import thread_time

import discord
import pytest
from discord import app_commands, ui
from discord.http import MultipartParameters, handle_message_parameters
from jsonschema import Draft202012Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from tests.doubles import discord_schema, specs
from tests.doubles.discord_samples import (
    CALLBACK,
    CHANNEL,
    COMMANDS,
    EDIT,
    FILE,
    FOLLOW_UP,
    LIMITS,
    NOBODY,
    ORIGINAL,
    PAIRS,
    V2,
    Files,
    Json,
    button,
    card,
    everything,
    row,
    said,
    text,
)
from tests.doubles.discord_schema import violations


@pytest.fixture
def document() -> Path:
    """Where the document is; skips where it is not, and fails where all must be checked."""
    found = specs.openapi("discord")
    if found is None and specs.required():
        pytest.fail("CI is set, and Discord's OpenAPI document is not at hand: set PROMPTEUR_SPECS.")
    if found is None:
        pytest.skip("Discord's OpenAPI document is not at hand; PROMPTEUR_SPECS says where it is.")
    return found


@pytest.fixture(params=["with the document", "by hand alone"])
def _both_ways(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Run a test with the document, and once more without it."""
    if request.param == "by hand alone":
        monkeypatch.setenv("PROMPTEUR_SPECS", str(tmp_path))
    else:
        request.getfixturevalue("document")


# --- what discord.py sends passes --------------------------------------------------------------------------------


class Card(ui.LayoutView):
    """One of each component that Prompteur uses."""

    def __init__(self) -> None:
        super().__init__(timeout=None)
        refine: ui.Button[Card] = ui.Button(label="Refine", custom_id="1refine:abc", style=discord.ButtonStyle.primary)
        menu: ui.Select[Card] = ui.Select(
            custom_id="~more:1",
            placeholder="More",
            min_values=0,
            options=[discord.SelectOption(label="Share", value="1share:abc", description="With the team")],
        )
        frame: ui.Container[Card] = ui.Container(
            ui.TextDisplay("**Relay**"),
            ui.Section(ui.TextDisplay("A note"), accessory=ui.Button(label="Use", custom_id="1use:abc")),
            ui.Separator(),
            ui.File("attachment://relay.md"),
            ui.ActionRow(refine),
            accent_colour=0x336699,
        )
        self.add_item(frame)
        self.add_item(ui.ActionRow(menu))


class Form(ui.Modal):
    """One of each field."""

    def __init__(self) -> None:
        super().__init__(title="Draft", custom_id="1draft:abc")
        goal: ui.TextInput[Form] = ui.TextInput(style=discord.TextStyle.paragraph, custom_id="goal", max_length=4000)
        radio: ui.RadioGroup[Form] = ui.RadioGroup(custom_id="tone")
        radio.add_option(label="Plain", value="plain")
        radio.add_option(label="Warm", value="warm")
        self.add_item(ui.TextDisplay("Say what it is for."))
        self.add_item(ui.Label(text="Goal", description="In your words", component=goal))
        self.add_item(ui.Label(text="Tone", component=radio))
        self.add_item(ui.Label(text="Really", component=ui.Checkbox(custom_id="sure")))
        upload: ui.FileUpload[Form] = ui.FileUpload(custom_id="files", required=False, min_values=0, max_values=3)
        self.add_item(ui.Label(text="Files", component=upload))


def sent(parameters: MultipartParameters) -> tuple[Json, Files]:
    """Give what the server gets: the body, and names and sizes of the files."""
    body = parameters.payload
    for part in parameters.multipart or ():
        if part["name"] == "payload_json":
            body = json.loads(part["value"])
    assert body is not None
    return dict(body), [(file.filename, len(file.fp.read())) for file in parameters.files or ()]


@pytest.mark.asyncio
@pytest.mark.usefixtures("_both_ways")
@pytest.mark.parametrize("way", [CHANNEL, FOLLOW_UP, ORIGINAL, EDIT])
async def test_message_of_the_library_passes(way: tuple[str, str]) -> None:
    """A card with a file, as discord.py sends it, is shown: as a message, a follow-up, and an edit."""
    file = discord.File(io.BytesIO(b"# Relay"), "relay.md")
    mentions = discord.AllowedMentions.none()
    with handle_message_parameters(view=Card(), files=[file], allowed_mentions=mentions) as parameters:
        body, files = sent(parameters)
    del body["tts"]  # an edit of a channel message has none, the other ways differ
    assert body["flags"] == V2
    assert violations(*way, body, files) == []


@pytest.mark.asyncio
@pytest.mark.usefixtures("_both_ways")
async def test_reply_of_the_library_passes() -> None:
    """A reply with a nonce and the library's integers for ids is posted."""
    reference = discord.MessageReference(message_id=5, channel_id=1, fail_if_not_exists=False)
    mentions = discord.AllowedMentions.none()
    with handle_message_parameters(
        content="Working…",
        nonce="abc",
        allowed_mentions=mentions,
        message_reference=reference.to_message_reference_dict(),
    ) as parameters:
        body, files = sent(parameters)
    assert isinstance(body["message_reference"]["message_id"], int)
    assert violations(*CHANNEL, body, files) == []


@pytest.mark.asyncio
@pytest.mark.usefixtures("_both_ways")
async def test_form_of_the_library_passes() -> None:
    """A form with each kind of field opens."""
    assert violations(*CALLBACK, {"type": 9, "data": Form().to_dict()}) == []


@pytest.mark.usefixtures("_both_ways")
@pytest.mark.parametrize(
    "body",
    [
        {"type": 5, "data": {"flags": 64}},
        {"type": 6},
        {"type": 8, "data": {"choices": [{"name": "relay", "value": "relay"}]}},
        {"type": 4, "data": {"content": "Hello", "flags": 64, "allowed_mentions": NOBODY}},
        {"type": 7, "data": {"components": [], "content": None}},
    ],
)
def test_acknowledgements_pass(body: Json) -> None:
    """Each way of answering an interaction is taken."""
    assert violations(*CALLBACK, body) == []


class Translator(app_commands.Translator):
    """Translate everything into French by an accent."""

    async def translate(
        self,
        string: app_commands.locale_str,
        locale: discord.Locale,
        context: app_commands.TranslationContextTypes,
    ) -> str | None:
        """Add an accent."""
        del context
        return f"{string.message}é" if locale is discord.Locale.french else None


def tree() -> app_commands.CommandTree[discord.Client]:
    """Make a tree with a group, options of each kind that Prompteur uses, and a context menu."""
    made = app_commands.CommandTree(discord.Client(intents=discord.Intents.none()))
    group = app_commands.Group(
        name="prompt", description="Prompts", allowed_installs=app_commands.AppInstallationType(guild=True, user=True)
    )

    @group.command(name="draft", description="Draft a prompt.")
    @app_commands.describe(goal="What it is for")
    async def draft(
        interaction: discord.Interaction,
        goal: app_commands.Range[str, 1, 6000],
        times: app_commands.Range[int, 1, 5] = 1,
        file: discord.Attachment | None = None,
    ) -> None:
        del interaction, goal, times, file

    @made.context_menu(name="Critique this prompt")
    async def critique(interaction: discord.Interaction, message: discord.Message) -> None:
        del interaction, message

    del draft, critique
    made.add_command(group)
    return made


@pytest.mark.asyncio
@pytest.mark.usefixtures("_both_ways")
async def test_commands_of_the_library_pass() -> None:
    """Commands and context menus of discord.py are declared, translated."""
    made = tree()
    payload = [await each.get_translated_payload(made, Translator()) for each in made._get_all_commands()]
    assert payload[0]["name_localizations"] == {"fr": "prompté"}
    assert violations(*COMMANDS, payload) == []
    assert violations("POST", "/applications/1/guilds/2/commands", payload[0]) == []


# --- n is taken, n + 1 is refused --------------------------------------------------------------------------------


@pytest.mark.usefixtures("_both_ways")
@pytest.mark.parametrize("name", LIMITS)
def test_limit(name: str) -> None:
    """What is as long as Discord bears is shown, and one more is refused."""
    most, made = LIMITS[name]
    assert violations(*made(most)) == []
    assert violations(*made(most + 1)) != []


# --- what is refused as it is ------------------------------------------------------------------------------------


@pytest.mark.usefixtures("_both_ways")
@pytest.mark.parametrize("name", PAIRS)
def test_refused_as_it_is(name: str) -> None:
    """The one is shown, the other is refused, whatever its length."""
    taken, refused = PAIRS[name]
    assert violations(*taken) == []
    assert violations(*refused) != []


@pytest.mark.parametrize("edited", [{}, {"attachments": [{"id": "5"}]}])
def test_file_that_stays(edited: Json) -> None:
    """An edit may go on showing a file that the message has already."""
    body = {"flags": V2, "allowed_mentions": NOBODY, "components": [FILE], **edited}
    assert violations(*EDIT, body) == []


# --- the document ------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("document")
@pytest.mark.parametrize(
    ("request_", "complaint"),
    [
        (("DELETE", "/nowhere", None), "Discord has no DELETE /nowhere"),
        (("POST", "/channels/1/messages", None), "body: missing"),
        (("POST", "/channels/1/typing", {"x": 1}), "body: this operation takes none"),
        (("POST", "/channels/1/messages?wait=true", {"components": [row(text())]}), "nothing of type 10 fits here"),
        (("POST", "/interactions/1/t/callback", {"type": 44}), "nothing of type 44 fits here"),
        (("POST", "/webhooks/1/t", {"content": 5}), "$.content: 5 is not of type 'string', 'null' (type)"),
        (("PATCH", "/channels/1/messages/2", {"components": [{"type": 10}]}), "'content' is a required property"),
    ],
)
def test_complaints_say_what_is_wrong(request_: tuple[str, str, object], complaint: str) -> None:
    """Whoever reads a refusal finds the component that is wrong."""
    (said_,) = violations(*request_)
    assert complaint in said_


@pytest.mark.usefixtures("document")
def test_files_where_none_are_taken() -> None:
    """A file for an operation without one is refused."""
    assert violations("POST", "/users/@me/channels", {"recipient_id": 1}, [("a.md", 1)]) == [
        "files: this operation takes none"
    ]


@pytest.mark.usefixtures("document")
def test_long_complaint_is_shortened_with_a_word() -> None:
    """A refusal does not repeat the whole text, and says that it does not."""
    (complaint,) = violations(*said("x" * 5000, FOLLOW_UP))
    assert len(complaint) < 300
    assert "characters in all" in complaint


def test_fast_validation_says_what_the_plain_one_says(document: Path) -> None:
    """What is refused does not depend on how unions are decided."""
    source = deepcopy(specs.read(document))
    source["components"]["schemas"]["SnowflakeType"]["type"] = ["string", "integer"]
    registry = Registry().with_resource(
        "urn:discord", Resource.from_contents(source, default_specification=DRAFT202012)
    )
    plain = {}
    for method, path, body, _ in everything():
        operation = discord_schema._operations(document).find(method.lower(), path)
        assert operation is not None
        template = next(
            each for known, each in discord_schema._operations(document)._templates if known.fullmatch(path)
        )
        at = f"{template.replace('/', '~1')}/{method.lower()}/requestBody/content/application~1json/schema"
        if at not in plain:
            plain[at] = Draft202012Validator({"$ref": f"urn:discord#/paths/{at}"}, registry=registry)
        assert bool(list(operation.complaints(body, ()))) is not plain[at].is_valid(body), body


@pytest.mark.usefixtures("document")
def test_quick_enough_for_every_call() -> None:
    """A test with thousands of edits does not wait for the schema."""
    body = card(*(row(*(button(5 * at + no) for no in range(5))) for at in range(3)), text())[2]
    violations(*ORIGINAL, body)
    start = thread_time()
    for token in range(20):
        assert violations("PATCH", f"/webhooks/1/{token}/messages/@original", body) == []
    assert (thread_time() - start) / 20 < 0.05


# --- where it is -------------------------------------------------------------------------------------------------


def test_missing_document_is_said_once(
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Who tests without the document hears of it, once."""
    monkeypatch.setenv("PROMPTEUR_SPECS", str(tmp_path))
    discord_schema._say_unchecked.cache_clear()
    assert violations(*said("x")) == []
    assert violations(*said("x")) == []
    assert capsys.readouterr().err.count("not at hand") == 1


def test_folder_is_named_by_the_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The environment says where the schemas are; without them nothing is found."""
    monkeypatch.setenv("PROMPTEUR_SPECS", str(tmp_path))
    assert specs.folder() == tmp_path
    assert specs.openapi("discord") is None
    monkeypatch.setenv("PROMPTEUR_SPECS", str(tmp_path / "nowhere"))
    assert specs.folder() is None


def test_nothing_is_skipped_where_all_is_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    """A run that must check all fails without the document instead of skipping."""
    monkeypatch.setenv("CI", "true")
    assert specs.required()
    monkeypatch.delenv("CI")
    assert not specs.required()
