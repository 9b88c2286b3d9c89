"""What comes back when a page of a form is sent, from Discord's raw payload."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

import discord

from adapters.discord.fetch import Wanted
from adapters.discord.show_form import FILE, answer
from bot.dialogue.taking import Takes
from bot.errors import Refused
from bot.words import N_

if TYPE_CHECKING:
    from discord.types.message import Attachment as AttachmentPayload

_ID = re.compile(r"~(?P<number>\d{1,3})(?:\.(?P<kept>\d{1,20}))?:(?P<token>.*)", re.DOTALL)
_MENU, _UPLOAD, _LABEL = 3, 19, 18


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A page that was sent. `values` are the answers by the id of what was asked, empty where nothing was answered;
    `uploads` the ids of files in the same way. `kept` names what `Pages` keeps of the form.
    """

    token: str
    number: int = 1
    kept: str = ""
    values: Mapping[str, str]
    uploads: Mapping[str, tuple[int, ...]]


def read(data: Mapping[str, Any]) -> Sent:
    """Take the data of a modal that was sent apart. Components without an answer, known or not, are passed over."""
    values: dict[str, str] = {}
    uploads: dict[str, tuple[int, ...]] = {}
    for one in _components(data.get("components", ())):
        name = str(one["custom_id"])
        if one.get("type") == _UPLOAD:
            name = name.removeprefix(FILE)
            uploads[name] = tuple(int(each) for each in one.get("values") or ())
            values.setdefault(name, "")
        else:
            values[name] = _value(one)
    found = _ID.fullmatch(str(data["custom_id"]))
    if found is None:
        return Sent(token=str(data["custom_id"]), values=values, uploads=uploads)
    number, kept = int(found["number"]), found["kept"] or ""
    return Sent(token=found["token"], number=number, kept=kept, values=values, uploads=uploads)


def follows(interaction: discord.Interaction) -> bool:
    """Tell whether a page was opened by the button of a message that only led to it."""
    found = _ID.fullmatch(str(cast("Mapping[str, Any]", interaction.data)["custom_id"]))
    return found is not None and int(found["number"]) > 1


def attached(interaction: discord.Interaction, sent: Sent, takes: Takes) -> tuple[Wanted, ...]:
    """Give the files of a page, each for what it was asked for. `Refused` for one that Discord did not send along."""
    data = cast("Mapping[str, Any]", interaction.data or {})
    known = data.get("resolved", {}).get("attachments", {})
    return tuple(
        Wanted(_file(interaction, known, one), name, takes) for name, ids in sent.uploads.items() for one in ids
    )


def file_of(interaction: discord.Interaction, data: Mapping[str, Any]) -> discord.Attachment:
    """Make a file of Discord's payload, as the library does."""
    state = interaction._state  # noqa: SLF001 - an attachment cannot be made without it
    return discord.Attachment(data=cast("AttachmentPayload", data), state=state)


def _file(interaction: discord.Interaction, known: Mapping[str, Any], number: int) -> discord.Attachment:
    if str(number) not in known:
        raise Refused(N_("A file of the form did not arrive."), advice=N_("Open the form and attach it again."))
    return file_of(interaction, known[str(number)])


def _components(given: Iterable[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    for one in given:
        if one.get("type") == _LABEL:
            yield from _components((one.get("component", {}),))
        yield from _components(one.get("components", ()))
        if "custom_id" in one:
            yield one


def _value(one: Mapping[str, Any]) -> str:
    """Give the text of a box, or what was chosen in a menu or of radio buttons."""
    if one.get("type") == _MENU:
        return answer(str(next(iter(one.get("values") or ()), "")))
    return str(one.get("value") or "")
