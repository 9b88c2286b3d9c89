"""Pieces of requests to Slack: blocks, elements, modals, chunks and manifests; and requests made of them."""

import json
from collections.abc import Callable
from typing import Any

from tests.doubles import slack_schema

Json = dict[str, Any]
Request = Callable[[], list[str]]
"""One request, ready to be held against what Slack takes; gives the complaints."""

QUIET: Json = {"unfurl_links": False, "unfurl_media": False}


# --- pieces ------------------------------------------------------------------------------------------------------


def plain(text: str = "x") -> Json:
    """Give a plain text object."""
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str = "x") -> Json:
    """Give a formatted text object."""
    return {"type": "mrkdwn", "text": text}


def section(text: str = "x", **more: object) -> Json:
    """Give a section."""
    return {"type": "section", "text": mrkdwn(text), **more}


def sections(*sizes: int) -> list[Json]:
    """Give sections with texts of so many characters."""
    return [section("x" * size) for size in sizes]


def header(text: str) -> Json:
    """Give a header."""
    return {"type": "header", "text": plain(text)}


def markdown(text: str) -> Json:
    """Give a block of Markdown."""
    return {"type": "markdown", "text": text}


def button(number: int = 0, label: str = "Go", **more: object) -> Json:
    """Give a button."""
    return {"type": "button", "action_id": f"go{number}", "text": plain(label), **more}


def actions(*elements: Json, **more: object) -> Json:
    """Give a row of elements."""
    return {"type": "actions", "elements": list(elements), **more}


def buttons(count: int) -> Json:
    """Give a row of buttons."""
    return actions(*(button(number) for number in range(count)))


def question(**more: object) -> Json:
    """Give a question back, before a press counts."""
    return {"title": plain(), "text": plain(), "confirm": plain(), "deny": plain(), **more}


def option(number: int = 0, text: str = "", **more: object) -> Json:
    """Give an option."""
    return {"text": plain(text or f"o{number}"), "value": f"v{number}", **more}


def offered(count: int) -> list[Json]:
    """Give options."""
    return [option(number) for number in range(count)]


def menu(count: int = 1, kind: str = "static_select", **more: object) -> Json:
    """Give a menu."""
    return {"type": kind, "action_id": "menu", "options": offered(count), **more}


def grouped(groups: int, count: int = 1, label: str = "g") -> Json:
    """Give a menu in groups."""
    made = [{"label": plain(label), "options": offered(count)} for _ in range(groups)]
    return {"type": "static_select", "action_id": "menu", "option_groups": made}


def entry(**more: object) -> Json:
    """Give a text input."""
    return {"type": "plain_text_input", "action_id": "goal", **more}


def field(element: Json | None = None, label: str = "Goal", **more: object) -> Json:
    """Give a field with its label."""
    return {"type": "input", "label": plain(label), "element": element or entry(), **more}


def form(*blocks: Json, **more: object) -> Json:
    """Give a modal."""
    return {"type": "modal", "title": plain("Draft"), "submit": plain("Send"), "blocks": list(blocks), **more}


def table(rows: int = 1, columns: int = 1, size: int = 1, **more: object) -> Json:
    """Give a table; each cell has `size` characters."""
    cells = [[{"type": "raw_text", "text": "x" * size} for _ in range(columns)] for _ in range(rows)]
    return {"type": "table", "rows": cells, **more}


def card(**more: object) -> Json:
    """Give a card."""
    return {"type": "card", "title": mrkdwn("Relay"), **more}


def task(number: int = 0, **more: object) -> Json:
    """Give a task card."""
    return {"type": "task_card", "task_id": f"t{number}", "title": "Check", "status": "complete", **more}


def rich(*elements: Json) -> Json:
    """Give rich text."""
    return {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": list(elements)}]}


def context(count: int) -> Json:
    """Give a context."""
    return {"type": "context", "elements": [mrkdwn() for _ in range(count)]}


def feedback(**more: object) -> Json:
    """Give a row with two thumbs."""
    thumb = {"text": plain("Good"), "value": "1"}
    element = {"type": "feedback_buttons", "action_id": "f", "positive_button": {**thumb, **more}}
    return {"type": "context_actions", "elements": [{**element, "negative_button": thumb}]}


def icons(count: int, **more: object) -> Json:
    """Give a row of icons."""
    bare = {"type": "icon_button", "icon": "trash", "text": plain(), **more}
    made = [{**bare, "action_id": f"i{at}"} for at in range(count)]
    return {"type": "context_actions", "elements": made}


def image(**more: object) -> Json:
    """Give an image."""
    return {"type": "image", "image_url": "https://x", "alt_text": "x", **more}


def container(*blocks: Json, **more: object) -> Json:
    """Give a container."""
    return {"type": "container", "title": plain("More"), "child_blocks": list(blocks), **more}


def piece(text: str = "x") -> Json:
    """Give a chunk of Markdown."""
    return {"type": "markdown_text", "text": text}


def step(**more: object) -> Json:
    """Give a chunk that tells of a task."""
    return {"type": "task_update", "id": "t", "title": "Check", "status": "complete", **more}


def manifest(**more: object) -> Json:
    """Give a manifest; `more` is merged into its features."""
    scopes = {"scopes": {"bot": ["commands", "chat:write"]}}
    features = {"bot_user": {"display_name": "Prompteur"}, **more}
    return {
        "_metadata": {"major_version": 2},
        "display_information": {"name": "Prompteur", "background_color": "#336699"},
        "features": features,
        "oauth_config": scopes,
        "settings": {"socket_mode_enabled": True, "interactivity": {"is_enabled": True}},
    }


# --- requests ----------------------------------------------------------------------------------------------------


def call(method: str, /, **arguments: object) -> Request:
    """Make a call."""
    return lambda: slack_schema.violations(method, arguments)


def post(*blocks: Json, **more: object) -> Request:
    """Post blocks."""
    return call("chat.postMessage", channel="C1", text="x", blocks=list(blocks), **QUIET, **more)


def said(text: object, method: str = "chat.postMessage", **more: object) -> Request:
    """Post a text."""
    unfurls = QUIET if method == "chat.postMessage" else {}
    return call(method, channel="C1", text=text, **unfurls, **more)


def edited(text: str) -> Request:
    """Edit a text."""
    return said(text, "chat.update", ts="1.2")


def opened(*blocks: Json, **more: object) -> Request:
    """Open a modal."""
    return call("views.open", trigger_id="1.2.a", view=form(*blocks, **more))


def home(*blocks: Json, **more: object) -> Request:
    """Publish a home tab."""
    return call("views.publish", user_id="U1", view={"type": "home", "blocks": list(blocks), **more})


def streamed(*chunks: Json, method: str = "chat.appendStream", **more: object) -> Request:
    """Send chunks of a stream."""
    return call(method, channel="D1", ts="1.2", chunks=list(chunks), **more)


def responded(**body: object) -> Request:
    """Use a response_url."""
    return lambda: slack_schema.response_violations(body)


def acked(kind: str, body: object, view: Json | None = None) -> Request:
    """Acknowledge an interaction."""
    return lambda: slack_schema.ack_violations(kind, body, view=view)


def declared(given: Json) -> Request:
    """Declare an app."""
    return lambda: slack_schema.manifest_violations(given)


def command(**more: object) -> Request:
    """Declare a slash command."""
    return declared(manifest(slash_commands=[{"command": "/prompt", "description": "Prompts", **more}]))


def shortcuts(count: int, name: str = "Save") -> Request:
    """Declare shortcuts."""
    made = [
        {"name": name, "type": "message", "callback_id": f"c{number}", "description": "Saves it"}
        for number in range(count)
    ]
    return declared(manifest(shortcuts=made))


def shown(**more: object) -> Request:
    """Declare how an app is shown."""
    given = manifest()
    return declared({**given, "display_information": {**given["display_information"], **more}})


def answered(count: int, **more: Any) -> Request:  # noqa: ANN401  # what options have
    """Answer what is typed with options."""
    return acked("block_suggestion", {"options": [option(number, **more) for number in range(count)]})


def sized(size: int) -> Request:
    """Open a modal of `size` bytes of JSON."""
    bare = len(json.dumps(form(*sections(*[3000] * 81), section("x"))))
    return opened(*sections(*[3000] * 81), section("x" * (size - bare + 1)))
