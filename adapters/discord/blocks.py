"""What a Discord message is made of, as values: small, comparable, countable, and free of the client library.

`Sheet` is one message. It holds either blocks (components v2) or plain `content`, never both: Discord refuses that.
All texts are Discord's markdown, escaped already where somebody else wrote them.
"""

from dataclasses import dataclass, field

from bot.dialogue.events import Button


@dataclass(frozen=True, slots=True)
class Text:
    """A text display."""

    markdown: str


@dataclass(frozen=True, slots=True)
class Beside:
    """A text with one button beside it (a section with an accessory)."""

    markdown: str
    button: Button


@dataclass(frozen=True, slots=True)
class Row:
    """Buttons side by side, at most five."""

    buttons: tuple[Button, ...]


@dataclass(frozen=True, slots=True)
class Menu:
    """Buttons folded into one menu, at most 25; `label` stands on it while nothing is chosen."""

    label: str
    buttons: tuple[Button, ...]


@dataclass(frozen=True, slots=True)
class Divider:
    """A line between things."""


@dataclass(frozen=True, slots=True)
class File:
    """A file that stands in the message."""

    name: str
    content: bytes = field(repr=False)


Inner = Text | Beside | Row | Menu | Divider | File


@dataclass(frozen=True, slots=True)
class Frame:
    """Blocks with a border and an accent colour; the colour is never the only sign of anything."""

    blocks: tuple[Inner, ...]
    accent: int | None = None


Block = Inner | Frame


@dataclass(frozen=True, slots=True)
class Sheet:
    """One message: blocks, or plain content."""

    blocks: tuple[Block, ...] = ()
    content: str = ""

    @property
    def plain(self) -> bool:
        """Whether it is sent as plain content."""
        return bool(self.content)
