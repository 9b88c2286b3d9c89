"""Answers of any length, laid out for a platform: everyone waits while that is done."""

from collections.abc import Callable
from time import thread_time

import pytest

from adapters.discord.board import Board as DiscordBoard
from adapters.slack.board import Board as SlackBoard
from bot.dialogue.events import Card, Delta, Diff, Done, Event, Prompt
from bot.domain import Status
from bot.engineer.diff import stretches
from bot.words import Words

MOST = 0.25
"""Seconds of work in one piece; Discord wants to hear of a heartbeat, people of their commands."""
ROUNDS = 3
LINES = [f"Line {number}: please write a very nice thing about it.\n" for number in range(1_800)]
LONG = "".join(LINES)
CHANGED = Diff(slot="p", title="long, v2", delta=Delta(stretches(LONG, LONG.replace("nice", "good"))))
WHOLE = Card(slot="p", title="long", parts=(Prompt(LONG, name="long.md"),))
UNBROKEN = Card(slot="p", title="long", parts=(Prompt("word " * 20_000, name="long.md"),))


def on_discord(event: Event) -> int:
    """Lay it out for somebody who installed the bot for themself: five messages."""
    board = DiscordBoard(Words(), room=5)
    board.show(event)
    board.show(Done(status=Status.DONE))
    return len(board.sheets)


def on_slack(event: Event) -> int:
    """Lay it out for a private answer."""
    board = SlackBoard(Words(), room=3)
    board.show(event)
    board.show(Done(status=Status.DONE))
    return len(board.messages)


@pytest.mark.timed
@pytest.mark.parametrize("event", [CHANGED, WHOLE, UNBROKEN], ids=["changed", "whole", "unbroken"])
@pytest.mark.parametrize("laid_out", [on_discord, on_slack])
def test_fault_37_a_long_answer_holds_nobody_up(laid_out: Callable[[Event], int], event: Event) -> None:
    """While the longest prompts are laid out for one person, all others are still answered at once."""
    took = []
    for _ in range(ROUNDS):
        began = thread_time()
        assert laid_out(event) >= 1
        took.append(thread_time() - began)
    assert min(took) < MOST
