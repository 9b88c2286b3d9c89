"""Forms: what is asked when something is missing. Platforms show them as modals, the terminal as questions."""

from dataclasses import dataclass
from enum import StrEnum

LINE_LIMIT = 4000
"""Characters of a field, where its definition says nothing else."""


class FieldKind(StrEnum):
    """How a field is filled in."""

    LINE = "line"
    TEXT = "text"
    CHOICE = "choice"
    """One of `options`; with `free`, any other answer as well."""
    FILE = "file"


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field. Texts are translated already. `label` is at most 45 characters, `hint` at most 100."""

    name: str
    label: str
    kind: FieldKind = FieldKind.LINE
    hint: str = ""
    options: tuple[str, ...] = ()
    free: bool = False
    required: bool = True
    default: str = ""
    limit: int = LINE_LIMIT
    """Characters."""
    completed: bool = False
    """A line that `App.complete` completes while it is typed, for the command that the form's token names and the
    argument that has the field's name.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A form. `token` comes back with the answers; it names what the form is for, as a button's does. `title` is at
    most 45 characters. Surfaces that hold fewer fields show it in pages.
    """

    token: str
    title: str
    fields: tuple[Field, ...]
    submit: str
    """The word on the button that sends it."""
