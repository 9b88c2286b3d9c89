"""What a conversation begins with: what was said, by whom, and what is worked on, each fenced off."""

from collections.abc import Sequence

from bot.dialogue.command import Call, Services, at_work
from bot.dialogue.guard import masked
from bot.dialogue.inbound import Remark
from bot.domain import Image, Version, Work
from bot.engineer.led.desk import Block, Desk, Request, request
from bot.library.texts import shortened
from bot.talk.results import headed

HEARD = 6_000
"""Characters of what was said before; the newest counts."""
HEAD = 12_000
"""Characters of the prompt under work, of the message and of all files together; the rest is left out with a word, and
the commands work on all of it.
"""
VERSIONS = 30
"""Versions of the prompt that are named, the newest."""
LINE = 100
"""Characters that are said of a version."""


async def opening(desk: Desk, call: Call, services: Services, images: tuple[Image, ...]) -> Request:
    """Compose the first request."""
    work = call.at_work or await at_work(call, services.store.sessions, services.clock)
    blocks = [
        Block("thread", _remarks(call.heard)),
        *(await _work(work, services) if work else await _elsewhere(call, services)),
        Block("files", await _files(call, unseen=() if images else call.material.images)),
        Block("message", f"{call.actor.name}:\n{headed(call.get('text'), HEAD)}"),
    ]
    where = "Others read along here." if call.shared else "Only this person reads the answer."
    return request(
        desk, "talk", blocks, f"Answer the message of {_one_line(call.actor.name)}. {where}", call.asker, images=images
    )


def _one_line(name: str) -> str:
    """Give a name as it may stand outside the fences: letters, digits and spaces alone."""
    return (
        "".join(character for character in name if character.isalnum() or character in " -'")[:40].strip()
        or "the person"
    )


def _remarks(heard: Sequence[Remark]) -> str:
    """Give the newest of what was said before, and how much is left out."""
    lines: list[str] = []
    room = HEARD
    for remark in reversed(heard):
        line = f"{remark.author}: {remark.text}"
        if len(line) > room:
            lines.append(f"[{len(heard) - len(lines)} earlier messages are left out here]")
            break
        room -= len(line)
        lines.append(line)
    return "\n".join(reversed(lines))


async def _work(work: Work, services: Services) -> tuple[Block, ...]:
    versions = await services.store.sessions.versions(work.session.id)
    text = headed(await masked(work.version.text), HEAD)
    tree = await masked(await _tree(versions, work, services))
    return Block("versions", tree), Block("prompt", text)


async def _elsewhere(call: Call, services: Services) -> tuple[Block, ...]:
    """Name what the person worked on last in another place, unless others read along."""
    recent = () if call.shared else await services.store.sessions.recent(call.actor.person, 1)
    return tuple([Block("elsewhere", await masked(session.title)) for session in recent])


async def _tree(versions: Sequence[Version], work: Work, services: Services) -> str:
    """Name the versions, a line each; each says which it was made from where that is not the one before."""
    numbers = {version.id: version.number for version in versions}
    authors = {version.author for version in versions[-VERSIONS:]}
    names = {author: await services.store.people.person_name(author) for author in authors}
    left_out = len(versions) - VERSIONS
    lines = [f"[{left_out} earlier versions are left out here]"] if left_out > 0 else []
    for version in versions[-VERSIONS:]:
        parent = numbers.get(version.parent) if version.parent else None
        made = f", from v{parent}" if parent and parent != version.number - 1 else ""
        here = ", the current one" if version.id == work.version.id else ""
        why = shortened(" ".join(version.why.split()), LINE)
        said = f": {why}" if why else ""
        lines.append(f"v{version.number} ({version.origin.value} by {names[version.author]}{made}{here}){said}")
    return "\n".join([f"Working on: {work.session.title}", *lines])


async def _files(call: Call, unseen: tuple[Image, ...]) -> str:
    """Give what came along as texts, and name the images that the model cannot see."""
    files = call.material.files
    room = HEAD // max(1, len(files))
    texts = [f"{file.name}:\n{headed(await masked(file.text), room)}" for file in files]
    return "\n\n".join([*texts, *(f"{image.name}: [an image, which you cannot see]" for image in unseen)])
