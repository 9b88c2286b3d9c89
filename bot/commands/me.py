"""me: what concerns only you: your accounts, your team, your language, your lessons, what the model took, what is kept
about you.
"""

from collections.abc import Mapping
from contextlib import aclosing
from functools import reduce
from operator import add

from bot.commands._cards import usage_facts
from bot.commands._coach import lessons, state, wanted
from bot.commands._me_chosen import language, language_name, team
from bot.commands._me_kept import erase, export, forget
from bot.commands._me_link import join, link, part, unlink
from bot.commands._members import ROLES
from bot.dialogue.action import token
from bot.dialogue.command import Action, Argument, Call, Command, Events, Handler, Kind, Services
from bot.dialogue.events import Button, Card, Done, Facts, Line, Part, Tone
from bot.domain import Status, Usage
from bot.errors import Usage as Unclear
from bot.library.texts import shortened
from bot.ports import DAY
from bot.words import N_, Words


async def me(call: Call, services: Services) -> Events:
    """Do what was asked; without a word, show everything."""
    what = call.get("what")
    if call.get("value") and what not in _TAKING:
        raise Unclear(N_("I do not know what to do with: {rest}"), rest=shortened(call.get("value"), 80))
    async with aclosing(_HANDLERS.get(what, overview)(call, services)) as events:
        async for event in events:
            yield event


async def overview(call: Call, services: Services) -> Events:
    """Show who somebody is to us, and what can be done about it."""
    words, people = call.words, services.store.people
    accounts = await people.accounts(call.actor.person)
    teams = {one.team: one.name for one in await people.teams(call.actor.person)}
    spent = await _spent(call, services)
    rows = (
        (words(N_("Accounts")), ", ".join(f"{one.name} ({one.account.platform})" for one in accounts)),
        (words(N_("Team here")), _team(call, teams.get(call.actor.team) if call.actor.team else None)),
        (words(N_("Language")), language_name(call.actor.language, words)),
        (words(N_("Short lessons")), state(words, on=await wanted(call, services))),
    )
    yield Card(
        slot="me",
        title=call.actor.name,
        parts=(Facts(rows), *_short(spent, words)),
        buttons=(
            Button(words(N_("Join another account")), token("me.link")),
            Button(words(N_("Language")), token("me.language")),
            *((Button(words(N_("Team")), token("me.team")),) if teams else ()),
        ),
        more=(
            Button(words(N_("Short lessons")), token("me.coach")),
            *((Button(words(N_("Separate this account")), token("me.unlink")),) if len(accounts) > 1 else ()),
            Button(words(N_("What you keep about me")), token("me.export")),
            Button(words(N_("Forget me")), token("me.forget")),
        ),
        data=accounts,
    )
    yield Done(status=Status.DONE, data=accounts)


def _team(call: Call, name: str | None) -> str:
    role = call.words(ROLES[call.actor.role])
    return f"{name} ({role})" if name else call.words(N_("none"))


async def _spent(call: Call, services: Services) -> Mapping[str, Usage]:
    return await services.store.ledger.by_purpose(services.clock.now() - DAY, call.actor.person)


def _short(spent: Mapping[str, Usage], words: Words) -> tuple[Part, ...]:
    whole = reduce(add, spent.values(), Usage())
    return (usage_facts(whole, words, title=words(N_("Used in the last 24 hours"))),) if spent else ()


async def usage(call: Call, services: Services) -> Events:
    """Show what the model took for you in the last 24 hours."""
    spent = await _spent(call, services)
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


_HANDLERS: Mapping[str, Handler] = {
    N_("usage"): usage,
    N_("link"): link,
    N_("unlink"): unlink,
    N_("team"): team,
    N_("language"): language,
    N_("coach"): lessons,
    N_("export"): export,
    N_("forget"): forget,
}
_TAKING = {"link", "team", "language", "coach"}
"""What a value may follow."""

COMMANDS = (
    Command(
        verb="me",
        help=N_("Your accounts, team and language, what the model took, what is kept about you"),
        example="me usage",
        details=N_(
            "link joins another account of yours: it gives a code, and link CODE in the other account uses it. unlink"
            " separates this account again. team NAME says whose prompts you find in direct messages. language en, fr"
            " or auto. coach on or off says whether you get a short lesson after a change to a prompt. export gives you"
            " all that is kept about you, forget drops it after a question."
        ),
        order=85,
        names={"fr": ("moi",)},
        arguments=(
            Argument(
                name="what",
                names={"fr": "quoi"},
                kind=Kind.CHOICE,
                about=N_("What to show or do; empty: an overview"),
                choices=tuple(_HANDLERS),
            ),
            Argument(
                name="value",
                names={"fr": "valeur"},
                kind=Kind.WORDS,
                about=N_("The code, the team, the language, or on or off"),
                limit=200,
            ),
        ),
        run=me,
        gives_file=True,
        actions=(
            *(Action(name=name, run=run) for name, run in _HANDLERS.items() if name != "usage"),
            Action(name="join", run=join),
            Action(name="part", run=part),
            Action(name="erase", run=erase),
        ),
    ),
)
