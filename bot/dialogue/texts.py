"""The texts of what came in: made fit, looked through, or masked, all in the same way."""

from collections.abc import Callable
from dataclasses import replace
from typing import assert_never

from bot.dialogue.inbound import Attached, Inbound, Invoke, Material, Press, Remark, Say, Submit
from bot.dialogue.parse import clean
from bot.domain import TEXT_LIMIT
from bot.errors import TooLarge, Usage
from bot.library.texts import shortened
from bot.words import N_

NAME = 80
"""Characters of a name that is shown."""
AGAIN = N_("Attach a shorter one, or paste the part that matters.")


def fit(inbound: Inbound) -> Inbound:
    """Make all that came in fit to be kept, sent and shown. `TooLarge` for a text over the limit."""
    whence = inbound.whence
    place = replace(whence.place, name=plain_name(whence.place.name)) if whence.place else None
    return replace(with_texts(inbound, clean), whence=replace(whence, name=plain_name(whence.name), place=place))


def with_texts(inbound: Inbound, change: Callable[[str], str]) -> Inbound:
    """Give the same inbound value with `change` applied to every text that a person wrote."""
    match inbound:
        case Press():
            return inbound
        case Invoke():
            values = {name: change(value) for name, value in inbound.values.items()}
            material = _material(inbound.material, change)
            return replace(inbound, line=change(inbound.line), values=values, material=material)
        case Submit():
            values = {name: change(value) for name, value in inbound.values.items()}
            return replace(inbound, values=values, material=_material(inbound.material, change))
        case Say():
            heard = tuple(Remark(plain_name(one.author), change(one.text)) for one in inbound.heard)
            material = _material(inbound.material, change)
            return replace(inbound, text=change(inbound.text), material=material, heard=heard)
    assert_never(inbound)


def _material(material: Material, change: Callable[[str], str]) -> Material:
    files = tuple(Attached(plain_name(file.name), change(file.text)) for file in material.files)
    images = tuple(replace(image, name=plain_name(image.name)) for image in material.images)
    parcels = tuple(replace(parcel, name=_plain(parcel.name)) for parcel in material.parcels)
    return replace(material, files=files, images=images, parcels=parcels)


def plain_name(name: str) -> str:
    """Give a name that is fit to be shown: one line of visible characters, with an ellipsis where it is very long."""
    return shortened(_plain(name), NAME)


def _plain(name: str) -> str:
    """Put spaces in place of what is not seen; a path is never shortened, as its end says what it is."""
    return "".join(character if character.isprintable() else " " for character in name)


def texts(inbound: Inbound) -> tuple[str, ...]:
    """Give every text that a person wrote."""
    found: list[str] = []

    def note(text: str) -> str:
        found.append(text)
        return text

    with_texts(inbound, note)
    return tuple(text for text in found if text)


def text_of(name: str, content: bytes) -> str:
    """Give the text of a file. `Usage` for what is no text or empty, `TooLarge` for what is too long."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Usage(
            N_("The file {name} is no text in UTF-8."),
            name=plain_name(name),
            advice=N_("Save it as plain text in UTF-8 and attach it again."),
        ) from None
    if len(text) > TEXT_LIMIT:
        raise TooLarge(
            N_("The file {name} is too long: {count} characters, and {limit} is the most."),
            name=plain_name(name),
            count=f"{len(text):,}",
            limit=f"{TEXT_LIMIT:,}",
            advice=AGAIN,
        )
    if not text.strip():
        raise Usage(N_("The file {name} is empty."), name=plain_name(name))
    return text
