"""What Discord makes of a message's body: the message as it then stands, or a refusal with Discord's number for it.

What a body shows by itself is held against `discord_schema`; here is what depends on what stood there before.
"""

from collections.abc import Iterator, Sequence
from copy import deepcopy
from typing import Any, Final

from tests.doubles.discord_state import Channel, Stored
from tests.doubles.discord_values import EPHEMERAL, V2, Attachment, Files, Json, Look

UNKNOWN_CHANNEL, UNKNOWN_MESSAGE, UNKNOWN_WEBHOOK, UNKNOWN_INTERACTION = 10003, 10008, 10015, 10062
NO_ACCESS, NOT_OWN, EMPTY, CANNOT_SEND, LACKS, BAD_TOKEN, INVALID = 50001, 50005, 50006, 50007, 50013, 50027, 50035
ACKNOWLEDGED, TOO_MANY_FOLLOW_UPS = 40060, 40094
ACTION_ROW, BUTTON, MENU, SECTION, TEXT_DISPLAY, THUMBNAIL, GALLERY, FILE, SEPARATOR, CONTAINER, LABEL = (
    1, 2, 3, 9, 10, 11, 12, 13, 14, 17, 18,
)  # fmt: skip
V2_ONLY: Final = {SECTION, TEXT_DISPLAY, THUMBNAIL, GALLERY, FILE, SEPARATOR, CONTAINER}
KEPT_FLAGS = EPHEMERAL | V2


class Refusal(Exception):  # noqa: N818 - it is an answer, not a fault of ours
    """An answer that refuses. `strict`: no bot should ever have asked for it, so it is noted in `refused`."""

    def __init__(self, status: int, code: int, message: str, *, strict: bool = False) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.strict = strict


def invalid(message: str) -> Refusal:
    """Refuse a body that Discord's form check would refuse."""
    return Refusal(400, INVALID, message, strict=True)


def walk(components: Sequence[Json]) -> Iterator[Json]:
    """Give every component in the order in which it is seen."""
    for one in components:
        yield one
        yield from walk(one.get("components", ()))
        for inside in ("accessory", "component"):
            if isinstance(one.get(inside), dict):
                yield from walk([one[inside]])


def texts(look: Look) -> list[str]:
    """Give the texts of a message in order."""
    shown = [one["content"] for one in walk(look.components) if one["type"] == TEXT_DISPLAY]
    return [text for text in (look.content, *shown) if text]


def judged(channel: Channel, body: Json, files: Files, before: Look | None) -> Look:
    """Give the message as it stands after a create (`before` None) or an edit; raise Refusal."""
    old = before or Look()
    flags = (old.flags & KEPT_FLAGS) | (body.get("flags") or 0) & (KEPT_FLAGS if before is None else V2)
    content = body["content"] or "" if "content" in body else old.content
    embeds = tuple(body.get("embeds") or ()) if "embeds" in body else old.embeds
    kept = _attachments(channel, body, files, old, ephemeral=bool(flags & EPHEMERAL))
    given = body.get("components") or () if "components" in body else old.components
    look = Look(content, _resolved(given, kept), kept, flags, embeds)
    _check_kind(look)
    _check_empty(look)
    return look


def _check_kind(look: Look) -> None:
    kinds = {one["type"] for one in walk(look.components)}
    if look.flags & V2 and (look.content or look.embeds):
        raise invalid("content: a message of components v2 holds no content and no embeds")
    if not look.flags & V2 and kinds & V2_ONLY:
        raise invalid(f"components: {sorted(kinds & V2_ONLY)} need the flag of components v2")


def _check_empty(look: Look) -> None:
    shown = look.components if look.flags & V2 else (look.content.strip(), *look.embeds, *look.attachments)
    if not any(shown) and not look.components:
        raise Refusal(400, EMPTY, "Cannot send an empty message", strict=True)


def _attachments(channel: Channel, body: Json, files: Files, old: Look, *, ephemeral: bool) -> tuple[Attachment, ...]:
    named = body.get("attachments")
    wanted = [*_as_named(old.attachments), *_uploads(files)] if named is None else named
    made: list[Attachment] = []
    for one in wanted:
        known = next((kept for kept in old.attachments if str(kept.id) == str(one["id"])), None)
        if known is None and not (str(one["id"]).isdigit() and int(one["id"]) < len(files)):
            raise invalid(f"attachments: no file with the id {one['id']}")
        made.append(known or _kept(channel, one, files[int(one["id"])], ephemeral=ephemeral))
    return tuple(made)


def _as_named(attachments: Sequence[Attachment]) -> list[Json]:
    return [{"id": str(one.id)} for one in attachments]


def _uploads(files: Files) -> list[Json]:
    return [{"id": number} for number in range(len(files))]


def _kept(channel: Channel, named: Json, file: tuple[str, bytes], *, ephemeral: bool) -> Attachment:
    name = named.get("filename") or file[0]
    made = channel.state.attach(channel, name, file[1], ephemeral=ephemeral)
    made.description = named.get("description") or ""
    return made


def _resolved(components: Sequence[Json], attachments: Sequence[Attachment]) -> tuple[Json, ...]:
    """Give components as they are stored: every one with an id, its files with their addresses."""
    copied = deepcopy(list(components))
    taken = {one["id"] for one in walk(copied) if one.get("id")}
    free = (number for number in range(1, 10_000) if number not in taken)
    for one in walk(copied):
        one["id"] = one.get("id") or next(free)
        _point(one, attachments)
    return tuple(copied)


def _point(component: Json, attachments: Sequence[Attachment]) -> None:
    if component["type"] == FILE:
        media = [component["file"]]
    elif component["type"] == THUMBNAIL:
        media = [component["media"]]
    elif component["type"] == GALLERY:
        media = [item["media"] for item in component["items"]]
    else:
        return
    for one in media:
        found = _found(one, attachments, only=component["type"] == FILE)
        if found is not None and component["type"] == FILE:
            component |= {"name": found.name, "size": len(found.content)}


def _found(media: Json, attachments: Sequence[Attachment], *, only: bool) -> Attachment | None:
    address: Any = media["url"]
    named = address.removeprefix("attachment://") if address.startswith("attachment://") else None
    for one in reversed(attachments):
        if one.name == named or one.url == address:
            told = one.payload()
            media |= {"url": one.url, "proxy_url": one.url, "attachment_id": str(one.id)}
            media |= {"content_type": told["content_type"], "loading_state": 2, "flags": 0}
            return one
    if named is not None or only:
        raise invalid(f"components: {address} is not among the message's files")
    return None


def shown_files(look: Look) -> list[Attachment]:
    """Give the files that people see: a message of components v2 shows only those that a component names."""
    if not look.flags & V2:
        return list(look.attachments)
    used = {media.get("attachment_id") for one in walk(look.components) for media in _media(one)}
    return [one for one in look.attachments if str(one.id) in used]


def _media(component: Json) -> list[Json]:
    items = [item["media"] for item in component.get("items", ())]
    return [*items, *(component[name] for name in ("file", "media") if name in component)]


def open_channel(channel: Channel) -> None:
    """Raise Refusal where the channel was deleted."""
    if channel.deleted:
        raise Refusal(404, UNKNOWN_CHANNEL, "Unknown Channel")


def standing(message: Stored | None, channel: Channel | None = None) -> Stored:
    """Give a message that still stands; raise Refusal where it was deleted, never was, or is elsewhere."""
    if message is None or message.deleted or (channel is not None and message.channel is not channel):
        raise Refusal(404, UNKNOWN_MESSAGE, "Unknown Message")
    return message
