"""Which version of a saved prompt is meant where it is named to be used, run, compared or included."""

from dataclasses import dataclass, replace

from bot.commands._cards import which_version
from bot.commands._work import snippet_named, version_of
from bot.commands.show import snippet_by
from bot.dialogue.command import Call, Services
from bot.domain import Snippet, SnippetVersion
from bot.words import Words


@dataclass(frozen=True, slots=True)
class Picked:
    """A version of a saved prompt. `said` says which one, for people."""

    snippet: Snippet
    number: int
    text: str
    said: str


async def pick(call: Call, services: Services, name: str) -> Picked:
    """Give the version that "name@6" or "name@staging" names; of a bare name the one labelled production, else the
    newest. `NotFound` as for what is not there.
    """
    snippet, wanted = await snippet_named(call, services, name)
    return _picked(snippet, await version_of(services, snippet, wanted), call.words)


async def pick_by(call: Call, services: Services, subject: str) -> Picked:
    """Give the version that a button names; where it names a prompt alone, the one that its name would give."""
    return _picked(*await snippet_by(replace(call, subject=subject), services), call.words)


def _picked(snippet: Snippet, version: SnippetVersion, words: Words) -> Picked:
    said = f"{snippet.name} {which_version(snippet, version, words)}"
    return Picked(snippet, version.number, version.text, said)
