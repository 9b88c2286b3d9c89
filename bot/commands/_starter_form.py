"""A prompt that comes with the program as it is filled in: what its front matter says of the variables, and the text
behind it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import yaml

from bot.commands._filling import blanks
from bot.dialogue.form import Field, FieldKind, Form
from bot.words import Words

HINT = 100
"""Characters of a field's hint on the narrowest surface."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """The text that a model gets, once it is filled in, and what is said of its variables."""

    body: str
    variables: Mapping[str, object]

    def about(self, name: str) -> str:
        """Give the word on a variable."""
        match self.variables.get(name):
            case {"description": str(about)} | str(about):
                return about
            case _:
                return ""

    def form(self, token: str, words: Words) -> Form | None:
        """Ask for the variables; `token` comes back."""
        asked = blanks(token, self.body, words)
        return replace(asked, fields=tuple(map(self._field, asked.fields))) if asked else None

    def _field(self, field: Field) -> Field:
        field = replace(field, hint=self.about(field.name)[:HINT] or field.hint)
        match self.variables.get(field.name):
            case list(choices):
                return replace(field, kind=FieldKind.CHOICE, options=tuple(map(str, choices)), free=True)
            case {"default": default}:
                return replace(field, default=str(default).strip())
            case {"required": False}:
                return replace(field, required=False)
            case _:
                return field


def sheet(text: str) -> Sheet:
    """Take a prompt of ours apart; its front matter was read before, so that nothing in it can be wrong."""
    head, fence, body = text.removeprefix("---\n").partition("\n---\n")
    if not (text.startswith("---\n") and fence):
        return Sheet(text, {})
    return Sheet(body, yaml.safe_load(head)["variables"])
