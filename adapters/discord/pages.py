"""Forms over several pages. A modal cannot answer a modal, so a card with a button stands between two of them.

What a form needs until it is complete is kept encrypted: the answers so far, and what came along with the command that
opened it (a text that somebody pointed at, files), which no form carries. It is kept for one day, of at most five
forms a person; whoever started the call forgets it.
"""

import asyncio
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, cast

import discord
from discord import ui
from pydantic import TypeAdapter

from adapters.discord.fetch import Wanted
from adapters.discord.listen import Heard, submitted
from adapters.discord.modals import OTHER, fit, ids, inputs, merged, page, pages
from adapters.discord.sent_form import Sent, attached, file_of, read
from adapters.discord.show_form import modal
from bot.dialogue.form import Field, Form
from bot.dialogue.inbound import Attached, Press
from bot.errors import NotFound
from bot.library.texts import repaired
from bot.ports import DAY, Clock, Vault
from bot.words import N_, Words

NAMESPACE = "discord.forms"
MOST = 5
"""Forms that are kept for one person."""
_BUTTON = re.compile(r"~page:(?P<kept>\d{1,20}):.*", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Filed:
    """A file as Discord told it, for the field `name`, or as material."""

    name: str
    data: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A form on its way. `number` is the page that is asked now, `texts` came along with the command."""

    key: str
    until: datetime
    form: Form
    number: int = 1
    answers: Mapping[str, str] = field(default_factory=dict)
    files: tuple[Filed, ...] = ()
    texts: tuple[Attached, ...] = ()

    @property
    def button(self) -> str:
        """The id of the button that opens the page."""
        return f"~page:{self.key}:{self.form.token}"

    @property
    def asked(self) -> dict[str, str]:
        """What was asked already: what was answered, in words or by a file."""
        return {**{one.name: "" for one in self.files if one.name}, **self.answers}

    @property
    def missing(self) -> tuple[Field, ...]:
        """What must be answered, and was asked in vain."""
        filed = {file.name for file in self.files}
        vain = {name for name, text in self.answers.items() if not text.strip() and name not in filed}
        return tuple(one for one in self.form.fields if one.required and one.name in vain)


@dataclass(frozen=True, slots=True)
class GoOn:
    """A form that has another page: page `number` of `count`, behind the button `token`. `missing` are the labels of
    what must be answered and was left empty, so that it is asked again.
    """

    token: str
    number: int
    count: int
    missing: tuple[str, ...] = ()


_DRAFTS = TypeAdapter(tuple[Draft, ...])


class Pages:
    """What is kept of forms, over a vault."""

    def __init__(self, vault: Vault, clock: Clock) -> None:
        self._vault = vault
        self._clock = clock
        self._lock = asyncio.Lock()

    async def open(
        self, interaction: discord.Interaction, form: Form, words: Words, heard: Heard | None = None
    ) -> ui.Modal:
        """Give the first page of a form. What came along with `heard`, and what later pages need, is kept."""
        first = page(form, {})
        if not _needs_keeping(form, heard):
            return modal(form, first, 1, words)
        key = str(interaction.id)
        draft = Draft(key=key, until=self._clock.now() + DAY, form=form, files=_files(heard), texts=_texts(heard))
        await self.keep(interaction.user.id, draft)
        return modal(form, first, 1, words, key)

    async def resume(self, interaction: discord.Interaction, token: str, words: Words) -> ui.Modal:
        """Give the page behind the button of a `GoOn`. `NotFound` when the form is no longer kept."""
        found = _BUTTON.fullmatch(token)
        draft = await self.take(interaction.user.id, found["kept"] if found else "")
        return modal(draft.form, page(draft.form, draft.asked), draft.number, words, draft.key)

    async def sent(self, interaction: discord.Interaction) -> Heard | GoOn:
        """Give a form that was sent, or what to go on with. `NotFound` when the form is no longer kept; `TooLarge` or
        `Refused` for a file that cannot be used.
        """
        sent = read(cast("Mapping[str, Any]", interaction.data))
        files = attached(interaction, sent)
        for file in files:
            file.check()
        if not sent.kept:
            return submitted(interaction, sent.token, sent.values, files)
        before = await self.take(interaction.user.id, sent.kept)
        filled = _filled(before, sent, files)
        draft = _again(filled)
        left = pages(draft.form, draft.asked)
        if left:
            await self.keep(interaction.user.id, draft)
            missing = tuple(one.label for one in filled.missing)
            return GoOn(draft.button, draft.number, draft.number - 1 + len(left), missing)
        wanted = tuple(Wanted(file_of(interaction, one.data), one.name) for one in draft.files)
        heard = submitted(interaction, sent.token, draft.answers, wanted, draft.texts)
        return replace(heard, kept=draft.key)

    async def keep(self, user: int, draft: Draft) -> None:
        """Keep a form for a person, in place of how it stood before."""
        async with self._lock:
            others = [one for one in await self._all(user) if one.key != draft.key]
            await self._put(user, (*others, draft)[-MOST:])

    async def take(self, user: int, key: str) -> Draft:
        """Give a form of a person. `NotFound` when it is no longer there."""
        for one in await self._all(user):
            if one.key == key:
                return one
        raise NotFound(N_("That form is no longer there."), advice=N_("Type the command again."))

    async def forget(self, user: int, key: str) -> None:
        """Forget a form."""
        async with self._lock:
            await self._put(user, tuple(one for one in await self._all(user) if one.key != key))

    async def _all(self, user: int) -> tuple[Draft, ...]:
        kept = await self._vault.get(NAMESPACE, str(user))
        now = self._clock.now()
        return tuple(one for one in _DRAFTS.validate_json(kept) if one.until > now) if kept else ()

    async def _put(self, user: int, drafts: tuple[Draft, ...]) -> None:
        if drafts:
            await self._vault.put(NAMESPACE, str(user), _DRAFTS.dump_json(drafts))
        else:
            await self._vault.delete(NAMESPACE, str(user))


def _needs_keeping(form: Form, heard: Heard | None) -> bool:
    """Tell whether a form needs more than what its only page brings back."""
    free = any(one.free for one in inputs(form, {}))
    unfit = any(not fit(one.name) for one in form.fields)
    return bool(free or unfit or len(pages(form, {})) > 1 or _files(heard) or _texts(heard))


def _files(heard: Heard | None) -> tuple[Filed, ...]:
    return tuple(_filed(one) for one in heard.wanted) if heard else ()


def _filed(wanted: Wanted) -> Filed:
    return Filed(wanted.name, {**wanted.attachment.to_dict()})


def _texts(heard: Heard | None) -> tuple[Attached, ...]:
    if heard is None or isinstance(heard.known, Press):
        return ()
    return tuple(Attached(repaired(one.name), repaired(one.text)) for one in heard.known.material.files)


def _filled(draft: Draft, sent: Sent, files: tuple[Wanted, ...]) -> Draft:
    """Give a form with what came for a page."""
    asked = page(draft.form, draft.asked) if sent.number == draft.number else ()
    answers = merged(draft.form, draft.answers, asked, sent.values)
    names = ids(draft.form)
    new = {names[one.name]: replace(_filed(one), name=names[one.name]) for one in files if one.name in names}
    kept = tuple(one for one in draft.files if one.name not in new)
    return replace(
        draft,
        number=sent.number + 1,
        answers={name: repaired(text) if text != OTHER else text for name, text in answers.items()},
        files=(*kept, *new.values()),
    )


def _again(draft: Draft) -> Draft:
    """Give a form that asks again for what must be answered."""
    vain = {one.name for one in draft.missing}
    return replace(draft, answers={name: text for name, text in draft.answers.items() if name not in vain})
