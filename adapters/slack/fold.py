"""What does not fit into the messages that can still be posted, folded into the last of them: a file with the text,
the buttons, the files. Pure.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from adapters.slack.limits import ROW
from adapters.slack.markup import MARKDOWN, texts
from adapters.slack.pack import Message, pack
from adapters.slack.parts import Upload, actions, lines
from bot.dialogue.events import Button, Line, Style
from bot.words import N_, Words

NAME = "answer.md"
ROWS = 5
"""Rows of buttons at most, the rest behind a menu."""
BUTTONS = 85
"""Buttons that fit into one message: five rows, and a menu of sixty with long labels."""


def fold(messages: Sequence[Message], room: int, words: Words) -> tuple[Message, ...]:
    """Give at most `room` messages: the last of them holds what the further ones would have said, its text as a file.

    What does not fit even then is counted in a sentence. `ValueError` where there is no room at all.
    """
    if room < 1:
        raise ValueError("there must be room for one message")
    if len(messages) <= room:
        return tuple(messages)
    return (*messages[: room - 1], _folded(messages[room - 1 :], words))


def _folded(messages: Sequence[Message], words: Words) -> Message:
    text = "\n\n".join(text for message in messages for text in texts(message.blocks, MARKDOWN))
    files = [Upload(NAME, text.encode())] if text else []
    files += [upload for message in messages for upload in message.uploads]
    buttons = _once(_buttons([message.blocks for message in messages]))
    told = [words(N_("The rest is in the file {name}."), name=NAME)] if text else []
    if (left := len(buttons) - BUTTONS) > 0:
        told.append(
            words.count(N_("{number} button does not fit here."), N_("{number} buttons do not fit here."), left)
        )
    shown = ROWS * ROW.number
    pressable = actions(buttons[:shown], words, buttons[shown:BUTTONS])
    (message,) = pack((*lines([Line("\n".join(told))]), *files, *pressable))
    return message


def _once(buttons: Iterable[Button]) -> list[Button]:
    """Give the buttons, each token once: the first label stands for it."""
    found: dict[str, Button] = {}
    for each in buttons:
        found.setdefault(each.token, each)
    return list(found.values())


def _buttons(node: object) -> Iterator[Button]:
    """Give the buttons and the options of menus, in order."""
    if isinstance(node, Mapping):
        if node.get("type") == "button":
            yield Button(node["text"]["text"], node["action_id"], Style(node.get("style", Style.PLAIN)))
        elif "value" in node:
            yield Button(node["text"]["text"], node["value"])
        else:
            yield from _buttons(list(node.values()))
    elif isinstance(node, Sequence) and not isinstance(node, str):
        for each in node:
            yield from _buttons(each)
