"""The loopback Slack refuses what Slack refuses: by its published schemas, and by the limits of its reference."""

from collections.abc import Mapping
from pathlib import Path
from time import thread_time
from typing import Any

import pytest
from jsonschema import Draft7Validator
from slack_sdk.models import blocks, views
from slack_sdk.models.messages import chunk

from tests.doubles import slack_schema, specs
from tests.doubles.slack_library import IN_A_MESSAGE, IN_A_MODAL
from tests.doubles.slack_pieces import (
    QUIET,
    Request,
    actions,
    answered,
    button,
    buttons,
    call,
    form,
    manifest,
    markdown,
    post,
    said,
    section,
    sections,
    streamed,
)
from tests.doubles.slack_samples import LIMITS, PAIRS, everything
from tests.doubles.slack_schema import ack_violations, manifest_violations, response_violations, violations

MANIFESTS = ("manifest.schema.1.0.0.json", "manifest.schema.2.0.0.json")


def at_hand() -> Path:
    """Give where Block Kit's schema is; skips where one of the schemas is not, and fails where all must be checked."""
    names = ("blockkit.schema.json", "methods.json", *MANIFESTS)
    found = [specs.published("slack", name) for name in names]
    if None in found and specs.required():
        pytest.fail("CI is set, and Slack's schemas are not at hand: set PROMPTEUR_SPECS.")
    if found[0] is None or None in found:
        pytest.skip("Slack's schemas are not at hand; PROMPTEUR_SPECS says where they are.")
    return found[0]


@pytest.fixture
def schemas() -> Path:
    """Where Block Kit's schema is."""
    return at_hand()


@pytest.fixture(params=["with the schemas", "by hand alone"])
def _both_ways(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Run a test with the schemas, and once more without them."""
    if request.param == "by hand alone":
        monkeypatch.setenv("PROMPTEUR_SPECS", str(tmp_path))
    else:
        request.getfixturevalue("schemas")


# --- what slack_sdk sends passes ---------------------------------------------------------------------------------


@pytest.mark.usefixtures("_both_ways")
@pytest.mark.parametrize("name", IN_A_MESSAGE)
def test_message_of_the_library_passes(name: str) -> None:
    """Each block, as slack_sdk writes it, is shown in messages: posted, edited, for one person, as a response."""
    body: dict[str, Any] = {"text": "Relay", "blocks": [IN_A_MESSAGE[name].to_dict()]}
    assert violations("chat.postMessage", {"channel": "C1", **body, **QUIET}) == []
    assert violations("chat.update", {"channel": "C1", "ts": "1.2", **body}) == []
    assert violations("chat.postEphemeral", {"channel": "C1", "user": "U1", **body}) == []
    assert response_violations({**body, "replace_original": True}) == []
    assert ack_violations("slash_commands", {**body, "response_type": "ephemeral"}) == []


@pytest.mark.usefixtures("_both_ways")
@pytest.mark.parametrize("name", IN_A_MODAL)
def test_modal_of_the_library_passes(name: str) -> None:
    """Each field, as slack_sdk writes it, stands in a modal: opened, pushed, updated, and as an answer."""
    block = IN_A_MODAL[name]
    modal = views.View(type="modal", title="Draft", submit="Send", close="Cancel", callback_id="draft", blocks=[block])
    shown = modal.to_dict()
    assert violations("views.open", {"trigger_id": "1.2.a", "view": shown}) == []
    assert violations("views.push", {"trigger_id": "1.2.a", "view": shown}) == []
    assert violations("views.update", {"view_id": "V1", "hash": "1", "view": shown}) == []
    assert ack_violations("view_submission", {"response_action": "update", "view": shown}) == []


@pytest.mark.usefixtures("_both_ways")
def test_home_tab_of_the_library_passes() -> None:
    """A home tab with its library, as slack_sdk writes it, is shown."""
    kinds = ("header", "section", "divider", "context", "buttons", "rich text", "field")
    tab = views.View(type="home", private_metadata="1", blocks=[IN_A_MESSAGE[name] for name in kinds])
    assert violations("views.publish", {"user_id": "U1", "view": tab.to_dict()}) == []


@pytest.mark.usefixtures("_both_ways")
@pytest.mark.parametrize(
    "piece",
    [
        chunk.MarkdownTextChunk(text="# Relay"),
        chunk.PlanUpdateChunk(title="Checking"),
        chunk.TaskUpdateChunk(
            id="t",
            title="Check",
            status="in_progress",
            details="Two of three",
            output="Fine",
            sources=[blocks.UrlSourceElement(text="Guide", url="https://example.com")],
        ),
        chunk.BlocksChunk(blocks=[IN_A_MESSAGE["thumbs"]]),
    ],
)
@pytest.mark.parametrize("method", ["chat.appendStream", "chat.stopStream"])
def test_chunk_of_the_library_passes(piece: chunk.Chunk, method: str) -> None:
    """Each piece of an answer, as slack_sdk streams it, is shown."""
    sent = piece.to_dict()
    if isinstance(piece, chunk.BlocksChunk):
        sent["blocks"] = [block.to_dict() for block in piece.blocks if isinstance(block, blocks.Block)]
    assert violations(method, {"channel": "C1", "ts": "1.2", "chunks": [sent]}) == []


@pytest.mark.usefixtures("_both_ways")
@pytest.mark.parametrize(
    ("method", "arguments"),
    [
        ("auth.test", {}),
        ("apps.connections.open", {"token": "xapp-1"}),
        ("users.info", {"user": "U1", "include_locale": "1"}),
        ("conversations.replies", {"channel": "C1", "ts": "1.2", "limit": "200", "inclusive": "true"}),
        ("conversations.open", {"users": "U1", "return_im": True}),
        ("files.getUploadURLExternal", {"filename": "a.md", "length": 5}),
        ("files.completeUploadExternal", {"files": '[{"id": "F1", "title": "a.md"}]', "channel_id": "C1"}),
        ("reactions.add", {"channel": "C1", "timestamp": "1.2", "name": "eyes"}),
        ("chat.delete", {"channel": "C1", "ts": "1.2"}),
        ("chat.stopStream", {"channel": "C1", "ts": "1.2", "session_status": "active"}),
        ("agents.sessions.setStatus", {"channel_id": "D1", "thread_ts": "1.2", "status": "processing"}),
        (
            "assistant.threads.setStatus",
            {"channel_id": "D1", "thread_ts": "1.2", "status": "", "loading_messages": "a,b"},
        ),
    ],
)
def test_calls_pass(method: str, arguments: Mapping[str, object]) -> None:
    """What else the bot asks of Slack is taken, from forms and from JSON."""
    assert violations(method, arguments) == []


@pytest.mark.usefixtures("_both_ways")
@pytest.mark.parametrize("kind", ["slash_commands", "view_submission", "block_actions", "shortcut", "events_api"])
@pytest.mark.parametrize("body", [None, "", {}])
def test_silent_acknowledgement_passes(kind: str, body: object) -> None:
    """Each interaction may be acknowledged without a word."""
    assert ack_violations(kind, body) == []


# --- n is taken, n + 1 is refused --------------------------------------------------------------------------------


@pytest.mark.usefixtures("_both_ways")
@pytest.mark.parametrize("name", LIMITS)
def test_limit(name: str) -> None:
    """What is as long as Slack bears is shown, and one more is refused."""
    most, made = LIMITS[name]
    assert made(most)() == []
    assert made(most + 1)() != []


# --- what is refused as it is ------------------------------------------------------------------------------------


@pytest.mark.usefixtures("_both_ways")
@pytest.mark.parametrize("name", PAIRS)
def test_refused_as_it_is(name: str) -> None:
    """The one is shown, the other is refused, whatever its length."""
    taken, refused = PAIRS[name]
    assert taken() == []
    assert refused() != []


@pytest.mark.parametrize(
    ("text", "mentions"),
    [("<@U1>", {"U1"}), ("<@U1|ana> and <!subteam^S1>", {"U1", "S1"}), ("<#C1>, <https://a|b>", set())],
)
def test_wanted_mention_passes(text: str, mentions: set[str]) -> None:
    """Somebody who is meant to be called is called, and others are not."""
    arguments = {"channel": "C1", "text": text, **QUIET}
    assert violations("chat.postMessage", arguments, mentions=mentions) == []
    assert violations("chat.postMessage", {**arguments, "text": f"{text} <@U9>"}, mentions=mentions) != []


# --- the schemas -------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("schemas")
@pytest.mark.parametrize(
    ("request_", "complaint"),
    [
        (call("chat.shout", channel="C1"), "Slack has no method chat.shout"),
        (call("chat.delete", channel="C1"), "'ts' is a required property"),
        (call("chat.delete", channel="C1", ts="1.2", now=True), "'now' was unexpected"),
        (call("chat.delete", channel=5, ts="1.2"), "$.channel: 5 is not of type 'string'"),
        (call("conversations.replies", channel="C1", ts="1.2", limit="5000"), "5000 is greater than the maximum"),
        (call("users.info", user="U1", include_locale="maybe"), "'maybe' is not of type 'boolean'"),
        (call("files.completeUploadExternal", files="[{"), "is not of type 'array'"),
        (call("agents.sessions.setStatus", channel_id="D1", status="busy"), "'busy' is not one of"),
        (post({"type": "banner"}), "$[0]: nothing of type 'banner' fits here"),
        (post(section(), section(colour="red")), "$[1]: Additional properties are not allowed"),
        (post(actions({"type": "button", "text": {"type": "mrkdwn", "text": "x"}})), "'plain_text' was expected"),
        (post({"type": "plan", "title": "x", "tasks": [{"type": "task_card"}]}), "tasks[0]: 'status' is a required"),
        (call("views.open", trigger_id="1", view={"type": "sheet"}), "nothing of type 'sheet' fits here"),
        (said("x", attachments=[{"blocks": [{"type": "banner"}]}]), "attachments[0], $[0]: nothing of type 'banner'"),
        (streamed({"type": "blocks", "blocks": [{"type": "banner"}]}), "nothing of type 'banner' fits here"),
    ],
)
def test_complaints_say_what_is_wrong(request_: Request, complaint: str) -> None:
    """Whoever reads a refusal finds the piece that is wrong."""
    assert complaint in request_()[0]


def test_fast_validation_says_what_the_plain_one_says(schemas: Path) -> None:
    """What is refused does not depend on how unions are decided."""
    kit = slack_schema._kit(schemas)
    plain = Draft7Validator({**specs.read(schemas), "$ref": "#/definitions/Blocks"})
    tried = list(everything())
    assert len([each for each in tried if plain.is_valid(each)]) > 10
    for each in tried:
        assert kit.blocks.is_valid(each) is plain.is_valid(each), each


@pytest.mark.usefixtures("schemas")
def test_manifest_is_read_by_its_version() -> None:
    """A function's parameters are flat in one version, and stand under `properties` in the other."""
    flat = {"amount": {"type": "integer", "title": "x", "description": "x", "name": "amount", "is_required": True}}
    for major, parameters in ((1, flat), (2, {"properties": flat, "required": ["amount"]})):
        function = {"title": "x", "description": "x", "input_parameters": parameters, "output_parameters": {}}
        given = {**manifest(), "_metadata": {"major_version": major}, "functions": {"f": function}}
        complaints = manifest_violations(given)
        crossed = manifest_violations({**given, "_metadata": {"major_version": 3 - major}})
        assert len(complaints) < len(crossed), (complaints, crossed)


@pytest.mark.usefixtures("schemas")
def test_unknown_part_of_a_manifest() -> None:
    """A part that no manifest has is refused, and the minimal one is taken."""
    assert manifest_violations({"display_information": {"name": "Prompteur"}}) == []
    assert manifest_violations({**manifest(), "colour": "red"}) != []
    assert manifest_violations(manifest(tabs=[])) != []


@pytest.mark.usefixtures("schemas")
def test_quick_enough_for_every_call() -> None:
    """A test with thousands of edits does not wait for the schema."""
    body = {"channel": "C1", "ts": "1.2", "text": "x", "blocks": [*sections(*[500] * 15), buttons(5), section()]}
    modal = {"trigger_id": "1", "view": form(*sections(*[100] * 50), actions(button()))}
    violations("chat.update", body)
    start = thread_time()
    for _ in range(10):
        assert violations("chat.update", body) == []
        assert violations("views.open", modal) == []
    assert (thread_time() - start) / 20 < 0.05


# --- where they are ----------------------------------------------------------------------------------------------


def test_missing_schemas_are_said_once(
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Who tests without the schemas hears of it, once."""
    monkeypatch.setenv("PROMPTEUR_SPECS", str(tmp_path))
    slack_schema._say_unchecked.cache_clear()
    for request_ in (said("x"), post(markdown("x")), answered(1)):
        assert request_() == []
    assert manifest_violations(manifest()) == []
    assert capsys.readouterr().err.count("not at hand") == 1


def test_nothing_is_skipped_where_all_is_checked(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A run that must check all fails without the schemas; any other says what it skips."""
    monkeypatch.setenv("PROMPTEUR_SPECS", str(tmp_path))
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match="CI is set"):
        at_hand()
    monkeypatch.delenv("CI")
    with pytest.raises(pytest.skip.Exception, match="not at hand"):
        at_hand()
