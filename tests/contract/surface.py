"""What every surface must do, whatever it shows on. Inherit it and say how what was shown is read."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import get_args

import pytest

from adapters.base import Capabilities, Level, Surface
from bot.dialogue.events import AskForm, Card, Diff, Done, Event, Failure, Line, Prompt, TextDelta
from bot.domain import CallId, Status
from tests.doubles.examples import CARD, EXAMPLES, squeezed, texts
from tests.doubles.house import house

HOSTILE = "\x1b[31mred\x1b]0;title\x07 \x9b2J \u202eback \r over [bold]marked[/bold] \x00 end"
LONG = "\n".join(f"Rule {number}: say it once — 你好 — and then stop." for number in range(1_200))


class SurfaceContract:
    """Inherited by the tests of each surface."""

    def surface(self, tmp_path: Path) -> Surface:
        """Make the surface."""
        raise NotImplementedError

    def seen(self) -> str:
        """Give everything that was shown on the surface that was made last."""
        raise NotImplementedError

    def exact(self) -> str:
        """Give what a person copies: the same, where a surface adds no frames."""
        return self.seen()

    async def _show(self, surface: Surface, *events: Event, call: str = "call") -> None:
        for event in events:
            await surface.show(CallId(call), event)

    def test_every_event_has_an_example_here(self) -> None:
        """No event is left out of what follows."""
        assert {type(event) for event in EXAMPLES} == set(get_args(Event))

    @pytest.mark.asyncio
    @pytest.mark.parametrize("event", EXAMPLES, ids=lambda event: type(event).__name__)
    async def test_every_text_of_an_event_can_be_read(self, event: Event, tmp_path: Path) -> None:
        """Whatever an event says is seen: nothing is dropped, and nothing is cut."""
        surface = self.surface(tmp_path)
        await self._show(surface, event, Done(status=Status.DONE))
        shown, behind = squeezed(self.seen()), set(_behind(event, surface.capabilities))
        assert [text for text in texts(event) if squeezed(text) not in shown and text not in behind] == []

    @pytest.mark.asyncio
    async def test_a_streamed_text_is_whole_and_stands_there_once(self, tmp_path: Path) -> None:
        """A prompt that was shown as it was written is not shown a second time by its card."""
        text = "Summarise the tickets.\nKeep it short."
        pieces = [TextDelta(slot="p", text=text[at : at + 5]) for at in range(0, len(text), 5)]
        card = Card(slot="p", title="Tickets, v1", parts=(Prompt(text), Line("Assumed: English")))
        await self._show(self.surface(tmp_path), *pieces, card, Done(status=Status.DONE))
        shown = squeezed(self.seen())
        assert shown.count(squeezed(text)) == 1
        assert squeezed("Tickets, v1") in shown
        assert squeezed("Assumed: English") in shown

    @pytest.mark.asyncio
    async def test_a_cut_stream_leaves_what_came_and_says_what_happened(self, tmp_path: Path) -> None:
        """When an answer breaks off, its beginning stays readable beside the failure, its advice and its number."""
        failure = next(event for event in EXAMPLES if isinstance(event, Failure))
        await self._show(
            self.surface(tmp_path), TextDelta(slot="p", text="Summarise the"), failure, Done(status=Status.FAILED)
        )
        shown = squeezed(self.seen())
        for text in ("Summarise the", failure.sentence, failure.kept, failure.advice, failure.request):
            assert squeezed(text) in shown

    @pytest.mark.asyncio
    async def test_hostile_text_is_shown_and_does_nothing(self, tmp_path: Path) -> None:
        """Control characters, marks and line tricks in anybody's text are read, not obeyed."""
        card = replace(CARD, title=HOSTILE, parts=(Prompt(HOSTILE), Line(HOSTILE)))
        await self._show(self.surface(tmp_path), TextDelta(slot="s", text=HOSTILE), card, Done(status=Status.DONE))
        shown = self.seen()
        assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202e]", shown)
        assert squeezed(shown).count(squeezed("[bold]marked[/bold]")) == 4

    @pytest.mark.asyncio
    async def test_a_long_prompt_is_there_to_its_last_character(self, tmp_path: Path) -> None:
        """Fifty thousand characters arrive as fifty thousand characters."""
        card = Card(slot="p", title="Long", parts=(Prompt(LONG, name="long.md"),))
        await self._show(self.surface(tmp_path), card, Done(status=Status.DONE))
        assert squeezed(LONG) in squeezed(self.exact())

    @pytest.mark.asyncio
    async def test_an_answer_that_was_stopped_leaves_the_next_one_whole(self, tmp_path: Path) -> None:
        """After Stop the next answer is shown in full, though it looks like the one before."""
        surface = self.surface(tmp_path)
        await self._show(surface, TextDelta(slot="p", text="Summarise"), call="first")
        card = Card(slot="p", title="Tickets", parts=(Prompt("Summarise"), Line("whole")))
        await self._show(surface, card, Done(status=Status.DONE), call="second")
        assert squeezed(self.seen()).count("Summarise") == 2

    @pytest.mark.asyncio
    async def test_an_unknown_button_gets_an_answer(self, tmp_path: Path) -> None:
        """Pressing a button of another version of the program says what to type instead."""
        surface = self.surface(tmp_path)
        async with house(tmp_path) as home:
            answer = await home.press("9who.knows:what")
        await self._show(surface, *answer.events)
        assert squeezed(answer.failure.sentence) in squeezed(self.seen())
        assert squeezed(answer.failure.advice) in squeezed(self.seen())


def _behind(event: Event, can: Capabilities) -> Iterator[str]:
    """Give what may stay out of sight: the buttons behind "More", and the way to a form where there are no forms."""
    if isinstance(event, Card | Diff):
        yield from texts(event.more)
        yield from texts(event.thumbs) if can.thumbs.level is not Level.FULL else ()
    if isinstance(event, AskForm) and can.forms.level is Level.NONE:
        yield from (event.open.label, event.form.title)
