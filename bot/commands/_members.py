"""Who is meant by a name or a mention, and how roles are called."""

import re
from dataclasses import dataclass

from bot.commands._acts import team
from bot.dialogue.command import Call, Services
from bot.domain import Account, Member, Role
from bot.errors import NotFound
from bot.library.names import key
from bot.library.texts import shortened
from bot.words import N_, Words

MENTION = re.compile(r"<@!?([^\s<>&!|]+)>")
"""A person of the same platform, as adapters hand a mention in: by the user's id."""
GROUP = re.compile(r"<@&([^\s<>&!|]+)(?:\|([^<>]+))?>")
"""A group of the place, as adapters hand it in: by its id, with its name where they know it."""
CANDIDATES = 10
"""People of like names that are asked about."""
ROLES = {
    Role.NONE: N_("no longer in the team"),
    Role.VIEWER: N_("viewer"),
    Role.EDITOR: N_("editor"),
    Role.REVIEWER: N_("reviewer"),
    Role.ADMINISTRATOR: N_("administrator"),
}


@dataclass(frozen=True, slots=True)
class Named:
    """A group that somebody named."""

    id: str
    name: str


async def members_named(call: Call, services: Services, text: str) -> tuple[Member, ...]:
    """Give the members that a name or a mention means: those who are called so, else those whose name holds it.
    `NotFound` for nobody.
    """
    members = services.store.members
    mention = MENTION.fullmatch(text.strip())
    if mention:
        account = call.whence.account
        candidates = await members.of_account(team(call), Account(account.platform, account.tenant, mention[1]))
    else:
        name = text.strip().removeprefix("@")
        candidates = await members.named(team(call), name, limit=CANDIDATES)
        called = tuple(one for one in candidates if key(one.name) == key(name))
        candidates = called or candidates
    if candidates:
        return candidates
    raise NotFound(
        N_("There is nobody called {name} in the team. Nothing was changed."),
        name=shortened(text.strip(), 40),
        advice=N_("A person belongs to the team once they have talked to me here; /admin roles lists who has."),
    )


def group_named(text: str) -> Named | None:
    """Give the group that a mention means; None for what is none."""
    found = GROUP.fullmatch(text.strip())
    return Named(found[1], found[2] or found[1]) if found else None


def accounts_of(member: Member) -> str:
    """Give what tells two people of one name apart."""
    return ", ".join(f"{account.platform}: {account.user}" for account in member.accounts)


def role_of(member: Member, words: Words) -> str:
    """Say which role a member has, and whether everybody has it."""
    said = words(ROLES[member.role])
    return said if member.given else words(N_("{role}, as everyone"), role=said)
