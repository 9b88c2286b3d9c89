"""How a form that is kept changes with each page that is sent. Pure."""

from collections.abc import Collection
from dataclasses import replace

from adapters.discord.drafts import Draft
from adapters.discord.fetch import Wanted
from adapters.discord.limits import INPUT
from adapters.discord.listen import Heard
from adapters.discord.modals import OTHER, fit, ids, merged, page, pages
from adapters.discord.sent_form import Sent
from adapters.kept import Filed
from bot.dialogue.form import FieldKind, Form
from bot.dialogue.inbound import Attached, Press
from bot.library.texts import repaired


def needs_keeping(form: Form, heard: Heard | None) -> bool:
    """Tell whether a form needs more than what its only page brings back, or may have to be sent again: whether a file
    is of any use is known only after it was sent.
    """
    shown = pages(form, {})
    asked = [one for page in shown for one in page]
    filed = any(one.file or one.file_only or one.kind is FieldKind.FILE for one in asked)
    free = any(one.free for one in asked)
    unfit = any(not fit(one.name) for one in form.fields)
    return bool(filed or free or unfit or len(shown) > 1 or files_of(heard) or texts_of(heard))


def files_of(heard: Heard | None) -> tuple[Filed, ...]:
    """Give the files that came along with the command that opens a form."""
    return tuple(_filed(one, one.name) for one in heard.wanted) if heard else ()


def texts_of(heard: Heard | None) -> tuple[Attached, ...]:
    """Give the texts that came along with the command that opens a form."""
    if heard is None or isinstance(heard.known, Press):
        return ()
    return tuple(Attached(repaired(one.name), repaired(one.text)) for one in heard.known.material.files)


def filled(draft: Draft, sent: Sent, files: tuple[Wanted, ...] = ()) -> Draft:
    """Give a form with what came for a page."""
    asked = page(draft.form, draft.asked) if sent.number == draft.number else ()
    answers = merged(draft.form, draft.answers, asked, sent.values)
    names = ids(draft.form)
    new = {names[one.name]: _filed(one, names[one.name]) for one in files if one.name in names}
    kept = tuple(one for one in draft.files if one.name not in new)
    return replace(
        draft,
        number=sent.number + 1,
        answers={name: repaired(text) if text != OTHER else text for name, text in answers.items()},
        files=(*kept, *new.values()),
    )


def without(draft: Draft, names: Collection[str]) -> Draft:
    """Give a form that asks again for these fields."""
    return replace(draft, answers={name: text for name, text in draft.answers.items() if name not in names})


def reopened(draft: Draft, names: Collection[str]) -> Draft:
    """Give a form that asks again for the pages of these fields, or else for its first, with what was typed there in
    its place. Files cannot stand in a form: they are asked for anew.
    """
    shown = pages(draft.form, {})
    troubled = [page for page in shown if any(one.name in names for one in page)] or shown[:1]
    again = {one.name for page in troubled for one in page}
    boxes = {one.name for one in draft.form.fields if len(one.default) <= INPUT.number}
    typed = {name: text for name, text in draft.answers.items() if name in again & boxes and text != OTHER}
    files = tuple(one for one in draft.files if one.name not in again)
    return replace(without(draft, again), typed={**draft.typed, **typed}, files=files)


def _filed(wanted: Wanted, name: str) -> Filed:
    return Filed(name, {**wanted.attachment.to_dict()})
