"""Forms over several pages, and forms that must be sent again. A modal cannot answer a modal, so a card with a button
stands between two of them.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, cast

import discord
from discord import ui

from adapters.discord.drafts import Draft, Drafts
from adapters.discord.fetch import Wanted
from adapters.discord.filling import files_of, filled, needs_keeping, reopened, texts_of, without
from adapters.discord.listen import ONE_OF_THEM, TEXT_AND_FILE, Heard, submitted
from adapters.discord.modals import ids, inputs, page, pages
from adapters.discord.sent_form import Sent, attached, file_of, read
from adapters.discord.show_form import modal
from bot.dialogue.form import Form
from bot.dialogue.registry import Registry
from bot.dialogue.taking import by_token
from bot.errors import PrompteurError, Usage
from bot.words import Words

_BUTTON = re.compile(r"~page:(?P<kept>\d{1,20}):.*", re.DOTALL)


@dataclass(frozen=True, slots=True)
class GoOn:
    """A form that has another page: page `number` of `count`, behind the button `token`. `missing` are the labels of
    what must be answered and was left empty, so that it is asked again.
    """

    token: str
    number: int
    count: int
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Again:
    """A form that cannot be taken as it was sent; what was typed stands in it again, behind the button `token`."""

    token: str
    error: PrompteurError


class Pages:
    """Forms, page by page, over what is kept of them."""

    def __init__(self, drafts: Drafts, registry: Registry) -> None:
        self._drafts = drafts
        self._registry = registry

    async def open(
        self, interaction: discord.Interaction, form: Form, words: Words, heard: Heard | None = None
    ) -> ui.Modal:
        """Give the first page of a form. What came along with `heard`, and what later pages need, is kept."""
        first = page(form, {})
        if not needs_keeping(form, heard):
            return modal(form, first, 1, words)
        draft = self._drafts.new(str(interaction.id), form, files_of(heard), texts_of(heard))
        await self._drafts.add(str(interaction.user.id), draft)
        return modal(form, first, 1, words, draft.key)

    async def resume(self, interaction: discord.Interaction, token: str, words: Words) -> ui.Modal:
        """Give the page behind the button of a `GoOn` or an `Again`. `NotFound` when the form is no longer kept."""
        found = _BUTTON.fullmatch(token)
        draft = await self._drafts.take(str(interaction.user.id), found["kept"] if found else "")
        form = draft.prefilled
        return modal(form, page(form, draft.asked), draft.number, words, draft.key)

    async def sent(self, interaction: discord.Interaction) -> Heard | GoOn | Again:
        """Give a form that was sent, or what to go on with: another page, or this one where a file of it cannot be
        used. `NotFound` when the form is no longer kept.
        """
        sent = _sent(interaction)
        if not sent.kept:
            return submitted(interaction, sent.token, sent.values, self._attached(interaction, sent))
        before = await self._drafts.take(str(interaction.user.id), sent.kept)
        try:
            files = _checked(self._attached(interaction, sent), before.form, sent)
        except PrompteurError as error:
            return await self._reopened(interaction, before, error)
        return await self._next(interaction, filled(before, sent, files))

    async def again(self, interaction: discord.Interaction, error: PrompteurError) -> Again:
        """Ask again for a form that was sent, because a file of it turned out to be of no use. `NotFound` when the form
        is no longer kept.
        """
        before = await self._drafts.take(str(interaction.user.id), _sent(interaction).kept)
        return await self._reopened(interaction, before, error)

    async def _next(self, interaction: discord.Interaction, draft: Draft) -> Heard | GoOn:
        """Give the whole form, or the next page."""
        missing = {one.name: one.label for one in draft.missing}
        asked = without(draft, missing)
        left = pages(asked.form, asked.asked)
        if left:
            await self._drafts.add(str(interaction.user.id), asked)
            return GoOn(asked.button, asked.number, asked.number - 1 + len(left), tuple(missing.values()))
        takes = by_token(draft.form.token, self._registry)
        wanted = tuple(Wanted(file_of(interaction, one.data), one.name, takes) for one in draft.files)
        heard = submitted(interaction, draft.form.token, draft.answers, wanted, draft.texts)
        return replace(heard, kept=draft.key)

    def _attached(self, interaction: discord.Interaction, sent: Sent) -> tuple[Wanted, ...]:
        return attached(interaction, sent, by_token(sent.token, self._registry))

    async def _reopened(self, interaction: discord.Interaction, before: Draft, error: PrompteurError) -> Again:
        sent = _sent(interaction)
        known = ids(before.form)
        names = {one.name for one in before.files} | {known.get(name, "") for name, of in sent.uploads.items() if of}
        draft = reopened(filled(before, sent), names)
        await self._drafts.add(str(interaction.user.id), draft)
        return Again(draft.button, error)


def _sent(interaction: discord.Interaction) -> Sent:
    return read(cast("Mapping[str, Any]", interaction.data))


def _checked(files: tuple[Wanted, ...], form: Form, sent: Sent) -> tuple[Wanted, ...]:
    """Give the files of a page. `TooLarge` or `Refused` for one that cannot be used, `Usage` for one beside a text that
    says the same thing; a text that stands there as the form showed it first does not count.
    """
    for file in files:
        file.check()
    shown = {one.id: one.default.split() for one in inputs(form, {})}
    if any(sent.values[one.name].split() not in ([], shown.get(one.name)) for one in files):
        raise Usage(TEXT_AND_FILE, advice=ONE_OF_THEM)
    return files
