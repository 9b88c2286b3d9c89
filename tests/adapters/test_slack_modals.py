"""Forms become Slack's modals, and what is sent comes back as it was typed."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.attached import PENDING
from adapters.kept import MOST
from adapters.slack.address import Address, Origin
from adapters.slack.inputs import OTHER, inputs, merged
from adapters.slack.listen import Heard, pointed
from adapters.slack.markup import fenced, rich, run, section
from adapters.slack.modals import ELSE, page, pages, view
from adapters.slack.pages import LEFT_OPEN, NAMESPACE, Again, origin_of
from adapters.slack.rich import plain as read_plain
from adapters.slack.rich import rich_value
from adapters.slack.sent_form import read
from bot.dialogue.form import Field, FieldKind, Form
from bot.dialogue.inbound import Spot, Submit
from bot.domain import Account
from bot.errors import NotFound, TooLarge
from bot.ports import DAY
from bot.words import Words
from tests.doubles.slack_forms import elements, kept, notes, press, send, taken_by_slack

pytestmark = pytest.mark.asyncio
TOKEN = "1draft.answer:" + "r" * 50
ORIGIN = Origin(channel="C1", thread="1.1", hook="https://hooks.slack.com/x", kept="slack:1.2.x", number=2)

names = st.text(min_size=1, max_size=220)
options = st.lists(st.text(max_size=90), max_size=102).map(tuple)
fields = st.builds(
    Field,
    name=names,
    label=st.one_of(st.text(max_size=200), st.just("q" * 2001)),
    kind=st.sampled_from(FieldKind),
    hint=st.one_of(st.text(max_size=200), st.just("h" * 10_000)),
    options=options,
    free=st.booleans(),
    required=st.booleans(),
    default=st.one_of(st.text(max_size=50), st.just("x" * 3001), st.just("🌸" * 1501)),
    limit=st.sampled_from([1, 80, 4000, 100_000]),
)
forms = st.lists(fields, min_size=1, max_size=40, unique_by=lambda one: one.name).map(
    lambda made: Form(token=TOKEN, title="Before I draft", fields=tuple(made), submit="Draft")
)


def form(*made: Field, title: str = "A form", submit: str = "Go") -> Form:
    """Give a form."""
    return Form(token=TOKEN, title=title, fields=made, submit=submit)


def shown_of(asked: Form, answered: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Give the next page as Slack takes it."""
    return taken_by_slack(view(asked, page(asked, answered or {}, Words()), Words(), ORIGIN))


def answered(shown: Mapping[str, Any], answers: Mapping[str, str]) -> dict[str, Any]:
    """Give the view as Slack sends it back, filled in by the ids of blocks."""
    values: dict[str, Any] = {}
    for block in shown["blocks"]:
        if block["type"] != "input":
            continue
        number, element = block["block_id"], block["element"]
        kind, text = element["type"], answers.get(block["block_id"], "")
        value: dict[str, Any] = {"type": kind}
        if kind == "file_input":
            value["files"] = []
        elif kind == "plain_text_input":
            value["value"] = text or None
        else:
            value["selected_option"] = next((one for one in element["options"] if one["value"] == text), None)
        values[number] = {element["action_id"]: value}
    return {**shown, "state": {"values": values}}


# --- views -----------------------------------------------------------------------------------------------------------


@given(asked=forms)
@settings(max_examples=40, deadline=None)
async def test_every_field_is_asked_exactly_once(asked: Form) -> None:
    """However long a form is, each page is one that Slack takes, and nothing is asked twice or forgotten."""
    before: dict[str, str] = {}
    seen: list[str] = []
    count = 0
    while now := page(asked, before, Words()):
        shown = taken_by_slack(view(asked, now, Words(), ORIGIN))
        seen += [one.name for one in now]
        back = read(answered(shown, {}))
        assert (back.token, back.origin) == (TOKEN, ORIGIN)
        before = merged(asked, before, now, back.values)
        count += 1
    assert seen == [one.name for one in asked.fields]
    assert count == len(pages(asked, {}, Words()))


TYPED = st.text(max_size=30).filter(lambda text: read_plain(text) == text)
"""Texts but those that read as if Slack had escaped them: it does not say whether it did."""
TEXTS = TYPED.filter(lambda text: text != OTHER)


@given(asked=forms, texts=st.lists(TEXTS, min_size=40, max_size=40))
@settings(max_examples=40, deadline=None)
async def test_what_is_typed_comes_back_as_it_was(asked: Form, texts: list[str]) -> None:
    """Each answer comes back under its field, character by character; "Something else…" asks for the words."""
    wanted = dict(zip([one.name for one in asked.fields], texts, strict=False))
    before: dict[str, str] = {}
    while now := page(asked, before, Words()):
        shown = taken_by_slack(view(asked, now, Words(), ORIGIN))
        answers = {}
        for one in now:
            chosen = ELSE if one.field.free else next(iter(one.options), "")
            answers[one.id] = chosen if one.options else wanted[one.name]
            if one.options and not one.field.free:
                wanted[one.name] = chosen
        before = merged(asked, before, now, read(answered(shown, answers)).values)
    unasked = {one.name for one in inputs(asked, {}) if one.kind is FieldKind.FILE or one.file_only}
    assert {name: text for name, text in before.items() if name not in unasked} == {
        name: text for name, text in wanted.items() if name not in unasked
    }


async def test_a_long_text_may_be_typed_or_attached() -> None:
    """A text that a box cannot hold may come as a file; the box is not required then, for the other way counts."""
    shown = shown_of(form(Field(name="text", label="The prompt", kind=FieldKind.TEXT, limit=100_000)))
    box, file = [one for one in shown["blocks"] if one["type"] == "input"]
    assert (box["element"]["max_length"], box["element"]["multiline"], box["optional"]) == (3000, True, True)
    assert (file["block_id"], file["label"]["text"]) == ("~must:text", "Or as a file")
    assert file["hint"]["text"] == "In place of the text above; up to 100,000 characters."


async def test_a_text_that_no_box_holds_is_changed_as_a_file() -> None:
    """A prompt of more than 3,000 characters is not cut to fit: it is changed by sending a file."""
    shown = shown_of(form(Field(name="text", label="The prompt", kind=FieldKind.TEXT, default="x" * 3001)))
    assert [one["type"] for one in elements(shown)] == ["file_input"]
    assert notes(shown) == [
        "The text has 3,001 characters, too many for a box. To change it, attach the changed text as a file."
    ]
    held = shown_of(form(Field(name="text", label="The prompt", kind=FieldKind.TEXT, default="x\n" * 1500)))
    assert elements(held)[0]["initial_value"] == "x\n" * 1500


async def test_a_long_title_stands_inside() -> None:
    """What the title of a modal cannot hold stands whole below it."""
    title = "What should be different in this prompt?"
    shown = shown_of(form(Field(name="a", label="A"), title=title, submit="Send all of these answers now"))
    assert (shown["title"]["text"], shown["submit"]["text"]) == ("Your answer", "Send")
    assert shown["blocks"][0]["elements"][0]["elements"][0]["text"] == title
    short = shown_of(form(Field(name="a", label="A"), title="Fill in"))
    assert (short["title"]["text"], len(short["blocks"])) == ("Fill in", 1)


async def test_a_question_that_is_endless_says_that_it_goes_on() -> None:
    """What no text holds is cut with a word about it; a long question stands whole above its box."""
    shown = shown_of(form(Field(name="a", label="Why? " * 2001)))
    assert notes(shown)[-1] == "This goes on, and is too long to be shown here."
    shown = shown_of(form(Field(name="a", label="Why " * 600)))
    assert "".join(notes(shown)).split() == ["Why"] * 600
    assert shown["blocks"][1]["label"]["text"] == "Question 1"


async def test_options_are_seen_with_something_else() -> None:
    """One picks an answer, or says that it is another one, which is asked next."""
    asked = form(
        Field(name="tone", label="Tone", kind=FieldKind.CHOICE, options=("dry", "warm"), free=True, default="odd")
    )
    (menu,) = elements(shown_of(asked))
    assert menu["type"] == "radio_buttons"
    assert [one["text"]["text"] for one in menu["options"]] == ["dry", "warm", "Something else…"]
    assert menu["initial_option"]["value"] == ELSE
    (box, _) = elements(shown_of(asked, {"tone": OTHER}))
    assert (box["type"], box["initial_value"]) == ("plain_text_input", "odd")


async def test_many_options_stand_in_a_menu() -> None:
    """A hundred options stand in a menu; what no menu holds is named beside a box."""
    many = tuple(f"option {number}" for number in range(100))
    (menu,) = elements(
        shown_of(form(Field(name="v", label="V", kind=FieldKind.CHOICE, options=many, default="option 3")))
    )
    assert (menu["type"], menu["initial_option"]["value"]) == ("static_select", "option 3")
    shown = shown_of(form(Field(name="v", label="V", kind=FieldKind.CHOICE, options=("x" * 76, "y"))))
    assert [one["type"] for one in elements(shown)] == ["plain_text_input"]
    assert shown["blocks"][0]["hint"]["text"] == f"{'x' * 76}, y"


# --- what is sent ----------------------------------------------------------------------------------------------------


def values(heard: Heard | Again) -> dict[str, str]:
    """Give what was filled in."""
    assert isinstance(heard, Heard)
    assert isinstance(heard.inbound, Submit)
    return dict(heard.inbound.values)


async def test_a_simple_form_keeps_nothing(tmp_path: Path) -> None:
    """A short form needs no memory: its answer goes where the press was answered, a day later too."""
    async with kept(tmp_path) as (home, forms, core):
        begun = press(home)
        shown = await forms.open(form(Field(name="goal", label="The goal")), begun)
        assert await core.app.vault.get(NAMESPACE, f"{home.app.team}:{home.ana.id}") is None
        core.clock.advance(DAY.total_seconds() + 1)
        heard = await send(forms, home, shown, {"goal": "a <b>poem</b>"})
        assert values(heard) == {"goal": "a <b>poem</b>"}
        assert isinstance(heard, Heard)
        whence, address = heard.inbound.whence, Address.read(heard.inbound.whence.address)
        assert (whence.spot, whence.channel, whence.account) == (
            Spot.CHANNEL, home.general.id, Account("slack", home.app.team, home.ana.id),
        )  # fmt: skip
        assert address is not None
        assert address.hook == origin_of(begun.inbound.whence).hook != ""


async def test_a_form_in_a_thread_is_answered_there(tmp_path: Path) -> None:
    """Slack does not say where a form was opened; it goes with the form."""
    async with kept(tmp_path) as (home, forms, _):
        begun = press(home)
        known = begun.known
        address = Address(channel=home.general.id, thread="1.1")
        below = replace(begun, known=replace(known, whence=replace(known.whence, address=address.pack())))
        heard = await send(forms, home, await forms.open(form(Field(name="a", label="A")), below), {"a": "x"})
        assert isinstance(heard, Heard)
        assert (heard.inbound.whence.spot, heard.inbound.whence.thread) == (Spot.THREAD, "1.1")


async def test_something_else_is_asked_in_the_same_modal(tmp_path: Path) -> None:
    """Who chooses "Something else…" says next what, in the same modal; the first answers and files are kept."""
    async with kept(tmp_path) as (home, forms, core):
        tone = Field(name="tone", label="Tone", kind=FieldKind.CHOICE, options=("dry",), free=True)
        text = Field(name="text", label="Text", kind=FieldKind.TEXT, limit=100_000)
        shown = await forms.open(form(tone, text, Field(name="for", label="For")), press(home))
        file = [("a.md", b"Write.")]
        more = await send(forms, home, shown, {"tone": ELSE, "~must:text": file, "for": "Ben"})
        assert isinstance(more, Again)
        assert more.view is not None
        assert [one["action_id"] for one in elements(more.view)] == ["tone", "~must:tone"]
        heard = await send(forms, home, more.view, {"tone": "sly"})
        assert values(heard) == {"tone": "sly", "text": PENDING, "for": "Ben"}
        assert isinstance(heard, Heard)
        fetched = await heard.fetched()
        assert isinstance(fetched, Submit)
        assert fetched.values["text"] == "Write."
        await forms.forget(heard, TOKEN)
        assert await core.app.vault.get(NAMESPACE, f"{home.app.team}:{home.ana.id}") is None


async def test_what_is_missing_is_shown_at_its_field(tmp_path: Path) -> None:
    """White space is no answer, and one of text and file is needed: the form says so where it is missing."""
    async with kept(tmp_path) as (home, forms, _):
        text = Field(name="text", label="Text", kind=FieldKind.TEXT, limit=100_000)
        shown = await forms.open(form(text, Field(name="a", label="A")), press(home))
        found = await send(forms, home, shown, {"a": "  "})
        assert isinstance(found, Again)
        assert found.view is None
        assert found.ack["errors"] == {
            "text": "Something has to stand here, or a file has to be attached.",
            "a": "Something has to stand here.",
        }
        assert values(await send(forms, home, shown, {"a": "x", "text": "y"})) == {"a": "x", "text": "y"}


async def test_a_form_of_many_fields_goes_on_in_pages(tmp_path: Path) -> None:
    """A hundred variables come on several pages, one after the other in the same modal, and arrive together."""
    async with kept(tmp_path) as (home, forms, _):
        asked = form(*(Field(name=f"v{n}", label=f"v{n}", kind=FieldKind.TEXT, limit=100_000) for n in range(100)))
        shown: dict[str, Any] | None = await forms.open(asked, press(home))
        found: Heard | Again = Again({})
        count = 0
        while shown is not None:
            texts = {one["action_id"]: one["action_id"] for one in elements(shown) if one["type"] != "file_input"}
            found = await send(forms, home, shown, texts)
            shown = found.view if isinstance(found, Again) else None
            count += 1
        assert count == 3
        assert values(found) == {f"v{n}": f"v{n}" for n in range(100)}


async def test_another_person_cannot_go_on_with_a_form(tmp_path: Path) -> None:
    """Who sends what belongs to somebody else's form gets nothing of it."""
    async with kept(tmp_path) as (home, forms, _):
        tone = Field(name="tone", label="Tone", kind=FieldKind.CHOICE, options=("dry",), free=True)
        shown = await forms.open(form(tone), press(home))
        ben = home.slack.person("Ben")
        body = home.submit(home.shown(shown, ben), {"tone": "dry"}, ben)
        with pytest.raises(NotFound, match="no longer there"):
            await forms.sent(body, home.known(ben), home.app, home.files)


async def test_forms_left_open_are_forgotten(tmp_path: Path) -> None:
    """What nobody finishes is kept for a day, and of a few forms only."""
    async with kept(tmp_path) as (home, forms, core):
        tone = Field(name="tone", label="Tone", kind=FieldKind.CHOICE, options=("dry",), free=True)
        begun = [press(home) for _ in range(MOST + 1)]
        shown = [await forms.open(form(tone), one) for one in begun]
        with pytest.raises(NotFound):
            await send(forms, home, shown[0], {"tone": "dry"})
        assert values(await send(forms, home, shown[-1], {"tone": "dry"})) == {"tone": "dry"}
        core.clock.advance(DAY.total_seconds() + 1)
        with pytest.raises(NotFound):
            await send(forms, home, shown[-1], {"tone": "dry"})


async def test_what_was_pointed_at_comes_back_with_the_form(tmp_path: Path) -> None:
    """Who points at a message and then says what should change, changes that message's prompt."""
    async with kept(tmp_path) as (home, forms, core):
        heard = pointed(home.point(home.post("Write a haiku.")), home.known(), home.app, home.files)
        asked = await core.app.prepare(heard.inbound)
        assert isinstance(asked, Form)
        back = await send(forms, home, await forms.open(asked, heard), {"instruction": "shorter"})
        assert isinstance(back, Heard)
        await core.send(await back.fetched())
        assert core.engineer.asked[-1] == "refine Write a haiku."


async def test_a_file_that_is_too_large_is_refused_at_once(tmp_path: Path) -> None:
    """The size is known before anything is fetched."""
    async with kept(tmp_path) as (home, forms, _):
        shown = await forms.open(form(Field(name="f", label="F", kind=FieldKind.FILE)), press(home))
        with pytest.raises(TooLarge):
            await send(forms, home, shown, {"f": [("a.md", b"x" * 400_001)]})


async def test_what_was_typed_into_a_closed_form_stands_there_again(tmp_path: Path) -> None:
    """Who closes a form by mistake and opens it again finds what they typed, where Slack sends it along."""
    async with kept(tmp_path) as (home, forms, core):
        asked = form(Field(name="a", label="A", default="old"), Field(name="b", label="B", default="same"))
        opened = home.shown(await forms.open(asked, press(home)))
        assert await forms.closed(home.close(opened, {"a": "new"}), home.known(), home.app)
        again = await forms.open(asked, press(home))
        assert [one["initial_value"] for one in elements(again)] == ["new", "same"]
        untouched = home.close(home.shown(again))
        assert not await forms.closed(untouched, home.known(), home.app)
        told_nothing = {**untouched, "view": {**untouched["view"], "state": {}}}
        assert not await forms.closed(told_nothing, home.known(), home.app)
        once_more = home.shown(await forms.open(asked, press(home)))
        assert await forms.closed(home.close(once_more, {"b": "other"}), home.known(), home.app)
        last = await forms.open(asked, press(home))
        assert [one["initial_value"] for one in elements(last)] == ["new", "other"]
        heard = await send(forms, home, last, {})
        assert isinstance(heard, Heard)
        await forms.forget(heard, TOKEN)
        assert [one["initial_value"] for one in elements(await forms.open(asked, press(home)))] == ["old", "same"]
        assert await core.app.vault.get(LEFT_OPEN, f"{home.app.team}:{home.ana.id}") is None


async def test_answers_of_every_page_are_kept_where_the_call_is_refused(tmp_path: Path) -> None:
    """What was chosen and typed stands in the form when it is opened again, whichever page it was on."""
    async with kept(tmp_path) as (home, forms, _):
        tone = Field(name="tone", label="Tone", kind=FieldKind.CHOICE, options=("dry",), free=True)
        asked = form(tone, Field(name="for", label="For"))
        more = await send(forms, home, await forms.open(asked, press(home)), {"tone": ELSE, "for": "Ben"})
        assert isinstance(more, Again)
        assert more.view is not None
        body = home.submit(home.shown(more.view), {"tone": "sly"})
        heard = await forms.sent(body, home.known(), home.app, home.files)
        assert isinstance(heard, Heard)
        await forms.keep(body, heard)
        menu, text = elements(await forms.open(asked, press(home)))
        assert (menu["initial_option"]["value"], text["initial_value"]) == (ELSE, "Ben")


async def test_who_closes_a_later_page_finds_the_earlier_answers_again(tmp_path: Path) -> None:
    """What was answered on a page that was sent is not lost when the next one is closed."""
    async with kept(tmp_path) as (home, forms, _):
        tone = Field(name="tone", label="Tone", kind=FieldKind.CHOICE, options=("dry",), free=True)
        asked = form(tone, Field(name="for", label="For"))
        more = await send(forms, home, await forms.open(asked, press(home)), {"tone": ELSE, "for": "Ben"})
        assert isinstance(more, Again)
        assert more.view is not None
        assert await forms.closed(home.close(home.shown(more.view)), home.known(), home.app)
        assert elements(await forms.open(asked, press(home)))[1]["initial_value"] == "Ben"


@given(text=TYPED.filter(bool))
async def test_rich_text_comes_back_as_it_was_typed(text: str) -> None:
    """Line breaks and preformatted texts of an input for rich text are exactly what was typed."""
    element = {"type": "text", "text": text}
    for kind in ("rich_text_section", "rich_text_preformatted"):
        assert rich_value(rich({"type": kind, "elements": [element]})) == text


async def test_a_code_block_among_words_stays_one() -> None:
    """A preformatted part among words keeps its line breaks, between fences of its own."""
    block = rich(section(run("Like this:")), *fenced("{\n  1\n}")["elements"], section(run("and no more.")))
    assert rich_value(block) == "Like this:\n```\n{\n  1\n}\n```\nand no more."
