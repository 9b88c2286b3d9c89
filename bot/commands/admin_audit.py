"""admin audit: who did what in the team, in plain sentences."""

from collections.abc import Mapping

from bot.commands._acts import team
from bot.commands._members import ROLES
from bot.commands.admin_retention import SAYS as KEPT
from bot.commands.admin_roles import DEFAULT
from bot.dialogue.action import token
from bot.dialogue.command import Call, Command, Events, Permission, Services
from bot.dialogue.events import Button, Card, Done, Item, Items, Line
from bot.domain import ActKind, Deed, Retained, Role, Status
from bot.words import N_, Words

PAGE = 15
"""Acts on a page."""
SENTENCES: Mapping[ActKind, str] = {
    ActKind.ROLE: N_("{by} gave {person} the role: {role}"),
    ActKind.GROUP: N_("{by} gave everyone in {group} the role: {role}"),
    ActKind.NEWCOMERS: N_("{by} gave everyone without a role of their own the role: {role}"),
    ActKind.TRANSFER: N_("{by} transferred {name} from {from_person} to {to_person}"),
    ActKind.CLAIM: N_("{by} claimed {name} from {from_person}: {why}"),
    ActKind.DELETE: N_("{by} deleted {name}"),
    ActKind.RESTORE: N_("{by} brought {name} back"),
    ActKind.SHARE: N_("{by} shared {name} with the team"),
    ActKind.QUIET: N_("{by} set quiet to {state} in the channel {channel}"),
    ActKind.LINK: N_("{by} joined {places} with the team, by a code from {with_person}"),
    ActKind.LEAVE: N_("{by} had {place} leave the team"),
    ActKind.RETENTION: N_("{by} set how long is kept, {what}: {days} days"),
    ActKind.LABEL: N_("{by} set the label {label} of {name} to version {number}"),
    ActKind.PROPOSE: N_("{by} proposed a change of {name}"),
    ActKind.APPROVE: N_("{by} approved what {from_person} proposed for {name}"),
    ActKind.REJECT: N_("{by} rejected what {from_person} proposed for {name}"),
    ActKind.WITHDRAW: N_("{by} withdrew what they proposed for {name}"),
    ActKind.PROTECT: N_("{by} set the protection of the label {label} to {state}"),
    ActKind.SECRET: N_("{by} said that what looks like a secret in {name} is none"),
    ActKind.DESK: N_("{by} set where proposals are shown to {state}"),
}
UNLABELLED = N_("{by} took the label {label} of {name} away")
GONE = N_("somebody who is no longer known")
LEFT = N_("its owner had left")


async def audit(call: Call, services: Services) -> Events:
    """Show the last acts, a page at a time."""
    offset, words = int(call.subject) if call.subject.isdecimal() else 0, call.words
    found = await services.store.audit.recent(team(call), limit=PAGE + 1, offset=offset)
    items = Items(
        tuple(Item(title=sentence(deed, words), mark=f"{deed.at:%Y-%m-%d %H:%M} UTC") for deed in found[:PAGE])
    )
    following = (Button(words(N_("Next")), token("admin-audit", str(offset + PAGE))),) if len(found) > PAGE else ()
    nothing = Line(words(N_("Nothing has been noted yet.")))
    yield Card(
        slot="audit",
        title=words(N_("Who did what")),
        parts=(items if found else nothing,),
        buttons=following,
        data=found[:PAGE],
    )
    yield Done(status=Status.DONE, data=found[:PAGE])


def sentence(deed: Deed, words: Words) -> str:
    """Tell an act in the reader's language."""
    shown = {name: _shown(name, value, deed, words) for name, value in deed.act.fields.items()}
    by = deed.names.get(deed.act.by) or words(GONE)
    said = UNLABELLED if deed.act.fields.get("number") == "-" else SENTENCES[deed.act.kind]
    return words(said, **{"by": by, "why": words(LEFT)} | shown)


def _shown(name: str, value: str, deed: Deed, words: Words) -> str:
    if name == "person" or name.endswith("_person"):
        return deed.names.get(value) or words(GONE)
    if name == "role":
        return words(N_("as everyone")) if value == DEFAULT else words(ROLES[Role(value)])
    return words(KEPT[Retained(value)]) if name == "what" else value


COMMANDS = (
    Command(
        verb="audit",
        family="admin",
        help=N_("Who did what in the team"),
        example="audit",
        details=N_("Roles, transfers, claims, deletions and what else concerns the team; no text of a prompt."),
        order=70,
        names={"fr": ("journal",)},
        permission=Permission.ADMINISTRATOR,
        run=audit,
    ),
)
