"""The box that `/prompt` alone opens: one text, and what to do with it.

Slack wants a view with a field to have a button that sends it, which closes the view: that is "Draft". The buttons for
a prompt that somebody has already stand in the view, which stays open when one of them is pressed, so that `taken` has
to take its place.

The box is for rich text, as that bears pasted prompts of any length; a plain one holds 3,000 characters. What Slack
makes of formatting in it becomes Markdown again.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from adapters.slack.address import Origin
from adapters.slack.fetch import Files, Wanted
from adapters.slack.limits import LABEL, VIEW_TITLE
from adapters.slack.listen import Heard, checked
from adapters.slack.markup import Block, label, plain, rich, run, section
from adapters.slack.modals import FILE, file_block, modal, text_block
from adapters.slack.pages import Again
from adapters.slack.sent_form import read
from adapters.slack.source import NAME
from adapters.slack.users import Known
from adapters.slack.whence import Body, Installed, whence_of
from bot.dialogue.inbound import Attached, Invoke, Material, Whence
from bot.domain import TEXT_LIMIT
from bot.errors import Usage
from bot.library.texts import shortened
from bot.words import N_, Words

BOX = "~box"
"""The callback_id of the box; those of its buttons follow with the command behind a colon."""
DRAFT, CRITIQUE, REFINE = "draft", "critique", "refine"
_TEXT = "~text"


def box(words: Words, origin: Origin, text: str = "", note: str = "") -> Block:
    """Give the box as a view. `text` stands in it at first, `note` above it."""
    element: Block = {"type": "rich_text_input", "focus_on_load": True}
    if text.strip():
        element |= {"initial_value": rich(section(run(text)))}
    about = words(N_("In place of the text above; up to {limit} characters."), limit=f"{TEXT_LIMIT:,}")
    shown: list[Block] = [
        *([_said(note)] if note else []),
        text_block(_TEXT, words(N_("What should the prompt do? Or paste one")), "", element, optional=True),
        file_block(f"{FILE}{_TEXT}", words(N_("Or as a file")), about, optional=True),
        _said(words(N_("Draft writes a prompt for what you say. For a prompt that you have already:"))),
        {
            "type": "actions",
            "elements": [_button(CRITIQUE, words(N_("Critique"))), _button(REFINE, words(N_("Refine")))],
        },
    ]
    return modal(BOX, words(N_("New prompt")), words(N_("Draft")), shown, words=words, origin=origin)


def typed_in(left: Mapping[str, str]) -> str:
    """Give what had been typed into the box, of what `Pages.left` has for it."""
    return left.get(_TEXT, "")


def taken(words: Words, *, direct: bool) -> Block:
    """Give what takes the place of the box when one of its buttons was pressed. `direct`: the answer comes in the
    direct messages.
    """
    there = N_("I am on it. You can close this: the answer comes in your direct messages with me.")
    here = N_("I am on it. You can close this: the answer comes where you typed the command.")
    said = _said(words(there if direct else here))
    return {"type": "modal", "title": label(words(N_("New prompt")), VIEW_TITLE.number), "blocks": [said]}


def boxed(body: Body, user: Known, app: Installed, files: Files) -> Heard | Again:
    """Give what was done with the box, sent or by one of its buttons. `Usage` where a text and a file say the same
    thing; `TooLarge` or `Refused` for a file that cannot be used.
    """
    sent = read(body["view"])
    text = sent.values.get(_TEXT, "").strip("\n")
    given = checked(Wanted(one, files) for one in sent.files.values())
    if not text.strip() and not given:
        return _empty(body, app.words(user.locale), sent.origin)
    whence, command = whence_of(body, user, app), _command(body)
    if command == DRAFT:
        return _drafted(whence, text, given)
    return _worked_on(whence, command, text, given)


def _command(body: Body) -> str:
    """Give what is to be done: what a button says, else to draft."""
    action: Mapping[str, Any] = next(iter(body.get("actions") or ()), {})
    return str(action.get("action_id") or f"{BOX}:{DRAFT}").removeprefix(f"{BOX}:")


def _drafted(whence: Whence, text: str, given: tuple[Wanted, ...]) -> Heard:
    """Give a goal: the text with files beside it, or the file alone."""
    if text.strip():
        return Heard(Invoke(whence=whence, command=DRAFT, values={"goal": text}), given)
    return Heard(Invoke(whence=whence, command=DRAFT), tuple(replace(one, name="goal") for one in given))


def _worked_on(whence: Whence, command: str, text: str, given: tuple[Wanted, ...]) -> Heard:
    """Give a prompt as one that was pointed at comes along."""
    if text.strip() and any(not one.image for one in given):
        raise Usage(
            N_("You gave a text and a file, and I can take only one of them."),
            advice=N_("Leave one of them out."),
        )
    texts = (Attached(shortened(text, NAME), text),) if text.strip() else ()
    return Heard(Invoke(whence=whence, command=command, material=Material(files=texts)), given)


def _empty(body: Body, words: Words, origin: Origin) -> Again:
    """Ask for something in the box. Only a form that was sent can have errors at its fields."""
    said = words(N_("Write here what the prompt should do, or paste one."))
    if body.get("type") == "view_submission":
        return Again({"response_action": "errors", "errors": {_TEXT: said}})
    return Again({"response_action": "update", "view": box(words, origin, note=said)})


def _said(text: str) -> Block:
    return {"type": "section", "text": plain(text)}


def _button(command: str, name: str) -> Block:
    return {"type": "button", "action_id": f"{BOX}:{command}", "text": label(name, LABEL.number)}
