"""A form as questions one after another, for surfaces that have lines of text only. Pure: it asks nothing itself."""

from bot.dialogue.events import AskForm, Button
from bot.dialogue.form import Field, FieldKind, Form
from bot.words import N_, Words


class Questions:
    """The fields of a form in order, and what was answered so far."""

    def __init__(self, form: Form, words: Words) -> None:
        self._left = list(form.fields)
        self._words = words
        self.values: dict[str, str] = {}
        """The answers by field; fields that were skipped are not there."""

    @property
    def field(self) -> Field | None:
        """The field to be answered now; None when all are."""
        return self._left[0] if self._left else None

    def answer(self, text: str) -> str:
        """Take the answer to the current field and go on. An answer that cannot be taken gives the sentence that says
        why, and the field stays.
        """
        field = self._left[0]
        value = chosen(field, text)
        if wrong := self._wrong(field, value):
            return wrong
        if value:
            self.values[field.name] = value
        self._left.pop(0)
        return ""

    def _wrong(self, field: Field, value: str) -> str:
        if not value:
            return self._words(N_("This one is needed.")) if field.required else ""
        if len(value) > field.limit:
            told = N_("That is too long: {count} characters, and {limit} is the most.")
            return self._words(told, count=len(value), limit=field.limit)
        if field.kind is FieldKind.CHOICE and not field.free and value not in field.options:
            return self._words(N_("Type one of the numbers from 1 to {last}."), last=len(field.options))
        return ""


def chosen(field: Field, text: str) -> str:
    """Give the option that a number means, or the text as it is; white space alone is no answer."""
    word = text.strip()
    if field.options and word.isascii() and word.isdigit() and 1 <= int(word) <= len(field.options):
        return field.options[int(word) - 1]
    if field.options:
        return next((option for option in field.options if option.casefold() == word.casefold()), word)
    return text if word else ""


def needs(form: Form, words: Words) -> AskForm:
    """Say what is missing, where nobody can be asked."""
    needed = [field for field in form.fields if field.required and not field.default] or form.fields
    names = ", ".join(field.name for field in needed)
    intro = words(N_("This needs: {names}."), names=names)
    opening = Button(form.submit, form.token)
    return AskForm(slot="form", title=form.title, intro=intro, form=form, skip=None, open=opening)
