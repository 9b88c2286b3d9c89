"""What is kept about a person: all of it as files, or nothing of it any more."""

import json
from collections.abc import AsyncIterator
from datetime import timedelta

from bot.commands._records import Forgetting, keep, kept
from bot.dialogue.action import token
from bot.dialogue.command import Call, Events, Services
from bot.dialogue.events import Attachment, Button, Card, Choices, Done, Line, Progress, Style, Tone
from bot.domain import Status
from bot.errors import NotFound
from bot.library.access import personal
from bot.library.exchange.archive import Bundle
from bot.library.exchange.as_json import FORMAT as JSON
from bot.library.exchange.stored import entry_of
from bot.library.exchange.values import File
from bot.words import N_

FULL = 8_000_000
"""Bytes from which on a ZIP is followed by another: chats take no more than ten million."""
PIECE = 1_000_000
"""Characters of a file in it."""
PROMPTS = 20
"""Prompts of a file, with all their versions."""
SURE = timedelta(minutes=10)
"""How long the question can be answered."""


async def export(call: Call, services: Services) -> Events:
    """Give all that is kept about the person, in as many files as it takes, each made when the one before was given."""
    words, number, bundle = call.words, 0, Bundle()
    yield Progress(slot="export", text=words(N_("Gathering what I keep about you…")))
    async for file in _files(call, services):
        bundle.add(file)
        if bundle.size >= FULL:
            number += 1
            yield _attached(call, bundle, number)
            bundle = Bundle()
    if bundle.size or not number:
        number += 1
        yield _attached(call, bundle, number)
    said = N_(
        "prompts/ holds your private prompts, in a form that import takes; the other files hold one thing a line. Not"
        " in them: messages in chats, which I do not keep, and backups."
    )
    yield Card(
        slot="exported",
        title=words.count("What I keep about you: {number} file.", "What I keep about you: {number} files.", number),
        parts=(Line(words(said), Tone.QUIET),),
    )
    yield Done(status=Status.DONE, data=number)


def _attached(call: Call, bundle: Bundle, number: int) -> Attachment:
    return Attachment(
        slot=f"export-{number}",
        name=f"about-me-{number}.zip",
        media_type="application/zip",
        content=bundle.close(),
        note=call.words(N_("What I keep about you")),
        keep=True,
        once=call.words(N_("A file was given here once. Type the command again for another.")),
    )


async def _files(call: Call, services: Services) -> AsyncIterator[File]:
    async for file in _prompts(call, services):
        yield file
    name, lines, number, size = "", list[str](), 0, 0
    async for kind, row in services.store.links.told(call.actor.person):
        if lines and (kind != name or size > PIECE):
            yield _lines(name, number, lines)
            lines, size = [], 0
            number = number + 1 if kind == name else 1
        name, number = kind, number or 1
        lines.append(json.dumps(row, ensure_ascii=False))
        size += len(lines[-1])
    if lines:
        yield _lines(name, number, lines)


def _lines(name: str, number: int, lines: list[str]) -> File:
    text = "\n".join(lines) + "\n"
    return File(f"{name}-{number}.jsonl", text.encode("utf-8", "replace"))


async def _prompts(call: Call, services: Services) -> AsyncIterator[File]:
    library, scope, after, number = services.store.library, personal(call.actor), "", 0
    while page := await library.histories(scope, after=after, limit=PROMPTS):
        number += 1
        for file in JSON.write(map(entry_of, page)):
            yield File(f"prompts/{number}.json", file.content)
        after = page[-1].snippet.name


async def forget(call: Call, services: Services) -> Events:
    """Say what would go and what would stay, and ask."""
    words = call.words
    record = await keep(call, services, Forgetting(services.clock.now() + SURE))
    goes = N_(
        "For good: your private prompts, all that you worked on, your settings and judgements, what you did here, your"
        " accounts and your place in teams. There is no way back; /me export gives it to you before."
    )
    stays = N_(
        "What stays: prompts that you gave to a team or a channel, by “someone who left”; how much the model took,"
        " without your name; that you were taken out of a team or only read there, if so, and with which account;"
        " messages in chats, which you delete there; backups that were made before."
    )
    yield Choices(
        slot="forget",
        question=words(N_("Forget you, with all that is yours?")),
        parts=(Line(words(goes)), Line(words(stays))),
        buttons=(
            Button(words(N_("Forget me")), token("me.erase", record), Style.DANGER),
            Button(words(N_("Export it first")), token("me.export")),
        ),
    )
    yield Done(status=Status.ASKING)


async def erase(call: Call, services: Services) -> Events:
    """Forget the person, if they were asked a moment ago."""
    asked = await kept(call, services, call.subject, Forgetting)
    if services.clock.now() > asked.until:
        raise NotFound(N_("That question is over. Nothing was forgotten."), advice=N_("/me forget asks again."))
    await services.store.links.forget(call.actor.person)
    said = N_("If you write to me again, you are somebody new to me.")
    yield Card(slot="forget", title=call.words(N_("You are forgotten.")), parts=(Line(call.words(said)),))
    yield Done(status=Status.DONE)
