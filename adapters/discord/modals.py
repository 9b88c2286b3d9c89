"""Forms as Discord's modals: what has to be asked, in pages of at most five components, and each page as a modal.

A field's label holds 45 characters and its description 100. What is longer stands whole in a text above the field, so
that nothing is cut.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from adapters.discord.limits import FIELD_HINT, FIELD_LABEL, INPUT, MENU, MODAL_FIELDS, OPTION_LABEL
from bot.dialogue.form import Field, FieldKind, Form

OTHER = "\0"
"""The answer "Something else…" to a choice: the words for it are still to be asked."""
OWN = "~"
"""Begins the ids that the adapter itself makes."""
AT = "~at:"
"""Begins the id of a field whose name cannot be an id; its place in the form follows, from 0."""
ID = 90
"""Characters of a name that can be an id, with room for a mark in front."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Input:
    """One thing to be asked for. `number` is its place in the form, from 1."""

    name: str
    number: int
    label: str
    kind: FieldKind
    hint: str = ""
    options: tuple[str, ...] = ()
    free: bool = False
    required: bool = True
    default: str = ""
    limit: int = INPUT.number
    """Characters; a box holds 4,000 of them."""
    file: bool = False
    """A file may be given in place of the text."""
    other: bool = False
    """It asks for the words of "Something else…"."""

    @property
    def id(self) -> str:
        """The component's id: the field's name, where it can be one."""
        return self.name if fit(self.name) else f"{AT}{self.number - 1}"

    @property
    def in_label(self) -> bool:
        """The label fits where labels stand."""
        return 0 < len(self.label) <= FIELD_LABEL.number

    @property
    def about(self) -> str:
        """What stands under the label."""
        if not self.in_label and not self.hint and len(self.label) <= FIELD_HINT.number:
            return self.label
        return self.hint if len(self.hint) <= FIELD_HINT.number else ""

    @property
    def note(self) -> str:
        """What must stand above, because it fits nowhere else."""
        texts = ((self.label, self.in_label), (self.hint, False))
        return "\n".join(text for text, shown in texts if text and not shown and text != self.about)

    @property
    def file_only(self) -> bool:
        """It holds a text that no box holds, so that a changed one must come as a file."""
        return self.kind in {FieldKind.TEXT, FieldKind.LINE} and len(self.default) > INPUT.number

    @property
    def size(self) -> int:
        """Components."""
        return 1 + bool(self.note) + self.file_only + self.file

    @property
    def can_be_file(self) -> bool:
        """A file may say more than a box can."""
        return self.kind is FieldKind.TEXT and self.limit > INPUT.number and not self.file_only


def fit(name: str) -> bool:
    """Tell whether the name of a field can be a component's id."""
    return 0 < len(name) <= ID and not name.startswith(OWN) and name == name.strip()


def inputs(form: Form, answered: Mapping[str, str]) -> tuple[Input, ...]:
    """Give what is still to be asked, in the form's order. `answered` has what was asked already, by field."""
    made = ((_input(field, number), answered.get(field.name)) for number, field in enumerate(form.fields, start=1))
    return tuple(_words(one) if answer == OTHER else one for one, answer in made if answer in {None, OTHER})


def pages(form: Form, answered: Mapping[str, str]) -> tuple[tuple[Input, ...], ...]:
    """Give the pages that are still to come, as far as it is known now: "Something else…" adds to the last."""
    found: list[list[Input]] = []
    for one in inputs(form, answered):
        if not found or _size(found[-1]) + one.size > MODAL_FIELDS.number:
            found.append([])
        found[-1].append(one)
    return tuple(_with_files(page) for page in found)


def page(form: Form, answered: Mapping[str, str]) -> tuple[Input, ...]:
    """Give the next page; nothing when all was asked."""
    return next(iter(pages(form, answered)), ())


def merged(form: Form, before: Mapping[str, str], asked: Iterable[Input], values: Mapping[str, str]) -> dict[str, str]:
    """Give all answers so far: those before, and what came for a page, by the ids of its components. What was asked
    and left empty is answered; what belongs to no field is passed over.
    """
    names = ids(form)
    given = {names[key]: value for key, value in values.items() if key in names}
    return {**before, **{one.name: "" for one in asked}, **given}


def ids(form: Form) -> dict[str, str]:
    """Give the names of the fields by the ids of their components."""
    return {one.id: one.name for one in inputs(form, {})}


def _size(page: Iterable[Input]) -> int:
    return sum(one.size for one in page)


def _with_files(page: list[Input]) -> tuple[Input, ...]:
    """Let a file be given beside long texts, as far as there is room on the page."""
    room = MODAL_FIELDS.number - _size(page)
    made = []
    for one in page:
        file = one.can_be_file and room > 0
        room -= file
        made.append(replace(one, file=file))
    return tuple(made)


def _input(field: Field, number: int) -> Input:
    made = Input(
        name=field.name,
        number=number,
        label=field.label.strip(),
        kind=field.kind,
        hint=field.hint.strip(),
        options=tuple(dict.fromkeys(field.options)),
        free=field.free,
        required=field.required,
        default=field.default,
        limit=field.limit,
    )
    return made if field.kind is not FieldKind.CHOICE or _is_menu(made) else _typed(made)


def _is_menu(made: Input) -> bool:
    """Tell whether the options can stand in a menu."""
    fitting = all(len(one.strip()) > 0 and len(one) <= OPTION_LABEL.number for one in made.options)
    ours = any(one.startswith(OWN) for one in made.options)
    return fitting and not ours and 0 < len(made.options) <= MENU.number - made.free


def _typed(made: Input) -> Input:
    """Ask in a box for what no menu holds, and name the options."""
    hint = "\n".join(text for text in (made.hint, ", ".join(made.options)) if text)
    return replace(made, kind=FieldKind.LINE, hint=hint, options=(), free=False)


def _words(made: Input) -> Input:
    """Ask for the words of "Something else…"."""
    shown = made.default not in made.options and len(made.default) <= INPUT.number
    default = made.default if shown else ""
    return replace(made, kind=FieldKind.TEXT, options=(), free=False, default=default, other=True)
