"""A conversation on Slack as one picture that loads nothing from elsewhere: every block where Slack shows it.

What the messages and forms say and hold is theirs; what stands around them (who wrote, what is typed) is drawn as Slack
has it. A button with a ring is the one that is pressed next. A block that is not known here is a `ValueError`.
"""

from collections.abc import Mapping, Sequence
from typing import Final, assert_never

from tests.doubles.slack_values import Json
from tools.look_slack import (
    BADGE,
    BLOCK,
    BUTTONS,
    CODE,
    EDGE,
    HEADING,
    LABEL,
    LETTER,
    LOOK,
    PLAIN,
    PURPLE,
    QUIET,
    SMALL,
    STRONG,
    WHITE,
    paragraphs,
)
from tools.picture_svg import BUTTON, FIELD, GAP, PAD, WIDTH, Canvas, button_width
from tools.picture_text import Run, wide, wrapped
from tools.session_slack import Filled, Moment, Shown, Typed
from tools.story import ENGLISH

LEFT, RIGHT = 66.0, WIDTH - 24.0
FORM: Final = 460.0
ICON: Final = 36.0
THUMB = "M2 7h3v7h-3zM5 8l3-6c1 0 2 1 1.5 2.5l-.5 2h4c1 0 1.5 1 1.3 2l-1 4c-.2 1-1 1.5-1.8 1.5h-6.5"
TITLE = "Prompteur on Slack"
PRIVATE: Final = {"en": "Only visible to you", "fr": "Visible de vous uniquement"}
CANCEL: Final = {"en": "Cancel", "fr": "Annuler"}
"""What Slack says around a message and a form, in the reader's language."""


def picture(
    moments: Sequence[Moment], *, title: str = TITLE, about: str = ENGLISH.about, language: str = ENGLISH.language
) -> str:
    """Give the conversation as SVG; `title` and `about` are for those who do not see it."""
    canvas = Canvas(LOOK)
    for moment in moments:
        _moment(canvas, moment, language)
        canvas.y += PAD
    return canvas.svg(title, about)


def _moment(canvas: Canvas, moment: Moment, language: str) -> None:
    match moment:
        case Typed():
            _typed(canvas, moment)
        case Shown():
            _message(canvas, moment, language)
        case Filled():
            _form(canvas, moment, language)
        case _:
            assert_never(moment)


# --- what people do --------------------------------------------------------------------------------------------------


def _typed(canvas: Canvas, typed: Typed) -> None:
    """Draw the box where a message is written."""
    command, _, line = typed.line.partition(" ")
    canvas.box((PAD, canvas.y), (WIDTH - 2 * PAD, 40), WHITE, edge=QUIET, radius=8)
    x = canvas.put(PAD + 14, canvas.y + 11, (Run(f"{command} ", STRONG),))
    canvas.put(x, canvas.y + 11, (Run(line, PLAIN),))
    canvas.y += 40


def _form(canvas: Canvas, form: Filled, language: str) -> None:
    """Draw a form as it is sent."""
    view = form.view
    with canvas.frame(LEFT, FORM):
        canvas.lines(LEFT + PAD, [(Run(view["title"]["text"], HEADING),)])
        for block in view["blocks"]:
            _field(canvas, block, form.values)
        canvas.y += PAD
        cancel, send = CANCEL[language], view["submit"]["text"]
        room = button_width(cancel, BUTTONS[""]) + GAP + button_width(send, BUTTONS["primary"])
        x = canvas.button(LEFT + FORM - PAD - room, cancel, BUTTONS[""], pressed=False)
        canvas.button(x, send, BUTTONS["primary"], pressed=True)
        canvas.y += BUTTON


def _field(canvas: Canvas, block: Json, values: Mapping[str, str]) -> None:
    """Draw a field for a line of text."""
    if block["type"] != "input" or block["element"]["type"] != "plain_text_input":
        raise ValueError(f"a field of type {block['type']} is not drawn yet")
    x, room = LEFT + PAD, FORM - 2 * PAD
    canvas.y += GAP
    canvas.lines(x, wrapped((Run(block["label"]["text"], STRONG),), room))
    canvas.y += 4
    canvas.box((x, canvas.y), (room, FIELD), WHITE, edge=QUIET)
    canvas.put(x + 12, canvas.y + 8, (Run(values[block["element"]["action_id"]], PLAIN),))
    canvas.y += FIELD


# --- messages --------------------------------------------------------------------------------------------------------


def _message(canvas: Canvas, shown: Shown, language: str) -> None:
    """Draw a message of the bot with all that it holds."""
    if shown.private:
        canvas.lines(LEFT, [(Run(PRIVATE[language], SMALL),)])
        canvas.y += 2
    _author(canvas)
    for number, block in enumerate(shown.blocks):
        canvas.y += GAP if number else 0
        _block(canvas, block, shown.pressed)


def _author(canvas: Canvas) -> None:
    letter, badge = (Run("P", LETTER),), (Run("APP", BADGE),)
    canvas.box((PAD, canvas.y), (ICON, ICON), PURPLE, radius=8)
    canvas.put(PAD + (ICON - wide(letter)) / 2, canvas.y + 5, letter)
    x = canvas.put(LEFT, canvas.y, (Run("Prompteur", STRONG),)) + 6
    canvas.box((x, canvas.y + 2), (wide(badge) + 8, 15), "#e8e8e8", radius=2)
    canvas.put(x + 4, canvas.y + 3, badge)
    canvas.y += 24


def _block(canvas: Canvas, block: Json, pressed: str) -> None:
    room = RIGHT - LEFT
    match block:
        case {"type": "header", "text": {"text": text}}:
            canvas.lines(LEFT, wrapped((Run(text, HEADING),), room))
        case {"type": "rich_text", "elements": elements}:
            for element in elements:
                _rich(canvas, element)
        case {"type": "context", "elements": [{"type": "plain_text", "text": text}]}:
            canvas.lines(LEFT, [line for each in text.split("\n") for line in wrapped((Run(each, SMALL),), room)])
        case {"type": "actions", "elements": elements}:
            _row(canvas, elements, pressed)
        case {"type": "context_actions", "elements": [{"type": "feedback_buttons"}]}:
            _thumbs(canvas)
        case _:
            raise ValueError(f"a block of type {block['type']} is not drawn yet")


def _rich(canvas: Canvas, element: Json) -> None:
    room = RIGHT - LEFT
    match element:
        case {"type": "rich_text_section", "elements": pieces}:
            canvas.lines(LEFT, [line for each in paragraphs(pieces, PLAIN) for line in wrapped(each, room)])
        case {"type": "rich_text_preformatted", "elements": pieces}:
            with canvas.frame(LEFT, room, fill=BLOCK, edge=EDGE, pad=GAP):
                lines = [line for each in paragraphs(pieces, CODE) for line in wrapped(each, room - 2 * GAP)]
                canvas.lines(LEFT + GAP, lines)
        case _:
            raise ValueError(f"rich text of type {element['type']} is not drawn yet")


def _row(canvas: Canvas, elements: Sequence[Json], pressed: str) -> None:
    """Draw buttons, and the menu behind which there are more."""
    x = LEFT
    for element in elements:
        match element:
            case {"type": "button", "text": {"text": label}}:
                x = canvas.button(x, label, BUTTONS[element.get("style", "")], pressed=label == pressed)
            case {"type": "overflow"}:
                canvas.box((x, canvas.y), (BUTTON, BUTTON), WHITE, edge=EDGE)
                for dot in (-6, 0, 6):
                    canvas.circle(x + BUTTON / 2 + dot, canvas.y + BUTTON / 2, 1.7, LABEL.colour)
            case _:
                raise ValueError(f"an element of type {element['type']} is not drawn yet")
    canvas.y += BUTTON


def _thumbs(canvas: Canvas) -> None:
    """Draw Slack's thumbs, whose words are read when one points at them."""
    for number in range(2):
        x = LEFT + number * (BUTTON + GAP)
        canvas.box((x, canvas.y), (BUTTON, BUTTON), WHITE, edge=EDGE)
        canvas.outline(x + BUTTON / 2 - 8, canvas.y + BUTTON / 2 - 8, THUMB, LABEL.colour, turned=bool(number))
    canvas.y += BUTTON
