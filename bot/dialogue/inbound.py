"""What a person may do, as the adapters hand it in. A closed union: `Invoke`, `Press`, `Submit`, `Complete`, `Say`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from bot.domain import Account, EventKey, Image, Place
from bot.words import SLASH, Notation, Words


class Spot(StrEnum):
    """The kind of conversation that something was said in."""

    TERMINAL = "terminal"
    DIRECT = "direct"
    CHANNEL = "channel"
    THREAD = "thread"


@dataclass(frozen=True, slots=True, kw_only=True)
class Whence:
    """Who did it, where, in which language, and how the answer finds its way back. The platform vouches for all of
    it: nothing here may come from text that a person or a button's value could forge.
    """

    account: Account
    name: str
    place: Place | None
    """None in a direct message and a user install."""
    spot: Spot
    channel: str
    """The conversation's id on the platform."""
    thread: str = ""
    locale: str = "en"
    typed: str = SLASH
    """What stands before a verb where commands are typed there: "/", "/prompt ", "prompteur "."""
    notation: Notation = Notation.LINE
    """How the arguments of a command are given there."""
    manages: bool = False
    """An administrator of the place, as the platform says at this moment."""
    groups: tuple[str, ...] = ()
    """The groups of the place that the person is in, as the platform says at this moment; opaque ids."""
    alone: bool = True
    """The answer can be given to that one person alone. Where it cannot, everybody there sees whatever is answered."""
    event: EventKey
    address: bytes = field(default=b"", repr=False)
    """Where the answer goes, opaque to the core; kept encrypted."""

    @property
    def shared_channel(self) -> str:
        """The key of the channel that others read along in, whichever thread of it; empty elsewhere. It is the same
        for everybody in the channel, whatever organisation they are of: a platform's channels have ids of their own.
        """
        return f"{self.account.platform}:{self.channel}" if self.spot in {Spot.CHANNEL, Spot.THREAD} else ""

    @property
    def words(self) -> Words:
        """The language of the one who did it, with commands as they are typed there."""
        return Words(self.locale, typed=self.typed, notation=self.notation)


@dataclass(frozen=True, slots=True)
class Attached:
    """A text file that came with a message or an option."""

    name: str
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Parcel:
    """A file as it is, byte for byte, for a command that takes such. `name` may be a path below the folder that was
    given; nobody opens it.
    """

    name: str
    content: bytes = field(repr=False)
    unread: str = ""
    """Why it could not be read, as a message id; its content is empty then."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """What came with the words: the text files, the images and the other files of a message."""

    files: tuple[Attached, ...] = ()
    images: tuple[Image, ...] = ()
    parcels: tuple[Parcel, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Invoke:
    """A command. Either `command` is known ("prompt draft", from a native command or the shell) and `values` are the
    raw values by argument; or it is empty and `line` is what a person typed after the family ("draft a poem
    tone=dry"), which the core parses.
    """

    whence: Whence
    command: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    line: str = ""
    strict: bool = False
    """An unknown verb is refused rather than taken for a goal: for surfaces where a goal can be said plainly."""
    material: Material = field(default_factory=Material)


@dataclass(frozen=True, slots=True, kw_only=True)
class Press:
    """A button. `token` is what it carried, unchecked."""

    whence: Whence
    token: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Submit:
    """A form that was sent. `token` is the form's id, `values` the fields by name; left-out fields are not there."""

    whence: Whence
    token: str
    values: Mapping[str, str]
    material: Material = field(default_factory=Material)


@dataclass(frozen=True, slots=True)
class Remark:
    """Something that was said before in the same conversation. `author` is the name as people see it."""

    author: str
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Say:
    """Plain words said to us. `heard` is what was said before them, the oldest first, as far as the adapter may read it
    and the person who says them sees it; it is there to be understood and never to be done.
    """

    whence: Whence
    text: str
    material: Material = field(default_factory=Material)
    heard: tuple[Remark, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Complete:
    """Half a value, to be completed: of which command and argument, and what stands there so far."""

    whence: Whence
    command: str
    argument: str
    prefix: str


Inbound = Invoke | Press | Submit | Say
"""What begins a call; `Complete` does not."""
