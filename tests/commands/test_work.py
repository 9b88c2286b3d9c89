"""Drafting, criticising and refining, as a person goes through it."""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from bot.dialogue.command import Lookup
from bot.dialogue.dispatch import Defer
from bot.dialogue.events import AskForm, Card, Choices, Diff, Facts, Items, Line, Prompt, TextDelta
from bot.dialogue.form import Form
from bot.dialogue.inbound import Attached, Invoke, Material, Press, Spot
from bot.domain import Account, Critique, Image, Question, Status, Version
from bot.errors import ModelCut, ModelUnavailable
from tests.doubles.engineer import TEXT
from tests.doubles.house import Answer, house

pytestmark = pytest.mark.asyncio
QUESTIONS = (
    Question(id="reader", text="Who reads it?", options=("the team", "the board"), assumption="Engineers read it."),
    Question(id="length", text="How long?", assumption="At most a page."),
)


def prompt(answer: Answer) -> str:
    """Give the prompt that a card shows."""
    assert isinstance(answer.card, Card)
    (part,) = [part for part in answer.card.parts if isinstance(part, Prompt)]
    return part.text


async def test_a_clear_goal_is_drafted_at_once(tmp_path: Path) -> None:
    """A goal that says enough gets no question: the prompt streams and ends in a card with what can be done next."""
    async with house(tmp_path) as home:
        answer = await home.type("draft a prompt for tickets")
        assert "".join(event.text for event in answer.events if isinstance(event, TextDelta)) == TEXT
        assert prompt(answer) == TEXT
        assert isinstance(answer.card, Card)
        assert [button.label for button in answer.card.buttons] == ["Refine", "Critique", "Save"]
        assert any(
            isinstance(part, Facts) and part.rows == (("{{tickets}}", "the week's tickets"),)
            for part in answer.card.parts
        )


async def test_what_is_said_of_a_variable_stands_beside_it(tmp_path: Path) -> None:
    """A prompt with descriptions on top shows them where it says what is to be filled in, and no more than that."""
    top = "---\nvariables:\n  ticket: The whole {{ticket}}\n  tone: [dry, warm]\n---\n"
    async with house(tmp_path) as home:
        await home.type("draft a prompt for tickets")
        await home.type(f"edit {top}Sum up {{{{ticket}}}}, {{{{tone}}}}, {{{{log}}}}.")
        card = (await home.type("last")).card
        assert isinstance(card, Card)
        (facts,) = [part for part in card.parts if isinstance(part, Facts)]
        assert facts.rows == (("{{ticket}}", "The whole {{ticket}}"), ("{{tone}}", "dry, warm"), ("{{log}}", ""))


async def test_questions_come_first_and_skipped_ones_become_assumptions(tmp_path: Path) -> None:
    """A vague goal gets one card; Draft now takes every assumption and shows it on the card."""
    async with house(tmp_path) as home:
        home.engineer.questions = QUESTIONS
        asked = await home.type("draft a report")
        assert isinstance(asked.card, AskForm)
        assert asked.card.skip is not None
        assert asked.card.skip.label == "Draft now"
        assert [field.options for field in asked.card.form.fields] == [("the team", "the board"), ()]
        drafted = await home.press(asked.card.skip.token)
        assert "Engineers read it." in drafted.text
        assert home.engineer.briefs[-1].assumptions == ("Engineers read it.", "At most a page.")


async def test_answers_are_used_and_only_the_rest_is_assumed(tmp_path: Path) -> None:
    """Answers given in the form go into the draft, and an unanswered question is assumed."""
    async with house(tmp_path) as home:
        home.engineer.questions = QUESTIONS
        asked = await home.type("draft a report")
        assert isinstance(asked.card, AskForm)
        form = await home.app.prepare(Press(whence=home.at(), token=asked.card.open.token))
        assert isinstance(form, Form)
        await home.submit(form.token, {"reader": "the board", "length": " "})
        brief = home.engineer.briefs[-1]
        assert [(one.id, one.text) for one in brief.answers] == [("reader", "the board")]
        assert brief.assumptions == ("At most a page.",)


async def test_outputs_and_images_take_the_place_of_a_goal(tmp_path: Path) -> None:
    """Attached outputs and images are what the prompt is found behind, without a goal."""
    async with house(tmp_path) as home:
        files = (Attached("a.txt", "Dear team, ..."),)
        images = (Image("a.png", "image/png", b"\x89PNG"),)
        inbound = Invoke(whence=home.at(), line="draft", material=Material(files=files, images=images))
        assert isinstance(await home.app.prepare(inbound), Defer)
        await home.send(inbound)
        goal = home.engineer.briefs[-1].goal
        assert goal.examples == ("Dear team, ...",)
        assert goal.images == images


async def test_a_saved_text_can_be_the_example(tmp_path: Path) -> None:
    """Whoever names a saved prompt as the example gets a draft from its text; a name that nothing has is told."""
    async with house(tmp_path) as home:
        await home.type("save kept Dear team, ...")
        await home.type("draft like=@kept")
        assert home.engineer.briefs[-1].goal.examples == ("Dear team, ...",)
        assert "There is no prompt called other." in (await home.type("draft like=@other")).failure.sentence


async def test_an_unknown_model_family_names_the_known(tmp_path: Path) -> None:
    """for= with a word that is no model family is refused with those there are."""
    async with house(tmp_path) as home:
        answer = await home.type("draft a poem for=toaster")
        assert "toaster" in answer.failure.sentence
        assert "claude" in answer.failure.advice


async def test_plain_words_draft_when_nothing_is_open_and_refine_then(tmp_path: Path) -> None:
    """Whoever just talks gets a draft first, and a change of it after."""
    async with house(tmp_path) as home:
        first = await home.say("a prompt for tickets")
        second = await home.say("shorter, please")
        assert isinstance(first.card, Card)
        assert isinstance(second.card, Diff)
        assert home.engineer.orders[-1].instruction == "shorter, please"


async def test_a_critique_has_the_verdict_on_top_and_fixes_that_apply(tmp_path: Path) -> None:
    """The verdict and the one best change come first; Apply makes a new version with the fix, and says why."""
    async with house(tmp_path) as home:
        await home.type("draft a prompt for tickets")
        answer = await home.type("critique")
        assert answer.card.title.startswith("Usable: ") if isinstance(answer.card, Card) else False
        data = answer.done.data
        assert isinstance(data, Critique)
        finding = data.findings[0]
        assert TEXT[finding.start : finding.end] == finding.quote
        applied = await home.press(answer.button("Apply").token)
        assert isinstance(applied.card, Diff)
        assert home.engineer.orders[-1].findings[0].fixes[0].replacement == "Condense"
        assert isinstance(applied.done.data, Version)
        assert applied.done.data.number == 2


async def test_findings_of_the_checks_come_before_the_model_is_asked(tmp_path: Path) -> None:
    """What the checks find is shown even when the model fails, and the card says that it is unfinished."""
    async with house(tmp_path) as home:
        home.engineer.error = ModelUnavailable("The model is busy.")
        answer = await home.type("critique Write to {{name about it.")
        assert answer.done.status is Status.FAILED
        assert "did not finish" in answer.text
        assert any(isinstance(event, Card) for event in answer.events)


async def test_a_dismissed_remark_is_gone_and_the_rest_stays(tmp_path: Path) -> None:
    """Dismiss shows the critique without that one remark."""
    async with house(tmp_path) as home:
        answer = await home.type("critique Write it well.")
        dismissed = await home.press(answer.button("Dismiss").token)
        assert isinstance(dismissed.done.data, Critique)
        assert dismissed.done.data.findings == ()


async def test_more_than_three_remarks_are_folded(tmp_path: Path) -> None:
    """Three remarks are shown at first, with how many more there are and a button that shows all."""
    async with house(tmp_path) as home:
        text = "Mail {{a to bob.miller@firm-ltd.de, {{b to jane.doe@firm-ltd.de, {{c}} and {{d to it."
        answer = await home.type(f"critique {text}")
        data = answer.done.data
        assert isinstance(data, Critique)
        assert len(data.findings) > 3
        assert isinstance(answer.card, Card)
        (items,) = [part for part in answer.card.parts if isinstance(part, Items)]
        assert len(items.items) == 3
        assert Line(f"{len(data.findings) - 3} more.", tone=answer.card.parts[-1].tone) in answer.card.parts  # type: ignore[union-attr]
        everything = await home.press(answer.button("Show all").token)
        assert isinstance(everything.card, Card)
        (whole,) = [part for part in everything.card.parts if isinstance(part, Items)]
        assert len(whole.items) == len(data.findings)


async def test_explain_speaks_of_the_persons_own_words(tmp_path: Path) -> None:
    """Explain gives a few lines about the quoted words."""
    async with house(tmp_path) as home:
        answer = await home.type("critique Write it well.")
        explained = await home.press(answer.button("Explain").token)
        assert "About Write." in explained.text


async def test_a_refinement_can_be_undone_and_every_version_stays(tmp_path: Path) -> None:
    """Undo goes back to the text before; nothing is lost, and a second undo says that it is the first version."""
    async with house(tmp_path) as home:
        await home.type("draft a prompt for tickets")
        refined = await home.type("refine shorter")
        assert isinstance(refined.card, Diff)
        sides = "".join(one.text for one in refined.card.delta.stretches if one.sign != "+")
        assert sides == TEXT
        undone = await home.press(refined.button("Undo").token)
        assert prompt(undone) == TEXT
        assert "first version" in (await home.type("undo")).text


async def test_nothing_to_change_is_said_and_can_be_overruled(tmp_path: Path) -> None:
    """When nothing needs changing, the prompt stays as it is and "Reword anyway" does it all the same."""
    async with house(tmp_path) as home:
        await home.type("draft a prompt for tickets")
        home.engineer.refined = TEXT
        answer = await home.type("refine better")
        assert isinstance(answer.card, Choices)
        assert "stays as it is" in answer.card.question
        assert [button.label for button in answer.card.buttons] == ["Reword anyway", "Show it"]
        shown = await home.press(answer.button("Show it").token)
        assert isinstance(shown.card, Card)
        assert Prompt(TEXT) in shown.card.parts
        home.engineer.refined = ""
        again = await home.press(answer.button("Reword anyway").token)
        assert home.engineer.orders[-1].anyway
        assert isinstance(again.card, Diff)


async def test_an_old_button_asks_when_the_prompt_has_moved_on(tmp_path: Path) -> None:
    """A fix of an earlier version never overwrites the latest: the difference is shown, and a press decides."""
    async with house(tmp_path) as home:
        await home.type("draft a prompt for tickets")
        critique = await home.type("critique")
        home.engineer.refined = "Something else about {{tickets}}."
        await home.type("refine other")
        home.engineer.refined = ""
        asked = await home.press(critique.button("Apply").token)
        assert asked.done.status is Status.ASKING
        assert "moved on to v2" in asked.text
        assert prompt(await home.type("last")) == "Something else about {{tickets}}."
        used = await home.press(asked.button("Use this").token)
        assert prompt(used) == TEXT.replace("Summarise", "Condense")


async def test_a_version_can_be_compared_and_gone_back_to(tmp_path: Path) -> None:
    """Compare shows the difference to any earlier version, and that one can be kept."""
    async with house(tmp_path) as home:
        await home.type("draft a prompt for tickets")
        refined = await home.type("refine shorter")
        press = Press(whence=home.at(), token=refined.button("Compare").token)
        form = await home.app.prepare(press)
        assert isinstance(form, Form)
        compared = await home.submit(form.token, {"with": "v1"})
        assert isinstance(compared.card, Diff)
        back = await home.press(compared.button("Keep v1").token)
        assert prompt(back) == TEXT
        assert isinstance(back.done.data, Version)
        assert back.done.data.number == 3


async def test_an_edit_by_hand_is_kept_exactly(tmp_path: Path) -> None:
    """The form holds the whole text; what comes back is the new version, character by character."""
    async with house(tmp_path) as home:
        drafted = await home.type("draft a prompt for tickets")
        form = await home.app.prepare(Press(whence=home.at(), token=drafted.button("Edit by hand").token))
        assert isinstance(form, Form)
        assert form.fields[0].default == TEXT
        edited = await home.submit(form.token, {"text": "  Mine,\n\n exactly. \n"})
        assert isinstance(edited.done.data, Version)
        assert edited.done.data.text == "  Mine,\n\n exactly. \n"


async def test_details_say_what_it_took(tmp_path: Path) -> None:
    """Details tell the tokens and the price, or that the price is not known."""
    async with house(tmp_path) as home:
        drafted = await home.type("draft a prompt for tickets")
        details = await home.press(drafted.button("Details").token)
        assert "20" in details.text
        assert "not known" in details.text


async def test_a_cut_answer_is_shown_and_never_kept(tmp_path: Path) -> None:
    """When the stream is cut, what arrived stays readable, is said to be unfinished, and is not saved."""
    async with house(tmp_path) as home:
        home.engineer.error = ModelCut("The answer was cut off.")
        answer = await home.type("draft a prompt for tickets")
        assert any(isinstance(event, TextDelta) for event in answer.events)
        assert "unfinished" in answer.failure.kept
        assert "not worked on a prompt yet" in (await home.type("last")).text
        home.engineer.error = None
        assert prompt(await home.press(answer.button("Retry").token)) == TEXT


async def test_without_a_model_it_can_be_done_by_rules(tmp_path: Path) -> None:
    """When the model fails, the rules are offered, never taken silently."""
    async with house(tmp_path) as home:
        home.engineer.error = ModelUnavailable("The model is busy.")
        answer = await home.type("draft a prompt for tickets")
        guided = await home.press(answer.button("Do it by rules, without a model").token)
        assert guided.done.status is Status.DONE
        assert prompt(guided) == TEXT


async def test_what_i_work_on_follows_me(tmp_path: Path) -> None:
    """A prompt begun in one conversation goes on in another by last, and older ones are a press away."""
    async with house(tmp_path) as home:
        await home.type("draft the first thing")
        await home.type("draft the second thing")
        home.whence = replace(home.whence, channel="elsewhere")
        assert "Nothing is open" in (await home.type("critique")).text
        last = await home.type("last")
        assert [event.title for event in last.events if isinstance(event, Card)] == ["The second thing, v1"]
        opened = await home.press(last.button("The first thing").token)
        assert isinstance(opened.card, Card)
        assert opened.card.title == "The first thing, v1"
        assert isinstance((await home.type("refine shorter")).card, Diff)


async def test_in_a_channel_each_has_their_own_prompt_for_a_day(tmp_path: Path) -> None:
    """In a channel two people do not work on each other's prompt, and after a day nothing is open."""
    async with house(tmp_path) as home:
        ann = replace(home.whence, spot=Spot.CHANNEL, channel="general")
        home.whence = ann
        await home.type("draft a prompt for tickets")
        home.whence = replace(ann, account=Account("chat", "acme", "ben"), name="Ben")
        assert "Nothing is open" in (await home.type("critique")).text
        home.whence = ann
        home.clock.advance(23 * 3600)
        assert (await home.type("critique")).done.status is Status.DONE
        home.clock.advance(25 * 3600)
        assert "Nothing is open" in (await home.type("critique")).text


async def test_a_threads_prompt_belongs_to_all_who_write_there(tmp_path: Path) -> None:
    """In a thread a second person refines the same prompt, and the version carries their name."""
    async with house(tmp_path) as home:
        ann = replace(home.whence, spot=Spot.THREAD, channel="general", thread="t1")
        home.whence = ann
        drafted = await home.type("draft a prompt for tickets")
        home.whence = replace(ann, account=Account("chat", "acme", "ben"), name="Ben")
        refined = await home.type("refine shorter")
        assert isinstance(refined.done.data, Version)
        assert isinstance(drafted.done.data, Version)
        assert refined.done.data.session == drafted.done.data.session
        assert refined.done.data.author != drafted.done.data.author


async def test_a_wrong_verb_asks_what_was_meant_and_keeps_the_words(tmp_path: Path) -> None:
    """After a slip of the finger one press runs the right command with the same words."""
    async with house(tmp_path) as home:
        asked = await home.type("drfat a prompt for tickets")
        assert isinstance(asked.card, Choices)
        drafted = await home.press(asked.button("draft").token)
        assert drafted.done.status is Status.DONE
        assert home.engineer.briefs[-1].goal.text == "a prompt for tickets"


async def test_stop_while_it_streams_leaves_the_prompt_as_it_was(tmp_path: Path) -> None:
    """Stopping a refinement leaves the version before as the current one."""
    async with house(tmp_path) as home:
        await home.type("draft a prompt for tickets")
        home.engineer.gate = asyncio.Event()
        reply = await home.app.start(Invoke(whence=home.at(), line="refine shorter"))
        await reply.first(5)
        await reply.aclose()
        home.engineer.gate = None
        assert prompt(await home.type("last")) == TEXT


async def test_the_home_screen_offers_to_go_on(tmp_path: Path) -> None:
    """A home screen shows what was worked on and what is saved, each with what can be done with it, and says where
    texts go.
    """
    about, last_, model = "Where texts go, and who sees them", "Continue", "Texts go to llm.example.com."
    async with house(tmp_path) as home:
        assert [section.title for section in await home.app.home(home.at())] == [last_, "Saved prompts", about]
        for name in ("tickets", "notes"):
            await home.type(f"draft a prompt for {name}")
            await home.type(f"save {name}")
        await home.type("share notes to=team")
        sections = {section.title: section for section in await home.app.home(home.at())}
        assert list(sections) == [last_, "Recent", "Search", "Your prompts", "The team's prompts", about]
        assert model in repr(sections[about])
        assert sections["Search"].lookup == Lookup("Find a prompt by its name", "show", "name")
        for title, name, labels in (
            (last_, "Notes", ["Go on", "Edit"]),
            ("Recent", "Tickets", ["Go on", "Edit"]),
            ("Your prompts", "tickets", ["Use", "Edit", "Show"]),
            ("The team's prompts", "notes", ["Use", "Edit", "Show"]),
        ):
            ((item,),) = [part.items for part in sections[title].parts if isinstance(part, Items)]
            assert (item.title, [button.label for button in item.buttons]) == (name, labels)


async def test_what_a_home_screen_offers_works(tmp_path: Path) -> None:
    """Use asks for what is to be filled in and gives the text, Edit gives it to be changed; search finds by words."""
    async with house(tmp_path) as home:
        await home.type("save tickets Summarise {{tickets}}")
        await home.type("save plain Say it")
        items = [item for section in await home.app.home(home.at()) for part in section.parts if isinstance(part, Items)
                 for item in part.items]  # fmt: skip
        tokens = {(item.title, button.label): button.token for item in items for button in item.buttons}
        use, edit = tokens["tickets", "Use"], tokens["tickets", "Edit"]
        asked = await home.app.prepare(Press(whence=home.at(), token=use))
        assert isinstance(asked, Form)
        assert [field.name for field in asked.fields] == ["tickets"]
        assert "Summarise A, B" in (await home.submit(asked.token, {"tickets": "A, B"})).text
        assert "Say it" in (await home.press(tokens["plain", "Use"])).text
        form = await home.app.prepare(Press(whence=home.at(), token=edit))
        assert isinstance(form, Form)
        assert form.fields[0].default == "Summarise {{tickets}}"
        assert isinstance((await home.submit(form.token, {"text": "Sum up {{tickets}}"})).card, Diff)
        search = await home.app.prepare(Press(whence=home.at(), token="1find.ask:"))
        assert isinstance(search, Form)
        found = await home.submit(search.token, {"words": "summarise"})
        assert "tickets" in found.text
        assert "Say it" not in found.text


async def test_long_lists_at_home_lead_to_all(tmp_path: Path) -> None:
    """Of many saved prompts a home screen lists a few and leads to all, the person's own and the team's apart."""
    async with house(tmp_path) as home:
        for number in range(12):
            await home.type(f"save own{number} text {number}")
        await home.type("save shared the team's text")
        await home.type("share shared to=team")
        sections = {section.title: section for section in await home.app.home(home.at())}
        (whole,) = sections["Your prompts"].buttons
        assert sections["The team's prompts"].buttons == ()
        first = await home.press(whole.token)
        more = await home.press(first.button("Next").token)
        assert [len(answer.done.data) for answer in (first, more)] == [10, 2]  # type: ignore[arg-type]
        assert "shared" not in first.text + more.text
        assert "own0" not in (await home.press("1find.team:")).text


async def test_a_draft_without_a_goal_asks_for_it_and_keeps_what_else_was_said(tmp_path: Path) -> None:
    """What came along with the missing goal, its language say, still counts once the goal is given."""
    async with house(tmp_path) as home:
        form = await home.app.prepare(Invoke(whence=home.at(), command="draft", values={"lang": "French"}))
        assert isinstance(form, Form)
        await home.submit(form.token, {"goal": "a prompt that sorts letters"})
        assert home.engineer.briefs[-1].goal.language == "French"
