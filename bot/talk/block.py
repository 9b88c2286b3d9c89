"""A message with exactly one code block means that block."""

from dataclasses import replace

from bot.dialogue.inbound import Attached, Material
from bot.dialogue.parse import only_block
from bot.library.texts import shortened

NAME = 40
"""Characters of the name under which the block counts as a file of the message."""


def with_block(text: str, material: Material) -> Material:
    """Take the one code block of a message for a file that came with it, unless one did."""
    block = only_block(text)
    if block == text or material.files or not block.strip():
        return material
    return replace(material, files=(Attached(shortened(block, NAME), block),))


def without_block(text: str) -> str:
    """Give what stands around the one code block of a message, or the text itself."""
    block = only_block(text)
    if block == text:
        return text
    before, _, after = text.partition(f"\n{block}\n")
    kept = [*before.split("\n")[:-1], *after.split("\n")[1:]]
    return "\n".join(kept)
