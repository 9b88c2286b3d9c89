"""use: a saved prompt filled in, by what was typed and by a form."""

from dataclasses import replace
from pathlib import Path

import pytest

from bot.dialogue.events import AskForm, Card, Line, Prompt
from bot.dialogue.form import FieldKind, Form
from bot.dialogue.inbound import Attached, Invoke, Material, Press, Submit
from bot.domain import Account, Snippet, Status
from tests.doubles.house import Answer, House, house

pytestmark = pytest.mark.asyncio
NOTES = """---
variables:
  changes:
    description: What was changed
    type: long text
  tone: [dry, warm]
  words: {type: number, default: 100}
  log: {type: file, required: no}
---
Write notes on {{changes}} in {{words}} words, {{tone}}. {{log}}"""


def given(answer: Answer) -> str:
    """Give the filled text."""
    assert isinstance(answer.card, Card), answer.text
    (prompt,) = [part for part in answer.card.parts if isinstance(part, Prompt)]
    return prompt.text


async def form_of(home: House, line: str) -> Form:
    """Type a line; give the form that comes first."""
    form = await home.app.prepare(Invoke(whence=home.at(), line=line))
    assert isinstance(form, Form)
    return form


def ben(home: House) -> None:
    """Let Ben speak, of the same team."""
    home.whence = replace(home.whence, account=Account("chat", "acme", "ben"), name="Ben", channel="dm-ben")


async def test_what_is_missing_is_asked_for_by_its_type(tmp_path: Path) -> None:
    """The form asks for each variable as it is declared; what was typed already is not asked again."""
    async with house(tmp_path) as home:
        await home.call("save", name="team notes", text=NOTES)
        form = await form_of(home, "use team notes")
        assert [(one.name, one.kind, one.required, one.default) for one in form.fields] == [
            ("changes", FieldKind.TEXT, True, ""),
            ("words", FieldKind.LINE, True, "100"),
            ("tone", FieldKind.CHOICE, True, ""),
            ("log", FieldKind.TEXT, False, ""),
        ]
        assert (form.fields[0].hint, form.fields[2].options) == ("What was changed", ("dry", "warm"))
        less = await form_of(home, "use team notes tone=dry words=5")
        assert [one.name for one in less.fields] == ["changes", "log"]
        filled = await home.submit(less.token, {"changes": "{{tone}} or\n{{> x}}"})
        assert given(filled) == "Write notes on {{tone}} or\n{{> x}} in 5 words, dry. "
        assert "team notes v1, the newest" in filled.text
        assert "Filled in. Only you see this." in filled.text


async def test_what_is_all_there_is_given_at_once(tmp_path: Path) -> None:
    """With everything typed, no form comes; what has a default need not be typed; files go where files belong."""
    async with house(tmp_path) as home:
        await home.call("save", name="notes", text=NOTES)
        material = Material(files=(Attached("build.log", "all green"),))
        line = 'use notes tone="warm" changes="a, b"'
        answer = await home.type(line, material=material)
        assert given(answer) == "Write notes on a, b in 100 words, warm. all green"
        two = Material(files=(*material.files, *material.files))
        assert "where the file build.log goes" in (await home.type(line, material=two)).failure.sentence
        await home.call("save", name="plain", text="Say it.")
        assert given(await home.type("use plain")) == "Say it."


async def test_a_wrong_value_is_named_and_nothing_that_was_typed_is_lost(tmp_path: Path) -> None:
    """A value that is no number is refused; in a form it is asked for once more, and the rest is kept."""
    async with house(tmp_path) as home:
        await home.call("save", name="notes", text=NOTES)
        assert "words takes a number" in (await home.type("use notes words=many")).failure.sentence
        assert "no variable tune" in (await home.type("use notes tune=dry")).failure.sentence
        form = await form_of(home, "use notes tone=dry")
        again = await home.submit(form.token, {"changes": "a", "words": "many"})
        assert isinstance(again.card, AskForm)
        assert "'many' is none" in again.card.intro
        reopened = await home.app.prepare(Press(whence=home.at(), token=again.card.open.token))
        assert isinstance(reopened, Form)
        assert [one.name for one in again.card.form.fields] == ["words"]
        assert given(await home.submit(again.card.form.token, {"words": "7"})).startswith(
            "Write notes on a in 7 words, dry"
        )
        empty = await home.submit(form.token, {"words": "1"})
        assert isinstance(empty.card, AskForm)
        assert "This needs: changes" in empty.card.intro


async def test_a_form_that_was_left_open_gives_the_version_it_asked_for(tmp_path: Path) -> None:
    """What is saved meanwhile does not change what I am filling in; the newest and any version can be named."""
    async with house(tmp_path) as home:
        await home.call("save", name="hi", text="Greet {{who}}.")
        form = await form_of(home, "use hi")
        await home.call("save", name="hi", text="Greet {{who}} and {{whom else}}.")
        assert given(await home.submit(form.token, {"who": "Ann"})) == "Greet Ann."
        assert given(await home.type("use hi who=Ann whom_else=Ben")) == "Greet Ann and Ben."
        old = await home.type("use hi@1 who=Ann")
        assert (given(old), "hi v1; the newest is v2" in old.text) == ("Greet Ann.", True)
        again = await home.press(old.button("Fill in again").token)
        assert isinstance(again.card, AskForm)


async def test_a_form_of_another_person_is_not_there(tmp_path: Path) -> None:
    """Neither a private prompt nor the values of a form are given to whoever knows a token."""
    async with house(tmp_path) as home:
        saved = await home.call("save", name="hi", text="Greet {{who}}, secretly.")
        assert isinstance(saved.done.data, Snippet)
        form = await form_of(home, "use hi")
        ben(home)
        for token in (form.token, f"1use:{saved.done.data.id}", f"1use.fill:{saved.done.data.id}.1"):
            answer = await home.send(Submit(whence=home.at(), token=token, values={"who": "x"}))
            assert answer.done.status is Status.REFUSED
            assert "secretly" not in answer.text


async def test_wrong_front_matter_is_told_and_in_nobodys_way(tmp_path: Path) -> None:
    """A prompt whose front matter says something unknown is filled in as it stands, with a sentence on it."""
    async with house(tmp_path) as home:
        await home.call("save", name="odd", text="---\nvariables:\n  a: {typ: x}\n---\nSay {{a}}.")
        answer = await home.type("use odd a=yes")
        assert given(answer).endswith("---\nSay yes.")
        assert isinstance(answer.card, Card)
        assert any("do not know: a: typ" in part.text for part in answer.card.parts if isinstance(part, Line))


async def test_what_comes_with_the_program_is_used_by_name(tmp_path: Path) -> None:
    """A prompt to begin with need not be kept to be used, and mine of that name comes first."""
    async with house(tmp_path) as home:
        form = await form_of(home, "use Translation language=Latin")
        assert [one.name for one in form.fields] == ["text", "glossary", "readers"]
        used = await home.submit(form.token, {"text": "Salve", "readers": "monks"})
        assert "into Latin. Readers: monks." in given(used)
        assert "variables:" not in given(used)
        await home.call("save", name="translation", text="My own.")
        assert given(await home.type("use translation")) == "My own."


# --- fragments -------------------------------------------------------------------------------------------------------


async def test_what_is_included_is_the_readers_nearest(tmp_path: Path) -> None:
    """A prompt of the team includes the team's voice, or my own of that name; its variables are asked too."""
    async with house(tmp_path) as home:
        await home.call("save", name="Brand Voice", text="Be {{tone}}.")
        await home.type('share "Brand Voice" to=team')
        await home.call("save", name="mail", text="{{> brand voice}} Write to {{who}}.")
        await home.type("share mail to=team")
        ben(home)
        form = await form_of(home, "use mail")
        assert [one.name for one in form.fields] == ["tone", "who"]
        assert given(await home.type("use mail tone=dry who=Cy")) == "Be dry. Write to Cy."
        asked = await home.call("save", name="brand voice", text="Be mine.")
        await home.press(asked.button("Keep a copy of my own").token)
        assert given(await home.type("use mail who=Cy")) == "Be mine. Write to Cy."


async def test_what_i_may_not_see_is_not_there_in_a_prompt_either(tmp_path: Path) -> None:
    """A prompt of the team that includes somebody's private one is missing that, in the words for what is not there."""
    async with house(tmp_path) as home:
        await home.call("save", name="canary", text="canary-text")
        for name, other in (("a", "canary"), ("b", "nothing-there")):
            await home.call("save", name=name, text=f"{{{{> {other}}}}} x")
            await home.type(f"share {name} to=team")
        ben(home)
        hidden, missing = await home.type("use a"), await home.type("use b")
        assert hidden.failure.sentence == "a includes canary, and nothing that you may see has that name."
        assert missing.failure.sentence == "b includes nothing-there, and nothing that you may see has that name."
        assert hidden.failure.advice == missing.failure.advice
        assert "canary-text" not in hidden.text


async def test_a_version_of_a_fragment_can_be_named_and_a_circle_is_told(tmp_path: Path) -> None:
    """An include may name a version; prompts that include each other are named in their order."""
    async with house(tmp_path) as home:
        await home.call("save", name="voice", text="Old.")
        await home.call("save", name="voice", text="New. {{> mail}}")
        await home.call("save", name="mail", text="{{> voice@1}} Write.")
        assert given(await home.type("use mail")) == "Old. Write."
        assert given(await home.type("use voice")) == "New. Old. Write."
        await home.call("save", name="mail", text="{{> voice}} Write.")
        assert "mail → voice → mail" in (await home.type("use mail")).failure.sentence


async def test_a_shared_prompt_is_put_together_for_whoever_presses(tmp_path: Path) -> None:
    """What everyone sees in a channel includes what its reader may see."""
    async with house(tmp_path) as home:
        home.whence = replace(home.whence, spot=home.whence.spot.__class__.CHANNEL, channel="general")
        await home.call("save", name="voice", text="Be {{tone}}.")
        await home.call("save", name="mail", text="{{> voice}} Write.")
        use = (await home.type("share mail to=here")).button("Use it").token
        form = await home.app.prepare(Press(whence=home.at(), token=use))
        assert isinstance(form, Form)
        assert given(await home.submit(form.token, {"tone": "dry"})) == "Be dry. Write."
        home.whence = replace(home.whence, account=Account("chat", "acme", "ben"), name="Ben")
        assert "mail includes voice, and nothing" in (await home.press(use)).failure.sentence
