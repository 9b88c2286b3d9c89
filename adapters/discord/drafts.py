"""Forms on their way on Discord: the answers so far, and what came along with the command that opened them (a text that
somebody pointed at, files), which no form carries. Whoever started the call forgets them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from pydantic import TypeAdapter

from adapters import kept
from adapters.kept import Filed, Kept
from bot.dialogue.form import Field, Form
from bot.dialogue.inbound import Attached
from bot.ports import Clock, Vault

NAMESPACE = "discord.forms"


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft(kept.Draft):
    """A form on its way. `typed` is what stands in the fields that are asked again, in place of their defaults."""

    typed: Mapping[str, str] = field(default_factory=dict)

    @property
    def button(self) -> str:
        """The id of the button that opens the page."""
        return f"~page:{self.key}:{self.form.token}"

    @property
    def missing(self) -> tuple[Field, ...]:
        """What must be answered, and was asked in vain."""
        filed = {file.name for file in self.files}
        vain = {name for name, text in self.answers.items() if not text.strip() and name not in filed}
        return tuple(one for one in self.form.fields if one.required and one.name in vain)

    @property
    def prefilled(self) -> Form:
        """The form with what was typed standing in it."""
        made = (replace(one, default=self.typed.get(one.name, one.default)) for one in self.form.fields)
        return replace(self.form, fields=tuple(made))


_DRAFTS = TypeAdapter(tuple[Draft, ...])


class Drafts(Kept[Draft]):
    """Forms on their way, by the id of whose they are."""

    def __init__(self, vault: Vault, clock: Clock) -> None:
        super().__init__(vault, clock, NAMESPACE, _DRAFTS)

    def new(self, key: str, form: Form, files: tuple[Filed, ...], texts: tuple[Attached, ...]) -> Draft:
        """Give a form that is about to be asked; it is not kept yet."""
        return Draft(key=key, until=self.until, form=form, files=files, texts=texts)
