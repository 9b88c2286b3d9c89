"""What a person chose: the language of what only they see, and the team they work for where there is no place."""

from collections.abc import Mapping, Sequence

from bot.commands._members import ROLES
from bot.dialogue.action import token
from bot.dialogue.command import Call, Events, Services
from bot.dialogue.events import Button, Card, Choices, Done, Facts, Line, Style, Tone
from bot.domain import Membership, Status
from bot.errors import NotFound, Usage
from bot.library.names import key
from bot.library.texts import shortened
from bot.ports import LANGUAGE, TEAM
from bot.words import N_, Words, installed

AUTO = "auto"
NONE = "none"
LANGUAGES: Mapping[str, str] = {"en": "English", "fr": "Français"}
"""As those who speak them call them; another one is shown by its code."""


def language_name(code: str, words: Words) -> str:
    """Give the name of a language, or say that none was chosen."""
    return LANGUAGES.get(code, code) if code else words(N_("as your chat says"))


async def language(call: Call, services: Services) -> Events:
    """Keep a language, or ask which."""
    wanted = (call.subject or call.get("value")).strip().casefold()
    if not wanted:
        yield _which_language(call)
        yield Done(status=Status.ASKING)
        return
    if call.subject and call.subject not in {*installed(), AUTO}:
        raise NotFound(N_("That button is from another version of me, and I no longer know it."))
    chosen = _language(wanted)
    await services.store.people.prefer(call.actor.person, LANGUAGE, chosen or None)
    words = call.words.into(chosen or call.whence.locale)
    said = N_("What only you see is in this language from now on: {language}. What all see stays in the place's.")
    yield Card(slot="language", title=words(said, language=language_name(chosen, words)))
    yield Done(status=Status.DONE, data=chosen)


def _language(wanted: str) -> str:
    """Give the code of a language by its code or its name; nothing for "auto"."""
    named = {name.casefold(): code for code, name in LANGUAGES.items()}
    code = named.get(wanted, wanted)
    if code == AUTO:
        return ""
    if code not in installed():
        raise Usage(
            N_("I do not speak {language}. Nothing was changed."),
            advice=N_("These can be chosen: {languages}"),
            language=shortened(wanted, 40),
            languages=", ".join((*installed(), AUTO)),
        )
    return code


def _which_language(call: Call) -> Choices:
    words = call.words
    buttons = [Button(language_name(code, words), token("me.language", code)) for code in installed()]
    return Choices(
        slot="language",
        question=words(N_("In which language do you want to read what only you see?")),
        buttons=(*buttons, Button(words(N_("As your chat says")), token("me.language", AUTO))),
    )


async def team(call: Call, services: Services) -> Events:
    """Keep which team counts where there is no place, or ask which."""
    words = call.words
    teams = await services.store.people.teams(call.actor.person)
    wanted = (call.subject or call.get("value")).strip()
    if not wanted:
        yield await _which_team(call, services, teams)
        yield Done(status=Status.ASKING if teams else Status.DONE)
        return
    chosen = None if wanted.casefold() == NONE else _pressed(teams, wanted) if call.subject else _named(teams, wanted)
    await services.store.people.prefer(call.actor.person, TEAM, chosen.team if chosen else None)
    if chosen:
        said = words(N_("In direct messages with me you work for {team} from now on."), team=chosen.name)
    else:
        said = words(N_("In direct messages with me you work for no team from now on."))
    yield Card(slot="team", title=said, data=chosen)
    yield Done(status=Status.DONE, data=chosen)


def _pressed(teams: Sequence[Membership], team: str) -> Membership:
    """Give the team that a button names."""
    found = next((one for one in teams if one.team == team), None)
    if found is None:
        raise NotFound(N_("You are not in that team. Nothing was changed."), advice=N_("/me team lists yours."))
    return found


def _named(teams: Sequence[Membership], wanted: str) -> Membership:
    found = [one for one in teams if key(one.name) == key(wanted)]
    if not found:
        raise NotFound(
            N_("You are in no team called {team}. Nothing was changed."),
            advice=N_("/me team lists yours."),
            team=shortened(wanted, 80),
        )
    if len(found) > 1:
        raise Usage(
            N_("You are in {count} teams called {team}. Nothing was changed."),
            advice=N_("/me team has a button for each."),
            count=len(found),
            team=found[0].name,
        )
    return found[0]


async def _which_team(call: Call, services: Services, teams: Sequence[Membership]) -> Choices:
    words = call.words
    if not teams:
        none = words(N_("You are in no team yet. You come into one by using me where it is at home."))
        return Choices(slot="team", question=none)
    kept = await services.store.people.preference(call.actor.person, TEAM)
    roles = {one.team: call.actor.role if one.team == call.actor.team else one.role for one in teams}
    rows = tuple(
        (one.name, f"{words(ROLES[roles[one.team]])} ✓" if one.team == kept else words(ROLES[roles[one.team]]))
        for one in teams
    )
    buttons = [Button(shortened(one.name, 36), token("me.team", one.team)) for one in teams]
    return Choices(
        slot="team",
        question=words(N_("For which team do you work in direct messages with me?")),
        parts=(Facts(rows), Line(words(N_("In a place of its own, that place's team counts.")), Tone.QUIET)),
        buttons=(*buttons, Button(words(N_("None")), token("me.team", NONE), Style.PLAIN)),
        data=tuple(teams),
    )
