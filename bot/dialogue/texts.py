"""The texts of what came in: made fit, looked through, or masked, all in the same way."""

from collections.abc import Callable
from dataclasses import replace
from typing import assert_never

from bot.dialogue.inbound import Attached, Inbound, Invoke, Material, Press, Say, Submit
from bot.dialogue.parse import clean
from bot.library.texts import shortened

NAME = 80
"""Characters of a name that is shown."""


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
            return replace(inbound, text=change(inbound.text), material=_material(inbound.material, change))
    assert_never(inbound)


def _material(material: Material, change: Callable[[str], str]) -> Material:
    files = tuple(Attached(plain_name(file.name), change(file.text)) for file in material.files)
    images = tuple(replace(image, name=plain_name(image.name)) for image in material.images)
    return replace(material, files=files, images=images)


def plain_name(name: str) -> str:
    """Give a name that is fit to be shown: one line of visible characters, with an ellipsis where it is very long."""
    shown = "".join(character if character.isprintable() else " " for character in name)
    return shortened(shown, NAME)


def texts(inbound: Inbound) -> tuple[str, ...]:
    """Give every text that a person wrote."""
    found: list[str] = []

    def note(text: str) -> str:
        found.append(text)
        return text

    with_texts(inbound, note)
    return tuple(text for text in found if text)
