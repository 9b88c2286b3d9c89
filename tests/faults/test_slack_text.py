"""Hostile and long text on Slack, from what is typed to what is shown: it reads as typed, and does nothing."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.slack.address import Origin
from adapters.slack.limits import (
    BLOCKS,
    FALLBACK,
    HEADER,
    INPUT,
    LABEL,
    METADATA,
    OPTION_LABEL,
    TEXT,
    TEXT_OBJECT,
    VIEW_TITLE,
)
from adapters.slack.markup import COPIED, clean, context, copies_exactly, label, pieces, size
from adapters.slack.modals import page, view
from adapters.slack.pack import Message as Packed
from adapters.slack.pack import pack
from adapters.slack.render import heading
from bot.dialogue.form import Field, FieldKind, Form
from bot.domain import Question
from bot.errors import ModelFailed
from bot.words import Words
from tests.adapters.test_slack_pack import assert_dead, assert_taken
from tests.doubles.clock import FakeClock
from tests.doubles.examples import squeezed
from tests.doubles.house import House
from tests.doubles.on_slack import COMMAND, serving, turning
from tests.doubles.slack import SlackDouble
from tests.doubles.slack_forms import taken_by_slack
from tests.doubles.slack_person import Act, Message, Person, Said
from tests.doubles.slack_state import Channel

pytestmark = pytest.mark.asyncio
END = "100 words"
CALLS = (
    "<!channel> <!here> <!everyone> @channel @here <@{0}> <@{0}|ana> <#C1|x> <!subteam^S1|team> <!date^1^{{date}}|x>"
)
LINKS = (
    "[good](https://evil.example)",
    "<https://evil.example|https://good.example>",
    "<mailto:a@evil.example|a@good.example>",
    "https://evil.example/?a=1&b=2",
    "&amp;amp; &lt;!channel&gt; &#64;channel < > & &",
    "*a* _b_ ~c~ `d` **e** __f__ ~~g~~ \\* \\\\",
    "# one\n## two\n> three\n>>> four\n- five\n1. six\n---\n| a | b |",
    ":smile: :+1: \u003aslack\u003a <t:1:R>",
)
FENCES = (
    "```\ncode\n```",
    "before\n```json\n{}\n```\nafter",
    "a ``` b ```` c",
    "~~~\ntilde\n~~~",
    "````\n```\nnested\n```\n````",
    "ends with `",
    "``` unclosed\n" + "line\n" * 400,
    "x" * (COPIED - 40),
    "x" * 9000,
    "trailing \n",
    "tab\tand\r\nreturn",
)
HIDDEN = {
    "override": "admin\u202e\u2066 }fi(\u2069 \u2066begin",
    "zero width": "pass\u200bword\u200d\u2060\ufeff",
    "tags": "hello\U000e0069\U000e0067\U000e006e",
}


async def run(person: Person, channel: Channel, line: str) -> Act:
    """Give a command and wait for its answer."""
    act = await person.slash(channel, COMMAND, line)
    await act.settled()
    return act


async def given_file(person: Person, text: str) -> Said:
    """Send a text as a file, to be critiqued."""
    said = await person.say(person.dm(), "/critique", files=[("prompt.md", text.encode())])
    await said.settled()
    return said


def files(person: Person) -> list[bytes]:
    """Give the files that the bot sent to somebody's direct messages."""
    shown = [one for one in person.sees(person.dm()) if one.author is not person.user]
    return [content for one in shown for content in one.files.values()]


async def filed(answer: Act | Said, person: Person, text: str) -> None:
    """Wait until a text was sent as a file, byte for byte."""
    await answer.until(lambda: text.encode() in files(person), "the file")


def shown(*answers: Act | Said) -> str:
    """Give what a person reads in answers. Fails where anything in them acts."""
    for message in (one for answer in answers for one in answer.messages):
        assert_dead(message.blocks)
    return "\n".join(answer.answers for answer in answers)


# --- 57, 59: what is taken -------------------------------------------------------------------------------------------


async def test_fault_57_no_text_and_too_much_are_told_with_the_limit(tmp_path: Path) -> None:
    """An empty file, one of white space, and one of a megabyte are refused in words; 100,000 characters come back byte
    for byte, one more is refused with the limit.
    """
    whole = "Summarise {{tickets}}. " * 5000
    told = {
        "": "",
        " \n\t ": "",
        whole[:100_000]: "prompt.md, v1",
        whole[:100_001]: "100,001 characters, and 100,000 is the most.",
        "x" * 2**20: "1,048,576 bytes, and 400,000 is the most.",
    }
    async with SlackDouble() as slack, serving(slack, tmp_path, knobs=turning(FakeClock())) as home:
        ana = slack.person("Ana")
        for text, words in told.items():
            asked = len(home.engineer.asked)
            said = await given_file(ana, text)
            assert words in said.answers
            assert said.answers.strip()
            assert (len(home.engineer.asked) > asked) is (len(text) == 100_000)
        await filed(await run(ana, ana.dm(), "last"), ana, whole[:100_000])
        assert slack.refused == []


async def test_fault_59_what_cannot_be_seen_is_shown_as_codes(tmp_path: Path) -> None:
    """Hidden characters in a prompt are kept in its file, and shown as codes, with a word about them, in a critique."""
    async with SlackDouble() as slack, serving(slack, tmp_path, knobs=turning(FakeClock())) as home:
        home.engineer.quote = "Summarise"
        ana = slack.person("Ana")
        for hidden in HIDDEN.values():
            text = f"Summarise {{{{tickets}}}}.\n{hidden}"
            said = await given_file(ana, text)
            visible = set("".join(map(chr, range(32, 127))) + "\n")
            assert not (set(text) - visible) & set(shown(said))
            last = await run(ana, ana.dm(), "last")
            await filed(last, ana, text)
        assert slack.refused == []


# --- 61, 63: what is shown -------------------------------------------------------------------------------------------


async def test_fault_61_a_prompt_with_fences_is_shown_as_it_is_stored(tmp_path: Path) -> None:
    """Whatever fences a prompt has, the block or the file gives it back byte for byte."""
    async with SlackDouble() as slack, serving(slack, tmp_path, knobs=turning(FakeClock())) as home:
        for number, fences in enumerate(FENCES):
            ana = slack.person(f"Ana {number}")
            text = f"Summarise {{{{tickets}}}}.\n{fences}"
            home.engineer.text = text
            said = await ana.say(ana.dm(), "a weekly report")
            await said.settled(contains="Summarise {{tickets}}")
            if copies_exactly(text):
                assert text in [each for one in said.messages for each in blocks(one)]
            else:
                await filed(said, ana, text)
            assert "Summarise" in shown(said)
        assert slack.refused == []


def blocks(message: Message) -> Iterator[str]:
    """Give what stands in a message to be copied."""
    for block in message.blocks:
        for element in block.get("elements", ()):
            if element["type"] == "rich_text_preformatted":
                yield "".join(run["text"] for run in element["elements"])


async def test_fault_63_links_and_signs_are_words(tmp_path: Path) -> None:
    """Links and signs in a goal, a prompt, a question, a finding, a name and an error are read as typed, and are no
    links.
    """
    async with SlackDouble() as slack, serving(slack, tmp_path, knobs=turning(FakeClock())) as home:
        channel = slack.channel("general")
        for number, text in enumerate(LINKS):
            ana, line = slack.person(f"Ana {number}"), " ".join(text.split())
            answers = await everywhere(home, ana, channel, text, line)
            read = shown(*answers)
            assert text.split("\n", maxsplit=1)[0] in read, text
            assert line[:60] in read, text
            assert not [link for one in answers for message in one.messages for link in message.links]
            home.engineer.error = None
        assert slack.refused == []


async def everywhere(home: House, ana: Person, channel: Channel, text: str, line: str) -> list[Act | Said]:
    """Have a text in a goal, a question, a prompt, a finding, a name, and an error."""
    home.engineer.text = home.engineer.quote = f"Summarise. {text}"
    home.engineer.questions = (Question(id="q", text=line[:90], assumption=line),)
    asked = await run(ana, channel, f"draft {line}")
    drafted = await ana.press(asked.messages[-1], label="Draft now")
    await drafted.settled()
    home.engineer.questions = ()
    answers: list[Act | Said] = [asked, drafted, await run(ana, channel, "critique")]
    answers.append(await run(ana, channel, f"show {line[:60]}"))
    home.engineer.error = ModelFailed("The model said: {line}.", line=line)
    said = await ana.say(ana.dm(), "/draft another")
    await said.settled(contains="The model said")
    return [*answers, said]


# --- 62: nobody is called --------------------------------------------------------------------------------------------


async def test_fault_62_nobody_is_called_by_any_text(tmp_path: Path) -> None:
    """Calls in a goal, a prompt, its name, a finding, an error, a file's name and a person's own name reach nobody, in
    any message, form, Home tab or notification.
    """
    async with SlackDouble() as slack, serving(slack, tmp_path, knobs=turning(FakeClock())) as home:
        channel, ana = slack.channel("general"), slack.person("<!channel>")
        call = CALLS.format(ana.id)
        home.engineer.refined = f"Condense {{{{tickets}}}}. {call}"
        answers = await everywhere(home, ana, channel, f"{{{{tickets}}}} {call}", call)
        home.engineer.error, home.engineer.quote = None, ""
        answers.append(await run(ana, channel, "draft a weekly report"))
        drafted = answers[-1].messages[-1]
        answers.append(await run(ana, channel, f"refine {call}"))
        answers += [
            await run(ana, channel, "save <!here> report"),
            await run(ana, channel, "share <!here> report to=here"),
        ]
        said = await ana.say(channel, f"{slack.mention} /draft {call}")
        await said.settled()
        direct = await ana.say(ana.dm(), "/critique", files=[("<!channel>.md", call.encode())])
        await direct.settled()
        box = await ana.slash(channel, COMMAND)
        goal: dict[str, Any] = {"~text": call}
        sent = await ana.submit(await box.opened(), **goal)
        await sent.settled(contains="Summarise")
        form = await (await ana.press(drafted, label="Refine")).opened()
        assert_dead(form.blocks)
        assert_dead((await ana.opens_home()).blocks)
        answers += [said, direct, sent]
        assert "<!channel>" in shown(*answers)
        posted = [one for one in slack.requests if one.method.startswith(("chat.", "response_url", "views."))]
        assert {one.method.partition(".")[0] for one in posted} == {"chat", "response_url", "views"}
        assert len(posted) >= len(answers) + 3, "two forms, and the Home tab"
        assert len(posted) > 20
        assert not any(one.arguments.get("link_names") or one.arguments.get("parse") for one in posted)
        assert all("<!" not in str(one.arguments.get("text", "")) for one in posted)
        assert slack.refused == []


# --- 64: limits ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("sign", ["x", "\U0001f600", "\U0001f469\u200d\U0001f4bb", "&"])
async def test_fault_64_a_prompt_to_copy_ends_at_its_limit(tmp_path: Path, sign: str) -> None:
    """A prompt that just fits a block, as Slack may count it, is copied from there, a longer one from its file."""
    async with SlackDouble() as slack, serving(slack, tmp_path, knobs=turning(FakeClock())) as home:
        for room in (-1, 0, 1):
            ana = slack.person(f"Ana {room}")
            length = COPIED + room
            text = sign * ((length - 1) // size(sign)) + "." * (length - size(sign) * ((length - 1) // size(sign)))
            assert size(text) == length
            home.engineer.text = text
            said = await ana.say(ana.dm(), "a weekly report")
            await said.settled()
            fits = room <= 0 and copies_exactly(text)
            assert (text in [each for one in said.messages for each in blocks(one)]) is fits
            if not fits:
                await filed(said, ana, text)
        assert slack.refused == []


@pytest.mark.parametrize("room", [-1, 0, 1])
async def test_fault_64_every_text_ends_at_its_limit(room: int) -> None:
    """A heading, a label, a block, a message and a notification are whole up to Slack's limit, and beyond it go on
    elsewhere or say that there is more.
    """
    over = room > 0
    (head, *_) = heading("h" * (HEADER.number + room))
    assert (head["type"] == "header") is not over
    assert label("l" * (LABEL.number + room), LABEL.number)["text"].endswith("\u2026") is over
    assert label("o" * (OPTION_LABEL.number + room), OPTION_LABEL.number)["text"].endswith("\u2026") is over
    assert len(pieces("b" * (TEXT_OBJECT.number + room))) == 1 + over
    parts = [context("t" * 2490) for _ in range(3)] + [context("t" * (TEXT.number - 3 * 2500 - 10 + room))]
    assert len(pack(parts)) == 1 + over
    assert len(pack([context("c")] * (BLOCKS.number + room))) == 1 + over
    told = Packed((context("n" * 2000), context("n" * (FALLBACK.number - 2001 + room))))
    assert told.text.endswith("\u2026") is over
    for message in (*pack([head]), *pack(parts), told):
        assert_taken(message)


@pytest.mark.parametrize("room", [-1, 0, 1])
async def test_fault_64_a_form_ends_at_its_limits(room: int) -> None:
    """A title of 24 characters stands above a form, a longer one inside it; a text of 3,000 stands in its field, a
    longer one is changed as a file; and what the form keeps of where it was opened is within its limit.
    """
    title, text = "t" * (VIEW_TITLE.number + room), "x" * (INPUT.number + room)
    field = Field(name="f", label="Text", kind=FieldKind.TEXT, default=text, limit=100_000)
    form = Form(token="1draft:" + "a" * 40, title=title, fields=(field,), submit="Go")
    origin = Origin(
        channel="C" * 30, thread="1" * 17, hook="https://hooks.slack.com/" + "a" * 200, kept="slack:" + "k" * 60
    )
    made = taken_by_slack(view(form, page(form, {}, Words()), Words(), origin))
    assert (made["title"]["text"] == title) is (room <= 0)
    assert title in str(made)
    assert (text in str(made)) is (room <= 0)
    assert len(made["private_metadata"]) <= METADATA.number


@settings(deadline=None, max_examples=40)
@given(
    st.text(alphabet=st.sampled_from("ab \n&<>*`:\U0001f600\u200d\U0001f469\u0301"), max_size=400), st.integers(1, 12)
)
async def test_fault_64_a_long_text_is_parted_and_nothing_of_it_is_lost(text: str, times: int) -> None:
    """However a text is made of signs that Slack counts several times, its parts hold all of it, none too long, and
    each is one that Slack takes.
    """
    long = text * times
    made = pieces(long)
    assert all(size(part) <= TEXT_OBJECT.number for part in made)
    assert squeezed("".join(made)) == squeezed(clean(long))
    for message in pack([context(part) for part in made]):
        assert_taken(message)


# --- 65, 66: templates and searches ----------------------------------------------------------------------------------

SEARCHES = (
    '"', "a AND", "NEAR(", "a:b", "name:secret", "-x", "*", "(", "''", "; DROP TABLE snippets", "%", "_", "\\",
    "\U0001f600", "\u202e", "@", '@"', "a OR b NOT", "^x", "{x}", "x" * 100, "x" * 1000, "<!channel>", "%s ${x} {0}",
)  # fmt: skip


async def test_fault_65_66_words_are_words(tmp_path: Path) -> None:
    """Whatever is searched for, named or put between braces, the answer is a list or a sentence, no error of ours."""
    async with SlackDouble() as slack, serving(slack, tmp_path, knobs=turning(FakeClock())) as home:
        channel, ana = slack.channel("general"), slack.person("Ana")
        home.engineer.text = "Summarise {{tickets}} and {{7*7}} and {0.__class__} and ${x} and %s."
        drafted = await run(ana, channel, "draft a weekly report")
        assert home.engineer.text in drafted.answers
        await run(ana, channel, "save report")
        for words in SEARCHES:
            for verb in ("find", "show"):
                found = await run(ana, channel, f"{verb} {words}")
                assert "Something went wrong" not in found.answers, words
                assert "did not work" not in found.answers or verb == "show", words
        assert slack.errors == []
        assert slack.refused == []


async def test_fault_58_characters_that_nothing_keeps_are_told_or_replaced(tmp_path: Path) -> None:
    """Half of a character, a NUL and other controls in a message, a command and a form are answered in words, and what
    is kept of them can be shown.
    """
    odd = "Summarise \ud83d {{tickets}} \x00 and \x07 \x1b[31m."
    async with SlackDouble() as slack, serving(slack, tmp_path, knobs=turning(FakeClock())):
        channel, ana = slack.channel("general"), slack.person("Ana")
        said = await ana.say(ana.dm(), f"/critique {odd}")
        await said.settled()
        act = await run(ana, channel, f"draft {odd}")
        box = await ana.slash(channel, COMMAND)
        goal: dict[str, Any] = {"~text": odd}
        sent = await ana.submit(await box.opened(), **goal)
        await sent.settled(contains="100 words")
        last = await run(ana, ana.dm(), "last")
        for answer in (said, act, sent, last):
            read = shown(answer)
            assert read.strip()
            assert "Something went wrong" not in read
            assert not {"\ud83d", "\x00", "\x07", "\x1b"} & set(read)
        assert slack.refused == []
