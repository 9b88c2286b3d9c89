"""Whether Discord would take a request: held against its own OpenAPI document, and against what that leaves out.

Discord does not publish the document with its documentation's limits in it, so that `discord_limits.py` and
`discord_command_limits.py` add them by hand. Without the document (see `specs.py`) these alone are checked, which is
said once on standard error.

Two things differ from a plain validation. A snowflake may be an integer: discord.py sends integers, and Discord takes
them. A union whose alternatives tell themselves apart by their `type` is decided by it: that is the same answer, some
fifteen times as fast, and the complaint is about the component that is wrong instead of "none of these".
"""

import sys
from collections.abc import Callable, Iterator, Mapping
from functools import cache, lru_cache
from pathlib import Path
from re import Pattern, escape
from re import compile as pattern
from typing import Any

from jsonschema import Draft202012Validator, ValidationError
from jsonschema.validators import extend

from tests.doubles import specs
from tests.doubles.discord_command_limits import choices, command, commands
from tests.doubles.discord_limits import Files, message, modal, uploads

Node = dict[str, Any]
Rule = Callable[[Any, Files], Iterator[str]]
Validator = Draft202012Validator
Complaints = Iterator[ValidationError]
Union = Callable[[Validator, list[Node], object, Node], Complaints]

SNOWFLAKE = "SnowflakeType"
JSON, FORM = "application/json", "multipart/form-data"
NULL = {"type": "null"}
SHOWN = 200
"""How much of a complaint is shown; it can quote the whole request."""


def violations(method: str, path: str, body: object, files: Files = ()) -> list[str]:
    """Say what Discord would refuse, each in one sentence; empty for a request that it would take.

    `path` has no prefix (`/channels/1/messages`), `body` is the decoded JSON or `payload_json` (None for none), and
    `files` are names and sizes in bytes.
    """
    bare = path.partition("?")[0]
    complaints = list(_by_document(method.lower(), bare, body, files))
    return complaints or list(_by_hand(method.upper(), bare, body, files))


# --- by the document ---------------------------------------------------------------------------------------------


def _by_document(method: str, path: str, body: object, files: Files) -> Iterator[str]:
    document = specs.openapi("discord")
    if document is None:
        _say_unchecked()
        return
    operation = _operations(document).find(method, path)
    if operation is None:
        yield f"Discord has no {method.upper()} {path}"
        return
    yield from operation.complaints(body, files)


@cache
def _say_unchecked() -> None:
    sys.stderr.write("Discord's OpenAPI document is not at hand: requests are held against the written limits alone.\n")


def _sentence(error: ValidationError) -> str:
    """Say what is wrong, and where; of a union, what is wrong with the alternative that comes closest."""
    while error.context:
        error = max(error.context, key=lambda each: len(each.absolute_path))
    said = error.message
    short = said if len(said) <= SHOWN else f"{said[:SHOWN]}... ({len(said)} characters in all)"
    limit = f" {error.validator_value}" if isinstance(error.validator_value, int | str) else ""
    return f"{error.json_path}: {short} ({error.validator}{limit})"


class Operation:
    """One operation of the document: what body it takes."""

    def __init__(self, validator: Validator | None, *, required: bool, form: bool) -> None:
        self._validator = validator
        self._required = required
        self._form = form

    def complaints(self, body: object, files: Files) -> Iterator[str]:
        """Say what is wrong with the body by its schema."""
        if files and not self._form:
            yield "files: this operation takes none"
        if self._validator is None:
            if body is not None:
                yield "body: this operation takes none"
        elif body is not None:
            yield from map(_sentence, self._validator.iter_errors(body))
        elif self._required:
            yield "body: missing"


class Operations:
    """All operations of the document, found by method and path."""

    def __init__(self, document: Node) -> None:
        self._document = document
        self._schemas: dict[str, Node] = {}
        self._made: dict[tuple[str, str], Operation] = {}
        self.find = lru_cache(4096)(self._find)
        # A path that is written out wins over one with a parameter: `@original` over `{message_id}`.
        templates = sorted(document["paths"], key=lambda template: template.count("{"))
        self._templates = [(_template(each), each) for each in templates]

    def _find(self, method: str, path: str) -> Operation | None:
        paths = self._document["paths"]
        fitting = (each for known, each in self._templates if known.fullmatch(path) and method in paths[each])
        template = next(fitting, None)
        return None if template is None else self._operation(method, template)

    def _operation(self, method: str, template: str) -> Operation:
        if (method, template) not in self._made:
            body = self._document["paths"][template][method].get("requestBody", {})
            content = body.get("content", {})
            schema = content.get(JSON, content.get(FORM, {})).get("schema")
            validator = None if schema is None else Discord(self._placed(schema))
            made = Operation(validator, required=body.get("required", False), form=FORM in content)
            self._made[method, template] = made
        return self._made[method, template]

    def _placed(self, node: Any) -> Any:  # noqa: ANN401  # any piece of JSON
        """Put the schemas where they are referred to, so that nothing is looked up while validating. Schemas may refer
        to themselves: each is one object, wherever it stands.
        """
        if isinstance(node, dict):
            return self._named(node["$ref"]) if "$ref" in node else {key: self._placed(node[key]) for key in node}
        return [self._placed(each) for each in node] if isinstance(node, list) else node

    def _named(self, reference: str) -> Node:
        name = reference.rpartition("/")[2]
        if name not in self._schemas:
            self._schemas[name] = {}
            self._schemas[name].update(self._placed(self._document["components"]["schemas"][name]))
            if name == SNOWFLAKE:
                self._schemas[name]["type"] = ["string", "integer"]
        return self._schemas[name]


@cache
def _operations(path: Path) -> Operations:
    return Operations(specs.read(path))


def _template(path: str) -> Pattern[str]:
    parts = ("[^/]+" if part.startswith("{") else escape(part) for part in path.split("/"))
    return pattern("/".join(parts))


# --- unions ------------------------------------------------------------------------------------------------------


def _union(keyword: str) -> Union:
    plain: Union = Draft202012Validator.VALIDATORS[keyword]

    def decided(validator: Validator, alternatives: list[Node], instance: Any, schema: Node) -> Complaints:  # noqa: ANN401  # any JSON
        if (instance is None and NULL in alternatives) or _constant(alternatives, instance):
            return
        fitting = _fitting([each for each in alternatives if each != NULL], instance)
        if len(fitting) == 1:
            yield from validator.descend(instance, fitting[0])
        elif not fitting and isinstance(instance, Mapping):
            yield ValidationError(f"nothing of type {instance['type']!r} fits here")
        else:
            yield from plain(validator, alternatives, instance, schema)

    return decided


def _constant(alternatives: list[Node], instance: object) -> bool:
    """Whether the alternatives are nothing but constants, and it is one of them (True is not 1)."""
    known = [each["const"] for each in alternatives if "const" in each]
    return len(known) == len(alternatives) and any(each == instance and type(each) is type(instance) for each in known)


def _fitting(alternatives: list[Node], instance: object) -> list[Node]:
    """Give the alternatives that `instance` can be at all, judged by its `type` where all of them say theirs."""
    told = [each.get("properties", {}).get("type", {}).get("enum") for each in alternatives]
    if len(alternatives) == 1 or not isinstance(instance, Mapping) or None in told or "type" not in instance:
        return alternatives
    return [each for each, kinds in zip(alternatives, told, strict=True) if instance["type"] in kinds]


Discord: type[Validator] = extend(  # type: ignore[no-untyped-call]  # its stub has no types
    Draft202012Validator,
    {"oneOf": _union("oneOf"), "anyOf": _union("anyOf")},
)


# --- by hand -----------------------------------------------------------------------------------------------------


def _by_hand(method: str, path: str, body: object, files: Files) -> Iterator[str]:
    yield from uploads(files)
    for verb, known, rule in _ROUTES:
        if method == verb and known.fullmatch(path):
            yield from rule(body, files)


def _new_message(body: Any, files: Files) -> Iterator[str]:  # noqa: ANN401  # a request's body
    yield from message(body, files, new=True)


def _edit(body: Any, files: Files) -> Iterator[str]:  # noqa: ANN401  # the same
    yield from message(body, files, new=False)


def _callback(body: Any, files: Files) -> Iterator[str]:  # noqa: ANN401  # the same
    data = body.get("data") or {}
    match body.get("type"):
        case 4:
            yield from message(data, files, new=True)
        case 7:
            yield from message(data, files, new=False)
        case 8:
            yield from choices(data.get("choices") or (), "choices")
        case 9:
            yield from modal(data)
        case _:
            yield from ()  # an acknowledgement says nothing


def _command(body: Any, _files: Files) -> Iterator[str]:  # noqa: ANN401  # the same
    yield from command(body)


def _commands(body: Any, _files: Files) -> Iterator[str]:  # noqa: ANN401  # the same
    yield from commands(body)


_COMMANDS = "/applications/[^/]+(?:/guilds/[^/]+)?/commands"
_ROUTES: tuple[tuple[str, Pattern[str], Rule], ...] = (
    ("POST", pattern("/interactions/[^/]+/[^/]+/callback"), _callback),
    ("POST", pattern("/webhooks/[^/]+/[^/]+"), _new_message),
    ("PATCH", pattern("/webhooks/[^/]+/[^/]+/messages/[^/]+"), _edit),
    ("POST", pattern("/channels/[^/]+/messages"), _new_message),
    ("PATCH", pattern("/channels/[^/]+/messages/[^/]+"), _edit),
    ("PUT", pattern(_COMMANDS), _commands),
    ("POST", pattern(_COMMANDS), _command),
    ("PATCH", pattern(_COMMANDS + "/[^/]+"), _command),
)
