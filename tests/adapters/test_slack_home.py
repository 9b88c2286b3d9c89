"""The Home tab: what one was working on and what is saved, in pages that Slack takes."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.slack.home import PAGE, SUGGESTED, View, home, suggested
from adapters.slack.limits import SUGGESTED as MOST
from adapters.slack.limits import VIEW_BLOCKS
from adapters.slack.markup import Block, context, fenced
from bot.commands import load
from bot.dialogue.command import Section
from bot.dialogue.events import Button, Item, Items, Line, Prompt
from bot.words import Words
from tests.adapters.test_slack_board import PARTS, TEXT
from tests.adapters.test_slack_pack import assert_dead, offered, read
from tests.doubles import slack_schema

NEW = Button("New prompt", "~box")
LIST = Section(
    title="Saved prompts",
    parts=(
        Items(tuple(Item(title=f"p{number}", buttons=(Button("Show", f"1show:{number}"),)) for number in range(9))),
    ),
)


def assert_taken(view: View) -> None:
    """Hold a view against what Slack takes, and against what we never send."""
    assert slack_schema.violations("views.publish", {"user_id": "U1", "view": view}) == []
    assert_dead(view["blocks"])


def pages(*sections: Section, top: tuple[Button, ...] = ()) -> list[View]:
    """Go through all pages as a person does: from each to the next."""
    made = [home(sections, Words(), top=top)]
    while following := [token for label, token in offered(made[-1]["blocks"]) if label == "Next page"]:
        assert following == [f"{PAGE}{len(made)}"]
        made.append(home(sections, Words(), top=top, page=len(made)))
    return made


def many(count: int) -> Section:
    """Give a section with so many things, each a block."""
    return Section(title="Saved prompts", parts=(Items(tuple(Item(title=f"p{number}") for number in range(count))),))


def test_sections_stand_under_each_other() -> None:
    """Each section has its heading, and a line stands between two; each thing has its button beside it."""
    working = Section(title="Continue", parts=(Line("Nothing yet."),), buttons=(Button("Draft", "1draft:"),))
    (view,) = pages(working, LIST, top=(NEW,))
    assert_taken(view)
    kinds = [block["type"] for block in view["blocks"]]
    assert kinds == ["actions", "context", "header", "rich_text", "actions", "divider", "header", *["section"] * 9]
    assert offered(view["blocks"])[:3] == [("New prompt", "~box"), ("Draft", "1draft:"), ("Show", "1show:0")]


def test_an_empty_home_says_so() -> None:
    """Where there is nothing yet, that is said, and one can begin."""
    view = home((), Words(), top=(NEW,))
    assert_taken(view)
    assert view["blocks"][2:] == [context("There is nothing here yet.")]
    assert offered(view["blocks"]) == [("New prompt", "~box")]


@pytest.mark.parametrize("count", [96, 97, 98, 99, 100, 350])
def test_a_long_home_has_pages_that_say_so(count: int) -> None:
    """What one page does not hold is on the next; each says which it is, and leads on and back."""
    made = pages(many(count), top=(NEW,))
    for number, view in enumerate(made, start=1):
        assert_taken(view)
        assert len(view["blocks"]) <= VIEW_BLOCKS.number
        assert (f"This is page {number} of {len(made)}." in read(view["blocks"])) == (len(made) > 1)
        before = [token for label, token in offered(view["blocks"]) if label == "Page before"]
        assert before == ([f"{PAGE}{number - 2}"] if number > 1 else [])
    seen = [line for view in made for line in read(view["blocks"]).split("\n") if line.startswith("p")]
    assert seen == [f"p{number}" for number in range(count)]


def test_a_page_that_is_gone_is_the_last_one() -> None:
    """Who presses "Next page" after prompts were deleted sees the last page, and no empty one."""
    assert home((many(150),), Words(), page=9) == home((many(150),), Words(), page=1)
    assert home((many(150),), Words(), page=-1) == home((many(150),), Words())


def test_buttons_stay_on_the_page_of_their_thing() -> None:
    """The buttons of a thing are never alone on the next page."""
    buttons = (Button("Show", "1show:x"), Button("Use", "1use:x"))
    last = Section(title="", parts=(Items((Item(title="last", buttons=buttons),)),))
    first, second = pages(many(95), last)
    assert read(first["blocks"]).count("p94") == 1
    assert "last" in read(second["blocks"])
    assert [label for label, _ in offered(second["blocks"])] == ["Show", "Use", "Page before"]


def test_a_large_home_is_no_more_than_slack_takes() -> None:
    """Long texts go on on further pages before Slack refuses the view."""
    made = pages(Section(title="Long", parts=tuple(Line("\U0001f600" * 1_500) for _ in range(90))))
    assert len(made) > 1
    for view in made:
        assert_taken(view)


def test_a_prompt_can_be_read_whatever_its_length() -> None:
    """A prompt stands in a block to be copied; as no file goes with a Home tab, a long one is read as text."""
    short, long = "Be brief.", "word " * 2_000
    (view,) = pages(Section(title="Now", parts=(Prompt(short), Prompt(long))))
    assert view["blocks"][2] == fenced(short)
    assert read(view["blocks"][3:]).count("word") == 2_000
    assert "file" not in read(view["blocks"])


SECTION = st.builds(
    Section,
    title=TEXT,
    parts=PARTS,
    buttons=st.lists(st.builds(Button, TEXT, st.integers(0, 99).map("1do:{}".format)), max_size=7).map(tuple),
)


@settings(deadline=None, max_examples=40)
@given(st.lists(SECTION, max_size=4))
def test_any_home_is_taken(sections: list[Section]) -> None:
    """Whatever is to be shown, each page is one that Slack takes, with something on it and every button in reach."""
    made = pages(*sections)
    for view in made:
        assert_taken(view)
        assert view["blocks"]
        assert without_way(view["blocks"])
    pressed = {token for view in made for _, token in offered(view["blocks"]) if not token.startswith(PAGE)}
    assert {each.token for section in sections for each in section.buttons} <= pressed


def without_way(blocks: list[Block]) -> list[Block]:
    """Give the blocks that are no way to other pages, nor a line."""
    return [block for block in blocks if block["type"] != "divider" and PAGE not in str(block)]


# --- suggested prompts -----------------------------------------------------------------------------------------------


def test_suggested_prompts_can_be_sent_as_they_are() -> None:
    """What is offered in an empty conversation are commands that need nothing else."""
    made = suggested(load(), Words())
    assert [each["message"].split(" ")[0] for each in made] == [f"/{verb}" for verb in SUGGESTED]
    assert len(made) <= MOST.number
    assert slack_schema.violations("assistant.threads.setSuggestedPrompts", {"channel_id": "D1", "prompts": made}) == []
    assert all(each["title"] for each in made)
