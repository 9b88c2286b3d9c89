"""A typed line as what it means: a command, or plain words."""

from bot.dialogue.inbound import Invoke, Material, Say, Whence

FAMILY = "prompt"


def typed(line: str, whence: Whence, material: Material | None = None) -> Invoke | Say:
    """Give what a line means: `/verb ...` (or `/prompt verb ...`) is a command, all else plain words."""
    material = material or Material()
    if not line.startswith("/"):
        return Say(whence=whence, text=line, material=material)
    rest = line[1:].lstrip()
    head, _, behind = rest.partition(" ")
    return Invoke(whence=whence, line=behind if head == FAMILY else rest, strict=True, material=material)
