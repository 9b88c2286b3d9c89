"""admin transfer and admin claim: whose a shared prompt is."""

from dataclasses import replace

from bot.commands._acts import act_of, team
from bot.commands._cards import snippet_card
from bot.commands._members import members_named
from bot.commands._work import snippet_named
from bot.commands.admin_roles import ask_which
from bot.commands.show import snippet_by
from bot.dialogue.action import token
from bot.dialogue.aim import ask, form_for
from bot.dialogue.command import Action, Argument, Call, Command, Events, Kind, Permission, Services, channel_scope
from bot.dialogue.events import Card, Done
from bot.dialogue.form import Form
from bot.domain import Act, ActKind, Member, PersonId, Role, ScopeKind, Snippet, Status
from bot.errors import NotFound, Refused
from bot.library.access import Verb, access
from bot.words import N_

WHY = N_("Its owner is in the team: say why you claim it. All administrators can read that.")
NAME = Argument(name="name", names={"fr": "nom"}, kind=Kind.SNIPPET, about=N_("The saved prompt"), required=True)


async def transfer(call: Call, services: Services) -> Events:
    """Make a member the owner of a shared prompt; ask who is meant where several are called so."""
    snippet = await _shared_named(call, services, call.get("name"))
    _must_be_shared(call, snippet)
    found = await members_named(call, services, call.get("person"))
    if len(found) > 1:
        yield ask_which(found, lambda one: token("admin-transfer.to", f"{snippet.id}.{one.person}"), call.words)
        yield Done(status=Status.ASKING, data=snippet)
        return
    given = await _transferred(call, services, snippet, found[0])
    yield _owned(call, given, N_("{name} belongs to {owner} now."))
    yield Done(status=Status.DONE, data=given)


async def transfer_to(call: Call, services: Services) -> Events:
    """Make the member that a button names the owner."""
    identity, _, person = call.subject.partition(".")
    snippet, _ = await snippet_by(replace(call, subject=identity), services)
    _must_be_shared(call, snippet)
    member = await services.store.members.get(team(call), PersonId(person))
    if member is None:
        raise NotFound(N_("That person is not in the team."))
    given = await _transferred(call, services, snippet, member)
    yield _owned(call, given, N_("{name} belongs to {owner} now."))
    yield Done(status=Status.DONE, data=given)


async def _transferred(call: Call, services: Services, snippet: Snippet, member: Member) -> Snippet:
    if member.role is Role.NONE:
        raise Refused(
            N_("{person} is no longer in the team. Nothing was changed."),
            person=member.name,
            advice=N_("Give them a role first, or choose somebody else."),
        )
    people = {"from_person": snippet.owner, "to_person": member.person}
    act = act_of(call, ActKind.TRANSFER, name=snippet.name, **people)
    return await services.store.library.transfer(snippet.id, member.person, act=act)


async def claim(call: Call, services: Services) -> Events:
    """Make the administrator the owner: of what somebody left behind, else with a reason."""
    form = await claim_form(call, services)
    if form:
        yield ask(form, COMMANDS[1].help if not call.get("name") else WHY, call.words)
        yield Done(status=Status.ASKING)
        return
    snippet = await _claimable(call, services)
    given = await services.store.library.transfer(snippet.id, call.actor.person, act=_claimed(call, snippet))
    yield _owned(call, given, N_("{name} is yours now."))
    yield Done(status=Status.DONE, data=given)


async def claim_form(call: Call, services: Services) -> Form | None:
    """Ask for the name where there is none, and for the reason where the owner is still in the team."""
    name, why = COMMANDS[1].arguments
    if not call.get("name"):
        return await form_for(COMMANDS[1], [name], call, services.store.records)
    snippet = await _claimable(call, services)
    owner = await services.store.members.get(team(call), snippet.owner)
    if owner is None or owner.role is Role.NONE or call.get("why"):
        return None
    return await form_for(COMMANDS[1], [why], call, services.store.records)


async def _claimable(call: Call, services: Services) -> Snippet:
    snippet = await _shared_named(call, services, call.get("name"))
    _must_be_shared(call, snippet)
    if snippet.owner == call.actor.person:
        raise Refused(N_("{name} is yours already."), name=snippet.name)
    return snippet


async def _shared_named(call: Call, services: Services, name: str) -> Snippet:
    """Give the shared prompt of that name; one's own of it only where there is no other."""
    try:
        return (await snippet_named(replace(call, shared=True), services, name))[0]
    except NotFound:
        return (await snippet_named(call, services, name))[0]


def _claimed(call: Call, snippet: Snippet) -> Act:
    why = {"why": call.get("why")} if call.get("why") else {}
    return act_of(call, ActKind.CLAIM, name=snippet.name, from_person=snippet.owner, **why)


def _must_be_shared(call: Call, snippet: Snippet) -> None:
    """Let an administrator change whose a prompt is, or raise: what is somebody's alone cannot be given away."""
    access(call.actor, snippet, Verb.OWN, channel=channel_scope(call.whence))
    if snippet.scope.kind is ScopeKind.PERSON:
        raise Refused(
            N_("{name} is saved for you alone. Nothing was changed."),
            name=snippet.name,
            advice=N_("Share it with the team first: /share, to=team."),
        )


def _owned(call: Call, snippet: Snippet, said: str) -> Card:
    note = call.words(said, name=snippet.name, owner=snippet.owner_name)
    mine = snippet.owner == call.actor.person
    return snippet_card(snippet, call.words, snippet.newest, note=note, mine=mine)


COMMANDS = (
    Command(
        verb="transfer",
        family="admin",
        help=N_("Give a shared prompt to another owner"),
        example="transfer release-notes ana",
        order=20,
        names={"fr": ("transférer",)},
        permission=Permission.ADMINISTRATOR,
        arguments=(
            NAME,
            Argument(
                name="person",
                names={"fr": "personne"},
                kind=Kind.PERSON,
                about=N_("A member by name or mention"),
                required=True,
                limit=100,
            ),
        ),
        run=transfer,
        actions=(Action(name="to", run=transfer_to),),
    ),
    Command(
        verb="claim",
        family="admin",
        help=N_("Make a shared prompt your own when its owner has left, or with a reason"),
        example="claim release-notes why=handover",
        order=30,
        names={"fr": ("reprendre",)},
        permission=Permission.ADMINISTRATOR,
        arguments=(
            NAME,
            Argument(
                name="why",
                names={"fr": "raison"},
                kind=Kind.WORDS,
                about=N_("Why, where the owner is still in the team"),
                option=True,
                limit=200,
            ),
        ),
        run=claim,
        form=claim_form,
    ),
)
