"""Forms become Discord's modals, page by page, and what is sent comes back as it was typed."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import discord
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.attached import PENDING
from adapters.discord.drafts import NAMESPACE, Drafts
from adapters.discord.listen import Heard, invoked, pointed
from adapters.discord.modals import OTHER, inputs, merged, page, pages
from adapters.discord.pages import Again, GoOn, Pages
from adapters.discord.sent_form import read
from adapters.discord.show_form import ELSE, modal
from adapters.kept import MOST
from bot.commands import load
from bot.dialogue.command import Command
from bot.dialogue.form import Field, FieldKind, Form
from bot.dialogue.inbound import Submit
from bot.errors import NotFound, Refused, TooLarge
from bot.ports import DAY
from bot.words import Words
from tests.doubles import discord_payloads as payloads
from tests.doubles.discord_schema import violations
from tests.doubles.house import house

pytestmark = pytest.mark.asyncio
COMMANDS: dict[str, Command] = {command.verb: command for command in load()}
TOKEN = "1draft.answer:" + "r" * 50
TITLE, SELECT, INPUT, FILE, NOTE, LABEL = "title", 3, 4, 19, 10, 18

names = st.text(min_size=1, max_size=120)
options = st.lists(st.text(max_size=110), max_size=27).map(tuple)
fields = st.builds(
    Field,
    name=names,
    label=st.text(max_size=200),
    kind=st.sampled_from(FieldKind),
    hint=st.text(max_size=200),
    options=options,
    free=st.booleans(),
    required=st.booleans(),
    default=st.one_of(st.text(max_size=50), st.just("x" * 4001)),
    limit=st.sampled_from([1, 80, 4000, 100_000]),
)
forms = st.lists(fields, min_size=1, max_size=12, unique_by=lambda one: one.name).map(
    lambda made: Form(token=TOKEN, title="Before I draft", fields=tuple(made), submit="Draft")
)


def form(*made: Field, title: str = "A form") -> Form:
    """Give a form."""
    return Form(token=TOKEN, title=title, fields=made, submit="Go")


async def sent_as(shown: discord.ui.Modal) -> dict[str, Any]:
    """Give a modal as Discord is sent it, which it must take."""
    data = shown.to_dict()
    assert violations("POST", "/interactions/1/abc/callback", {"type": 9, "data": data}, []) == []
    return data


def components(data: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Give what a modal asks for."""
    return [one["component"] for one in data["components"] if one["type"] == LABEL]


def notes(data: Mapping[str, Any]) -> list[str]:
    """Give the texts that stand between."""
    return [one["content"] for one in data["components"] if one["type"] == NOTE]


def filled(
    data: Mapping[str, Any], answers: Mapping[str, str], files: Mapping[str, dict[str, Any]] | None = None
) -> Any:  # noqa: ANN401
    """Give what Discord sends when a person has filled in a modal: answers and files by the ids of components."""
    made: list[dict[str, Any]] = []
    files = files or {}
    for number, one in enumerate(data["components"], start=1):
        if one["type"] != LABEL:
            made.append({"type": one["type"], "id": number})
            continue
        asked = one["component"]
        back = {"type": asked["type"], "custom_id": asked["custom_id"], "id": number + 50}
        if asked["type"] == FILE:
            back["values"] = [files[asked["custom_id"]]["id"]] if asked["custom_id"] in files else []
        elif asked["type"] == SELECT:
            back["values"] = [answers[asked["custom_id"]]] if answers.get(asked["custom_id"]) else []
        else:
            back["value"] = answers.get(asked["custom_id"], "")
        made.append({"type": LABEL, "id": number, "component": back})
    resolved = {"attachments": {file["id"]: file for file in files.values()}} if files else {}
    return {"custom_id": data["custom_id"], "components": made, "resolved": resolved}


# --- pages -----------------------------------------------------------------------------------------------------------


@given(asked=forms)
@settings(max_examples=60, deadline=None)
async def test_every_field_is_asked_exactly_once(asked: Form) -> None:
    """However long a form is, each page is one that Discord takes, and nothing is asked twice or forgotten."""
    answered: dict[str, str] = {}
    seen: list[str] = []
    number = 1
    while now := page(asked, answered):
        data = await sent_as(modal(asked, now, number, Words(), "12345678901234567890"))
        assert 1 <= len(data["components"]) <= 5
        seen += [one.name for one in now]
        answered = merged(asked, answered, now, read(filled(data, {})).values)
        number += 1
    assert seen == [one.name for one in asked.fields]
    assert number - 1 == len(pages(asked, {}))


@given(asked=forms, texts=st.lists(st.text(max_size=30).filter(lambda text: text != OTHER), min_size=12, max_size=12))
@settings(max_examples=60, deadline=None)
async def test_what_is_typed_comes_back_as_it_was(asked: Form, texts: list[str]) -> None:
    """Each answer comes back under its field, character by character; "Something else…" asks for the words."""
    wanted = dict(zip([one.name for one in asked.fields], texts, strict=False))
    answered: dict[str, str] = {}
    for number in range(1, 40):
        now = page(asked, answered)
        if not now:
            break
        data = await sent_as(modal(asked, now, number, Words()))
        menus = {one["custom_id"] for one in components(data) if one["type"] == SELECT}
        free = {one.id for one in now if one.free}
        answers = {one.id: ELSE if one.id in menus and one.id in free else wanted[one.name] for one in now}
        back = read(filled(data, {key: text for key, text in answers.items() if key not in menus or key in free}))
        assert (back.token, back.number) == (TOKEN, number)
        answered = merged(asked, answered, now, back.values)
    unanswered = {
        one.name
        for one in inputs(asked, {})
        if (one.kind is FieldKind.CHOICE and not one.free) or one.kind is FieldKind.FILE or one.file_only
    }
    assert {name: text for name, text in answered.items() if name not in unanswered} == {
        name: text for name, text in wanted.items() if name not in unanswered
    }


async def test_a_short_form_is_one_page_with_room_for_files() -> None:
    """A long text may be typed or attached, and its box is not required then: the other way counts as well."""
    prompt = Field(name="text", label="The prompt", kind=FieldKind.TEXT, limit=100_000)
    (now,) = pages(form(prompt), {})
    data = await sent_as(modal(form(prompt), now, 1, Words()))
    box, file = components(data)
    assert (box["type"], box["style"], box["max_length"], box["required"]) == (INPUT, 2, 4000, False)
    assert (file["type"], file["custom_id"], file["required"]) == (FILE, "~file:text", False)
    assert data["components"][1]["description"] == "In place of the text above; up to 100,000 characters."


async def test_five_long_texts_leave_no_room_for_files() -> None:
    """Five boxes stand on one page rather than on three."""
    asked = form(*(Field(name=f"v{n}", label=f"v{n}", kind=FieldKind.TEXT, limit=100_000) for n in range(5)))
    data = await sent_as(modal(asked, page(asked, {}), 1, Words()))
    assert [one["type"] for one in components(data)] == [INPUT] * 5
    assert all(one["required"] for one in components(data))


async def test_a_long_question_stands_whole_above_its_box() -> None:
    """No question is cut: what is too long for a label stands under it, or above it as it was written."""
    short, middle, long = "How long?", "Which of your readers matters most to you here?", "Why *this* one? " * 20
    asked = form(
        Field(name="a", label=short, hint="In words."),
        Field(name="b", label=middle),
        Field(name="c", label=long, hint="h" * 101),
    )
    data = await sent_as(modal(asked, page(asked, {}), 1, Words()))
    labels = [(one["label"], one.get("description")) for one in data["components"] if one["type"] == LABEL]
    assert labels == [(short, "In words."), ("Question 2", middle), ("Question 3", None)]
    (note,) = notes(data)
    assert note.replace("\\", "") == f"{long.strip()}\n{'h' * 101}"


async def test_a_question_that_is_endless_says_that_it_goes_on() -> None:
    """What no text holds is cut with a word about it."""
    asked = form(Field(name="a", label="Why? " * 2000))
    (note,) = notes(await sent_as(modal(asked, page(asked, {}), 1, Words())))
    assert note.endswith("This goes on, and is too long to be shown here.")


async def test_a_text_that_no_box_holds_is_changed_as_a_file() -> None:
    """A prompt of more than 4,000 characters is not cut to fit: it is changed by sending a file."""
    asked = form(Field(name="text", label="The prompt", kind=FieldKind.TEXT, default="x" * 4001))
    data = await sent_as(modal(asked, page(asked, {}), 1, Words()))
    assert [one["type"] for one in components(data)] == [FILE]
    assert notes(data) == [
        "The text has 4,001 characters, too many for a box. To change it, attach the changed text as a file."
    ]


async def test_options_are_a_menu_with_something_else() -> None:
    """One picks an answer, or says that it is another one, which is asked next."""
    asked = form(Field(name="tone", label="Tone", kind=FieldKind.CHOICE, options=("dry", "warm"), free=True))
    data = await sent_as(modal(asked, page(asked, {}), 1, Words()))
    (menu,) = components(data)
    assert [one["label"] for one in menu["options"]] == ["dry", "warm", "Something else…"]
    chosen = read(filled(data, {"tone": ELSE})).values
    assert chosen == {"tone": OTHER}
    (words,) = page(asked, merged(asked, {}, page(asked, {}), chosen))
    (box,) = components(await sent_as(modal(asked, (words,), 2, Words())))
    assert (box["type"], box["custom_id"]) == (INPUT, "tone")


async def test_options_that_no_menu_holds_are_named_beside_a_box() -> None:
    """Twenty-six options are named above a box, not cut to twenty-five."""
    many = tuple(f"option {number}" for number in range(26))
    asked = form(Field(name="v", label="Version", kind=FieldKind.CHOICE, options=many))
    data = await sent_as(modal(asked, page(asked, {}), 1, Words()))
    assert [one["type"] for one in components(data)] == [INPUT]
    assert notes(data) == [", ".join(many)]


async def test_the_library_keeps_nothing_of_a_form() -> None:
    """A modal is over before it is shown, so that nothing grows with each that is opened and dismissed."""
    home = payloads.client()
    asked = form(Field(name="a", label="A"))
    shown = modal(asked, page(asked, {}), 1, Words())
    assert shown.is_finished()
    assert shown.custom_id == TOKEN
    assert not home._connection._view_store._modals


# --- several pages ---------------------------------------------------------------------------------------------------

LONG = form(
    *(Field(name=f"q{number}", label=f"Question about {number}", required=number == 1) for number in range(1, 8)),
)


@asynccontextmanager
async def kept(tmp_path: Path) -> AsyncIterator[tuple[discord.Client, Pages, Any]]:
    """Give forms over a real vault."""
    async with house(tmp_path) as core:
        yield payloads.client(), Pages(Drafts(core.app.vault, core.clock), core.app.registry), core


async def submit(pages: Pages, home: discord.Client, data: Any, user: int = payloads.ANA) -> Heard | GoOn | Again:  # noqa: ANN401
    """Send a page."""
    return await pages.sent(payloads.interaction(home, 5, data, user=payloads.person(user)))


async def test_a_form_of_two_pages(tmp_path: Path) -> None:
    """Seven questions come on two pages with a button between them, and arrive together."""
    async with kept(tmp_path) as (home, forms, core):
        first = await sent_as(await forms.open(payloads.interaction(home, 3), LONG, Words()))
        assert len(first["components"]) == 5
        more = await submit(forms, home, filled(first, {"q1": "one", "q5": "five"}))
        assert isinstance(more, GoOn)
        assert (more.number, more.count, more.missing) == (2, 2, ())
        assert len(more.token) <= 100
        second = await sent_as(await forms.resume(payloads.interaction(home, 3), more.token, Words()))
        assert [one["custom_id"] for one in components(second)] == ["q6", "q7"]
        heard = await submit(forms, home, filled(second, {"q7": "seven"}))
        assert isinstance(heard, Heard)
        assert isinstance(heard.inbound, Submit)
        assert (heard.inbound.token, heard.inbound.values) == (TOKEN, {"q1": "one", "q5": "five", "q7": "seven"})
        await forms._drafts.drop(str(payloads.ANA), heard.kept)
        assert await core.app.vault.get(NAMESPACE, str(payloads.ANA)) is None


async def test_what_must_be_answered_is_asked_again(tmp_path: Path) -> None:
    """A blank answer to what is required is named and asked again; all else stays as it was typed."""
    async with kept(tmp_path) as (home, forms, _):
        first = await sent_as(await forms.open(payloads.interaction(home, 3), LONG, Words()))
        more = await submit(forms, home, filled(first, {"q1": "  ", "q2": "two"}))
        assert isinstance(more, GoOn)
        assert more.missing == ("Question about 1",)
        second = await sent_as(await forms.resume(payloads.interaction(home, 3), more.token, Words()))
        assert [one["custom_id"] for one in components(second)] == ["q1", "q6", "q7"]
        heard = await submit(forms, home, filled(second, {"q1": "one"}))
        assert isinstance(heard, Heard)
        assert isinstance(heard.inbound, Submit)
        assert heard.inbound.values == {"q1": "one", "q2": "two"}


async def test_a_form_of_one_page_keeps_nothing(tmp_path: Path) -> None:
    """A short form needs no memory: its token and its answers are all there is."""
    async with kept(tmp_path) as (home, forms, core):
        asked = form(Field(name="goal", label="The goal"))
        data = await sent_as(await forms.open(payloads.interaction(home), asked, Words()))
        assert data["custom_id"] == TOKEN
        assert await core.app.vault.get(NAMESPACE, str(payloads.ANA)) is None
        heard = await submit(forms, home, filled(data, {"goal": "a poem"}))
        assert isinstance(heard, Heard)
        assert isinstance(heard.inbound, Submit)
        assert heard.inbound.values == {"goal": "a poem"}


async def test_another_person_cannot_go_on_with_a_form(tmp_path: Path) -> None:
    """Who knows the id of somebody's form gets nothing of it."""
    async with kept(tmp_path) as (home, forms, _):
        data = await sent_as(await forms.open(payloads.interaction(home, 3), LONG, Words()))
        more = await submit(forms, home, filled(data, {"q1": "private"}))
        assert isinstance(more, GoOn)
        stranger = payloads.interaction(home, 3, user=payloads.person(2000))
        with pytest.raises(NotFound, match="no longer there"):
            await forms.resume(stranger, more.token, Words())
        with pytest.raises(NotFound):
            await submit(forms, home, filled(data, {}), user=2000)
        for forged in ("~page:", "~page:x:y", "~page:99:1draft:"):
            with pytest.raises(NotFound):
                await forms.resume(payloads.interaction(home, 3), forged, Words())


async def test_forms_left_open_are_forgotten(tmp_path: Path) -> None:
    """What nobody finishes is kept for a day, and of a few forms only."""
    async with kept(tmp_path) as (home, forms, core):
        opened = [payloads.interaction(home, 3) for _ in range(MOST + 1)]
        for one in opened:
            await forms.open(one, LONG, Words())
        with pytest.raises(NotFound):
            await forms._drafts.take(str(payloads.ANA), str(opened[0].id))
        assert (await forms._drafts.take(str(payloads.ANA), str(opened[-1].id))).form == LONG
        core.clock.advance(DAY.total_seconds() + 1)
        with pytest.raises(NotFound):
            await forms._drafts.take(str(payloads.ANA), str(opened[-1].id))


async def test_what_was_pointed_at_comes_back_with_the_form(tmp_path: Path) -> None:
    """Who points at a message and then says what should change, changes that message's prompt."""
    async with kept(tmp_path) as (home, forms, core):
        heard = pointed(payloads.interaction(home), COMMANDS["refine"], payloads.message(home, "Write a haiku."))
        asked = await core.app.prepare(heard.inbound)
        assert isinstance(asked, Form)
        data = await sent_as(await forms.open(payloads.interaction(home), asked, Words(), heard))
        back = await submit(forms, home, filled(data, {"instruction": "shorter"}))
        assert isinstance(back, Heard)
        await core.send(await back.fetched())
        assert core.engineer.asked[-1] == "refine Write a haiku."


async def test_a_file_of_the_command_comes_back_with_the_form(tmp_path: Path) -> None:
    """Who attaches a file and is asked for a name, saves that file."""
    async with kept(tmp_path) as (home, forms, core):
        file = payloads.attachment(home, payloads.attachment_data("plan.md", 12))
        heard = invoked(payloads.interaction(home), COMMANDS["save"], {"file": file})
        asked = await core.app.prepare(heard.inbound)
        assert isinstance(asked, Form)
        data = await sent_as(await forms.open(payloads.interaction(home), asked, Words(), heard))
        back = await submit(forms, home, filled(data, {"name": "plan"}))
        assert isinstance(back, Heard)
        assert [(one.filename, one.size, one.url) for one in back.attachments] == [("plan.md", 12, file.url)]
        assert isinstance(back.inbound, Submit)
        assert back.inbound.values == {"name": "plan"}


# --- files of a form -------------------------------------------------------------------------------------------------

PROMPT = Field(name="text", label="The prompt", kind=FieldKind.TEXT, limit=100_000)


async def test_a_file_takes_the_place_of_a_text(tmp_path: Path) -> None:
    """An attached file becomes what the box was for."""
    async with kept(tmp_path) as (home, forms, _):
        data = await sent_as(await forms.open(payloads.interaction(home, 3), form(PROMPT), Words()))
        heard = await submit(forms, home, filled(data, {}, {"~file:text": payloads.attachment_data("a.md")}))
        assert isinstance(heard, Heard)
        assert isinstance(heard.inbound, Submit)
        assert heard.inbound.values == {"text": PENDING}
        assert [one.filename for one in heard.attachments] == ["a.md"]


async def test_a_file_of_an_earlier_page_is_kept(tmp_path: Path) -> None:
    """What was attached on the first page is still there after the second."""
    async with kept(tmp_path) as (home, forms, _):
        large = Field(name="large", label="q" * 150, kind=FieldKind.TEXT, default="x" * 4001, required=False)
        asked = form(PROMPT, large, Field(name="b", label="w" * 150))
        file = {"~file:text": payloads.attachment_data("a.md")}
        first = await sent_as(await forms.open(payloads.interaction(home, 3), asked, Words()))
        more = await submit(forms, home, filled(first, {}, file))
        assert isinstance(more, GoOn)
        assert more.missing == ()
        second = await sent_as(await forms.resume(payloads.interaction(home, 3), more.token, Words()))
        heard = await submit(forms, home, filled(second, {"b": "2"}))
        assert isinstance(heard, Heard)
        assert isinstance(heard.inbound, Submit)
        assert heard.inbound.values == {"text": PENDING, "b": "2"}


async def test_a_file_that_is_too_large_is_refused_at_once(tmp_path: Path) -> None:
    """The size is known before anything is fetched."""
    async with kept(tmp_path) as (home, forms, _):
        data = await sent_as(await forms.open(payloads.interaction(home, 3), form(PROMPT), Words()))
        back = await submit(forms, home, filled(data, {}, {"~file:text": payloads.attachment_data("a.md", 400_001)}))
        assert isinstance(back, Again)
        assert isinstance(back.error, TooLarge)


async def test_a_file_that_did_not_come_along_is_said(tmp_path: Path) -> None:
    """A form that names a file which is not there is not taken for an empty one."""
    async with kept(tmp_path) as (home, forms, _):
        data = await sent_as(await forms.open(payloads.interaction(home, 3), form(PROMPT), Words()))
        back = filled(data, {}, {"~file:text": payloads.attachment_data("a.md")}) | {"resolved": {}}
        again = await submit(forms, home, back)
        assert isinstance(again, Again)
        assert isinstance(again.error, Refused)
        assert again.error.message == "A file of the form did not arrive."


async def test_radio_buttons_and_rows_are_read_too() -> None:
    """Components that we do not send are read as far as they have a value."""
    data = {
        "custom_id": TOKEN,
        "components": [
            {"type": 1, "components": [{"type": 4, "custom_id": "a", "value": "x"}]},
            {"type": 18, "component": {"type": 21, "custom_id": "b", "value": "y"}},
            {"type": 18, "component": {"type": 3, "custom_id": "c", "values": []}},
        ],
    }
    assert read(data).values == {"a": "x", "b": "y", "c": ""}
