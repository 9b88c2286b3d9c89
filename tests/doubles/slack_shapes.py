"""What Slack takes where it publishes no schema: answers to interactions, chunks of streams; and manifests by hand.

Sources: Slack's reference as of 2026-11-22 and `slack_sdk.models.messages.chunk` of 3.47. "Ours" marks what Slack bears
and people do not.
"""

from collections.abc import Collection, Iterator, Mapping
from itertools import chain
from re import compile as pattern
from typing import Any

from tests.doubles.complaints import Decided, Node, Validator, length, number, sentence, unique
from tests.doubles.slack_limits import (
    MARKDOWN,
    POSTED,
    UPDATED,
    Json,
    Mentions,
    called,
    message,
    message_blocks,
    options,
    unfurls,
)

TEXT: Node = {"type": "string"}
TRUTH: Node = {"type": "boolean"}
LIST: Node = {"type": "array"}
OBJECT: Node = {"type": "object"}


def _shape(needed: Collection[str] = (), **fields: Node) -> Validator:
    schema = {"type": "object", "properties": fields, "required": list(needed), "additionalProperties": False}
    return Decided(schema)


# --- answers -----------------------------------------------------------------------------------------------------

_CONTENT = {"text": TEXT, "blocks": LIST, "attachments": LIST, "response_type": {"enum": ["ephemeral", "in_channel"]}}
_CONTENT |= {"unfurl_links": TRUTH, "unfurl_media": TRUTH, "mrkdwn": TRUTH}
_ERRORS = {"type": "object", "minProperties": 1, "additionalProperties": {"type": "string", "minLength": 1}}
_OPTION = {"type": "object", "required": ["text", "value"]}
_GROUP = {"type": "object", "required": ["label", "options"]}

SLASH = _shape(**_CONTENT)
RESPONSE = _shape(
    **_CONTENT, replace_original=TRUTH, delete_original=TRUTH, thread_ts=TEXT, metadata=OBJECT, link_names=TRUTH
)
SUBMITTED: Mapping[object, Validator] = {
    "clear": _shape(response_action=TEXT),
    "errors": _shape(("errors",), response_action=TEXT, errors=_ERRORS),
    "update": _shape(("view",), response_action=TEXT, view=OBJECT),
    "push": _shape(("view",), response_action=TEXT, view=OBJECT),
}
"""By `response_action`."""
SUGGESTED = _shape(options={"type": "array", "items": _OPTION}, option_groups={"type": "array", "items": _GROUP})


def answer(body: Json, mentions: Mentions) -> Iterator[str]:
    """Complain about what answers a slash command, or goes to a `response_url`."""
    if body.get("delete_original"):
        if len(body) > 1:
            yield "delete_original: not beside anything else"
        return
    yield from message(body, mentions, UPDATED if body.get("replace_original") else POSTED)
    if body.get("response_type") == "in_channel":
        yield from unfurls(body)


def misplaced(errors: Json, modal: Json | None) -> Iterator[str]:
    """Complain about errors for fields that the submitted modal does not have."""
    fields = [each.get("block_id") for each in modal["blocks"] if each["type"] == "input"] if modal else list(errors)
    yield from (f"errors: {name!r} is no field of the modal" for name in errors if name not in fields)


def suggested(body: Json) -> Iterator[str]:
    """Complain about what is offered while somebody types; nothing may be offered."""
    if ("options" in body) == ("option_groups" in body):
        yield "an answer has options or option_groups"
    for key in body:
        yield from number(key, len(body[key]), 100)
    yield from options(body, "answer")


# --- streams -----------------------------------------------------------------------------------------------------

_SOURCE = {
    "type": "object",
    "properties": {"type": {"const": "url"}, "url": TEXT, "text": TEXT, "icon_url": TEXT},
    "required": ["type", "url", "text"],
    "additionalProperties": False,
}
_STATUS = {"enum": ["pending", "in_progress", "complete", "error"]}
_BRIEF = {"type": "string", "maxLength": 256}
_TASK: dict[str, Node] = {"type": TEXT, "id": TEXT, "title": TEXT, "status": _STATUS}
_TASK |= {"details": _BRIEF, "output": _BRIEF, "sources": {"type": "array", "items": _SOURCE}}
CHUNKS: Mapping[object, Validator] = {
    "markdown_text": _shape(("text",), type=TEXT, text=TEXT),
    "plan_update": _shape(("title",), type=TEXT, title=TEXT),
    "task_update": _shape(("id", "title", "status"), **_TASK),
    "blocks": _shape(("blocks",), type=TEXT, blocks=LIST),
}
"""By `type`."""
STREAMS = frozenset({"chat.startStream", "chat.appendStream", "chat.stopStream"})


def chunk(given: object) -> list[str]:
    """Say what is wrong with the shape of a chunk."""
    kind = given.get("type") if isinstance(given, Mapping) else None
    if kind not in CHUNKS:
        return [f"a chunk of type {kind!r}, must be one of {list(CHUNKS)}"]
    return list(map(sentence, CHUNKS[kind].iter_errors(given)))


def stream(method: str, given: Json, mentions: Mentions) -> Iterator[str]:
    """Complain about a piece of a stream, whose chunks have their shape."""
    chunks = given.get("chunks") or ()
    texts = [given.get("markdown_text") or "", *(each["text"] for each in chunks if each["type"] == "markdown_text")]
    yield from number("characters of Markdown", sum(map(len, texts)), MARKDOWN)
    yield from chain.from_iterable(called("markdown_text", text, mentions) for text in texts)
    for each in chunks:
        if each["type"] == "blocks":
            yield from message_blocks(each["blocks"], "chunk.blocks", mentions)
    yield from message_blocks(given.get("blocks") or (), "blocks", mentions)
    if method == "chat.appendStream" and not any(texts) and not chunks:
        yield "nothing to append"
    if method == "chat.startStream":
        yield from _recipient(given)


def _recipient(given: Json) -> Iterator[str]:
    for key in ("recipient_user_id", "recipient_team_id"):
        if not str(given.get("channel")).startswith("D") and not given.get(key):
            yield f"{key}: missing, which only direct messages do without"


# --- manifests ---------------------------------------------------------------------------------------------------

COLOUR = pattern("#[0-9a-fA-F]{3}([0-9a-fA-F]{3})?")


def manifest(given: Any) -> Iterator[str]:  # noqa: ANN401  # any JSON
    """Complain about what is known to be wrong of a manifest with or without its schema."""
    shown, features = given.get("display_information", {}), given.get("features", {})
    commands, shortcuts = features.get("slash_commands", []), features.get("shortcuts", [])
    yield from length("name", shown.get("name"), 35, 1)
    yield from length("description", shown.get("description"), 140)
    yield from number("shortcuts", len(shortcuts), 10)
    yield from unique("shortcuts, callback_id", (each["callback_id"] for each in shortcuts))
    yield from unique("slash_commands", (each["command"] for each in commands))
    for each in shortcuts:
        yield from length("name of a shortcut", each["name"], 24, 1)
    for each in commands:
        yield from length("command", each["command"], 32, 2)
        yield from length("usage_hint", each.get("usage_hint"), 1000)
    if not COLOUR.fullmatch(shown.get("background_color", "#000")):
        yield f"background_color: {shown['background_color']!r} is no colour"
    if "assistant_view" in features:
        yield "assistant_view: new apps have agent_view"
    yield from _reached(given)


def _reached(given: Any) -> Iterator[str]:  # noqa: ANN401  # the same
    """Complain about what Slack could not reach, and what the app may not."""
    settings, features = given.get("settings", {}), given.get("features", {})
    if not settings.get("socket_mode_enabled"):
        for each in features.get("slash_commands", ()):
            yield from length(f"url of {each['command']}, without Socket Mode", each.get("url"), 3000, 1)
        for key in ("event_subscriptions", "interactivity"):
            if key in settings:
                yield from length(
                    f"request_url of {key}, without Socket Mode", settings[key].get("request_url"), 3000, 1
                )
    scopes = given.get("oauth_config", {}).get("scopes", {}).get("bot", ())
    if (features.get("slash_commands") or features.get("shortcuts")) and "commands" not in scopes:
        yield "scopes: commands and shortcuts need the scope commands"
