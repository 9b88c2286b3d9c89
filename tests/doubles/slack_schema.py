"""Whether Slack would take a request: held against the schemas that it publishes, and against what they leave out.

`methods.json` describes the Web API's arguments, `blockkit.schema.json` blocks and views, `manifest.schema.*.json` the
app's manifest. None of them has Block Kit's limits in it, so that `slack_limits.py` adds them by hand. Without the
schemas (see `specs.py`) these alone are checked, which is said once on standard error.

Slack ignores arguments that it does not know; here they are refused, as they are nearly always mistakes. What people
must never see is refused too, marked with "(ours)": calls of people that nobody asked for, and links that unfold.
"""

import json
import sys
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Any

from jsonschema import Draft7Validator

from tests.doubles import slack_shapes as shapes
from tests.doubles import specs
from tests.doubles.complaints import Decided, Node, Validator, length, number, sentence
from tests.doubles.slack_limits import UPDATED, Json, Mentions, called, message, message_blocks, unfurls, view
from tests.doubles.slack_shapes import TEXT

Rule = Callable[[Json, Mentions], Iterator[str]]

ELSEWHERE = frozenset({"blocks", "view", "attachments", "metadata", "chunks", "user_auth_blocks"})
"""Arguments that methods.json takes for strings of JSON; here they come decoded."""
KEPT = ("type", "enum", "minimum", "maximum", "minItems", "maxItems", "minLength", "maxLength")
"""What methods.json has in common with JSON Schema, apart from what nests."""
WORDS = {"true": True, "1": True, "false": False, "0": False}
NAMED: Mapping[str, Node] = {
    **dict.fromkeys(("channel", "channel_id", "user_id", "team_id", "file_id", "ts", "app_id", "workspace_id"), TEXT),
    "prompts": {
        "type": "array",
        "items": {
            "type": "object",
            "properties": {"title": TEXT, "message": TEXT},
            "required": ["title", "message"],
            "additionalProperties": False,
        },
    },
}
"""What methods.json names and does not describe; what is not here may be anything."""
BLOCK = "AnyBlock"


def violations(method: str, arguments: Json, *, mentions: Mentions = ()) -> list[str]:
    """Say what Slack would refuse of a call, each in one sentence; empty for a call that it would take.

    `blocks`, `view`, `attachments`, `chunks` and `metadata` are decoded from JSON; other arguments may be strings as a
    form sends them. `mentions` are ids of people and groups that the call may call.
    """
    given = {key: value for key, value in arguments.items() if key != "token"}
    complaints = [*_by_methods(method, given), *_by_kit(given)]
    complaints = complaints or stream_violations(method, given, mentions=mentions)
    return complaints or list(_RULES.get(method, _nothing)(given, mentions))


def stream_violations(method: str, arguments: Json, *, mentions: Mentions = ()) -> list[str]:
    """Say what Slack would refuse of the chunks and the Markdown of `chat.startStream` and its like; other methods have
    none.
    """
    if method not in shapes.STREAMS:
        return []
    chunks = arguments.get("chunks") or ()
    complaints = list(chain.from_iterable(shapes.chunk(each) or _by_kit(each) for each in chunks))
    return complaints or list(shapes.stream(method, arguments, mentions))


def response_violations(body: object, *, mentions: Mentions = ()) -> list[str]:
    """Say what Slack would refuse of a body for a `response_url`."""
    return _held(shapes.RESPONSE, body, shapes.answer, mentions)


def ack_violations(kind: str, body: object, *, view: Json | None = None, mentions: Mentions = ()) -> list[str]:
    """Say what Slack would refuse of an acknowledgement. None, "" and {} say nothing, which all but `block_suggestion`
    take.

    `kind` is the payload's type: `slash_commands`, `view_submission`, `block_suggestion`; all others take nothing.
    `view` is the modal that was submitted, where its fields are to be held against the errors.
    """
    if not body and kind != "block_suggestion":
        return []
    if kind == "slash_commands":
        return _held(shapes.SLASH, {"text": body} if isinstance(body, str) else body, shapes.answer, mentions)
    if kind == "view_submission":
        return _submitted(body, view, mentions)
    if kind == "block_suggestion":
        return _held(shapes.SUGGESTED, body, lambda given, _: shapes.suggested(given), mentions)
    return [f"{kind}: its acknowledgement says nothing"]


def _submitted(body: object, modal: Json | None, mentions: Mentions) -> list[str]:
    action = body.get("response_action") if isinstance(body, Mapping) else None
    if action not in shapes.SUBMITTED:
        return [f"response_action: {action!r}, must be one of {list(shapes.SUBMITTED)}"]
    rules: Mapping[object, Rule] = {
        "clear": _nothing,
        "errors": lambda given, _: shapes.misplaced(given["errors"], modal),
    }
    return _held(shapes.SUBMITTED[action], body, rules.get(action, _modal), mentions)


def _held(shape: Validator, body: Any, rule: Rule, mentions: Mentions) -> list[str]:  # noqa: ANN401  # what the bot sent
    complaints = list(map(sentence, shape.iter_errors(body))) or list(_by_kit(body))
    return complaints or list(rule(body, mentions))


def manifest_violations(manifest: Json) -> list[str]:
    """Say what Slack would refuse of an app's manifest."""
    major = manifest.get("_metadata", {}).get("major_version", 1)
    path = _published(f"manifest.schema.{major}.0.0.json")
    complaints = [] if path is None else list(map(sentence, _manifest(path).iter_errors(manifest)))
    return complaints or list(shapes.manifest(manifest))


# --- by the schemas ----------------------------------------------------------------------------------------------


def _published(name: str) -> Path | None:
    found = specs.published("slack", name)
    if found is None:
        _say_unchecked()
    return found


@cache
def _say_unchecked() -> None:
    sys.stderr.write("Slack's schemas are not at hand: requests are held against the written limits alone.\n")


@cache
def _manifest(path: Path) -> Draft7Validator:
    return Draft7Validator(specs.read(path))


def _by_methods(method: str, given: Json) -> Iterator[str]:
    path = _published("methods.json")
    if path is None:
        return
    if method not in specs.read(path):
        yield f"Slack has no method {method}"
        return
    known, validator = _method(path, method)
    yield from map(sentence, validator.iter_errors({key: _read(known.get(key), given[key]) for key in given}))


@cache
def _method(path: Path, method: str) -> tuple[Node, Validator]:
    """Give what kinds of values a method's arguments are, and the validator of all of them."""
    told = specs.read(path)[method]["args"]
    needed = set(told.get("required", ())) - {"token"}
    known = {name: _argument(name, said) for name, said in told.get("properties", {}).items()}
    if method == "chat.appendStream":
        needed -= {"markdown_text"}  # chunks do as well
    if method == "chat.stopStream":
        known["session_status"] = TEXT  # documented, and missing in methods.json
    schema = {"type": "object", "properties": known, "required": sorted(needed), "additionalProperties": False}
    return known, Decided(schema)


def _argument(name: str, said: Node) -> Node:
    """Give the JSON Schema of an argument; names that only methods.json knows are put in."""
    if name in ELSEWHERE:
        return {}
    kept: Node = {key: said[key] for key in KEPT if key in said}
    if "schema" in said:
        kept |= NAMED.get(said["schema"], {})
    for key in ("anyOf", "allOf"):
        if key in said:
            kept[key] = [_argument("", each) for each in said[key]]
    if "items" in said:
        kept["items"] = _argument("", said["items"])
    if said.get("type") == "object" and "properties" in said:
        kept["properties"] = {key: _argument(key, each) for key, each in said["properties"].items()}
        kept["required"] = said.get("required", [])
    return kept


def _read(said: Node | None, value: object) -> object:
    """Give what a form's string means: a number, a truth, a list."""
    kind = (said or {}).get("type")
    if kind == "boolean" and value in (0, 1):
        return bool(value)
    if not isinstance(value, str):
        return value
    if kind == "boolean":
        return WORDS.get(value.lower(), value)
    if kind in {"integer", "number"} and value.isdecimal():
        return int(value)
    return _listed(value) if kind == "array" else value


def _listed(value: str) -> object:
    if not value.startswith("["):
        return value.split(",")
    try:
        found: object = json.loads(value)
    except ValueError:
        return value  # which is no list, and is said so
    return found


def _by_kit(given: Json) -> Iterator[str]:
    for index, attachment in enumerate(given.get("attachments") or ()):
        yield from (f"attachments[{index}], {said}" for said in _by_kit(attachment))
    path = _published("blockkit.schema.json")
    if path is None:
        return
    if given.get("blocks"):
        yield from map(sentence, _kit(path).blocks.iter_errors(given["blocks"]))
    if "view" in given:
        yield from map(sentence, _kit(path).view.iter_errors(given["view"]))


class Kit:
    """Validators of `blockkit.schema.json`: of a list of blocks, and of a view."""

    def __init__(self, document: Node) -> None:
        self._definitions = document["definitions"]
        self._placed: dict[str, Node] = {}
        self.blocks = Decided({"type": "array", "items": self._named("KnownBlock")})
        self.view = Decided({"anyOf": [self._named("ModalView"), self._named("HomeView")]})

    def _named(self, name: str) -> Node:
        # A block of any type passes as AnyBlock: what is meant for blocks that come later would let mistakes through.
        known = "KnownBlock" if name == BLOCK else name
        if known not in self._placed:
            self._placed[known] = {}
            self._placed[known].update(self._place(self._definitions[known]))
        return self._placed[known]

    def _place(self, node: Any) -> Any:  # noqa: ANN401  # any piece of JSON
        """Put definitions where they are referred to, so that nothing is looked up while validating, and one union
        where unions stand in each other, so that a `type` decides them all.
        """
        if isinstance(node, list):
            return [self._place(each) for each in node]
        if not isinstance(node, dict):
            return node
        if "$ref" in node:
            return self._named(node["$ref"].rpartition("/")[2])
        placed = {key: self._place(each) for key, each in node.items()}
        if "anyOf" in placed:
            placed["anyOf"] = _flat(placed["anyOf"])
        return placed


def _flat(alternatives: list[Node]) -> list[Node]:
    """Give the alternatives of a union with those of unions in it, and without one that takes any object."""
    inner = chain.from_iterable(each.get("anyOf", [each]) for each in alternatives)
    return [each for each in inner if each != {"additionalProperties": {}, "type": "object"}]


@cache
def _kit(path: Path) -> Kit:
    return Kit(specs.read(path))


# --- by hand -----------------------------------------------------------------------------------------------------


def _nothing(_given: Json, _mentions: Mentions) -> Iterator[str]:
    yield from ()  # no rule of its own


def _post(given: Json, mentions: Mentions) -> Iterator[str]:
    yield from message(given, mentions)
    yield from unfurls(given)


def _update(given: Json, mentions: Mentions) -> Iterator[str]:
    yield from message(given, mentions, UPDATED)


def _modal(given: Json, mentions: Mentions) -> Iterator[str]:
    yield from _view(given, mentions, "modal")


def _opened(given: Json, mentions: Mentions) -> Iterator[str]:
    if not given.get("trigger_id") and not given.get("interactivity_pointer"):
        yield "trigger_id: missing"
    yield from _modal(given, mentions)


def _updated(given: Json, mentions: Mentions) -> Iterator[str]:
    if bool(given.get("view_id")) == bool(given.get("external_id")):
        yield "view_id or external_id: one of them says which view"
    yield from view(given["view"], mentions)


def _home(given: Json, mentions: Mentions) -> Iterator[str]:
    yield from _view(given, mentions, "home")


def _view(given: Json, mentions: Mentions, kind: str) -> Iterator[str]:
    if given["view"].get("type") != kind:
        yield f"view: {given['view'].get('type')!r}, must be {kind!r}"
    yield from view(given["view"], mentions)


def _prompts(given: Json, _mentions: Mentions) -> Iterator[str]:
    prompts = _read({"type": "array"}, given["prompts"])
    yield from number("prompts", len(prompts) if isinstance(prompts, list) else 0, 4, 1)


def _status(given: Json, _mentions: Mentions) -> Iterator[str]:
    messages = _read({"type": "array"}, given.get("loading_messages") or ["x"])
    for index, each in enumerate(messages if isinstance(messages, list) else ()):
        yield from length(f"loading_messages[{index}]", each, 50, 1)
    yield from number("loading_messages", len(messages) if isinstance(messages, list) else 0, 10, 1)


def _conversation(given: Json, _mentions: Mentions) -> Iterator[str]:
    if bool(given.get("users")) == bool(given.get("channel")):
        yield "users or channel: one of them says with whom"


def _upload(given: Json, mentions: Mentions) -> Iterator[str]:
    yield from called("initial_comment", given.get("initial_comment") or "", mentions)
    yield from message_blocks(given.get("blocks") or (), "blocks", mentions)


_RULES: Mapping[str, Rule] = {
    "chat.postMessage": _post,
    "chat.scheduleMessage": _post,
    "chat.postEphemeral": message,
    "chat.update": _update,
    "views.open": _opened,
    "views.push": _opened,
    "views.update": _updated,
    "views.publish": _home,
    "assistant.threads.setSuggestedPrompts": _prompts,
    "assistant.threads.setStatus": _status,
    "conversations.open": _conversation,
    "files.completeUploadExternal": _upload,
}
