"""run and compare: saved prompts that the model answers, and what people think of the answers."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.dialogue.events import Card, Failure, Item, Items, Line, Prompt, TextDelta
from bot.dialogue.form import Form
from bot.dialogue.inbound import Attached, Invoke, Material, Press
from bot.domain import Account, Answered, Judgement, Snippet, Status
from bot.engineer.guided import Guided
from bot.errors import ModelCut
from tests.doubles.engineer import ScriptedEngineer
from tests.doubles.house import Answer, House, house

pytestmark = pytest.mark.asyncio
KEY = "sk-ant-api03-" + "Zz9yXxWw8Vv7UuTt6Ss5Rr4Qq3" * 3


def cards(answer: Answer) -> list[Card]:
    """Give the cards."""
    return [event for event in answer.events if isinstance(event, Card)]


def items(answer: Answer) -> list[Item]:
    """Give what is listed."""
    return [item for card in cards(answer) for part in card.parts if isinstance(part, Items) for item in part.items]


def prompts(answer: Answer) -> list[str]:
    """Give the texts that are shown to be copied."""
    return [part.text for card in cards(answer) for part in card.parts if isinstance(part, Prompt)]


async def saved(home: House, name: str, *texts: str) -> Snippet:
    """Keep a prompt in versions."""
    answers = [await home.call("save", name=name, text=text) for text in texts]
    snippet = answers[-1].done.data
    assert isinstance(snippet, Snippet)
    return snippet


async def brought(home: House, text: str) -> None:
    """Have a prompt with a key come in by a file, where it is told and not asked about."""
    material = Material(files=(Attached("keyed.md", text),))
    assert (await home.type("import", material=material)).done.status is Status.DONE


def ben(home: House) -> None:
    """Let Ben speak, of the same team."""
    home.whence = replace(home.whence, account=Account("chat", "acme", "ben"), name="Ben", channel="dm-ben")


async def form_of(home: House, line: str) -> Form:
    """Type a line; give the form that comes first."""
    form = await home.app.prepare(Invoke(whence=home.at(), line=line))
    assert isinstance(form, Form)
    return form


async def test_the_model_answers_the_filled_prompt(tmp_path: Path) -> None:
    """The answer streams, then stands there whole with the version and what it took; the model got the exact prompt."""
    async with house(tmp_path) as home:
        await saved(home, "mail", "---\nvariables:\n  who: The reader\n---\nGreet {{who}}.")
        form = await form_of(home, "run mail")
        answer = await home.submit(form.token, {"who": "{{who}}"})
        assert home.engineer.asked == ["answer Greet {{who}}."]
        streamed = "".join(event.text for event in answer.events if isinstance(event, TextDelta))
        assert [streamed] == prompts(answer) == ["Answer to: Greet {{who}}."]
        assert isinstance(answer.done.data, Answered)
        said = [part.text for card in cards(answer) for part in card.parts if isinstance(part, Line)]
        assert said == ["mail v1, the newest", "scripted: 10 tokens in, 20 out, price not known"]


async def test_what_is_cut_off_is_told_and_can_be_run_again(tmp_path: Path) -> None:
    """An unfinished answer says so, shows what arrived, and Retry runs the same prompt with the same values."""
    async with house(tmp_path) as home:
        await saved(home, "mail", "Greet {{who}}.")
        home.engineer.error = ModelCut("The answer was cut off.")
        answer = await home.type("run mail who=Ann")
        assert answer.done.status is Status.FAILED
        assert prompts(answer) == ["Answer to:"]
        assert "not the whole answer" in answer.text
        assert not [card for card in cards(answer) if card.thumbs]
        home.engineer.error = None
        again = await home.press(answer.button("Retry").token)
        assert prompts(again) == ["Answer to: Greet Ann."]


async def test_without_a_model_the_prompt_is_given(tmp_path: Path) -> None:
    """Where no model answers, that is said with what to do, and the filled prompt is there to be taken elsewhere."""
    async with house(tmp_path, engineer=ScriptedEngineer(model=None), guided=Guided()) as home:
        await saved(home, "mail", "Greet {{who}}.", "Hail {{who}}.")
        for line, texts in (("run mail who=Ann", ["Hail Ann."]), ("compare mail who=Ann", ["Greet Ann.", "Hail Ann."])):
            answer = await home.type(line)
            assert prompts(answer) == texts
            assert "No model is connected that answers prompts." in answer.text
            assert answer.done.status is Status.DONE
        assert home.engineer.asked == []


async def test_a_secret_in_a_saved_prompt_stops_it(tmp_path: Path) -> None:
    """A stored key is never sent before the person said that it is none; then the same values go on."""
    async with house(tmp_path) as home:
        await brought(home, f"Say hello.\nCall it with {KEY} for {{{{who}}}}.")
        stopped = await home.type("run keyed who=Ann")
        assert stopped.done.status is Status.ASKING
        assert "line 2 of keyed" in stopped.text
        assert KEY not in stopped.text
        assert home.engineer.asked == []
        gone_on = await home.press(stopped.button("Not a secret").token)
        assert gone_on.done.status is Status.DONE
        assert home.engineer.asked == [f"answer Say hello.\nCall it with {KEY} for Ann."]
        typed = await home.type(f"run keyed who={KEY[:-1]}x")
        assert "I sent and kept nothing" in typed.text


async def test_what_was_left_empty_stays_empty_when_it_goes_on(tmp_path: Path) -> None:
    """A default that was taken away in the form does not come back by saying that a key is none."""
    async with house(tmp_path) as home:
        head = "---\nvariables:\n  tone: {default: warm, required: no}\n---\n"
        await brought(home, f"{head}Say {{{{tone}}}} hello. Call it with {KEY}.")
        form = await home.app.prepare(Invoke(whence=home.at(), line="run keyed"))
        assert isinstance(form, Form)
        stopped = await home.submit(form.token, {"tone": ""})
        await home.press(stopped.button("Not a secret").token)
        assert home.engineer.asked == [f"answer Say  hello. Call it with {KEY}."]


async def test_what_people_think_is_kept_with_the_version(tmp_path: Path) -> None:
    """A thumb and a remark are kept with short values and the lengths of the rest; show counts people."""
    async with house(tmp_path) as home:
        mail = await saved(home, "mail", "Greet {{who}} with {{text}}.")
        await home.type("share mail to=team")
        answer = await home.type(f'run mail who=Ann text="{"x" * 300}"')
        assert "Thank you." in (await home.press(answer.button("I like this answer").token)).text
        bad = await home.press(answer.button("I do not like it").token)
        assert "It takes the place of what you said before." in bad.text
        form = await home.app.prepare(Press(whence=home.at(), token=bad.button("Say what was wrong").token))
        assert isinstance(form, Form)
        assert (await home.submit(form.token, {"remark": "  "})).done.status is Status.REFUSED
        await home.submit(form.token, {"remark": " Too warm. "})
        (opinion,) = await home.app.services.store.opinions.of(mail.id, limit=5)
        assert (opinion.number, opinion.judgement, opinion.remark) == (1, Judgement.BAD, "Too warm.")
        assert (opinion.values, opinion.lengths, opinion.model) == ({"who": "Ann"}, {"text": 300}, "scripted")
        ben(home)
        assert (await home.press(answer.button("I like this answer").token)).done.status is Status.REFUSED
        mine = await home.type("run mail who=Ben text=x")
        await home.press(mine.button("I like this answer").token)
        assert "1 of 2 liked its answers: “Too warm.”" in (await home.type("show mail")).text


async def test_what_was_said_is_read_by_all_who_see_the_prompt(tmp_path: Path) -> None:
    """Show and history count who liked the answers, and a button gives each remark whole, without a name. What somebody
    filled in is theirs alone, and who may not see the prompt reads nothing.
    """
    async with house(tmp_path) as home:
        for text in ("Greet {{who}}.", "Hail {{who}}."):
            await saved(home, "mail", text)
        await home.type("share mail to=team")
        for number in range(11):
            answer = await home.type(f"run mail@{1 + number % 2} who=Zanzibar")
            await home.press(answer.button("I do not like it" if number else "I like this answer").token)
            token = answer.button("I do not like it").token.replace("run.bad", "run.remark")
            await home.submit(token, {"remark": f"Remark {number}. {'Long. ' * 50}"})
        shown = await home.type("history mail")
        assert shown.text.count("0 of 1 liked its answers") == 2
        assert "You filled in who: Zanzibar." in (await home.press(shown.button("What was said").token)).text
        ben(home)
        shown = await home.type("show mail")
        assert "0 of 1 liked its answers: “Remark 10. Long." in shown.text
        first = await home.press(shown.button("What was said").token)
        last = await home.press(first.button("Next").token)
        quotes = [item.quote for answer in (first, last) for item in items(answer)]
        assert quotes == [f"Remark {number}. {'Long. ' * 50}".strip() for number in range(10, -1, -1)]
        assert [(item.title, item.mark) for item in items(last)] == [("v1", "Liked")]
        assert "Zanzibar" not in first.text + last.text
        home.whence = replace(home.whence, account=Account("chat", "rival", "eve"), place=None)
        refused = await home.press(shown.button("What was said").token)
        assert refused.done.status is Status.REFUSED
        assert "Remark" not in refused.text


async def test_what_is_no_longer_there_is_not_judged(tmp_path: Path) -> None:
    """Once a prompt is deleted, or out of my sight, nothing is kept on its answers."""
    async with house(tmp_path) as home:
        mail = await saved(home, "mail", "Greet.")
        answer = await home.type("run mail")
        await home.app.services.store.library.delete(mail.id, by=mail.owner)
        for label in ("I like this answer", "I do not like it"):
            assert (await home.press(answer.button(label).token)).done.status is Status.REFUSED
        assert await home.app.services.store.opinions.of(mail.id, limit=5) == ()


# --- what was filled in last -----------------------------------------------------------------------------------------


def defaults(form: Form) -> dict[str, str]:
    """Give what stands in a form already."""
    return {one.name: one.default for one in form.fields}


async def test_my_last_short_values_are_offered_again(tmp_path: Path) -> None:
    """What I filled in stands in my next form, and in nobody else's; long texts, files and secrets never do."""
    text = (
        "---\nvariables:\n  log: {type: file}\n  tone: {default: dry}\n---\n{{log}} {{tone}} {{who}} {{long}} {{key}}"
    )
    async with house(tmp_path) as home:
        await saved(home, "mail", text)
        await home.type("share mail to=team")
        values = {"tone": "warm", "who": "Ann", "log": "all green", "long": "x" * 201, "key": KEY}
        await home.submit((await form_of(home, "use mail")).token, values)
        assert defaults(await form_of(home, "use mail")) == {
            "log": "", "tone": "warm", "who": "Ann", "long": "", "key": "",
        }  # fmt: skip
        ben(home)
        assert set(defaults(await form_of(home, "use mail")).values()) == {"", "dry"}


async def test_last_values_are_offered_and_never_put_in_by_themselves(tmp_path: Path) -> None:
    """With all that is needed typed, what I once gave for the rest is not slipped in."""
    text = "---\nvariables:\n  tone: {required: no}\n---\nGreet {{who}} {{tone}}."
    async with house(tmp_path) as home:
        await saved(home, "mail", text)
        await home.type("use mail who=Ann tone=warmly")
        assert prompts(await home.type("use mail who=Ben")) == ["Greet Ben ."]


# --- the version that counts ---------------------------------------------------------------------------------------


async def test_production_counts_where_nobody_says_which(tmp_path: Path) -> None:
    """Use, run and compare take the version labelled production, and say so; any label or number may be named."""
    async with house(tmp_path) as home:
        mail = await saved(home, "mail", "A {{who}}", "B {{who}}", "C {{who}}")
        await home.type("label mail@1 production")
        await home.type("label mail@2 staging")
        for line, filled, said in (
            ("use mail who=Ann", "A Ann", "mail v1, production"),
            ("use mail@staging who=Ann", "B Ann", "mail v2, staging"),
            ("run mail@newest who=Ann", "Answer to: C Ann", "mail v3, the newest"),
            ("run mail who=Ann", "Answer to: A Ann", "mail v1, production"),
        ):
            answer = await home.type(line)
            assert prompts(answer) == [filled], line
            assert said in answer.text, line
        pressed = await home.app.prepare(Press(whence=home.at(), token=f"1use:{mail.id}"))
        assert isinstance(pressed, Form)
        assert prompts(await home.submit(pressed.token, {"who": "Ann"})) == ["A Ann"]
        for line, both in (
            ("compare mail who=Ann", ["A Ann", "C Ann"]),
            ("compare mail staging who=Ann", ["A Ann", "B Ann"]),
            ("compare mail@staging who=Ann", ["B Ann", "C Ann"]),
        ):
            assert prompts(await home.type(line)) == [f"Answer to: {one}" for one in both], line
        assert "no version labelled stable" in (await home.type("run mail@stable who=Ann")).failure.sentence


async def test_what_is_run_is_found_first(tmp_path: Path) -> None:
    """Running a prompt counts as using it."""
    async with house(tmp_path) as home:
        for name in ("one", "two"):
            await saved(home, name, "same words")
        for _ in range(3):
            await home.type("run one")
        text = (await home.type("find same")).text
        assert text.index("title='one'") < text.index("title='two'")


# --- compare ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "asked"),
    [
        ("compare team mail@1 team mail@3 who=Ann", ["A Ann", "C Ann"]),
        ("compare mail who=Ann", ["B Ann", "C Ann"]),
        ("compare mail@1 who=Ann", ["A Ann", "C Ann"]),
        ("compare mail@3 2 who=Ann", ["C Ann", "B Ann"]),
        ("compare mail@1 other who=Ann also=x", ["A Ann", "x Ann"]),
        ("compare mail @other who=Ann also=x", ["C Ann", "x Ann"]),
    ],
)
async def test_two_versions_answer_the_same_values(line: str, asked: list[str], tmp_path: Path) -> None:
    """Both versions are named, run on the same values, and shown with what each took; each can be judged."""
    async with house(tmp_path) as home:
        name = "team mail" if "team" in line else "mail"
        await saved(home, name, "A {{who}}", "B {{who}}", "C {{who}}")
        await saved(home, "other", "{{also}} {{who}}")
        answer = await home.type(line)
        assert home.engineer.asked == [f"answer {one}" for one in asked]
        assert prompts(answer) == [f"Answer to: {one}" for one in asked]
        assert len({card.slot for card in cards(answer)}) == 2
        assert all(card.thumbs for card in cards(answer))
        assert answer.text.count("10 tokens in, 20 out") == 2


async def test_both_versions_are_asked_for_once(tmp_path: Path) -> None:
    """A form asks for the variables of both; which of the two I like is kept with its version."""
    async with house(tmp_path) as home:
        mail = await saved(home, "mail", "A {{who}}", "B {{who}} {{tone}}")
        form = await form_of(home, "compare mail")
        assert [one.name for one in form.fields] == ["who", "tone"]
        answer = await home.submit(form.token, {"who": "Ann", "tone": "dry"})
        up = [card.thumbs.up.token for card in cards(answer) if card.thumbs]
        await home.press(up[0])
        (opinion,) = await home.app.services.store.opinions.of(mail.id, limit=5)
        assert opinion.number == 1


async def test_one_that_is_cut_off_does_not_hide_the_other(tmp_path: Path) -> None:
    """The first answer is told to be unfinished, the second still comes, and Retry runs both again."""

    class CutOnce(ScriptedEngineer):
        async def answer(self, prompt: str, asker: Any) -> Any:  # noqa: ANN401 - as the port has it
            self.error = ModelCut("The answer was cut off.") if not self.asked else None
            async for piece in super().answer(prompt, asker):
                yield piece

    async with house(tmp_path, engineer=CutOnce()) as home:
        await saved(home, "mail", "A {{who}}", "B {{who}}")
        answer = await home.type("compare mail who=Ann")
        assert [card.title for card in cards(answer)] == ["mail v1: an unfinished answer", "The answer to mail v2"]
        assert prompts(answer)[1] == "Answer to: B Ann"
        assert [event.sentence for event in answer.events if isinstance(event, Failure)] == ["The answer was cut off."]
        again = await home.press(answer.button("Retry").token)
        assert prompts(again) == ["Answer to: A Ann", "Answer to: B Ann"]


async def test_what_cannot_be_compared_says_why(tmp_path: Path) -> None:
    """One version, the same one twice, and one that is not there are each told."""
    async with house(tmp_path) as home:
        await saved(home, "mail", "A")
        assert "one version only" in (await home.type("compare mail")).failure.sentence
        assert "same version twice" in (await home.type("compare mail@1 mail@1")).failure.sentence
        assert "no version 7" in (await home.type("compare mail@1 7")).failure.sentence
        assert (await home.type("compare gone@1 gone@2")).failure.sentence == "There is no prompt called gone."


# --- what depends on a fragment --------------------------------------------------------------------------------------


async def test_whoever_changes_a_fragment_is_told_what_includes_it(tmp_path: Path) -> None:
    """Its card, a new version and the question before deleting name the prompts that include it, as far as I see."""
    async with house(tmp_path) as home:
        await saved(home, "voice", "Be dry.")
        await home.type("share voice to=team")
        for number in range(7):
            await saved(home, f"mail {number}", "{{> Voice}} Write.")
        said = "Included by mail 0, mail 1, mail 2, mail 3, mail 4 and 2 more"
        assert said in (await home.type("show voice")).text
        changed = await home.call("save", name="voice", text="Be warm.")
        assert said in changed.text
        assert "They change with it." in changed.text
        deleting = await home.type("delete voice")
        assert said in deleting.text
        assert "these cannot be used" in deleting.text
        ben(home)
        await saved(home, "mine", "{{> voice@1}}")
        shown = await home.type("show voice")
        assert "Included by mine" in shown.text
        assert "mail" not in shown.text


async def test_every_way_to_change_a_fragment_tells_what_includes_it(tmp_path: Path) -> None:
    """Restoring and saving over what another has changed tell it too; so does a name that it had before. While
    production is another version, nothing changes with the newest.
    """
    async with house(tmp_path) as home:
        await saved(home, "voice", "Be dry.", "Be warm.")
        await saved(home, "mail", "{{> voice}} Write.")
        assert "Included by mail" in (await home.type("restore voice@1")).text
        await home.type("edit @voice Be kind.")
        await home.call("save", name="voice", text="Be brief.")
        asked = await home.type("save voice")
        changed = await home.press(asked.button("Save mine as version 5").token)
        assert "They change with it." in changed.text
        await home.type("edit voice rename=tone")
        assert "Included by mail" in (await home.type("show tone")).text
        assert prompts(await home.type("use mail")) == ["Be kind. Write."]
        await home.type("label tone@1 production")
        assert prompts(await home.type("use mail")) == ["Be dry. Write."]
        assert "change with it" not in (await home.call("save", name="tone", text="Be loud.")).text


async def test_what_cannot_be_put_together_is_told_as_it_is_saved(tmp_path: Path) -> None:
    """A missing include and a circle are said at once and keep nothing from being saved; so is, on sharing, what the
    team does not find.
    """
    async with house(tmp_path) as home:
        answer = await home.call("save", name="mail", text="{{> voice}} Write.")
        assert "mail includes voice, and nothing that you may see has that name." in answer.text
        assert "Until that is mended it cannot be used." in answer.text
        answer = await home.call("save", name="voice", text="Be dry. {{> mail}}")
        assert "in a circle: voice → mail → voice" in answer.text
        assert "Until that" not in (await home.call("save", name="voice", text="Be dry.")).text
        shared = await home.type("share mail to=team")
        assert "It includes voice, which the team does not find: share that as well." in shared.text
        assert "does not find" not in (await home.type("share voice to=team")).text


async def test_a_label_moved_by_hand_tells_what_includes_it(tmp_path: Path) -> None:
    """Whoever moves production reads which prompts change with it, and of another label that those change which take
    it; where the same version goes on counting, nothing is said.
    """
    async with house(tmp_path) as home:
        await saved(home, "voice", "Be dry.", "Be warm.")
        assert "change with it" not in (await home.type("label voice@1 staging")).text
        await saved(home, "mail", "{{> voice}} Write.")
        moved = (await home.type("label voice@1 production")).text
        assert "Included by mail" in moved
        assert "They change with it." in moved
        assert "Included by" not in (await home.type("label voice@1 production")).text
        assert "Those that take staging change with it." in (await home.type("label voice@2 staging")).text
        assert "They change with it." in (await home.type("label voice production off=yes")).text
        assert "Included by" not in (await home.type("label voice@2 production")).text


async def test_a_prompt_includes_a_label(tmp_path: Path) -> None:
    """An include may name a label; the label moves, and what is included with it."""
    async with house(tmp_path) as home:
        await saved(home, "voice", "Be dry.", "Be warm.")
        await saved(home, "mail", "{{> voice@staging}} Write.")
        refused = (await home.type("use mail")).failure
        assert "mail includes voice@staging, and nothing" in refused.sentence
        assert refused.advice == "voice has no label yet."
        for number, text in ((1, "Be dry. Write."), (2, "Be warm. Write.")):
            await home.type(f"label voice@{number} staging")
            assert prompts(await home.type("use mail")) == [text]


async def test_wrong_front_matter_is_told_when_it_is_saved(tmp_path: Path) -> None:
    """Whoever saves a prompt whose front matter says something unknown reads of it at once; it is saved."""
    async with house(tmp_path) as home:
        answer = await home.call("save", name="odd", text="---\nvariables:\n  a: {typ: x}\n---\nSay {{a}}.")
        assert "do not know: a: typ" in answer.text
        assert answer.done.status is Status.DONE
