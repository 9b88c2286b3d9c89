"""What the Messages API accepts, as strict as the real one: `refusal` says what is wrong with a request."""

import base64
import binascii
import re
from collections.abc import Iterator, Mapping
from typing import Any

VERSIONS = ("2023-06-01", "2026-10-21")
FIELDS = frozenset(
    {
        "cache_control", "container", "diagnostics", "inference_geo", "max_tokens", "messages", "metadata", "model",
        "output_config", "service_tier", "speed", "stop_sequences", "stream", "system", "thinking", "tool_choice",
        "tools", "user_profile_id", "workspace_id",
    }
)  # fmt: skip
COUNT_FIELDS = FIELDS - {"max_tokens", "stream", "metadata", "stop_sequences", "service_tier", "container"}
EFFORTS = ("low", "medium", "high", "xhigh", "max")
IMAGES = ("image/jpeg", "image/png", "image/gif", "image/webp")
CACHE_POINTS = 4
MOST_TOKENS = 128_000
TOOL_NAME = re.compile(r"[a-zA-Z0-9_-]{1,128}")
BLOCKS: Mapping[str, Mapping[str, frozenset[str]]] = {
    "user": {
        "text": frozenset({"text", "cache_control", "citations"}),
        "image": frozenset({"source", "cache_control"}),
        "tool_result": frozenset({"tool_use_id", "content", "is_error", "cache_control"}),
    },
    "assistant": {
        "text": frozenset({"text", "cache_control", "citations"}),
        "tool_use": frozenset({"id", "name", "input", "cache_control"}),
        "thinking": frozenset({"thinking", "signature"}),
    },
}
SCHEMA_WORDS = frozenset(
    {
        "$defs", "$ref", "additionalProperties", "allOf", "anyOf", "const", "default", "description", "enum", "format",
        "items", "minItems", "properties", "required", "title", "type",
    }
)  # fmt: skip


class Wrong(Exception):  # noqa: N818 - reads as what happened
    """The request is not accepted: "field: reason", with the status and the type of the error."""

    def __init__(self, reason: str, status: int = 400, kind: str = "invalid_request_error") -> None:
        super().__init__(reason)
        self.status, self.kind = status, kind


def check_headers(headers: Mapping[str, str]) -> None:
    """Refuse headers that the API refuses; keys are checked elsewhere."""
    if headers.get("anthropic-version") not in VERSIONS:
        raise Wrong("anthropic-version: a valid version is required")
    if headers.get("content-type", "").split(";")[0] != "application/json":
        raise Wrong("content-type: must be application/json")


def check_count(body: Any) -> None:  # noqa: ANN401 - any JSON
    """Refuse a body that counting tokens refuses."""
    _mapping(body, "body")
    _known(body, COUNT_FIELDS, "")
    _question(body)


def check_message(body: Any) -> None:  # noqa: ANN401 - any JSON
    """Refuse a body that asking for a message refuses."""
    _mapping(body, "body")
    _known(body, FIELDS, "")
    most = body.get("max_tokens")
    if type(most) is not int or not 1 <= most <= MOST_TOKENS:
        raise Wrong(f"max_tokens: must be an integer from 1 to {MOST_TOKENS}")
    if not isinstance(body.get("stream", False), bool):
        raise Wrong("stream: must be a boolean")
    _question(body)


def _question(body: Mapping[str, Any]) -> None:
    _text(body.get("model"), "model")
    _system(body.get("system", "none"))
    _messages(body.get("messages"))
    _tools(body)
    _output(body.get("output_config", {}))
    if sum(1 for _ in _cache_points(body)) > CACHE_POINTS:
        raise Wrong(f"cache_control: at most {CACHE_POINTS} blocks")


def _system(system: object) -> None:
    if isinstance(system, list):
        for number, block in enumerate(system):
            where = f"system.{number}"
            if _mapping(block, where).get("type") != "text":
                raise Wrong(f"{where}.type: must be text")
            _block(block, frozenset({"text", "cache_control", "citations"}), where)
    elif not isinstance(system, str):
        raise Wrong("system: must be a text or a list of blocks")


def _messages(messages: object) -> None:
    if not isinstance(messages, list) or not messages:
        raise Wrong("messages: at least one message is required")
    for number, message in enumerate(messages):
        _message(message, f"messages.{number}")
    _pairs(messages)
    if messages[0]["role"] != "user":
        raise Wrong("messages: first message must use the user role")
    if messages[-1]["role"] != "user":
        raise Wrong("messages: This model does not support assistant message prefill.")


def _pairs(messages: list[Any]) -> None:
    """Each tool call has its result at the start of the message that follows, and nothing else has one."""
    called: list[str] = []
    for number, message in enumerate(messages):
        blocks = message["content"] if isinstance(message["content"], list) else []
        kinds = [block["type"] for block in blocks]
        given = [block["tool_use_id"] for block in blocks if block["type"] == "tool_result"]
        if sorted(given) != sorted(called):
            raise Wrong(f"messages.{number}: each tool_use must have one tool_result in the next message")
        if "tool_result" in kinds[len(given) :]:
            raise Wrong(f"messages.{number}: tool_result blocks come first")
        called = [block["id"] for block in blocks if block["type"] == "tool_use"]
        if len(set(called)) < len(called):
            raise Wrong(f"messages.{number}: tool_use ids must be unique")


def _message(message: object, where: str) -> None:
    found = _mapping(message, where)
    _known(found, frozenset({"role", "content"}), f"{where}.")
    role, content = found.get("role"), found.get("content")
    if not isinstance(role, str) or role not in BLOCKS:
        raise Wrong(f"{where}.role: must be user or assistant")
    if isinstance(content, str):
        _text(content, f"{where}.content")
        return
    if not isinstance(content, list) or not content:
        raise Wrong(f"{where}.content: must not be empty")
    for number, block in enumerate(content):
        kind = _mapping(block, f"{where}.content.{number}").get("type")
        if not isinstance(kind, str) or kind not in BLOCKS[role]:
            raise Wrong(f"{where}.content.{number}.type: {kind!r} is not allowed here")
        _block(block, BLOCKS[role][kind], f"{where}.content.{number}")


def _block(block: Mapping[str, Any], fields: frozenset[str], where: str) -> None:
    _known(block, fields | {"type"}, f"{where}.")
    if block["type"] == "text":
        _text(block.get("text"), f"{where}.text")
    if block["type"] == "image":
        _image(block.get("source"), f"{where}.source")
    control = block.get("cache_control")
    if control is not None and control not in ({"type": "ephemeral"}, {"type": "ephemeral", "ttl": "1h"}):
        raise Wrong(f"{where}.cache_control: must be ephemeral")


def _image(source: object, where: str) -> None:
    found = _mapping(source, where)
    _known(found, frozenset({"type", "media_type", "data"}), f"{where}.")
    if found.get("type") != "base64" or found.get("media_type") not in IMAGES:
        raise Wrong(f"{where}.media_type: must be one of {', '.join(IMAGES)} in base64")
    try:
        base64.b64decode(_text(found.get("data"), f"{where}.data"), validate=True)
    except binascii.Error:
        raise Wrong(f"{where}.data: is not base64") from None


def _tools(body: Mapping[str, Any]) -> None:
    names = set()
    for number, tool in enumerate(body.get("tools", [])):
        where = f"tools.{number}"
        _known(_mapping(tool, where), frozenset({"name", "description", "input_schema", "cache_control"}), f"{where}.")
        name = _text(tool.get("name"), f"{where}.name")
        if not TOOL_NAME.fullmatch(name) or name in names:
            raise Wrong(f"{where}.name: must be unique and match {TOOL_NAME.pattern}")
        names.add(name)
        if _mapping(tool.get("input_schema"), f"{where}.input_schema").get("type") != "object":
            raise Wrong(f"{where}.input_schema.type: must be object")
    choice = body.get("tool_choice")
    if choice is not None and (not names or _mapping(choice, "tool_choice").get("type") not in ("auto", "none")):
        raise Wrong("tool_choice: needs tools, and this model supports only auto and none")


def _output(config: object) -> None:
    found = _mapping(config, "output_config")
    _known(found, frozenset({"effort", "format"}), "output_config.")
    if found.get("effort", "high") not in EFFORTS:
        raise Wrong(f"output_config.effort: must be one of {', '.join(EFFORTS)}")
    if "format" in found:
        shape = _mapping(found["format"], "output_config.format")
        _known(shape, frozenset({"type", "schema"}), "output_config.format.")
        if shape.get("type") != "json_schema":
            raise Wrong("output_config.format.type: must be json_schema")
        _schema(shape.get("schema"), "output_config.format.schema")


def _schema(schema: object, where: str) -> None:
    """Structured output knows a part of JSON Schema only, and no object may be open."""
    found = _mapping(schema, where)
    _known(found, SCHEMA_WORDS, f"{where}.")
    if not found.keys() & {"type", "anyOf", "allOf", "enum", "const", "$ref"}:
        raise Wrong(f"{where}: a type is required")
    if found.get("type") == "object" and found.get("additionalProperties") is not False:
        raise Wrong(f"{where}.additionalProperties: must be false for an object")
    if found.get("minItems", 0) not in (0, 1):
        raise Wrong(f"{where}.minItems: must be 0 or 1")
    for word in ("properties", "$defs"):
        for name, inner in _mapping(found.get(word, {}), f"{where}.{word}").items():
            _schema(inner, f"{where}.{word}.{name}")
    for word in ("anyOf", "allOf"):
        for number, inner in enumerate(found.get(word, [])):
            _schema(inner, f"{where}.{word}.{number}")
    if "items" in found:
        _schema(found["items"], f"{where}.items")


def _cache_points(value: object) -> Iterator[object]:
    if isinstance(value, Mapping):
        if "cache_control" in value:
            yield value["cache_control"]
        for inner in value.values():
            yield from _cache_points(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _cache_points(inner)


def _mapping(value: object, where: str) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise Wrong(f"{where}: must be an object")
    return value


def _known(value: Mapping[str, object], fields: frozenset[str], where: str) -> None:
    for name in value:
        if name not in fields:
            raise Wrong(f"{where}{name}: Extra inputs are not permitted")


def _text(value: object, where: str) -> str:
    if not isinstance(value, str) or not value.strip():
        raise Wrong(f"{where}: text must be non-empty")
    return value
