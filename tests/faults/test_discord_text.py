"""Hostile and long text on Discord, from what is typed to what is shown: it reads as typed, and does nothing."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from adapters.discord.blocks import Row, Sheet, Text
from adapters.discord.limits import FIELD_LABEL, INPUT, LABEL, STRING_OPTION
from adapters.discord.modals import pages
from adapters.discord.pack import pack
from adapters.discord.posting import params
from adapters.discord.show_form import modal
from bot.dialogue.events import Button
from bot.dialogue.form import Field, FieldKind, Form
from bot.domain import Question
from bot.errors import ModelFailed
from bot.words import Words
from tests.doubles.discord import DiscordDouble
from tests.doubles.discord_person import Act, Message, Person
from tests.doubles.discord_reader import spans
from tests.doubles.discord_rules import walk
from tests.doubles.discord_state import Channel
from tests.doubles.on_discord import keep_addresses, serving

pytestmark = pytest.mark.asyncio
SENDS = ("POST", "PATCH")
CALLS = "@everyone @here <@{0}> <@!{0}> <@&{0}> <#{0}> </prompt draft:{0}> <id:guide>"
LINKS = (
    "[good](https://evil.example)",
    '[good](<https://evil.example> "t")',
    "<https://evil.example>",
    "https://discord.com/channels/1/2",
    "[a\n](https://evil.example)",
    "\\[good](https://evil.example)",
    "&amp;amp; &lt;b&gt; &#64;everyone",
    "**a** __b__ ~~c~~ ||d|| `e` *f* _g_ ***h*** \\* \\\\",
    "# one\n## two\n### three\n-# four\n> five\n>>> six\n- seven\n1. eight",
    "<t:1:R> :smile: <:x:1> <a:x:1>",
)  # fmt: skip
FENCES = (
    "```\ncode\n```",
    "before\n```json\n{}\n```\nafter",
    "```",
    "a ``` b ```` c",
    "~~~\ntilde\n~~~",
    "````\n```\nnested\n```\n````",
    "`",
    "ends with `",
    "``` unclosed\n" + "line\n" * 400,
    "x" * 1800,
    "x" * 1801,
    " leading",
    "trailing \n",
    "tab\tand\r\nreturn",
)
HIDDEN = {
    "override": "admin\u202e\u2066 }fi(\u2069 \u2066begin",
    "zero width": "pass\u200bword\u200d\u2060\ufeff",
    "tags": "hello\U000e0069\U000e0067\U000e006e",
}


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    keep_addresses(monkeypatch)
    monkeypatch.setattr("adapters.discord.deliver.AT_ONCE", 0.0)


def seen(message: Message) -> str:
    """Give what a person reads in a message. Fails where something would not be shown as typed."""
    return "\n".join(_read(one["content"]) for one in walk(message.components) if one["type"] == 10)


def _read(markdown: str) -> str:
    """Read a text: blocks of code as they are, in the rest escapes, and the signs that we put in front of lines."""
    parts = re.split(r"(?m)(^```\n(?:(?!```)[\s\S])*\n```$)", markdown)
    return "".join(part[4:-4] if part.startswith("```\n") else _unsigned(part) for part in parts)


def _unsigned(text: str) -> str:
    lines = [re.sub(r"^(?:### |-# |> )", "", line) for line in text.split("\n")]
    return "".join(span.text for span in spans("\n".join(lines)))


async def given(person: Person, channel: Channel, text: str) -> Act:
    """Make a text the prompt under work, from a file, by asking for a critique of it."""
    act = await person.slash(channel, "prompt critique", file=("prompt.md", text.encode()))
    await act.settled()
    return act


async def last(person: Person, channel: Channel) -> Message:
    """Give the message that shows the prompt under work."""
    act = await person.slash(channel, "prompt last")
    await act.settled(contains=", v1")
    (message,) = act.messages
    return message


def bodies(discord: DiscordDouble) -> Iterator[dict[str, Any]]:
    """Give every message that was sent or edited."""
    for one in discord.requests:
        if one.method in SENDS and isinstance(one.body, dict):
            body = one.body.get("data") or {} if one.path.endswith("/callback") else one.body
            if body.get("content") or (body.get("components") and "title" not in body):
                yield body


# --- 57, 59, 61, 63 --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["", " \n\t "])
async def test_fault_57_no_text_is_told(tmp_path: Path, text: str) -> None:
    """An empty file, or one of white space, is answered in words, and nothing is begun with it."""
    async with DiscordDouble() as discord, serving(discord, tmp_path) as home:
        channel, ana = discord.guild("Acme").channel("general"), discord.person("Ana")
        act = await given(ana, channel, text)
        assert act.text.strip()
        assert home.engineer.asked == []
        assert discord.refused == []


@pytest.mark.parametrize(
    ("length", "said"),
    [
        (100_000, "prompt.md, v1"),
        (100_001, "100,001 characters, and 100,000 is the most."),
        (2**20, "1,048,576 bytes, and 400,000 is the most."),
    ],
)
async def test_fault_57_the_longest_text_is_taken_and_a_longer_one_told(tmp_path: Path, length: int, said: str) -> None:
    """A prompt of 100,000 characters comes back byte for byte; one more is refused with the limit."""
    text = ("Summarise {{tickets}}. " * (length // 23 + 1))[: length - 1] + "!"
    async with DiscordDouble() as discord, serving(discord, tmp_path):
        channel, ana = discord.guild("Acme").channel("general"), discord.person("Ana")
        act = await given(ana, channel, text)
        await act.settled(contains=said)
        if length <= 100_000:
            assert text.encode() in (await last(ana, channel)).files.values()
        assert discord.refused == []


@pytest.mark.parametrize("text", HIDDEN.values(), ids=HIDDEN)
async def test_fault_59_what_cannot_be_seen_is_shown_as_codes(tmp_path: Path, text: str) -> None:
    """Hidden characters in a prompt are kept in its file, and shown as codes, with a word about them, in a critique."""
    text = f"Summarise {{{{tickets}}}}.\n{text}"
    async with DiscordDouble() as discord, serving(discord, tmp_path) as home:
        home.engineer.quote = "Summarise"
        channel, ana = discord.guild("Acme").channel("general"), discord.person("Ana")
        act = await given(ana, channel, text)
        shown = "\n".join(seen(message) for message in act.messages)
        hidden = set(text) - set("".join(map(chr, range(32, 127))) + "\n")
        assert not hidden & set(shown)
        message = await last(ana, channel)
        assert text.encode() in message.files.values()
        assert discord.refused == []


@pytest.mark.parametrize("text", FENCES)
async def test_fault_61_a_prompt_with_fences_is_shown_as_it_is_stored(tmp_path: Path, text: str) -> None:
    """Whatever fences a prompt has, it reads as stored, and the block or the file gives it back byte for byte."""
    text = f"Summarise {{{{tickets}}}}.\n{text}"
    async with DiscordDouble() as discord, serving(discord, tmp_path) as home:
        home.engineer.text = text
        channel, ana = discord.guild("Acme").channel("general"), discord.person("Ana")
        act = await ana.slash(channel, "prompt draft", goal="a weekly report")
        await act.settled()
        (message,) = act.messages
        blocks = re.findall(r"(?m)^```\n((?:(?!```)[\s\S])*)\n```$", message.text)
        assert text in blocks or text.encode() in message.files.values()
        if text not in blocks:
            assert text[:20] in seen(message)
        for state in message.history:
            assert state.text.count("```") % 2 == 0
        assert discord.refused == []


@pytest.mark.parametrize("text", LINKS)
async def test_fault_63_links_and_signs_are_words(tmp_path: Path, text: str) -> None:
    """Links and signs in a goal, a prompt, a finding, a name and an error are read as typed, and are no links."""
    async with DiscordDouble() as discord, serving(discord, tmp_path) as home:
        channel, ana = discord.guild("Acme").channel("general"), discord.person("Ana")
        line = " ".join(text.split())
        home.engineer.text = home.engineer.quote = f"Summarise. {text}"
        home.engineer.questions = (Question(id="q", text=line[:90], assumption=line),)
        asked = await ana.slash(channel, "prompt draft", goal=line)
        await asked.settled()
        drafted = await ana.press(asked.messages[0], label="Draft now")
        await drafted.settled()
        critique = await ana.slash(channel, "prompt critique")
        await critique.settled()
        about = await ana.slash(channel, "prompt show", name=line[:60])
        await about.settled()
        home.engineer.error = ModelFailed("The model said: {line}.", line=line)
        failed = await ana.slash(channel, "prompt draft", goal="another")
        await failed.settled()
        drawn = await ana.press(failed.messages[0], label="Draft now")
        await drawn.settled(contains="The model said")
        acts = (asked, drafted, critique, about, drawn)
        shown = "\n".join(seen(message) for act in acts for message in act.messages)
        assert text.split("\n", maxsplit=1)[0] in shown
        assert not [link for act in acts for message in act.messages for link in message.links]
        assert discord.refused == []


# --- 62 --------------------------------------------------------------------------------------------------------------


async def test_fault_62_nobody_is_called_by_any_text(tmp_path: Path) -> None:
    """Calls in a goal, a prompt, its name, a finding, an error and a person's own name reach nobody, in any message."""
    async with DiscordDouble() as discord, serving(discord, tmp_path) as home:
        channel, ana = discord.guild("Acme").channel("general"), discord.person("@everyone")
        call = CALLS.format(ana.id)
        home.engineer.text = home.engineer.quote = f"Summarise {{{{tickets}}}}. {call}"
        home.engineer.refined = f"Condense {{{{tickets}}}}. {call}"
        acts = [await ana.slash(channel, "prompt draft", goal=call)]
        await acts[-1].settled(contains="Summarise")
        acts.append(await ana.slash(channel, "prompt critique"))
        await acts[-1].settled(contains="two ways")
        acts.append(await ana.slash(channel, "prompt refine", instruction=call))
        await acts[-1].settled(contains="Condense")
        acts.append(await ana.slash(channel, "prompt save", name="@everyone report"))
        await acts[-1].settled()
        acts.append(await ana.slash(channel, "prompt share", name="@everyone report"))
        await acts[-1].settled()
        acts.append(await ana.press(acts[-1].messages[0], label="Show it here"))
        await acts[-1].settled()
        home.engineer.error = ModelFailed("The model said: {call}", call=call)
        acts.append(await ana.slash(channel, "prompt draft", goal=call))
        await acts[-1].settled(contains="The model said")
        said = await ana.say(channel, f"{discord.mention} {call}")
        await said.settled()
        direct = await ana.say(ana.dm(), call)
        await direct.settled()
        sent = list(bodies(discord))
        assert len(sent) >= 12
        for body in sent:
            allowed = body["allowed_mentions"]
            assert allowed["parse"] == []
            assert not any(allowed.get(key) for key in ("users", "roles", "replied_user"))
        for message in [*discord.messages(channel), *discord.messages(ana.dm())]:
            if message.author is discord.state.bot:
                assert seen(message) is not None
        assert discord.refused == []


# --- 64 --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("sign", ["x", "\U0001f600", "\U0001f469\u200d\U0001f4bb", "*"])
@pytest.mark.parametrize("room", [-1, 0, 1])
async def test_fault_64_a_prompt_to_copy_ends_at_the_limit(tmp_path: Path, sign: str, room: int) -> None:
    """A prompt of 2,000 characters is copied from the message itself, one of 2,001 from its file, emoji and all."""
    length = 2000 + room
    text = (sign * 2001)[: length - 1] + "."
    async with DiscordDouble() as discord, serving(discord, tmp_path) as home:
        home.engineer.text = text
        channel, ana = discord.guild("Acme").channel("general"), discord.person("Ana")
        drafted = await ana.slash(channel, "prompt draft", goal="a weekly report")
        await drafted.settled()
        copied = await ana.press(drafted.messages[0], label="Copy")
        await copied.settled()
        (message,) = copied.messages
        assert (message.content == text) is (length <= 2000)
        assert message.content == text or text.encode() in message.files.values()
        assert discord.refused == []


@pytest.mark.parametrize("room", [-1, 0, 1])
async def test_fault_64_texts_of_a_message_are_full_at_4000(room: int) -> None:
    """Two texts stand in one message up to 4,000 characters together, and in two from there on."""
    sheets = pack((Text("a" * 2000), Text("b" * (2000 + room))))
    assert len(sheets) == (1 if room <= 0 else 2)
    for sheet in sheets:
        with params(sheet) as made:
            assert made.payload


@pytest.mark.parametrize("room", [-1, 0, 1])
async def test_fault_64_a_label_ends_at_its_limit(room: int) -> None:
    """A button's label of 80 characters stands as it is, a longer one ends in an ellipsis."""
    label = "l" * (LABEL.number + room)
    with params(Sheet((Row((Button(label, "1x"),)),))) as made:
        assert made.payload
        shown = made.payload["components"][0]["components"][0]["label"]
    assert shown == label if room <= 0 else shown == label[:79] + "…"


@pytest.mark.parametrize("room", [-1, 0, 1])
async def test_fault_64_a_field_of_a_form_ends_at_its_limit(room: int) -> None:
    """A question of 45 characters stands at its field, a longer one whole above it; a text of 4,000 fills the box."""
    label, text = "q" * (FIELD_LABEL.number + room), "t" * (INPUT.number + room)
    field = Field(name="f", label=label, kind=FieldKind.TEXT, default=text, limit=100_000)
    form = Form(token="1draft", title="Title", fields=(field,), submit="Go")
    made = modal(form, pages(form, {})[0], 1, Words()).to_dict()
    shown = str(made)
    assert label in shown
    assert (text in shown) is (room <= 0)


@pytest.mark.parametrize("room", [-1, 0])
async def test_fault_64_an_option_holds_6000(tmp_path: Path, room: int) -> None:
    """A goal of 6,000 characters in the command line is taken whole; Discord's client lets nobody type more."""
    goal = ("word " * 1300)[: STRING_OPTION.number + room - 1] + "."
    async with DiscordDouble() as discord, serving(discord, tmp_path) as home:
        channel, ana = discord.guild("Acme").channel("general"), discord.person("Ana")
        act = await ana.slash(channel, "prompt draft", goal=goal)
        await act.settled(contains="Summarise")
        assert home.engineer.briefs[-1].goal.text == goal
        with pytest.raises(AssertionError, match="6001 characters"):
            await ana.slash(channel, "prompt draft", goal="x" * 6001)
        assert discord.refused == []


# --- 66 --------------------------------------------------------------------------------------------------------------

SEARCHES = (
    '"', "a AND", "NEAR(", "a:b", "name:secret", "-x", "*", "(", ")", "''", "; DROP TABLE snippets", "%", "_", "\\",
    "\U0001f600", "\u202e", "@", '@"', "a OR b NOT", "^x", "{x}", "x" * 100, "x" * 1000,
)  # fmt: skip


async def test_fault_66_search_words_are_words(tmp_path: Path) -> None:
    """Whatever is searched for or typed into a name, the answer is a list or a sentence, never an error of ours."""
    async with DiscordDouble() as discord, serving(discord, tmp_path):
        channel, ana = discord.guild("Acme").channel("general"), discord.person("Ana")
        await (await ana.slash(channel, "prompt draft", goal="a weekly report")).settled(contains="Summarise")
        await (await ana.slash(channel, "prompt save", name="report")).settled(contains="report")
        for words in SEARCHES:
            found = await ana.slash(channel, "prompt find", words=words)
            await found.settled()
            assert "This did not work." not in found.text, words
            assert "Something went wrong" not in found.text, words
            assert len(words) >= 100 or await ana.type(channel, "prompt show", name=words) is not None
            shown = await ana.slash(channel, "prompt show", name=words[:100])
            await shown.settled()
            assert "Something went wrong" not in shown.text, words
        assert discord.errors == []
        assert discord.refused == []
