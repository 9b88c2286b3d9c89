"""Whether Discord would take a request: held against its own OpenAPI document, and against what that leaves out.

Discord does not publish the document with its documentation's limits in it, so that `discord_limits.py` and
`discord_command_limits.py` add them by hand. Without the document (see `specs.py`) these alone are checked, which is
said once on standard error.

One thing differs from the document. A snowflake may be an integer: discord.py sends integers, and Discord takes them.
"""

import json
import sys
from collections.abc import Callable, Iterator
from functools import cache, lru_cache
from pathlib import Path
from re import Pattern, escape
from re import compile as pattern
from typing import Any

from tests.doubles import specs
from tests.doubles.complaints import Decided, Node, Validator, sentence
from tests.doubles.discord_command_limits import choices, command, commands
from tests.doubles.discord_limits import Files, message, modal, uploads

Rule = Callable[[Any, Files], Iterator[str]]

SNOWFLAKE = "SnowflakeType"
JSON, FORM = "application/json", "multipart/form-data"


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


class Operation:
    """One operation of the document: what body it takes."""

    def __init__(self, validator: Validator | None, *, required: bool, form: bool) -> None:
        self._validator = validator
        self._required = required
        self._form = form
        self._wrong = lru_cache(256)(self._said)

    def complaints(self, body: object, files: Files) -> Iterator[str]:
        """Say what is wrong with the body by its schema."""
        if files and not self._form:
            yield "files: this operation takes none"
        if self._validator is None:
            if body is not None:
                yield "body: this operation takes none"
        elif body is not None:
            yield from self._wrong(json.dumps(body))
        elif self._required:
            yield "body: missing"

    def _said(self, body: str) -> tuple[str, ...]:
        """Hold a body against the schema: a text, as the same ones come again and again, the commands at each start."""
        assert self._validator is not None
        return tuple(map(sentence, self._validator.iter_errors(json.loads(body))))


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
            validator = None if schema is None else Decided(self._placed(schema))
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
