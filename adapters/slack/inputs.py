"""What has to be asked of a form: all of it, less what was answered, and the words of "Something else…"."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from adapters.slack.limits import FIELD_LABEL, INPUT, MENU, OPTION_LABEL, OPTION_VALUE
from adapters.slack.markup import size
from bot.dialogue.form import Field, FieldKind, Form

OTHER = "\0"
"""The answer "Something else…" to a choice: the words for it are still to be asked."""
OWN = "~"
"""Begins the ids that the adapter itself makes."""
AT = "~at:"
"""Begins the id of a field whose name cannot be an id; its place in the form follows, from 0."""
ID = 200
"""Characters of a name that can be an id, with room for a mark in front."""


@dataclass(frozen=True)
class Input:
    """One thing to be asked for. `number` is its place in the form, from 1; `other`: the words of "Something else…"."""

    field: Field
    number: int
    other: bool = False

    @property
    def name(self) -> str:
        """The field's name."""
        return self.field.name

    @property
    def id(self) -> str:
        """The id of block and element: the field's name, where it can be one."""
        return self.name if fit(self.name) else f"{AT}{self.number - 1}"

    @cached_property
    def options(self) -> tuple[str, ...]:
        """What can be chosen in a menu; empty for what is typed."""
        options = tuple(dict.fromkeys(self.field.options))
        choice = self.field.kind is FieldKind.CHOICE and not self.other
        return options if choice and _is_menu(options, free=self.field.free) else ()

    @property
    def kind(self) -> FieldKind:
        """How it is asked for: a choice that no menu holds is typed."""
        if self.other:
            return FieldKind.TEXT
        typed = self.field.kind is FieldKind.CHOICE and not self.options
        return FieldKind.LINE if typed else self.field.kind

    @property
    def completed(self) -> bool:
        """It is a name that is completed while it is typed. What no menu holds is typed without."""
        fits = not self.default or size(self.default) <= OPTION_VALUE.number
        return self.field.completed and self.kind is FieldKind.LINE and fits and fit(self.name)

    @property
    def default(self) -> str:
        """What stands there at first."""
        chosen = self.other and self.field.default in self.field.options
        return "" if chosen or (self.other and not typeable(self.field.default)) else self.field.default

    @property
    def label(self) -> str:
        """The label; empty where it does not fit where labels stand."""
        label = self.field.label.strip()
        return label if size(label) <= FIELD_LABEL.number else ""

    @property
    def hint(self) -> str:
        """What stands under the field; empty where it does not fit there."""
        hint = self._hint
        return hint if size(hint) <= FIELD_LABEL.number else ""

    @property
    def notes(self) -> tuple[str, ...]:
        """What must stand above, because it fits nowhere else."""
        texts = ((self.field.label.strip(), self.label), (self._hint, self.hint))
        return tuple(text for text, shown in texts if text and not shown)

    @property
    def file_only(self) -> bool:
        """It holds a text that no box holds, so that a changed one must come as a file."""
        return self.kind in {FieldKind.TEXT, FieldKind.LINE} and not typeable(self.default)

    @property
    def or_file(self) -> bool:
        """A file may be given in place of the text, as it may say more than a box can."""
        return self.kind is FieldKind.TEXT and self.field.limit > INPUT.number and not self.file_only

    @property
    def _hint(self) -> str:
        named = ", ".join(self.field.options) if self.field.kind is FieldKind.CHOICE and not self._menu else ""
        return "\n".join(text for text in (self.field.hint.strip(), named) if text)

    @property
    def _menu(self) -> bool:
        return self.other or bool(self.options)


def fit(name: str) -> bool:
    """Tell whether the name of a field can be an element's id."""
    return 0 < len(name) <= ID and not name.startswith(OWN) and name == name.strip() and name.isprintable()


def typeable(text: str) -> bool:
    """Tell whether a box holds a text. Slack does not say how it counts; characters outside the basic plane may be
    two.
    """
    return len(text) + sum(character > "\uffff" for character in text) <= INPUT.number


def inputs(form: Form, answered: Mapping[str, str]) -> tuple[Input, ...]:
    """Give what is still to be asked, in the form's order. `answered` has what was asked already, by field."""
    made = ((field, number, answered.get(field.name)) for number, field in enumerate(form.fields, start=1))
    return tuple(Input(field, number, answer == OTHER) for field, number, answer in made if answer in {None, OTHER})


def ids(form: Form) -> dict[str, str]:
    """Give the names of the fields by the ids of their elements."""
    return {one.id: one.name for one in inputs(form, {})}


def merged(form: Form, before: Mapping[str, str], asked: Iterable[Input], values: Mapping[str, str]) -> dict[str, str]:
    """Give all answers so far: those before, and what came for a page, by the ids of its elements. What was asked and
    left empty is answered; what belongs to no field is passed over.
    """
    names = ids(form)
    given = {names[key]: value for key, value in values.items() if key in names}
    return {**before, **{one.name: "" for one in asked}, **given}


def _is_menu(options: tuple[str, ...], *, free: bool) -> bool:
    """Tell whether the options can stand in a menu."""
    fitting = all(one.strip() and one.isprintable() and size(one) <= OPTION_LABEL.number for one in options)
    ours = any(one.startswith(OWN) for one in options)
    return fitting and not ours and 0 < len(options) <= MENU.number - free
