"""The prompt under work: which one a call means, and how a new one begins."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from dataclasses import replace
from typing import TypeVar, cast

from bot.dialogue.action import token
from bot.dialogue.command import Call, Services, at_work, channel_scope
from bot.dialogue.events import Button, Card, Choices, Line, Style
from bot.dialogue.guard import SHORT, unallowed
from bot.dialogue.inbound import Spot
from bot.dialogue.parse import reference
from bot.domain import (
    Base,
    Finding,
    NewVersion,
    Origin,
    Scope,
    Session,
    Snippet,
    SnippetVersion,
    Version,
    VersionId,
    Work,
)
from bot.engineer.checks.personal import anonymous
from bot.engineer.checks.run import check
from bot.engineer.checks.secrets import mask, secrets
from bot.errors import NotFound
from bot.library.access import Verb, access, visible_scopes
from bot.library.names import NEWEST, number_of, split_version
from bot.words import N_

T = TypeVar("T")
TITLE = 40
"""Characters of a title that was made from a text."""
POINTS = ".,;:"
"""What a title does not end with."""


def closing(stream: AsyncIterator[T]) -> aclosing[AsyncGenerator[T, None]]:
    """Close an engineer's stream as soon as it is left, so that no model goes on writing."""
    return aclosing(cast("AsyncGenerator[T, None]", stream))


async def current(call: Call, services: Services) -> Work | None:
    """Give what the conversation works on."""
    return call.at_work or await at_work(call, services.store.sessions, services.clock)


async def named(call: Call, services: Services, subject: str) -> Work:
    """Give the version that a button names, if the presser may see it."""
    work = await services.store.sessions.work(VersionId(subject))
    if work and (work.session.owner == call.actor.person or await _ours(call, services, work.session)):
        return work
    raise NotFound(N_("That version is no longer there."), advice=N_("/last shows what you were working on."))


async def _ours(call: Call, services: Services, session: Session) -> bool:
    """Tell whether it is the thread's prompt, which belongs to all who write there."""
    if call.whence.spot is not Spot.THREAD:
        return False
    open_here = await services.store.sessions.current(call.here, since=None)
    return open_here is not None and open_here.id == session.id


async def document(call: Call, services: Services, argument: str) -> Work | None:
    """Give what a call is about: the version that a button named, `@name`, text, a file, or the current prompt."""
    if call.subject:
        return await named(call, services, call.subject)
    text = call.get(argument)
    if name := reference(text):
        return await open_snippet(call, services, name)
    if text:
        return await begin(call, services, text, Origin.PASTED, title_of(text))
    return await _attached(call, services)


async def chosen(call: Call, services: Services) -> Work | None:
    """Give what a call is about that takes the name of a saved prompt: the version that a button named, the prompt of
    that name, a file, or the current prompt.
    """
    if call.subject:
        return await named(call, services, call.subject)
    if call.get("name"):
        return await open_snippet(call, services, call.get("name"))
    return await _attached(call, services)


async def _attached(call: Call, services: Services) -> Work | None:
    if call.material.files:
        file = call.material.files[0]
        return await begin(call, services, file.text, Origin.PASTED, file.name)
    return await current(call, services)


async def begin(call: Call, services: Services, text: str, origin: Origin, title: str, why: str = "") -> Work:
    """Begin a session with a text as its first version, and make it what the conversation works on."""
    new = NewVersion(text=text, origin=origin, author=call.actor.person, parent=None, why=why)
    return await begin_with(call, services, new, title)


async def begin_with(call: Call, services: Services, new: NewVersion, title: str, *, base: Base | None = None) -> Work:
    """Do the same with a version that is made up already; `base` is the saved one that it is."""
    sessions = services.store.sessions
    session = await sessions.begin(call.conversation, call.actor.person, title, call.write("session"), base=base)
    version = await sessions.add(session.id, new, call.write("first"))
    return await reread(services, version)


async def add(
    call: Call, services: Services, work: Work, new: NewVersion, *, expected: VersionId | None = None
) -> Work:
    """Add a version to a session and move its head there. A conversation works on what was changed in it last. A
    press on what belongs to another begins a private copy. `Conflict` when the head is no longer at `expected`.
    """
    if work.session.owner != call.actor.person and not call.shared:
        alone = replace(new, parent=None)
        return await begin_with(call, services, alone, work.session.title, base=work.session.base)
    version = await services.store.sessions.add(work.session.id, new, call.write("version"), expected=expected)
    await services.store.sessions.attach(call.conversation, work.session.id)
    return await reread(services, version)


async def go_on(call: Call, services: Services, work: Work) -> None:
    """Make a session what the conversation works on, unless it belongs to another."""
    if work.session.owner == call.actor.person or call.shared:
        await services.store.sessions.attach(call.conversation, work.session.id)


async def reread(services: Services, version: Version) -> Work:
    """Give a version with its session as it stands now."""
    work = await services.store.sessions.work(version.id)
    if work is None:
        raise NotFound(N_("That conversation is no longer there."))
    return work


async def open_snippet(call: Call, services: Services, name: str) -> Work:
    """Begin work on a saved prompt, at its newest version unless another one is asked for."""
    snippet, wanted = await snippet_named(call, services, name)
    version = await version_of(services, snippet, wanted or snippet.newest.number)
    return await open_version(call, services, snippet, version)


async def open_version(call: Call, services: Services, snippet: Snippet, version: SnippetVersion) -> Work:
    """Begin work on a version of a saved prompt; the work knows which."""
    why, base = f"{snippet.name}@{version.number}", Base(snippet.id, version.number)
    new = NewVersion(
        text=version.text,
        origin=Origin.OPENED,
        author=call.actor.person,
        parent=None,
        why=why,
        target=version.target,
    )
    return await begin_with(call, services, new, snippet.name, base=base)


async def snippet_named(call: Call, services: Services, name: str) -> tuple[Snippet, int | None]:
    """Give the snippet of a name that the actor may see, and the number of the version that was asked for, by number,
    by label or as the newest. `NotFound` names what looks like it.
    """
    wanted, mark = split_version(name)
    scopes = seen(call)
    snippet = await services.store.library.get(scopes, wanted)
    if snippet is None:
        near = await services.store.library.similar(scopes, wanted, limit=3)
        advice = N_("Did you mean {near}?") if near else N_("/find lists what there is.")
        raise NotFound(N_("There is no prompt called {name}."), name=wanted, near=", ".join(near), advice=advice)
    access(call.actor, snippet, Verb.READ, channel=channel_scope(call.whence))
    return snippet, None if mark is None else numbered(snippet, mark)


def is_mark(snippet: Snippet, mark: str) -> bool:
    """Tell whether a word alone, by its key, names a version of a prompt: a number, a label of it, or the newest."""
    return mark == NEWEST or number_of(mark) is not None or any(one.name == mark for one in snippet.labels)


def numbered(snippet: Snippet, mark: str) -> int:
    """Give the number of the version that is meant by what stands behind an "@"."""
    if mark == NEWEST:
        return snippet.newest.number
    labels = {label.name: label.number for label in snippet.labels}
    number = number_of(mark) or labels.get(mark)
    if number is None:
        none, some = N_("{name} has no label yet."), N_("It has these labels: {labels}.")
        raise NotFound(
            N_("{name} has no version labelled {label}."),
            name=snippet.name,
            label=mark,
            labels=", ".join(labels),
            advice=some if labels else none,
        )
    return number


async def version_of(services: Services, snippet: Snippet, number: int | None) -> SnippetVersion:
    """Give a version of a saved prompt; for None the one that is used where nobody says which."""
    number = snippet.preferred if number is None else number
    if number == snippet.newest.number:
        return snippet.newest
    version = await services.store.library.version(snippet.id, number)
    if version is None:
        said = N_("{name} has no version {version}; the newest is {number}.")
        raise NotFound(said, name=snippet.name, version=number, number=snippet.newest.number)
    return version


def seen(call: Call) -> tuple[Scope, ...]:
    """Give the scopes that may be read in this call."""
    return visible_scopes(call.actor, channel_scope(call.whence), shared=call.shared)


def title_of(text: str) -> str:
    """Make a title from a text: its first words, with an ellipsis where more follows. Titles stand where the text does
    not, so that what must not get there is left out; a secret that was cut could no longer be told from other words.
    """
    start = text[:SHORT]
    words = anonymous(mask(start, secrets(start))).split()
    title = ""
    for word in words:
        if len(title) + len(word) >= TITLE:
            return f"{title.rstrip(POINTS) or word[: TITLE - 1]}…"
        title = f"{title} {word}".strip()
    return title.rstrip(POINTS) or title


async def checked(text: str, call: Call) -> tuple[Finding, ...]:
    """Run the checks that need no model, in a thread, so that nobody else waits."""
    return await asyncio.to_thread(check, text, call.words)


def nothing_open(call: Call) -> Choices:
    """Say that there is nothing to work on, and offer to paste a prompt."""
    words = call.words
    return Choices(
        slot="paste",
        question=words(N_("Nothing is open here yet.")),
        parts=(Line(words(N_("Paste a prompt, or draft one from a goal."))),),
        buttons=(
            Button(words(N_("Paste a prompt")), token("edit.paste"), Style.PRIMARY),
            Button(words(N_("Draft one")), token("draft")),
        ),
    )


async def secret_stop(call: Call, services: Services, work: Work) -> Card | None:
    """Stop before a hosted model is shown a stored prompt with a secret in it."""
    model = services.engineer.abilities.model
    if model is None or not model.hosted:
        return None
    found = await unallowed(work.version.text, call.actor.person, services.store)
    if not found:
        return None
    words, version = call.words, work.version.id
    said = N_("I stopped: line {line} of {name} looks like {kind}. I sent nothing.")
    return Card(
        slot="secret",
        title=words(N_("A secret?")),
        parts=(Line(words(said, line=found[0].line, name=work.name, kind=words(found[0].kind))),),
        buttons=(
            Button(words(N_("Mask it")), token("edit.mask", version), Style.PRIMARY),
            Button(words(N_("Not a secret")), token("edit.allow", version)),
        ),
    )
