"""label: a word that points at a version of a saved prompt; production is the one that is used."""

from bot.commands._cards import snippet_card
from bot.commands._work import snippet_named, version_of
from bot.dialogue.command import Argument, Call, Command, Events, Kind, Services
from bot.dialogue.dispatch import channel_scope
from bot.dialogue.events import Done
from bot.domain import PRODUCTION, Snippet, Status
from bot.errors import Usage
from bot.library.access import Verb, access
from bot.library.names import check_label
from bot.words import N_, Words


async def label(call: Call, services: Services) -> Events:
    """Let a label point at a version, or take it away."""
    name, wanted = _taken_apart(call.get("name"), call.get("label"))
    snippet, number = await snippet_named(call, services, name)
    access(call.actor, snippet, Verb.LABEL, channel=channel_scope(call.whence))
    off = call.get("off") == "yes"
    version = await version_of(services, snippet, number or snippet.newest.number)
    pointed = None if off else version.number
    made = await services.store.library.label(
        snippet.id, wanted, pointed, by=call.actor.person, write=call.write("label")
    )
    note = _note(snippet, wanted, pointed, call.words)
    yield snippet_card(
        made, call.words, await version_of(services, made, made.preferred if off else pointed), note=note
    )
    yield Done(status=Status.DONE, data=made)


def _taken_apart(name: str, label: str) -> tuple[str, str]:
    """Give the name and the label: a name with spaces may stand there without quotes, the label is the last word."""
    *words, last = f"{name} {label}".split(" ")
    if not words:
        raise Usage(N_("Which label?"), advice=N_("Say it like this: /label ticket summary@8 production"))
    return " ".join(words), check_label(last)


def _note(before: Snippet, label: str, number: int | None, words: Words) -> str:
    old = next((one.number for one in before.labels if one.name == label), None)
    if number is None:
        gone = N_("The label {label} is gone; it pointed at version {old}.")
        return words(gone if old else N_("There was no label {label}; nothing was changed."), label=label, old=old)
    if old == number:
        return words(N_("{label} points at version {number} already."), label=label, number=number)
    said = words(N_("{label} points at version {number} now."), label=label, number=number)
    if old:
        said = words(
            N_("{label} points at version {number} now, before at {old}."), label=label, number=number, old=old
        )
    used = words(N_("It is used where nobody says which version.")) if label == PRODUCTION else ""
    return f"{said} {used}".strip()


COMMANDS = (
    Command(
        verb="label",
        help=N_("Label a version of a saved prompt, as production or any other word"),
        example="label release-notes@2 production",
        details=N_(
            "The version labelled production is the one that is used and shared; without it the newest is."
            " name@production names it wherever a prompt is named. off=yes takes a label away."
        ),
        order=64,
        names={"fr": ("étiqueter",)},
        arguments=(
            Argument(
                name="name",
                names={"fr": "nom"},
                kind=Kind.SNIPPET,
                about=N_("The saved prompt; name@2 for a version"),
                required=True,
            ),
            Argument(
                name="label",
                names={"fr": "étiquette"},
                kind=Kind.NAME,
                about=N_("The label: production, staging, any word"),
                required=True,
                limit=80,
            ),
            Argument(
                name="off",
                names={"fr": "retirer"},
                kind=Kind.CHOICE,
                about=N_("Take the label away"),
                choices=("yes",),
                option=True,
            ),
        ),
        run=label,
    ),
)
