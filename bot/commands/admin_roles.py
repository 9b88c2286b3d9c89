"""admin roles: who has which role in the team, and giving one."""

from collections.abc import Callable

from bot.commands._acts import act_of, team
from bot.commands._members import ROLES, Named, accounts_of, group_named, members_named, role_of
from bot.dialogue.action import token
from bot.dialogue.command import Action, Argument, Call, Command, Events, Kind, Permission, Services
from bot.dialogue.events import Button, Card, Choices, Done, Facts, Item, Items, Line, Style, Tone
from bot.domain import ActKind, Group, Member, PersonId, Role, Status
from bot.errors import NotFound, Refused, Usage
from bot.library.texts import shortened
from bot.words import N_, Words

PAGE = 10
"""Members on a page."""
EVERYONE = "everyone"
DEFAULT = N_("default")
"""Takes the role of a person's own away."""
GIVEN = (Role.VIEWER, Role.EDITOR, Role.REVIEWER, Role.ADMINISTRATOR)
ONE_OF = N_("One of: {roles}.")
NAMES = {**ROLES, Role.NONE: N_("no access")}
"""As buttons say them."""


async def roles(call: Call, services: Services) -> Events:
    """List who has which role, or give one."""
    whom, role = call.get("person"), call.get("role")
    if not whom and role:
        raise Usage(N_("Whom do you mean? Say it like this: /admin roles ana {role}"), role=role)
    if not whom:
        yield await _page(call, services, int(call.subject) if call.subject.isdecimal() else 0)
        yield Done(status=Status.DONE)
        return
    first, _, behind = whom.strip().partition(" ")
    if first.casefold() == EVERYONE and behind:
        raise Usage(
            N_("There is no role {role}. Nothing was changed."), role=behind, advice=ONE_OF, roles=", ".join(GIVEN)
        )
    if first.casefold() == EVERYONE:
        card: Card | Choices = await _everyone(call, services, role)
    elif group := group_named(whom):
        card = await _group(call, services, group, role)
    else:
        card = await _person(call, services, whom, role)
    yield card
    yield Done(status=Status.ASKING if isinstance(card, Choices) else Status.DONE)


async def _page(call: Call, services: Services, offset: int) -> Card:
    words, store = call.words, services.store
    found = await store.members.page(team(call), limit=PAGE + 1, offset=offset)
    items = Items(tuple(_item(member, words) for member in found[:PAGE]))
    following = (Button(words(N_("Next")), token("admin-roles", str(offset + PAGE))),) if len(found) > PAGE else ()
    newcomers = await store.teams.newcomers(team(call))
    groups = await store.teams.groups(team(call))
    rows = (
        (words(N_("everyone else")), words(ROLES[newcomers])),
        *((one.name, words(ROLES[one.role])) for one in groups),
    )
    note = N_("Those who manage the place on its platform are administrators as well, whatever stands here.")
    return Card(
        slot="roles",
        title=words(N_("Roles in the team")),
        parts=(items, Facts(rows), Line(words(note), Tone.QUIET)),
        buttons=following,
        data=found[:PAGE],
    )


def _item(member: Member, words: Words) -> Item:
    change = Button(words(N_("Change")), token("admin-roles.pick", member.person))
    return Item(title=member.name, mark=role_of(member, words), buttons=(change,))


async def _everyone(call: Call, services: Services, role: str) -> Card:
    """Set the role of all who have none of their own."""
    if role == Role.ADMINISTRATOR:
        raise Refused(N_("Not everybody can be an administrator. Nothing was changed."))
    if not role:
        raise Usage(N_("Which role? Say it like this: /admin roles everyone viewer"))
    wanted = Role.EDITOR if role == DEFAULT else Role(role)
    act = act_of(call, ActKind.NEWCOMERS, role=wanted)
    await services.store.teams.welcome(team(call), wanted, act)
    said = N_("Everyone without a role of their own: {role}.")
    return Card(slot="roles", title=call.words(said, role=call.words(NAMES[wanted])))


async def _group(call: Call, services: Services, named: Named, role: str) -> Card:
    """Give everybody in a group of the place a role."""
    if call.whence.place is None:
        raise Refused(N_("Do that in the place that has this group. Nothing was changed."))
    if not role:
        raise Usage(N_("Which role?"), advice=ONE_OF, roles=", ".join(GIVEN))
    wanted = Role.NONE if role == DEFAULT else Role(role)
    group = Group(call.whence.place, named.id, named.name, wanted)
    act = act_of(call, ActKind.GROUP, group=named.name, role=wanted)
    await services.store.teams.map(team(call), group, act)
    words = call.words
    if wanted is Role.NONE:
        return Card(slot="roles", title=words(N_("{group} gives no role any more."), group=named.name))
    note = Line(words(N_("A role that was given to a person counts before it.")), Tone.QUIET)
    said = N_("Everyone in {group}: {role}.")
    return Card(slot="roles", title=words(said, group=named.name, role=words(ROLES[wanted])), parts=(note,))


async def _person(call: Call, services: Services, whom: str, role: str) -> Card | Choices:
    found = await members_named(call, services, whom)
    if len(found) > 1:
        return _which(found, role, call.words)
    return await _give(call, services, found[0], role) if role else _pick(found[0], call.words)


def _which(found: tuple[Member, ...], role: str, words: Words) -> Choices:
    """Ask who is meant."""

    def chosen(member: Member) -> str:
        return (
            token("admin-roles.give", f"{member.person}.{role}") if role else token("admin-roles.pick", member.person)
        )

    return ask_which(found, chosen, words)


def ask_which(found: tuple[Member, ...], chosen: Callable[[Member], str], words: Words) -> Choices:
    """Ask which of several members is meant; `chosen` gives the token for one."""
    rows = tuple((member.name, accounts_of(member)) for member in found)
    return Choices(
        slot="roles",
        question=words(N_("Whom do you mean?")),
        parts=(Facts(rows),),
        buttons=tuple(
            Button(shortened(f"{number}. {one.name}", 36), chosen(one)) for number, one in enumerate(found, 1)
        ),
    )


def _pick(member: Member, words: Words) -> Choices:
    """Ask which role somebody gets."""
    given = [(role, words(NAMES[role])) for role in (*GIVEN, Role.NONE)]
    default = [(DEFAULT, words(N_("as everyone")))] if member.given else []
    return Choices(
        slot="roles",
        question=words(N_("{name} is: {role}. Which role instead?"), name=member.name, role=role_of(member, words)),
        buttons=tuple(
            Button(label, token("admin-roles.give", f"{member.person}.{role}"), _style(role))
            for role, label in [*given, *default]
            if not (member.given and role == member.role)
        ),
    )


def _style(role: str) -> Style:
    return Style.DANGER if role == Role.NONE else Style.PLAIN


async def pick(call: Call, services: Services) -> Events:
    """Ask which role a member gets."""
    yield _pick(await _member(call, services, call.subject), call.words)
    yield Done(status=Status.ASKING)


async def give(call: Call, services: Services) -> Events:
    """Give a member the role that a button names."""
    person, _, role = call.subject.partition(".")
    if role not in {*NAMES, DEFAULT}:
        raise NotFound(N_("That button is from another version of me, and I no longer know it."))
    yield await _give(call, services, await _member(call, services, person), role)
    yield Done(status=Status.DONE)


async def _member(call: Call, services: Services, person: str) -> Member:
    """Give a member of the team that the call comes from."""
    member = await services.store.members.get(team(call), PersonId(person))
    if member is None:
        raise NotFound(N_("That person is not in the team."))
    return member


async def _give(call: Call, services: Services, member: Member, role: str) -> Card:
    wanted = None if role == DEFAULT else Role(role)
    if wanted is not Role.ADMINISTRATOR:
        await _leaves_one(call, services, member)
    act = act_of(call, ActKind.ROLE, person=member.person, role=role)
    await services.store.members.give(team(call), member.person, wanted, act)
    words, now = call.words, await _member(call, services, member.person)
    return Card(
        slot="roles",
        title=words(N_("{name}: {role}."), name=now.name, role=role_of(now, words)),
        parts=tuple(Line(words(line), Tone.QUIET) for line in _notes(now.role)),
        data=now,
    )


def _notes(role: Role) -> tuple[str, ...]:
    """Say what a role lets somebody do."""
    notes = {
        Role.NONE: N_("They reach nothing of the team any more. What they own there can be claimed or transferred."),
        Role.VIEWER: N_("They read and use the team's prompts."),
        Role.EDITOR: N_("They read, use and add prompts, and change their own."),
        Role.REVIEWER: N_("They approve changes and set labels, beside what editors do."),
        Role.ADMINISTRATOR: N_("They may do everything in the team."),
    }
    return (notes[role],)


async def _leaves_one(call: Call, services: Services, member: Member) -> None:
    """Raise `Refused` where the team would be left without an administrator. Who is one by the platform's word shows
    that there are more.
    """
    if member.role is not Role.ADMINISTRATOR:
        return
    others = set(await services.store.members.administrators(team(call))) - {member.person}
    if not others and not call.whence.manages:
        raise Refused(
            N_("{name} is the team's last administrator. Nothing was changed."),
            name=member.name,
            advice=N_("Make somebody else an administrator first."),
        )


COMMANDS = (
    Command(
        verb="roles",
        family="admin",
        help=N_("Who has which role in the team; give a role"),
        example="roles everyone editor",
        details=N_(
            "viewer: reads and uses the team's prompts. editor: adds prompts, and changes their own. reviewer: approves"
            " changes and sets labels as well. administrator: everything. none: no access any more. default: the role"
            " that everyone has. In the place of a person, everyone sets the role of all who have none of their own;"
            " where the platform has groups, the mention of one gives its people a role."
        ),
        order=10,
        names={"fr": ("rôles",)},
        permission=Permission.ADMINISTRATOR,
        arguments=(
            Argument(
                name="person",
                names={"fr": "personne"},
                kind=Kind.PERSON,
                about=N_("A member by name or mention, a group, or everyone; empty: lists all"),
                limit=100,
            ),
            Argument(
                name="role",
                names={"fr": "rôle"},
                kind=Kind.CHOICE,
                about=N_("The role that they get"),
                choices=(*GIVEN, Role.NONE, DEFAULT),
            ),
        ),
        run=roles,
        actions=(Action(name="pick", run=pick), Action(name="give", run=give)),
    ),
)
