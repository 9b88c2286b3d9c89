"""Forms that need more than what one view brings back: further pages, the words of "Something else…", and what came
along with the command that opened them (a text that somebody pointed at, files), which no form carries.

That is kept encrypted for one day, of at most five forms a person; whoever started the call forgets it. A form that
needs none of it works for as long as it stands open, after a restart too.

Nothing of what somebody typed should be lost when they close a form by mistake. Slack tells that a form was closed
(`notify_on_close`), and promises nothing about what was typed into it: where it sends that along, it is kept in the
same way and stands in the form when it is opened again. Where it does not, it is lost with the form. To be told each
letter while it is typed would be the other way; what nobody sent is not ours to read.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter

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
from bot.domain import Account
from bot.errors import NotFound
from bot.library.texts import repaired
from bot.ports import DAY, Clock, Vault
from bot.words import N_, Words

NAMESPACE = "slack.forms"
LEFT = "slack.left"
MOST = 5
"""Forms that are kept for one person, and as many that were left."""
_KEYS = ("id", "name", "title", "mimetype", "size", "mode", "is_external", "url_private", "url_private_download")
"""What is kept of a file as Slack tells it."""


@dataclass(frozen=True, slots=True)
class Filed:
    """A file as Slack told it, for the field `name`, or as material."""

    name: str
    data: dict[str, Any]


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
    def asked(self) -> dict[str, str]:
        """What was asked already: what was answered, in words or by a file."""
        return {**{one.name: "" for one in self.files if one.name}, **self.answers}


@dataclass(frozen=True, slots=True)
class Left:
    """What somebody had typed into a form that they closed, by the ids of its fields."""

    key: str
    until: datetime
    typed: Mapping[str, str]


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


_DRAFTS = TypeAdapter(tuple[Draft, ...])
_LEFT = TypeAdapter(tuple[Left, ...])


class Pages:
    """What is kept of forms, over a vault."""

    def __init__(self, vault: Vault, clock: Clock) -> None:
        self._vault = vault
        self._clock = clock
        self._lock = asyncio.Lock()

    async def open(self, form: Form, heard: Heard) -> Block:
        """Give the first page of a form that `heard` needs, as a view. What came along with it, and what later pages
        need, is kept.
        """
        whence = heard.inbound.whence
        words, origin = whence.words, origin_of(whence)
        filled = _filled_in(form, await self.left(whence.account, form.token))
        first = page(filled, {}, words)
        if _needs_keeping(filled, heard, words):
            draft = Draft(
                key=str(whence.event), until=self._until, form=filled, files=_files(heard), texts=_texts(heard)
            )
            await self.keep(whence.account, draft)
            origin = origin.model_copy(update={"kept": draft.key})
        return view(filled, first, words, origin)

    async def sent(self, body: Body, user: Known, app: Installed, files: Files) -> Heard | Again:
        """Give a form that was sent, or what to ask next. `NotFound` when the form is no longer kept; `TooLarge` or
        `Refused` for a file that cannot be used.
        """
        sent = read(body["view"])
        words = Words(user.locale)
        wrong = errors(sent, words)
        if wrong is not None:
            return Again(wrong)
        checked(Wanted(one, files, name) for name, one in sent.files.items())
        if not sent.origin.kept:
            wanted = (Wanted(one, files, name) for name, one in sent.files.items())
            return submitted(body, user, app, sent.token, sent.values, wanted)
        who = account(body, user, app)
        draft = _filled(await self.take(who, sent.origin.kept), sent, words)
        asked = page(draft.form, draft.asked, words)
        if asked:
            await self.keep(who, draft)
            origin = sent.origin.model_copy(update={"number": draft.number})
            return Again({"response_action": "update", "view": view(draft.form, asked, words, origin)})
        wanted = (Wanted(one.data, files, one.name) for one in draft.files)
        heard = submitted(body, user, app, sent.token, draft.answers, wanted, texts=draft.texts)
        return replace(heard, kept=draft.key)

    async def closed(self, body: Body, user: Known, app: Installed) -> bool:
        """Keep what was typed into a form that was closed; say whether Slack sent anything of it."""
        typed = {number: repaired(text) for number, text in changed(body["view"]).items()}
        token, who = str(body["view"].get("callback_id") or ""), account(body, user, app)
        if typed:
            async with self._lock:
                others = [one for one in await self._all_left(who) if one.key != token]
                await self._put_left(who, (*others, Left(token, self._until, typed))[-MOST:])
        return bool(typed)

    async def left(self, who: Account, token: str) -> Mapping[str, str]:
        """Give what somebody had typed into a form when they closed it, once."""
        async with self._lock:
            found = await self._all_left(who)
            here = next((one.typed for one in found if one.key == token), None)
            if here is not None:
                await self._put_left(who, tuple(one for one in found if one.key != token))
        return here or {}

    async def keep(self, who: Account, draft: Draft) -> None:
        """Keep a form for a person, in place of how it stood before."""
        async with self._lock:
            others = [one for one in await self._all(who) if one.key != draft.key]
            await self._put(who, (*others, draft)[-MOST:])

    async def take(self, who: Account, key: str) -> Draft:
        """Give a form of a person. `NotFound` when it is no longer there."""
        for one in await self._all(who):
            if one.key == key:
                return one
        raise NotFound(N_("That form is no longer there."), advice=N_("Type the command again."))

    async def forget(self, heard: Heard) -> None:
        """Forget the form that a call came of."""
        who = heard.inbound.whence.account
        async with self._lock:
            await self._put(who, tuple(one for one in await self._all(who) if one.key != heard.kept))

    @property
    def _until(self) -> datetime:
        return self._clock.now() + DAY

    async def _all(self, who: Account) -> tuple[Draft, ...]:
        kept = await self._vault.get(NAMESPACE, _key(who))
        now = self._clock.now()
        return tuple(one for one in _DRAFTS.validate_json(kept) if one.until > now) if kept else ()

    async def _put(self, who: Account, drafts: tuple[Draft, ...]) -> None:
        await self._write(NAMESPACE, who, _DRAFTS.dump_json(drafts) if drafts else b"")

    async def _all_left(self, who: Account) -> tuple[Left, ...]:
        kept = await self._vault.get(LEFT, _key(who))
        now = self._clock.now()
        return tuple(one for one in _LEFT.validate_json(kept) if one.until > now) if kept else ()

    async def _put_left(self, who: Account, left: tuple[Left, ...]) -> None:
        await self._write(LEFT, who, _LEFT.dump_json(left) if left else b"")

    async def _write(self, namespace: str, who: Account, value: bytes) -> None:
        if value:
            await self._vault.put(namespace, _key(who), value)
        else:
            await self._vault.delete(namespace, _key(who))


def origin_of(whence: Whence) -> Origin:
    """Give from where a form is opened: its answer goes where the answer to the call would have gone."""
    address = Address.read(whence.address) or Address()
    return Origin(channel=address.channel, thread=address.thread, hook=address.hook)


def _key(who: Account) -> str:
    return f"{who.tenant}:{who.user}"


def _filled_in(form: Form, typed: Mapping[str, str]) -> Form:
    """Give a form in which stands what was typed before."""
    names = {name: typed[number] for number, name in ids(form).items() if number in typed}
    return replace(form, fields=tuple(_with(one, names.get(one.name)) for one in form.fields))


def _with(one: Field, text: str | None) -> Field:
    return one if text is None else replace(one, default=text)


def _needs_keeping(form: Form, heard: Heard, words: Words) -> bool:
    """Tell whether a form needs more than what its only page brings back."""
    free = any(one.options and one.field.free for one in inputs(form, {}))
    unfit = any(not fit(one.name) for one in form.fields)
    return bool(free or unfit or len(pages(form, {}, words)) > 1 or heard.wanted or _texts(heard))


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
