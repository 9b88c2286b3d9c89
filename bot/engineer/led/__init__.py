"""The prompt work led by a language model: what is sent, and what must come back.

Each request is one user turn under a fixed system text (`bot/engineer/prompts/*.md`). The turn begins with three
lines, then come blocks of material, whose tags carry a boundary of this request alone, and last what is to be done:

    Task: refine
    Boundary: 4f1c9a2e7b315d60
    Reader's language: en

    <prompt-4f1c9a2e7b315d60>
    the prompt under work, exactly
    </prompt-4f1c9a2e7b315d60>

    <order-4f1c9a2e7b315d60>
    shorter
    </order-4f1c9a2e7b315d60>

    Revise the prompt.

The tasks with their blocks; those in brackets may be absent:

    clarify   goal [target]
    draft     goal [wishes answers assumptions target]; wishes: lines `language: ...`, `tone: ...`
    reverse   example, once or more (or images in the turn) [goal wishes answers assumptions target]
    critique  prompt [goal target found]; found: what the checks have already
    refine    prompt [order findings variables background target]; variables: those to keep, `{{name}}`, one a line
    explain   prompt finding

draft, reverse and refine answer with the prompt itself, then with notes, one a line, behind a tag with the boundary:

    Summarise the tickets ...
    <notes-4f1c9a2e7b315d60>
    variable: tickets | the week's tickets, one a line
    assumed: Readers know the product.
    changed: Cut the second paragraph. | It repeated the first.
    removed: tone | asked for
    unchanged: It is clear and complete.
    </notes-4f1c9a2e7b315d60>

`assumed` is for drafts; `changed`, `removed` (a variable that was to go, or to be renamed) and `unchanged` (nothing
stands before the notes then) are for refinements. explain answers with plain text of at most five lines.

clarify answers by the schema `Clarified`, critique with elements of the schema `Remark` (each has one of two keys):

    {"enough": false, "questions": [{"text": "...", "options": ["..."], "assumption": "..."}]}

    {"finding": {"quote": "Use at most 14 words.", "occurrence": 1, "defect": "contradiction", "why": "...",
                 "severity": "major", "fixes": [
                    {"label": "Keep 14", "quote": "Write 88 words or more.", "replacement": ""},
                    {"label": "Keep 88", "quote": "", "replacement": ""}]}}
    {"verdict": {"fitness": "needs_work", "best_change": "...", "checked": ["..."]}}

A fix without a quote replaces the finding's quote. The verdict comes last.
"""

from bot.engineer.led.engineer import Led

__all__ = ["Led"]
