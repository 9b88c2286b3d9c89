"""A prompt moved to another target's layout: where long inputs stand, and labels or headings. Nothing else changes."""

import re

from bot.engineer.guided.language import language_of
from bot.engineer.guided.wording import languages, wording
from bot.engineer.targets import Target

_BLOCK = re.compile(r"\A<(?P<tag>[A-Za-z_][\w.-]*)>\s*\{\{[^{}\n]+\}\}\s*</(?P=tag)>\Z")


def relaid(text: str, target: Target) -> str:
    """Give the text in the target's layout. Only blocks that hold nothing but a variable move, and only lines that are
    nothing but one of our labels or headings change.
    """
    parts = re.split(r"\n{2,}", text.strip("\n"))
    headings = target.layout.sections == "headings"
    parts = [_with_heading(part) if headings else _with_label(part) for part in parts]
    blocks = [part for part in parts if _is_input(part)]
    others = [part for part in parts if not _is_input(part)]
    if blocks:
        title = _input_title(text)
        blocks = [re.sub(r"\A# [^\n]+\n", "", block) for block in blocks]
        if headings:
            blocks[0] = f"# {title}\n{blocks[0]}"
    titled = blocks or any(part.startswith("# ") for part in others)
    if headings and others and titled and not others[0].startswith("#"):
        others[0] = f"# {_task_title(text)}\n{others[0]}"
    ordered = [*blocks, *others] if target.layout.inputs == "first" else [*others, *blocks]
    return "\n\n".join(ordered)


def _is_input(part: str) -> bool:
    return _BLOCK.match(re.sub(r"\A# [^\n]+\n", "", part)) is not None


def _with_heading(part: str) -> str:
    """Turn "Output:" on a line of its own, or before its only sentence, into "# Output"."""
    label = _label_of(part)
    if not label:
        return part
    title, rest = label
    return f"# {title}\n{rest}"


def _with_label(part: str) -> str:
    found = re.match(r"\A# (?P<title>[^\n]+)\n(?P<rest>[\s\S]+)\Z", part)
    if not found:
        return part
    for language in languages():
        frame = wording(language).frame
        if found["title"] in {frame.task, frame.input}:
            return found["rest"]
        if found["title"] in {frame.output, frame.rules, frame.context, frame.example}:
            apart = "\n" if "\n" in found["rest"] or found["rest"].startswith("-") else ""
            return f"{found['title']}{frame.colon.rstrip() if apart else frame.colon}{apart}{found['rest']}"
    return part


def _label_of(part: str) -> tuple[str, str] | None:
    for language in languages():
        frame = wording(language).frame
        for title in (frame.output, frame.rules, frame.context, frame.example):
            label = f"{title}{frame.colon}".rstrip()
            if part.startswith(label):
                return title, part[len(label) :].lstrip(" \n")
    return None


def _input_title(text: str) -> str:
    return _frame_title(text, "input")


def _task_title(text: str) -> str:
    return _frame_title(text, "task")


def _frame_title(text: str, name: str) -> str:
    written = language_of(text)
    title: str = getattr(wording(written if written in languages() else "en").frame, name)
    return title
