"""A conversation on Discord as one picture that loads nothing from elsewhere: every component where Discord shows it.

What the messages say and hold is theirs; what stands around them (who used what, what is typed, forms) is drawn as
Discord has it. A button with a ring is the one that is pressed next. A component that is not known here is a
`ValueError`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, assert_never

from tests.doubles.discord_values import Json
from tools.look_discord import (
    BADGE,
    BLOCK,
    BLURPLE,
    BUTTONS,
    INPUT,
    LABEL,
    LETTER,
    LOOK,
    NAME,
    PLAIN,
    SMALL,
    STRONG,
    blocks,
)
from tools.picture_svg import BUTTON, FIELD, GAP, PAD, WIDTH, Canvas, button_width
from tools.picture_text import Run, wide, wrapped
from tools.session_discord import Filled, Moment, Shown, Typed
from tools.story import ENGLISH

LEFT, RIGHT = 76.0, WIDTH - 24.0
FORM: Final = 460.0
TITLE = "Prompteur on Discord"


@dataclass(frozen=True, slots=True)
class Around:
    """What Discord says around a message, in the reader's language; `used` has {person} and {command}."""

    used: str = "{person} used /{command}"
    private: str = "Only you can see this"
    cancel: str = "Cancel"
    submit: str = "Submit"


LANGUAGES: Final = {
    "en": Around(),
    "fr": Around("{person} a utilisé /{command}", "Tu es le seul à pouvoir voir ceci", "Annuler", "Envoyer"),
}


def picture(
    moments: Sequence[Moment], *, title: str = TITLE, about: str = ENGLISH.about, language: str = ENGLISH.language
) -> str:
    """Give the conversation as SVG; `title` and `about` are for those who do not see it."""
    canvas = Canvas(LOOK)
    for moment in moments:
        _moment(canvas, moment, LANGUAGES[language])
        canvas.y += PAD
    return canvas.svg(title, about)


def _moment(canvas: Canvas, moment: Moment, around: Around) -> None:
    match moment:
        case Typed():
            _typed(canvas, moment)
        case Shown():
            _message(canvas, moment, around)
        case Filled():
            _form(canvas, moment, around)
        case _:
            assert_never(moment)


# --- what people do --------------------------------------------------------------------------------------------------


def _typed(canvas: Canvas, typed: Typed) -> None:
    """Draw the line where a command is typed."""
    top, middle = canvas.y, canvas.y + 13
    canvas.box((PAD, top), (WIDTH - 2 * PAD, 44), INPUT, radius=8)
    x = canvas.put(PAD + 14, middle, (Run(f"/{typed.command}", STRONG),)) + 12
    for name, value in typed.options.items():
        key, said = (Run(name, LABEL),), (Run(value, PLAIN),)
        canvas.box((x, top + 8), (wide(key) + wide(said) + 28, 28), BLOCK)
        canvas.put(x + 8 + wide(key) + 12, middle, said)
        x = canvas.put(x + 8, middle, key) + wide(said) + 32
    canvas.y = top + 44


def _form(canvas: Canvas, form: Filled, around: Around) -> None:
    """Draw a form as it is sent."""
    with canvas.frame(LEFT, FORM):
        canvas.lines(LEFT + PAD, [(Run(form.title, NAME),)])
        for field in form.components:
            _field(canvas, field["label"], form.values[field["component"]["custom_id"]])
        canvas.y += GAP
        x = LEFT + FORM - PAD - button_width(around.cancel, BUTTONS[2]) - GAP - button_width(around.submit, BUTTONS[1])
        x = canvas.button(x, around.cancel, BUTTONS[2], pressed=False)
        canvas.button(x, around.submit, BUTTONS[1], pressed=True)
        canvas.y += BUTTON


def _field(canvas: Canvas, label: str, value: str) -> None:
    """Draw a field for a line of text."""
    x, room = LEFT + PAD, FORM - 2 * PAD
    canvas.y += GAP
    canvas.lines(x, wrapped((Run(label, STRONG),), room))
    canvas.y += 2
    canvas.box((x, canvas.y), (room, FIELD), BLOCK)
    canvas.put(x + 12, canvas.y + 7, (Run(value, PLAIN),))
    canvas.y += FIELD


# --- messages --------------------------------------------------------------------------------------------------------


def _message(canvas: Canvas, shown: Shown, around: Around) -> None:
    """Draw a message of the bot with all that it holds."""
    if shown.caller:
        canvas.lines(LEFT, [(Run(around.used.format(person=shown.caller, command=shown.command), SMALL),)])
        canvas.y += 2
    _author(canvas)
    for component in shown.components:
        _component(canvas, component, LEFT, RIGHT - LEFT, shown.pressed)
    if shown.private:
        canvas.y += 4
        canvas.lines(LEFT, [(Run(around.private, SMALL),)])


def _author(canvas: Canvas) -> None:
    letter, badge = (Run("P", LETTER),), (Run("APP", BADGE),)
    canvas.circle(44, canvas.y + 20, 20, BLURPLE)
    canvas.put(44 - wide(letter) / 2, canvas.y + 6, letter)
    x = canvas.put(LEFT, canvas.y, (Run("Prompteur", NAME),)) + 6
    canvas.box((x, canvas.y + 3), (wide(badge) + 10, 16), BLURPLE)
    canvas.put(x + 5, canvas.y + 4, badge)
    canvas.y += 26


def _component(canvas: Canvas, component: Json, x: float, room: float, pressed: str) -> None:
    match component:
        case {"type": 17, "components": inner}:
            accent = component.get("accent_color")
            with canvas.frame(x, room, bar="" if accent is None else f"#{accent:06x}"):
                for number, one in enumerate(inner):
                    canvas.y += GAP if number else 0
                    _component(canvas, one, x + PAD, room - 2 * PAD, pressed)
        case {"type": 10, "content": content}:
            _markdown(canvas, content, x, room)
        case {"type": 1, "components": [{"type": 3, "placeholder": placeholder}]}:
            canvas.menu(x, placeholder)
        case {"type": 1, "components": buttons}:
            for button in buttons:
                x = canvas.button(x, button["label"], BUTTONS[button["style"]], pressed=pressed == button["label"])
            canvas.y += BUTTON
        case _:
            raise ValueError(f"a component of type {component['type']} is not drawn yet")


def _markdown(canvas: Canvas, content: str, x: float, room: float) -> None:
    for code, paragraphs in blocks(content):
        if code:
            with canvas.frame(x, room, fill=BLOCK, edge=BLOCK, pad=GAP):
                canvas.lines(x + GAP, [line for each in paragraphs for line in wrapped(each, room - 2 * GAP)])
        else:
            canvas.lines(x, [line for each in paragraphs for line in wrapped(each, room)])
