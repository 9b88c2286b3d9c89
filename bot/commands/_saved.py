"""The card of a prompt that was just saved."""

from collections.abc import Iterable

from bot.commands._cards import snippet_buttons
from bot.commands._changing import changed
from bot.dialogue.command import Call, Services
from bot.dialogue.events import Card, Line
from bot.domain import ScopeKind, Snippet
from bot.words import N_


async def saved_card(snippet: Snippet, call: Call, services: Services, notes: Iterable[str] = ()) -> Card:
    """Say under which name it is kept, who finds it, which version is used where that is another, and what changes with
    it.
    """
    also = await changed(call, services, snippet)
    return shown(snippet, call, (_saved(snippet, call), *_production(snippet, call), *also, *notes))


def shown(snippet: Snippet, call: Call, notes: Iterable[str]) -> Card:
    """Say something of what is kept; the text itself has just been on the screen."""
    return Card(
        slot="snippet",
        title=snippet.name,
        parts=tuple(Line(note) for note in notes),
        buttons=snippet_buttons(snippet, call.words),
        data=snippet,
    )


def _saved(snippet: Snippet, call: Call) -> str:
    if snippet.scope.kind is ScopeKind.TEAM:
        said = N_("Saved as {name}, version {number}. Everybody in the team finds it.")
    else:
        said = N_("Saved as {name}, version {number}. Only you see it; Share passes it on.")
    return call.words(said, name=snippet.name, number=snippet.newest.number)


def _production(snippet: Snippet, call: Call) -> tuple[str, ...]:
    if snippet.preferred == snippet.newest.number:
        return ()
    return (call.words(N_("production still points at version {number}: /label moves it."), number=snippet.preferred),)
