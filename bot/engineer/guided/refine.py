"""A refinement by rules: findings applied by their exact words, and safe edits; each change with its reason."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.domain import Change, Finding, Order, Refined
from bot.engineer.apply import apply
from bot.engineer.guided.described import describe
from bot.engineer.guided.edits import EDITS, edited
from bot.engineer.guided.layouts import relaid
from bot.engineer.guided.lengths import replaced
from bot.engineer.guided.orders import Asked, asked, grammar_language
from bot.engineer.guided.wording import Frame, wording
from bot.engineer.targets import Target
from bot.errors import Refused
from bot.library.templates import variables
from bot.library.texts import shortened
from bot.words import N_, Words

ADVICE = N_("/help model says how to connect one. What works without: /help refine.")
QUOTED = 60
"""Characters of a quotation in the account of what changed."""


@dataclass(frozen=True, slots=True)
class _Work:
    """The text so far, what changed, and what must be said about it."""

    text: str
    changes: tuple[Change, ...] = ()
    notes: tuple[str, ...] = ()


def refine(text: str, order: Order, words: Words) -> Refined:
    """Refine a prompt. Raises `Refused` when nothing of the order can be done without a model."""
    work = _apply_findings(_Work(text), order.findings, words)
    wish = asked(order.instruction, target=order.target)
    if wish.target and wish.target.pictures:
        raise Refused(N_("Turning a prompt into the description of a picture needs a model."), advice=ADVICE)
    work = _follow(work, wish, words)
    if wish.unknown and not work.changes:
        raise Refused(
            N_("Without a model I cannot do this: {part}."),
            advice=ADVICE,
            part="; ".join(map(_quoted, wish.unknown)),
        )
    if order.anyway and not work.changes:
        raise Refused(N_("Rewording a prompt that needs no change takes a model."), advice=ADVICE)
    return _finished(work, wish, order, words)


def _apply_findings(work: _Work, findings: Sequence[Finding], words: Words) -> _Work:
    if not findings:
        return work
    text, left = apply(work.text, findings)
    done = [finding for finding in findings if finding not in left]
    notes = [
        words("Left as it was, because it has no single remedy or another change touches the same words: {quote}.",
              quote=_quoted(finding.quote or finding.why))
        for finding in left
    ]  # fmt: skip
    changes = tuple(_change(finding, words) for finding in done)
    return _Work(text, (*work.changes, *changes), (*work.notes, *notes))


def _change(finding: Finding, words: Words) -> Change:
    new = finding.fixes[0].replacement
    old = finding.fixes[0].quote or finding.quote
    if not old:
        return Change(words("Added {new}.", new=_quoted(new)), finding.why)
    if not new:
        return Change(words("Took out {old}.", old=_quoted(old)), finding.why)
    return Change(words("{old} became {new}.", old=_quoted(old), new=_quoted(new)), finding.why)


def _quoted(text: str) -> str:
    """Quote in short: the whole text is in the difference."""
    return f"“{shortened(text, QUOTED)}”"


def _follow(work: _Work, wish: Asked, words: Words) -> _Work:
    order = [name for name in EDITS if name in wish.edits]
    text, changes = edited(work.text, tuple(order), words)
    work = replace(work, text=text, changes=(*work.changes, *changes))
    if wish.target:
        work = _for_target(work, wish.target, words)
    return _with_lines(work, wish, words)


def _for_target(work: _Work, target: Target, words: Words) -> _Work:
    text, changes = edited(work.text, ("obsolete", "shouting", "delimit"), words)
    new = relaid(text, target)
    if new != text.strip("\n") and set(variables(new)) == set(variables(text)):
        what = words("Laid it out for {name}.", name=target.name)
        changes = (*changes, Change(what, _layout_reason(target, words)))
        text = new
    return replace(work, text=text, changes=(*work.changes, *changes))


def _layout_reason(target: Target, words: Words) -> str:
    if target.layout.inputs == "first":
        return words("It follows instructions best that stand after long material.")
    return words("It follows instructions best that stand before long material, under headings.")


def _with_lines(work: _Work, wish: Asked, words: Words) -> _Work:
    """Add what the person dictated: how the result looks, and rules."""
    language = grammar_language(work.text)
    frame = wording(language).frame
    work, lengths = _with_lengths(work, wish.output, words)
    formats = [line for name in wish.formats for line in _format(name, language)]
    for title, added, why in (
        (frame.output, formats, words("Without a named form every answer looks different.")),
        (frame.output, lengths, words("You asked for it.")),
        (frame.rules, list(wish.rules), words("You asked for it.")),
    ):
        new = [line for line in added if line not in work.text]
        if new:
            what = words("Added: {lines}", lines=" ".join(new))
            work = replace(work, text=_added(work.text, title, new, frame), changes=(*work.changes, Change(what, why)))
    return work


def _with_lengths(work: _Work, lengths: Sequence[str], words: Words) -> tuple[_Work, list[str]]:
    """Put each length in the place of the one that stands there, so that no prompt asks for two; give those that have
    none to replace.
    """
    left = []
    for length in lengths:
        made = replaced(work.text, length)
        if made is None:
            left.append(length)
        elif made[0] != work.text:
            what = words("{old} became {new}.", old=_quoted(made[1]), new=_quoted(length.rstrip(".")))
            work = replace(work, text=made[0], changes=(*work.changes, Change(what, words("You asked for it."))))
    return work, left


def _format(name: str, language: str) -> tuple[str, ...]:
    words = wording(language)
    key = name.removesuffix("s")
    return words.formats.get(name) or words.formats.get(key) or (words.frame.form.replace("{value}", name),)


def _added(text: str, title: str, lines: Sequence[str], frame: Frame) -> str:
    """Add lines to the part with this title, or a new part at the end, before inputs that stand last."""
    items = "\n".join(f"- {line}" for line in lines)
    label = f"{title}{frame.colon.rstrip()}"
    found = re.search(rf"(?m)^(?:#+ {re.escape(title)}[ \t]*|{re.escape(label)})[ \t]*(?P<inline>[^\n]*)", text)
    if found is None:
        heading = f"# {title}" if re.search(r"(?m)^# ", text) else label
        return _before_inputs(text, f"{heading}\n{items}")
    if found["inline"].strip():
        first = f"{found[0][: found.start('inline') - found.start()].rstrip()}\n- {found['inline'].strip()}"
        return f"{text[: found.start()]}{first}\n{items}{text[found.end() :]}"
    end = re.compile(r"\n\n|\Z").search(text, found.end())
    at = end.start() if end else len(text)
    body = text[found.end() : at].strip("\n")
    listed = (
        body
        if not body or re.match(r"\s*(?:[-*•]|\d+[.)])\s", body)
        else "\n".join(f"- {line}" for line in body.split("\n"))
    )
    return f"{text[: found.end()].rstrip()}\n" + "\n".join(filter(None, [listed, items])) + text[at:]


def _before_inputs(text: str, part: str) -> str:
    body = text.rstrip("\n")
    trailing = re.search(r"(?:\n\n(?:# [^\n]+\n)?<(\w+)>\s*\{\{[^{}\n]+\}\}\s*</\1>)+\Z", body)
    if trailing and body[: trailing.start()].strip():
        return f"{body[: trailing.start()]}\n\n{part}{body[trailing.start() :]}"
    return f"{body}\n\n{part}"


def _finished(work: _Work, wish: Asked, order: Order, words: Words) -> Refined:
    notes = list(work.notes)
    if wish.unknown:
        parts = "; ".join(map(_quoted, wish.unknown))
        notes.append(words("Not done, because it needs a model (/help model): {parts}.", parts=parts))
    if not work.changes and not notes:
        notes.append(_nothing(wish, order, words))
    return Refined(
        text=work.text,
        changes=work.changes,
        variables=describe(work.text),
        caution=" ".join(notes),
    )


def _nothing(wish: Asked, order: Order, words: Words) -> str:
    if set(wish.edits) >= {"filler", "repetition"}:
        return words(
            "Nothing changed: I found no words that can go without changing what it says. A model could say it"
            " in fewer"
            " (/help model)."
        )
    if order.instruction or order.target:
        return words("Nothing changed: the prompt is already as you ask.")
    return words("Nothing changed: there was nothing to apply.")
