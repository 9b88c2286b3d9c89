"""label: a word that points at a version of a saved prompt; production is the one that is used."""

from bot.commands._acts import act_on
from bot.commands._cards import snippet_card
from bot.commands._changing import relabelled
from bot.commands._propose import ask_to_propose, is_protected
from bot.commands._records import Wish
from bot.commands._work import seen, snippet_named, version_of
from bot.dialogue.command import Argument, Call, Command, Events, Kind, Services, channel_scope
from bot.dialogue.events import Done
from bot.domain import PRODUCTION, ActKind, Role, ScopeKind, Snippet, Status
from bot.errors import Forbidden
from bot.library.access import LEFT, Verb, access
from bot.library.names import check_label
from bot.words import N_, Words


async def label(call: Call, services: Services) -> Events:
    """Let a label point at a version, or take it away."""
    name, wanted = await _taken_apart(call, services)
    snippet, number = await snippet_named(call, services, name)
    off = call.get("off") == "yes"
    version = await version_of(services, snippet, number or snippet.newest.number)
    pointed = None if off else version.number
    wish = Wish(snippet.id, wanted, version.number)
    if question := None if off else await _not_alone(call, services, snippet, wish):
        yield await ask_to_propose(call, services, snippet, wish, question)
        yield Done(status=Status.ASKING, data=snippet)
        return
    access(call.actor, snippet, Verb.LABEL, channel=channel_scope(call.whence))
    if off and await is_protected(services, snippet, wanted):
        raise Forbidden(
            N_(
                "The label {label} is protected: a proposal can move it, and nobody takes it away. Nothing was changed."
            ),
            advice=N_("An administrator can lift the protection: /admin protect"),
            label=wanted,
        )
    act = act_on(call, ActKind.LABEL, snippet, label=wanted, number=str(pointed or "-"))
    made = await services.store.library.label(
        snippet.id, wanted, pointed, by=call.actor.person, write=call.write("label"), act=act
    )
    note = _note(snippet, wanted, pointed, call.words)
    notes = await relabelled(call, services, snippet, made, wanted)
    version = await version_of(services, made, made.preferred if off else pointed)
    yield snippet_card(made, call.words, version, note=note, notes=notes)
    yield Done(status=Status.DONE, data=made)


async def _not_alone(call: Call, services: Services, snippet: Snippet, wish: Wish) -> str:
    """Give the question of what the person cannot do alone but may propose; empty for what they can, or may not."""
    words = call.words
    if snippet.scope.kind is not ScopeKind.TEAM or call.actor.role is Role.VIEWER:
        return ""
    if snippet.counting(wish.label) == wish.number:
        return ""
    if await is_protected(services, snippet, wish.label):
        said = N_("The label {label} is protected: nobody moves it alone. Propose v{number} of {name} for it?")
    elif snippet.owner != call.actor.person and call.actor.role is Role.EDITOR:
        said = N_("{name} belongs to {owner}. Propose v{number} as {label}?")
    else:
        return ""
    return words(said, label=wish.label, number=wish.number, name=snippet.name, owner=snippet.owner_name or words(LEFT))


async def _taken_apart(call: Call, services: Services) -> tuple[str, str]:
    """Give the name and the label. A name with spaces may stand there without quotes: the label is the last word then,
    unless what stands first is a whole name.
    """
    name, label = call.get("name"), call.get("label")
    *words, last = f"{name} {label}".split(" ")
    longer = " ".join(words)
    if longer != name and ("@" in name[1:] or await _is_whole(call, services, name, longer)):
        return name, check_label(label)
    return longer, check_label(last)


async def _is_whole(call: Call, services: Services, name: str, longer: str) -> bool:
    """Tell whether a prompt has that name and none the longer one."""
    scopes, get = seen(call), services.store.library.get
    if await get(scopes, longer.partition("@")[0].strip()):
        return False
    return await get(scopes, name.removeprefix("@")) is not None


def _note(before: Snippet, label: str, number: int | None, words: Words) -> str:
    old = before.counting(label)
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
                choices=(N_("yes"),),
                option=True,
            ),
        ),
        run=label,
    ),
)
