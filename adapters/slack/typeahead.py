"""Menus that offer what the library has while somebody types: in forms, and where something is looked up by name.

What a menu completes stands in ids that Slack keeps: in a form the token says the command and the field's id the
argument; elsewhere the menu's own id says both. Who is asking is who Slack says it is, each time.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from adapters.slack.limits import LABEL, MENU, OPTION_LABEL, OPTION_VALUE
from adapters.slack.listen import Heard
from adapters.slack.markup import Block, label, size
from adapters.slack.rich import plain
from adapters.slack.users import Known
from adapters.slack.whence import Body, Installed, whence_of
from bot.dialogue.action import read
from bot.dialogue.command import Completion, Lookup
from bot.dialogue.inbound import Complete, Invoke
from bot.words import N_, Words

LOOK = "~look:"
"""Begins the id of a menu in which something is looked up; command and argument follow, with a colon between."""


def lookup(shown: Lookup) -> Block:
    """Give the menu in which something is looked up; choosing calls the command."""
    return _menu(f"{LOOK}{shown.command}:{shown.argument}", shown.label)


def field(number: str, value: str, words: Words) -> Block:
    """Give the menu that fills in a field of a form; `value` is chosen at first, empty for nothing."""
    made = _menu(number, words(N_("Type to search")))
    return made | ({"initial_option": _option(value)} if value else {})


def asked(body: Body, user: Known, app: Installed) -> Complete | None:
    """Give what is to be completed; None for a menu that is none of these."""
    named = _named(body)
    if named is None:
        return None
    prefix = plain(str(body.get("value") or ""))
    return Complete(whence=whence_of(body, user, app), command=named[0], argument=named[1], prefix=prefix)


def offered(found: Iterable[Completion], typed: str) -> Block:
    """Give what the menu offers, as Slack takes it: what was found, and at last what was typed where that is
    something else, as the name of an older version is.
    """
    options = [_option(one.value, one.about) for one in found if size(one.value) <= OPTION_VALUE.number]
    known = {option["value"] for option in options}
    own = [_option(typed)] if typed and typed not in known and size(typed) <= OPTION_VALUE.number else []
    return {"options": [*options[: MENU.number - 1], *own]}


def chosen(body: Body, user: Known, app: Installed) -> Heard | None:
    """Give the command that somebody called by choosing in a menu where something is looked up; None for all else."""
    action: Mapping[str, Any] = next(iter(body.get("actions") or ()), {})
    option = action.get("selected_option") or {}
    named = _looked(str(action.get("action_id") or ""))
    if named is None or not option:
        return None
    command, argument = named
    return Heard(
        Invoke(whence=whence_of(body, user, app), command=command, values={argument: plain(str(option["value"]))})
    )


def _named(body: Body) -> tuple[str, str] | None:
    number, view = str(body.get("action_id") or ""), body.get("view") or {}
    token = read(str(view.get("callback_id") or ""))
    return _looked(number) or ((token.command, number) if token else None)


def _looked(number: str) -> tuple[str, str] | None:
    command, colon, argument = number.removeprefix(LOOK).partition(":")
    return (command, argument) if number.startswith(LOOK) and colon else None


def _menu(number: str, about: str) -> Block:
    return {
        "type": "external_select",
        "action_id": number,
        "placeholder": label(about, LABEL.number),
        "min_query_length": 0,
    }


def _option(value: str, about: str = "") -> Block:
    made: Block = {"text": label(value, OPTION_LABEL.number), "value": value}
    return made | dict(_described(about))


def _described(about: str) -> Iterator[tuple[str, Block]]:
    if about.strip():
        yield "description", label(about, OPTION_LABEL.number)
