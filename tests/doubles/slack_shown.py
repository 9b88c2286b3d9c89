"""Messages, forms and the Home tab of the loopback Slack as persons see them."""

from dataclasses import dataclass

from tests.doubles import slack_blocks as kit
from tests.doubles.slack_state import Channel, Stored, View
from tests.doubles.slack_values import Json, Look, User


@dataclass(frozen=True, slots=True)
class Shown:
    """How a message looks, or looked at one moment."""

    look: Look

    @property
    def text(self) -> str:
        """What people read: all texts of its blocks, a line break between them, or its text where it has none."""
        return "\n".join(kit.texts(self.look))

    @property
    def fallback(self) -> str:
        """Its `text` as it was sent: what notifications and screen readers say where it has blocks."""
        return self.look.text

    @property
    def blocks(self) -> list[Json]:
        """Its blocks, in Slack's words."""
        return list(self.look.blocks)

    @property
    def pressable(self) -> list[tuple[str, str]]:
        """Labels of its buttons and of its menus' options in order, and what each does."""
        return [(one[0], kit.token(one)) for one in kit.pressable(self.look.blocks)]

    @property
    def buttons(self) -> list[str]:
        """Labels of its buttons and of its menus' options, in order."""
        return [label for label, _ in self.pressable]

    @property
    def links(self) -> dict[str, str]:
        """Addresses of its buttons that lead elsewhere, by their labels."""
        found = [one.element for one in kit.active(self.look.blocks) if one.element.get("url")]
        return {kit.label(one.get("text")): one["url"] for one in found}

    @property
    def files(self) -> dict[str, bytes]:
        """Its files."""
        return {one.name: one.content for one in self.look.files}

    @property
    def streaming(self) -> bool:
        """Whether it is still being written."""
        return self.look.streaming

    def __str__(self) -> str:
        mark = "streaming " if self.streaming else ""
        return f"{mark}{self.text!r} buttons {self.buttons} files {list(self.files)}"


class Message:
    """A message, always as it stands now."""

    def __init__(self, stored: Stored) -> None:
        self.stored = stored

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Message) and other.stored is self.stored

    def __hash__(self) -> int:
        return hash(self.stored.ts)

    def __str__(self) -> str:
        marks = [word for word in ("deleted", "ephemeral", "unseen") if getattr(self, word)]
        return " ".join([*marks, str(self.now)])

    @property
    def now(self) -> Shown:
        """How it looks now."""
        return Shown(self.stored.now)

    @property
    def history(self) -> list[Shown]:
        """Every state it had, the first one first, the present one last."""
        return [Shown(look) for look in self.stored.history]

    @property
    def ts(self) -> str:
        """Its number."""
        return self.stored.ts

    @property
    def thread(self) -> str | None:
        """The number of the message that its thread hangs on; None outside threads."""
        return self.stored.thread

    @property
    def channel(self) -> Channel:
        """Where it stands."""
        return self.stored.channel

    @property
    def author(self) -> User:
        """Who wrote it."""
        return self.stored.author

    @property
    def deleted(self) -> bool:
        """Whether it is gone."""
        return self.stored.deleted

    @property
    def ephemeral(self) -> bool:
        """Whether only one person sees it."""
        return self.stored.reader is not None

    @property
    def unseen(self) -> bool:
        """Whether Slack shows it to nobody: it is for one person, in a thread where nobody answered yet."""
        return self.stored.unseen

    @property
    def text(self) -> str:
        """What people read: all texts of its blocks, a line break between them, or its text where it has none."""
        return self.now.text

    @property
    def fallback(self) -> str:
        """Its `text` as it was sent."""
        return self.now.fallback

    @property
    def blocks(self) -> list[Json]:
        """Its blocks, in Slack's words."""
        return self.now.blocks

    @property
    def buttons(self) -> list[str]:
        """Labels of its buttons and of its menus' options, in order."""
        return self.now.buttons

    @property
    def pressable(self) -> list[tuple[str, str]]:
        """Labels of its buttons and of its menus' options in order, and what each does."""
        return self.now.pressable

    @property
    def links(self) -> dict[str, str]:
        """Addresses of its buttons that lead elsewhere, by their labels."""
        return self.now.links

    @property
    def files(self) -> dict[str, bytes]:
        """Its files."""
        return self.now.files

    @property
    def streaming(self) -> bool:
        """Whether it is still being written."""
        return self.now.streaming


class Modal:
    """A form, or somebody's Home tab, always as it stands now."""

    def __init__(self, view: View) -> None:
        self.view = view

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Modal) and other.view is self.view

    def __hash__(self) -> int:
        return hash(self.view.id)

    def __str__(self) -> str:
        return (
            f"{'closed ' if self.closed else ''}{self.title!r} {self.text!r} fields {list(self.fields)} {self.errors}"
        )

    @property
    def id(self) -> str:
        """Its number."""
        return self.view.id

    @property
    def callback_id(self) -> str:
        """Its id of the app's own."""
        return str(self.view.body.get("callback_id", ""))

    @property
    def title(self) -> str:
        """What stands above it."""
        return kit.label(self.view.body.get("title"))

    @property
    def send(self) -> str:
        """What stands on the button that sends it; empty without one."""
        return kit.label(self.view.body.get("submit"))

    @property
    def blocks(self) -> list[Json]:
        """Its blocks, in Slack's words."""
        return list(self.view.body["blocks"])

    @property
    def text(self) -> str:
        """All its texts, those at its fields too, a line break between them."""
        return "\n".join(kit.texts(Look(blocks=tuple(self.blocks))))

    @property
    def labels(self) -> list[str]:
        """What stands at its fields."""
        return [kit.label(one["label"]) for one in self.blocks if one["type"] == "input"]

    @property
    def fields(self) -> dict[str, Json]:
        """What can be filled in, by the actions' ids."""
        return {one.element["action_id"]: one.element for one in kit.active(self.blocks) if one.ids in self.view.values}

    @property
    def values(self) -> dict[str, Json]:
        """What is filled in, in Slack's words, by the actions' ids."""
        return {action: value for (_, action), value in self.view.values.items()}

    @property
    def buttons(self) -> list[str]:
        """Labels of its buttons and of its menus' options, in order."""
        return [label for label, _ in self.pressable]

    @property
    def pressable(self) -> list[tuple[str, str]]:
        """Labels of its buttons and of its menus' options in order, and what each does."""
        return [(one[0], kit.token(one)) for one in kit.pressable(self.blocks)]

    @property
    def private_metadata(self) -> str:
        """What the app keeps in it."""
        return str(self.view.body.get("private_metadata", ""))

    @property
    def errors(self) -> dict[str, str]:
        """What stands in red at its fields, by the blocks' ids."""
        return dict(self.view.errors)

    @property
    def closed(self) -> bool:
        """Whether it is gone."""
        return self.view.closed
