"""Forms as Slack's modals: each page as a view of at most 100 blocks.

Labels and hints hold 2,000 characters, titles 24. What is longer stands whole in a text above, so that nothing is cut.
Texts are typed into plain inputs, not into those for rich text: these change what looks like formatting to them, and a
prompt has to stay as it is. Plain ones hold 3,000 characters, so that a file can take the place of a longer text.
"""

import json
from collections.abc import Iterable, Iterator, Mapping

from adapters.slack.address import Origin
from adapters.slack.inputs import Input, inputs
from adapters.slack.limits import INPUT, VIEW_TITLE
from adapters.slack.markup import Block, label, pieces, plain, rich, run, section, size
from adapters.slack.typeahead import field
from bot.dialogue.form import FieldKind, Form
from bot.words import N_, Words

ELSE = "~else"
"""The value of the option "Something else…"."""
FILE = "~file:"
"""Begins the id of a file that may be given in place of a text; the id of the text follows."""
MUST = "~must:"
"""The same, where one of both is required."""
RADIO = 6
"""Options that stand under each other to be seen at once; more of them stand in a menu."""
NOTES = 3
"""Blocks of a text that stands above a field."""
_BLOCKS = 90
"""Blocks of a page, with room for what stands above: a view holds 100."""
_BYTES = 150_000
"""Bytes of a page: a view holds 250,000, and Slack does not say how it counts them."""


def pages(form: Form, answered: Mapping[str, str], words: Words) -> tuple[tuple[Input, ...], ...]:
    """Give the pages that are still to come, as far as it is known now: "Something else…" adds to the last."""
    found: list[list[Input]] = []
    used = [0, 0]
    for one in inputs(form, answered):
        made = list(blocks(one, words))
        more = (len(made), len(json.dumps(made).encode()))
        if not found or used[0] + more[0] > _BLOCKS or used[1] + more[1] > _BYTES:
            found.append([])
            used = [0, 0]
        found[-1].append(one)
        used = [used[0] + more[0], used[1] + more[1]]
    return tuple(map(tuple, found))


def page(form: Form, answered: Mapping[str, str], words: Words) -> tuple[Input, ...]:
    """Give the next page; nothing when all was asked."""
    return next(iter(pages(form, answered, words)), ())


def view(form: Form, asked: Iterable[Input], words: Words, origin: Origin) -> Block:
    """Make the view of a page. `origin` is where its answer goes."""
    shown = [block for one in asked for block in blocks(one, words)]
    return modal(form.token, form.title, form.submit, [*_heading(form.title), *shown], words=words, origin=origin)


def modal(token: str, title: str, submit: str, shown: list[Block], *, words: Words, origin: Origin) -> Block:
    """Make a view. Slack tells when it is closed."""
    fits = 0 < size(title.strip()) <= VIEW_TITLE.number
    sends = submit if 0 < size(submit.strip()) <= VIEW_TITLE.number else words(N_("Send"))
    return {
        "type": "modal",
        "callback_id": token,
        "title": label(title if fits else words(N_("Your answer")), VIEW_TITLE.number),
        "submit": label(sends, VIEW_TITLE.number),
        "notify_on_close": True,
        "private_metadata": origin.pack(),
        "blocks": shown,
    }


def blocks(one: Input, words: Words) -> Iterator[Block]:
    """Give what stands on a page for one thing that is asked."""
    for note in one.notes:
        yield from _note(note, words)
    if one.file_only:
        said = N_(
            "The text has {count} characters, too many for a box. To change it, attach the changed text as a file."
        )
        yield _text(words(said, count=f"{len(one.default):,}"))
    yield _field(one, words)
    if one.or_file:
        about = words(N_("In place of the text above; up to {limit} characters."), limit=f"{one.field.limit:,}")
        number = f"{MUST if one.field.required else FILE}{one.id}"
        yield file_block(number, words(N_("Or as a file")), about, optional=True)


def file_block(number: str, name: str, hint: str, *, optional: bool) -> Block:
    """Give the field for a file."""
    element: Block = {"type": "file_input", "action_id": number, "max_files": 1}
    return _input_block(number, name, hint, element, optional=optional)


def text_block(number: str, name: str, hint: str, element: Block, *, optional: bool) -> Block:
    """Give the field for a text; `element` says how it is typed."""
    return _input_block(number, name, hint, {"action_id": number, **element}, optional=optional)


def _heading(title: str) -> Iterator[Block]:
    if size(title.strip()) > VIEW_TITLE.number:
        yield from (rich(section(run(each, bold=True))) for each in pieces(title))


def _note(text: str, words: Words) -> Iterator[Block]:
    """Give what stands above a field."""
    parts = pieces(text)
    yield from map(_text, parts[:NOTES])
    if len(parts) > NOTES:
        yield _text(words(N_("This goes on, and is too long to be shown here.")))


def _text(text: str) -> Block:
    return {"type": "section", "text": plain(text)}


def _field(one: Input, words: Words) -> Block:
    name = one.label or words(N_("Question {number}"), number=one.number)
    hint = one.hint or (words(N_("In your own words")) if one.other else "")
    optional = not one.field.required or one.or_file
    if one.file_only or one.kind is FieldKind.FILE:
        return file_block(one.id, name, hint, optional=optional)
    element = _menu(one, words) if one.options else field(one.id, one.default, words) if one.completed else _box(one)
    return text_block(one.id, name, hint, element, optional=optional)


def _box(one: Input) -> Block:
    long = one.kind is FieldKind.TEXT or "\n" in one.default
    most = max(1, min(one.field.limit, INPUT.number), len(one.default))
    made: Block = {"type": "plain_text_input", "multiline": long, "max_length": most}
    return made | ({"initial_value": one.default} if one.default else {})


def _menu(one: Input, words: Words) -> Block:
    options: list[Block] = [{"text": plain(each), "value": each} for each in one.options]
    if one.field.free:
        options.append({"text": label(words(N_("Something else…")), 75), "value": ELSE})
    chosen = next((each for each in options if each["value"] == one.default), None)
    if chosen is None and one.field.free and one.default:
        chosen = options[-1]
    made: Block = {"type": "radio_buttons" if len(options) <= RADIO else "static_select", "options": options}
    return made | ({"initial_option": chosen} if chosen else {})


def _input_block(number: str, name: str, hint: str, element: Block, *, optional: bool) -> Block:
    made: Block = {"type": "input", "block_id": number, "label": plain(name), "element": element, "optional": optional}
    return made | ({"hint": plain(hint)} if hint else {})
