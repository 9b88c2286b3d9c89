"""Forms that need more than what one view brings back: further pages, the words of "Something else…", and what came
along with the command that opened them (a text that somebody pointed at, files), which no form carries.

That is kept encrypted for one day, of at most five forms a person; whoever started the call forgets it. A form that
needs none of it works for as long as it stands open, after a restart too.

Nothing of what somebody typed should be lost when they close a form by mistake. Slack tells that a form was closed
(`notify_on_close`), and promises nothing about what was typed into it: where it sends that along, it is kept in the
same way and stands in the form when it is opened again. Where it does not, it is lost with the form. To be told each
letter while it is typed would be the other way; what nobody sent is not ours to read.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from pydantic import TypeAdapter

from adapters.kept import Draft, Filed, Kept
from adapters.slack.address import Address, Origin
from adapters.slack.fetch import FileData, Files, Wanted
from adapters.slack.inputs import OTHER, fit, ids, inputs, merged
from adapters.slack.listen import Heard, checked, submitted
from adapters.slack.markup import Block
from adapters.slack.modals import page, pages, view
from adapters.slack.sent_form import Sent, changed, errors, read
from adapters.slack.users import Known
from adapters.slack.whence import Body, Installed, account
from bot.dialogue.form import Field, Form
from bot.dialogue.inbound import Attached, Press, Whence
from bot.dialogue.registry import Registry
from bot.dialogue.taking import by_token
from bot.domain import Account
from bot.library.texts import repaired
from bot.ports import Clock, Vault
from bot.words import Words

NAMESPACE = "slack.forms"
LEFT_OPEN = "slack.left"
_KEYS = ("id", "name", "title", "mimetype", "size", "mode", "is_external", "url_private", "url_private_download")
"""What is kept of a file as Slack tells it."""


@dataclass(frozen=True, slots=True)
class Again:
    """Something has still to be asked. A form that was sent is acknowledged with `ack`; where something was pressed
    instead, `view` takes the place of the view.
    """

    ack: Block

    @property
    def view(self) -> Block | None:
        """What is shown next; None where the same view stays."""
        found: Block | None = self.ack.get("view")
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """What somebody had typed into a form that they closed, by the ids of its fields. `key` is the form's token."""

    key: str
    until: datetime
    typed: Mapping[str, str]


class Pages:
    """What is kept of forms, over a vault."""

    def __init__(self, vault: Vault, clock: Clock, registry: Registry) -> None:
        self._registry = registry
        self.drafts = Kept(vault, clock, NAMESPACE, TypeAdapter(tuple[Draft, ...]))
        self.left_open = Kept(vault, clock, LEFT_OPEN, TypeAdapter(tuple[Left, ...]))

    async def open(self, form: Form, heard: Heard, after: str = "") -> Block:
        """Give the first page of a form that `heard` needs, as a view. What came along with it, and what later pages
        need, is kept. `after` is the token of a form whose place it takes.
        """
        whence = heard.inbound.whence
        words, origin = whence.words, origin_of(whence).model_copy(update={"after": after})
        filled = _filled_in(form, await self.left(whence.account, form.token))
        first = page(filled, {}, words)
        if _needs_keeping(filled, heard, words):
            draft = Draft(
                key=str(whence.event), until=self.drafts.until, form=filled, files=_files(heard), texts=_texts(heard)
            )
            await self.drafts.add(_key(whence.account), draft)
            origin = origin.model_copy(update={"kept": draft.key})
        return view(filled, first, words, origin)

    async def sent(self, body: Body, user: Known, app: Installed, files: Files) -> Heard | Again:
        """Give a form that was sent, or what to ask next. `NotFound` when the form is no longer kept; `TooLarge` or
        `Refused` for a file that cannot be used.
        """
        sent = read(body["view"])
        words = app.words(user.locale)
        wrong = errors(sent, words)
        if wrong is not None:
            return Again(wrong)
        takes = by_token(sent.token, self._registry)
        given = checked(Wanted(one, files, name, takes) for name, one in sent.files.items())
        if not sent.origin.kept:
            return submitted(body, user, app, sent.token, sent.values, given)
        who = _key(account(body, user, app))
        draft = _filled(await self.drafts.take(who, sent.origin.kept), sent, words)
        asked = page(draft.form, draft.asked, words)
        if asked:
            await self.drafts.add(who, draft)
            origin = sent.origin.model_copy(update={"number": draft.number})
            return Again({"response_action": "update", "view": view(draft.form, asked, words, origin)})
        wanted = (Wanted(one.data, files, one.name, takes) for one in draft.files)
        heard = submitted(body, user, app, sent.token, draft.answers, wanted, texts=draft.texts)
        return replace(heard, kept=draft.key)

    async def closed(self, body: Body, user: Known, app: Installed) -> bool:
        """Keep what was typed into a form that was closed, on earlier pages too; say whether there is anything."""
        return await self._keep(_key(account(body, user, app)), read(body["view"]), changed(body["view"]))

    async def keep(self, body: Body, heard: Heard) -> None:
        """Keep what stands in a form, on all its pages, where no call came of it, or another form takes its place."""
        sent = read(body["view"])
        await self._keep(_key(heard.inbound.whence.account), sent, sent.values)

    async def _keep(self, who: str, sent: Sent, typed: Mapping[str, str]) -> bool:
        draft = await self.drafts.find(who, sent.origin.kept) if sent.origin.kept else None
        return await self._leave(who, sent.token, {**(_answered(draft) if draft else {}), **typed})

    async def _leave(self, who: str, token: str, typed: Mapping[str, str]) -> bool:
        """Keep texts for when a form is opened again, beside those that are kept already; say whether there are any."""
        texts = {number: repaired(text) for number, text in typed.items() if text.strip() and text != OTHER}
        if texts:
            before = await self.left_open.find(who, token)
            texts = {**(before.typed if before else {}), **texts}
            await self.left_open.add(who, Left(key=token, until=self.left_open.until, typed=texts))
        return bool(texts)

    async def left(self, who: Account, token: str) -> Mapping[str, str]:
        """Give what somebody had typed into a form when they closed it. It is kept until that form is sent."""
        found = await self.left_open.find(_key(who), token)
        return found.typed if found else {}

    async def forget(self, heard: Heard, *tokens: str) -> None:
        """Forget the forms of these tokens that a call came of: what had been left in them, and what was kept of it."""
        who = _key(heard.inbound.whence.account)
        for token in tokens:
            await self.left_open.drop(who, token)
        if heard.kept:
            await self.drafts.drop(who, heard.kept)


def origin_of(whence: Whence) -> Origin:
    """Give from where a form is opened: its answer goes where the answer to the call would have gone."""
    address = Address.read(whence.address) or Address()
    return Origin(channel=address.channel, thread=address.thread, hook=address.hook)


def _filled_in(form: Form, typed: Mapping[str, str]) -> Form:
    """Give a form in which stands what was typed before."""
    names = {name: typed[number] for number, name in ids(form).items() if number in typed}
    return replace(form, fields=tuple(_with(one, names.get(one.name)) for one in form.fields))


def _with(one: Field, text: str | None) -> Field:
    return one if text is None else replace(one, default=text)


def _answered(draft: Draft) -> dict[str, str]:
    """Give what was answered on earlier pages, by the ids of the fields."""
    return {number: draft.answers[name] for number, name in ids(draft.form).items() if name in draft.answers}


def _needs_keeping(form: Form, heard: Heard, words: Words) -> bool:
    """Tell whether a form needs more than what its only page brings back."""
    free = any(one.options and one.field.free for one in inputs(form, {}))
    unfit = any(not fit(one.name) for one in form.fields)
    return bool(free or unfit or len(pages(form, {}, words)) > 1 or heard.wanted or _texts(heard))


def _key(who: Account) -> str:
    return f"{who.tenant}:{who.user}"


def _files(heard: Heard) -> tuple[Filed, ...]:
    return tuple(_filed(one.name, one.data) for one in heard.wanted)


def _filed(name: str, data: FileData) -> Filed:
    return Filed(name, {key: data[key] for key in _KEYS if key in data})


def _texts(heard: Heard) -> tuple[Attached, ...]:
    if isinstance(heard.known, Press):
        return ()
    return tuple(Attached(repaired(one.name), repaired(one.text)) for one in heard.known.material.files)


def _filled(draft: Draft, sent: Sent, words: Words) -> Draft:
    """Give a form with what came for a page; of a page that was sent before, its answers as they are now."""
    asked = page(draft.form, draft.asked, words) if sent.origin.number == draft.number else ()
    answers = merged(draft.form, draft.answers, asked, sent.values)
    names = ids(draft.form)
    new = {names[number]: _filed(names[number], one) for number, one in sent.files.items() if number in names}
    return replace(
        draft,
        number=sent.origin.number + 1,
        answers={name: text if text == OTHER else repaired(text) for name, text in answers.items()},
        files=(*(one for one in draft.files if one.name not in new), *new.values()),
    )
