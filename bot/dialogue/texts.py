"""The texts of what came in: made fit, looked through, or masked, all in the same way."""

from collections.abc import Callable
from dataclasses import replace
from typing import assert_never

from bot.dialogue.inbound import Attached, Inbound, Invoke, Material, Press, Say, Submit


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
    return replace(material, files=tuple(Attached(file.name, change(file.text)) for file in material.files))


def texts(inbound: Inbound) -> tuple[str, ...]:
    """Give every text that a person wrote."""
    found: list[str] = []

    def note(text: str) -> str:
        found.append(text)
        return text

    with_texts(inbound, note)
    return tuple(text for text in found if text)
