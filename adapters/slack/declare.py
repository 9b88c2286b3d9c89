"""Commands as Slack declares them: the app's manifest, made of their definitions and of what the adapter needs. Pure.

There is one slash command, which takes the verbs of all families: `/prompt draft`, `/prompt admin roles`.
"""

from dataclasses import dataclass
from typing import Any

from adapters.base import Limit
from adapters.slack.needs import Extra, events, rights
from bot.dialogue.command import PROMPT, Command, Pointed
from bot.dialogue.registry import Registry
from bot.words import N_, Words

Json = dict[str, Any]

NAME = "Prompteur"
FAMILY = PROMPT
COMMAND = f"/{FAMILY}"
NEW = "~new"
"""The callback_id of the global shortcut; a message shortcut's is its command's id."""
_SCHEMA = "app-manifests.v1 in Slack's manifest schema, read 2026-11-22"
COMMAND_NAME = Limit(32, "characters of a slash command with its slash", _SCHEMA)
USAGE = Limit(1000, "characters of a usage hint", _SCHEMA)
SHORTCUTS = Limit(10, "shortcuts", _SCHEMA)
SHORTCUT_NAME = Limit(24, "characters of a shortcut's name", _SCHEMA)
SHORTCUT_ABOUT = Limit(150, "characters of a shortcut's description", _SCHEMA)
APP_ABOUT = Limit(140, "characters of an app's description", _SCHEMA)
AGENT_ABOUT = Limit(300, "characters of an agent's description", _SCHEMA)
AGENT = N_("Say what a prompt should do, or paste one that you have, and work on it here.")
ABOUT = N_("Draft, critique, refine and keep prompts")


@dataclass(frozen=True, slots=True)
class Choice:
    """What the operator chose. `url`: the whole address over HTTP, empty for Socket Mode."""

    url: str = ""
    extras: tuple[Extra, ...] = ()
    command: str = COMMAND


def document(registry: Registry, choice: Choice, words: Words) -> Json:
    """Give the manifest, in the language of `words`. `ValueError` for what Slack could not hold."""
    return {
        "display_information": {"name": NAME, "description": _held(words(ABOUT), APP_ABOUT)},
        "features": _features(registry, choice, words),
        "oauth_config": {"scopes": {"bot": [right.scope for right in rights(*choice.extras)]}},
        "settings": _settings(choice),
    }


def _features(registry: Registry, choice: Choice, words: Words) -> Json:
    agent = {"agent_view": _agent(registry, words)} if Extra.AGENT in choice.extras else {}
    return {
        "app_home": {"home_tab_enabled": True, "messages_tab_enabled": True, "messages_tab_read_only_enabled": False},
        "bot_user": {"display_name": NAME, "always_online": True},
        "slash_commands": [_slash(registry, choice, words)],
        "shortcuts": _shortcuts(registry, words),
    } | agent


def _slash(registry: Registry, choice: Choice, words: Words) -> Json:
    ours = (command.called(words.locale) for command in registry if command.family == PROMPT)
    verbs = ", ".join((*ours, *registry.families))
    hint = N_("what the prompt should do, or one of: {verbs}")
    return {
        "command": _held(choice.command, COMMAND_NAME),
        "description": words(ABOUT),
        "usage_hint": _held(words(hint, verbs=verbs), USAGE),
        "should_escape": False,
    } | _at("url", choice)


def _shortcuts(registry: Registry, words: Words) -> list[Json]:
    about = N_("Draft a prompt, or critique or refine one that you have")
    pointed = [command for command in registry if command.pointed is Pointed.MESSAGE]
    if len(pointed) >= SHORTCUTS.number:
        raise ValueError(f"{len(pointed)} commands can be pointed at a message; Slack holds 10 shortcuts, one is ours")
    return [
        _shortcut(NEW, "global", words(N_("New prompt")), words(about)),
        *(_pointed(command, words) for command in pointed),
    ]


def _pointed(command: Command, words: Words) -> Json:
    return _shortcut(command.id, "message", words(command.pointed_label), words(command.help))


def _shortcut(callback: str, kind: str, name: str, about: str) -> Json:
    shown = {"name": _held(name, SHORTCUT_NAME), "description": _held(about, SHORTCUT_ABOUT)}
    return {"type": kind, "callback_id": callback} | shown


def _agent(registry: Registry, words: Words) -> Json:
    from adapters.slack.home import suggested  # noqa: PLC0415 - the shell reads this file at every start

    return {"agent_description": _held(words(AGENT), AGENT_ABOUT), "suggested_prompts": suggested(registry, words)}


def _settings(choice: Choice) -> Json:
    told = [told.event for told in events(*choice.extras)]
    reached = _at("request_url", choice) | _at("message_menu_options_url", choice)
    return {
        "event_subscriptions": _at("request_url", choice) | {"bot_events": told},
        "interactivity": {"is_enabled": True} | reached,
        "org_deploy_enabled": False,
        "socket_mode_enabled": not choice.url,
        "token_rotation_enabled": False,
    }


def _at(key: str, choice: Choice) -> Json:
    return {key: choice.url} if choice.url else {}


def _held(text: str, limit: Limit) -> str:
    if not 0 < len(text) <= limit.number:
        raise ValueError(f"{text!r} has {len(text)} characters; Slack holds 1 to {limit.number} {limit.unit}")
    return text
