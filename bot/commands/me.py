"""me: what concerns only you."""

from collections.abc import Mapping
from functools import reduce
from operator import add

from bot.commands._cards import usage_facts
from bot.dialogue.command import Argument, Call, Command, Events, Kind, Services
from bot.dialogue.events import Card, Done, Facts, Line, Part, Tone
from bot.domain import Status, Usage
from bot.ports import DAY
from bot.words import N_, Words


async def me(call: Call, services: Services) -> Events:
    """Show what the model took for you in the last 24 hours."""
    spent = await services.store.ledger.by_purpose(services.clock.now() - DAY, call.actor.person)
    yield Card(
        slot="usage",
        title=call.words(N_("Used in the last 24 hours")),
        parts=_parts(spent, call.words),
        data=dict(spent),
    )
    yield Done(status=Status.DONE, data=dict(spent))


def _parts(spent: Mapping[str, Usage], words: Words) -> tuple[Part, ...]:
    if not spent:
        return (Line(words(N_("No model was asked for you; it cost nothing."))),)
    rows = tuple((purpose, f"{usage.input_tokens + usage.output_tokens:,}") for purpose, usage in spent.items())
    whole = reduce(add, spent.values(), Usage())
    note = Line(words(N_("Prices are estimates from public price lists.")), Tone.QUIET)
    return usage_facts(whole, words), Facts(rows, title=words(N_("Tokens by what was asked"))), note


COMMANDS = (
    Command(
        verb="me",
        help=N_("What the model took for you in the last 24 hours"),
        example="me usage",
        order=85,
        names={"fr": ("moi",)},
        arguments=(
            Argument(name="what", names={"fr": "quoi"}, kind=Kind.CHOICE, about=N_("What to show"), choices=("usage",)),
        ),
        run=me,
    ),
)
