"""history: the versions of a saved prompt, the newest first, each to look at, to compare and to go back to."""

from collections.abc import Mapping
from dataclasses import replace

from bot.commands._cards import labels_at
from bot.commands._said import ACTION as SAID
from bot.commands._standing import said_button
from bot.commands._work import snippet_named
from bot.commands.show import snippet_by
from bot.dialogue.action import token
from bot.dialogue.command import Argument, Call, Command, Events, Kind, Services
from bot.dialogue.events import Button, Card, Done, Item, Items
from bot.domain import Snippet, SnippetVersion, Status
from bot.words import N_, Words

PAGE = 5
"""Versions on a page."""
Liked = tuple[int, int]
"""How many people liked the answers to a version, and how many said what they think of them."""


async def history(call: Call, services: Services) -> Events:
    """List the versions of a saved prompt; a button may name the one before which the page begins."""
    if call.subject:
        snippet, _ = await snippet_by(call, services)
        below = call.subject.partition(".")[2]
    else:
        snippet, wanted = await snippet_named(call, services, call.get("name"))
        below = str(wanted + 1) if wanted else ""
    before = int(below) if below.isdecimal() else None
    found = await services.store.library.last(snippet.id, below=before, limit=PAGE + 1)
    liked = {one.number: await services.store.opinions.liked(snippet.id, one.number) for one in found[:PAGE]}
    card = _card(snippet, found[:PAGE], liked, call.words, more=len(found) > PAGE)
    yield replace(card, buttons=(*card.buttons, *await said_button(services, snippet, call.words)))
    yield Done(status=Status.DONE, data=found[:PAGE])


def _card(
    snippet: Snippet, found: tuple[SnippetVersion, ...], liked: Mapping[int, Liked], words: Words, *, more: bool
) -> Card:
    title = words.count(
        "{name}: {number} version", "{name}: {number} versions", snippet.newest.number, name=snippet.name
    )
    earlier = Button(words(N_("Earlier ones")), token("history", f"{snippet.id}.{found[-1].number}")) if more else None
    return Card(
        slot="history",
        title=title,
        parts=(Items(tuple(_item(snippet, version, liked[version.number], words) for version in found)),),
        buttons=(earlier,) if earlier else (),
        data=found,
    )


def _item(snippet: Snippet, version: SnippetVersion, liked: Liked, words: Words) -> Item:
    good, judged = liked
    thought = words(N_("{good} of {number} liked its answers"), good=good, number=judged) if judged else ""
    labels = ", ".join(labels_at(snippet, version.number))
    return Item(
        title=f"v{version.number}",
        mark=labels,
        body=" · ".join(filter(None, (version.why, version.author_name, f"{version.at:%Y-%m-%d %H:%M} UTC", thought))),
        buttons=tuple(_buttons(snippet, version, words)),
    )


def _buttons(snippet: Snippet, version: SnippetVersion, words: Words) -> list[Button]:
    subject = f"{snippet.id}.{version.number}"
    buttons = [Button(words(N_("Show")), token("show", subject))]
    if version.number > 1:
        buttons.append(Button(words(N_("What changed")), token("diff", subject)))
    if version.number != snippet.newest.number:
        buttons.append(Button(words(N_("Restore")), token("restore", subject)))
    return buttons


COMMANDS = (
    Command(
        verb="history",
        help=N_("List the versions of a saved prompt: who, when and why"),
        example="history release-notes",
        order=61,
        names={"fr": ("historique",)},
        arguments=(
            Argument(name="name", names={"fr": "nom"}, kind=Kind.SNIPPET, about=N_("The saved prompt"), required=True),
        ),
        run=history,
        tool=True,
        actions=(SAID,),
    ),
)
