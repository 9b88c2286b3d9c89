"""Which version of a saved prompt is meant where it is named to be used, run, compared or included."""

from dataclasses import dataclass, replace

from bot.commands._work import snippet_named
from bot.commands.show import snippet_by, version_of
from bot.dialogue.command import Call, Services
from bot.domain import Snippet
from bot.words import N_, Words


@dataclass(frozen=True, slots=True)
class Picked:
    """A version of a saved prompt. `said` says which one, for people."""

    snippet: Snippet
    number: int
    text: str
    said: str


async def pick(call: Call, services: Services, name: str) -> Picked:
    """Give the version that "name@6" names; of a bare name the newest. `NotFound` as for what is not there."""
    snippet, wanted = await snippet_named(call, services, name)
    number, text = await version_of(services, snippet, wanted)
    return Picked(snippet, number, text, which(snippet, number, call.words))


async def pick_by(call: Call, services: Services, subject: str) -> Picked:
    """Give the version that a button names; where it names a prompt alone, the one that its name would give."""
    snippet, number, text = await snippet_by(replace(call, subject=subject), services)
    return Picked(snippet, number, text, which(snippet, number, call.words))


def which(snippet: Snippet, number: int, words: Words) -> str:
    """Say which version it is."""
    newest = number == snippet.newest.number
    said = N_("{name} v{number}, the newest") if newest else N_("{name} v{number}; v{newest} is the newest")
    return words(said, name=snippet.name, number=number, newest=snippet.newest.number)
