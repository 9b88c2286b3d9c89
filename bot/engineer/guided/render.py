"""Slots laid out as a prompt, by the target's profile. Pure, and it loses no word that it is given."""

import re
import unicodedata
from collections.abc import Sequence

from bot.engineer.guided.slots import Input, Picture, Slots
from bot.engineer.guided.wording import Frame, wording
from bot.engineer.targets import Layout, Target

ANY = Layout(sections="labels", inputs="first")
"""Where no target is named: what every family reads well."""


def render(slots: Slots, target: Target | None = None) -> str:
    """Lay the slots out as the target likes it. The text ends without a line break."""
    layout = target.layout if target else ANY
    frame = wording(slots.language).frame
    if slots.picture is not None:
        return "\n\n".join([*_blocks(slots.inputs), _picture(slots.picture, frame)])
    parts = _parts(slots, frame)
    material = _blocks(slots.inputs)
    if layout.sections == "headings":
        written = [f"# {title}\n{body}" for title, body in parts]
        material = [f"# {frame.input}\n" + "\n\n".join(material)] if material else []
    else:
        written = [_labelled(title, body, frame) for title, body in parts]
    ordered = [*material, *written] if layout.inputs == "first" else [*written, *material]
    return "\n\n".join(ordered)


def named(words: str) -> str:
    """Make a variable's name of some words: `Support tickets` -> `support_tickets`; at most 40 characters."""
    flat = unicodedata.normalize("NFKD", words.casefold())
    plain = "".join(letter for letter in flat if not unicodedata.combining(letter))
    name = re.sub(r"\W+", "_", plain).strip("_")
    return name if len(name) <= 40 else name[:41].rpartition("_")[0] or name[:40]  # noqa: PLR2004 - said above


def _parts(slots: Slots, frame: Frame) -> list[tuple[str, str]]:
    """Give the parts with their titles, in the order in which they are read."""
    task = slots.task + (f"\n\n{frame.audience}{frame.colon}{_ended(slots.reader)}" if slots.reader else "")
    parts = [
        (frame.context, "\n\n".join(slots.context)),
        (frame.task, task),
        (frame.output, _list(slots.output)),
        (frame.rules, _list(slots.rules)),
        (frame.example, f"<example>\n{slots.example}\n</example>" if slots.example else ""),
    ]
    return [(title, body) for title, body in parts if body]


def _labelled(title: str, body: str, frame: Frame) -> str:
    """Put a label before a list, and none before the task, which speaks for itself."""
    if title == frame.task:
        return body
    apart = "\n" if "\n" in body or body.startswith("-") else ""
    return f"{title}{frame.colon.rstrip() if apart else frame.colon}{apart}{body}"


def _list(lines: Sequence[str]) -> str:
    if len(lines) == 1 and "\n" not in lines[0]:
        return lines[0]
    return "\n".join("- " + line.replace("\n", "\n  ") for line in lines)


def _blocks(inputs: Sequence[Input]) -> list[str]:
    """Give each long input its own block; short ones stand together, a line each."""
    short = [f"<{each.name}>{{{{{each.name}}}}}</{each.name}>" for each in inputs if not each.long]
    long = [f"<{each.name}>\n{{{{{each.name}}}}}\n</{each.name}>" for each in inputs if each.long]
    return [*long, *(["\n".join(short)] if short else [])]


def _picture(picture: Picture, frame: Frame) -> str:
    described = _ended(", ".join([picture.subject.rstrip(".,; "), *(part.strip(".,; ") for part in picture.details)]))
    without = ", ".join(picture.without)
    return f"{described}\n\n{frame.without}{frame.colon}{without}" if without else described


def _ended(phrase: str) -> str:
    """End a phrase as a sentence."""
    phrase = phrase.rstrip()
    return phrase if phrase.endswith((".", "!", "?", "…", ":", '"', "»", ">")) else phrase.rstrip(",;") + "."
