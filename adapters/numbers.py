"""Buttons as numbers: which number presses what. Those of the last answer that had buttons stay valid."""

from dataclasses import dataclass, replace

from adapters.lines import Block, buttons_of
from bot.dialogue.events import AskForm, Button, Card, Choices, Diff, Failure
from bot.words import N_, Words


@dataclass(frozen=True, slots=True)
class More:
    """Buttons that stand behind a number of their own."""

    buttons: tuple[Button, ...]


class Numbers:
    """The numbers that can be typed at this moment, from 1."""

    def __init__(self, words: Words) -> None:
        self._words = words
        self._buttons: list[Button] = []
        self._more: dict[Button, More] = {}
        self._stale = False

    def new_answer(self) -> None:
        """Say that an answer begins: its first button takes the place of all earlier ones."""
        self._stale = True

    @property
    def last(self) -> int:
        """The highest number there is; 0 without any."""
        return len(self._buttons)

    @property
    def tokens(self) -> tuple[str, ...]:
        """What the numbers press, in order; nothing for one that shows more."""
        return tuple("" if button in self._more else button.token for button in self._buttons)

    def get(self, number: int) -> Button | More | None:
        """Give what a number presses."""
        if not 1 <= number <= len(self._buttons):
            return None
        button = self._buttons[number - 1]
        return self._more.get(button, button)

    def label(self, button: Button) -> str:
        """Give a button that was added as it is shown."""
        return f"[{self._buttons.index(button) + 1}] {button.label}"

    def add(self, buttons: tuple[Button, ...]) -> None:
        """Give numbers to buttons that have none yet."""
        if buttons and self._stale:
            self._buttons, self._more, self._stale = [], {}, False
        self._buttons += [button for button in dict.fromkeys(buttons) if button not in self._buttons]

    def number(self, event: Block) -> Block:
        """Give numbers to all buttons of an event; give the event back with a button for those behind "More"."""
        match event:
            case Card() | Diff() if event.more:
                self.add(buttons_of(event))
                event = replace(event, buttons=(*event.buttons, self._more_button(event.more)), more=())
            case Card() | Diff() | Choices() | AskForm() | Failure():
                pass
        self.add(buttons_of(event))
        return event

    def _more_button(self, behind: tuple[Button, ...]) -> Button:
        button = Button(self._words(N_("More")), f"more {len(self._buttons)}")
        self.add((button,))
        self._more[button] = More(behind)
        return button
