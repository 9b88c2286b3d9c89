"""A typed line as what it means: a command, or plain words."""

from bot.dialogue.inbound import Invoke, Material, Say, Whence

FAMILY = "prompt"


def typed(line: str, whence: Whence, material: Material | None = None) -> Invoke | Say:
    """Give what a line means: `/verb ...` (or `/prompt verb ...`, by the name that it has there) is a command, all else
    plain words.
    """
    material = material or Material()
    if not line.startswith("/"):
        return Say(whence=whence, text=line, material=material)
    rest = line[1:].lstrip()
    head, _, behind = rest.partition(" ")
    named = head in {FAMILY, whence.typed.strip("/ ")}
    return Invoke(whence=whence, line=behind if named else rest, strict=True, material=material)
