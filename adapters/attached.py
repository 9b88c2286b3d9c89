"""What platforms' files have in common: what can be used, in which words it is refused, where it goes in a call."""

from collections.abc import Iterable
from dataclasses import replace
from typing import assert_never

from adapters.base import Limit
from bot.dialogue.inbound import Attached, Inbound, Invoke, Material, Parcel, Press, Say, Submit
from bot.dialogue.taking import Takes
from bot.dialogue.texts import AGAIN, text_of
from bot.domain import TEXT_LIMIT, Image
from bot.errors import Refused, TooLarge
from bot.library.texts import shortened
from bot.words import N_

TEXT_FILE = Limit(TEXT_LIMIT * 4, "bytes", "the most that a document of 100,000 characters takes in UTF-8")
IMAGE_FILE = Limit(5_000_000, "bytes", "https://docs.claude.com/en/docs/build-with-claude/vision, read 2026-11-22")
PARCEL = Limit(
    5_000_000, "bytes", "our choice: it is kept until the call is done; packed, it holds some thousand prompts"
)
IMAGES = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})
"""The images that the Messages API takes (the same page)."""
FETCH_SECONDS = 30
"""Seconds until a file is given up."""
PENDING = "…"
"""Stands for a text until it is fetched: something is there, so that nobody asks for it."""
LARGEST = max(TEXT_FILE.number, IMAGE_FILE.number, PARCEL.number)
"""Bytes that are read of any file."""
Handed = Attached | Image | Parcel
"""A file as it is handed to the core."""


def image_type(content_type: str) -> str:
    """Give the media type of an image that models can see; empty for all else, which is tried as text."""
    kind = content_type.partition(";")[0].strip().lower()
    return kind if kind in IMAGES else ""


def placeholder(name: str, image: str, takes: Takes) -> Handed:
    """Give what stands for a file until it is fetched; `image` is its type where it is one."""
    if takes is Takes.AS_THEY_ARE:
        return Parcel(name, b"")
    return Image(name, image, b"") if image else Attached(name, PENDING)


def handed(name: str, content: bytes, image: str, takes: Takes) -> Handed:
    """Give a file as it is wanted. `Usage` or `TooLarge` for one that cannot be had so."""
    if takes is Takes.AS_THEY_ARE:
        return Parcel(name, content)
    if image:
        return Image(name, image, content)
    try:
        return Attached(name, text_of(name, content))
    except Refused:
        if takes is Takes.EITHER:
            return Parcel(name, content)
        raise


def shown(name: str) -> str:
    """Give a file's name as it is said in a sentence."""
    return shortened(name, 80)


def check_size(name: str, size: int, image: str, takes: Takes) -> None:
    """Refuse what is too large to be fetched at all: `TooLarge`. `size` is in bytes."""
    limit = PARCEL if takes is not Takes.TEXTS else IMAGE_FILE if image else TEXT_FILE
    if size > limit.number:
        raise TooLarge(
            N_("The file {name} is too large: {size} bytes, and {limit} is the most."),
            name=shown(name),
            size=f"{size:,}",
            limit=f"{limit.number:,}",
            advice=AGAIN,
        )


def with_files(inbound: Inbound, found: Iterable[tuple[str, Handed]]) -> Inbound:
    """Give `inbound` with files: as values where they are named and texts, else as material."""
    files = tuple(found)
    parcels = tuple(one for _, one in files if isinstance(one, Parcel))
    values = {name: one.text for name, one in files if name and isinstance(one, Attached)}
    texts = tuple(one for name, one in files if not name and isinstance(one, Attached))
    images = tuple(one for _, one in files if isinstance(one, Image))
    match inbound:
        case Press():
            return inbound
        case Say():
            return replace(inbound, material=_joined(inbound.material, texts, images, parcels))
        case Invoke() | Submit():
            material = _joined(inbound.material, texts, images, parcels)
            return replace(inbound, values={**inbound.values, **values}, material=material)
    assert_never(inbound)


def _joined(
    material: Material, files: tuple[Attached, ...], images: tuple[Image, ...], parcels: tuple[Parcel, ...]
) -> Material:
    return Material(
        files=(*material.files, *files), images=(*material.images, *images), parcels=(*material.parcels, *parcels)
    )
