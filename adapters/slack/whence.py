"""Who did it and where, by what Slack vouches for in the payload; never by a text or an element's id.

The tenant of an account is the organisation that it belongs to: the Enterprise Grid, where there is one, since user ids
are the same in all of its workspaces; else the workspace. So one person has one library in a whole organisation, and
nobody of one organisation can be taken for somebody of another.

What keeps teams apart is the `Place`: the workspace in which the app is installed. A person gets it only when Slack's
record of them says that they are in that workspace, nothing in the payload says otherwise, and they are no guest:
guests are invited to channels, not to a team's library. People who come through Slack Connect are in another
organisation, so that they reach what is their own and nothing else. In a channel that is shared with another
organisation, what is answered to a message is seen by that organisation, so that nobody has the place there; what is
answered privately (commands, buttons, forms) still has it. Where Slack did not say who somebody is, they have no place.

Direct messages with the bot are one conversation, in whichever thread of them something is said: all of them are the
person's own. Slack calls the direct messages between two people by the same name, so that only the channel that is
known as the bot's own counts (`Known.direct`); all others are channels, in which each person's work is their own.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from adapters.slack.address import Address, Origin
from adapters.slack.declare import COMMAND
from adapters.slack.users import Known
from bot.dialogue.inbound import Spot, Whence
from bot.domain import Account, EventKey, Place
from bot.words import Words

PLATFORM = "slack"
Body = Mapping[str, Any]
"""A payload as Slack sends it, decoded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Installed:
    """The app in a workspace, as `auth.test` says: its id and name, the bot's user id and name, the Enterprise Grid,
    and whether the app has Slack's view for agents, as far as is known. `command` is its slash command, with the slash,
    which Slack tells only of what was typed with it.
    """

    team: str
    name: str
    bot: str
    enterprise: str = ""
    called: str = ""
    agent: bool = True
    command: str = COMMAND

    @property
    def typed(self) -> str:
        """What stands before a verb in this workspace."""
        return f"{self.command} "

    def words(self, locale: str) -> Words:
        """Give the words of a language, with commands as they are typed in this workspace."""
        return Words(locale, typed=self.typed)


def whence_of(body: Body, user: Known, app: Installed) -> Whence:
    """Say who did something with a command, a shortcut, a button, a menu or a form, and where."""
    origin = origin_of(body, user)
    where = Address(
        team=app.team,
        user=user.user,
        channel=origin.channel,
        thread=origin.thread,
        hook=origin.hook,
        locale=user.locale,
    )
    direct = _direct(origin.channel, user)
    place = _place(body, user, app)
    return Whence(
        account=account(body, user, app),
        name=user.name or user.user,
        place=place,
        spot=Spot.DIRECT if direct else Spot.THREAD if origin.thread else Spot.CHANNEL,
        channel=origin.channel or f"direct:{user.user}",
        thread="" if direct else origin.thread,
        locale=user.locale,
        typed=f"{body['command']} " if body.get("command") else app.typed,
        manages=place is not None and user.manages,
        event=_event(body),
        address=where.pack(),
    )


def whence_of_message(body: Body, user: Known, app: Installed) -> Whence:
    """Say who wrote a message, and where: in the bot's direct messages, or in the thread of a channel. A message at a
    channel's root begins its thread, for that is where it is answered.

    The key is the message and not the event, because Slack tells of a mention twice, as a mention and as a message.
    """
    told = body["event"]
    channel, thread = str(told["channel"]), str(told.get("thread_ts") or told["ts"])
    direct = told.get("channel_type") == "im" or _direct(channel, user)
    place = _place(body, user, app)
    where = Address(team=app.team, user=user.user, channel=channel, thread=thread, locale=user.locale)
    return Whence(
        account=account(body, user, app),
        name=user.name or user.user,
        place=place,
        spot=Spot.DIRECT if direct else Spot.THREAD,
        channel=channel,
        thread="" if direct else thread,
        locale=user.locale,
        typed=app.typed,
        manages=place is not None and user.manages,
        event=EventKey(f"{PLATFORM}:{channel}:{told['ts']}"),
        address=where.pack(),
    )


def account(body: Body, user: Known, app: Installed) -> Account:
    """Give the account of a person, the same in the whole organisation. Where Slack did not say who they are, it is
    what the payload states, or the organisation of the app where it states nothing.
    """
    if user.team or user.enterprise:
        return Account(PLATFORM, user.enterprise or user.team, user.user)
    ours = {app.team, app.enterprise}
    others = sorted(_stated(body) - ours)
    return Account(PLATFORM, others[0] if others else app.enterprise or app.team, user.user)


def origin_of(body: Body, user: Known) -> Origin:
    """Say from where something was done; from a home screen or a global shortcut, that is the direct messages."""
    view = body.get("view")
    if view is not None:
        origin = Origin.read(str(view.get("private_metadata") or ""))
        return origin if origin.channel else origin.model_copy(update={"channel": user.direct})
    channel = body.get("channel_id") or (body.get("channel") or {}).get("id") or user.direct
    return Origin(channel=str(channel), thread=_thread(body), hook=str(body.get("response_url") or ""))


def belongs(body: Body, user: Known, app: Installed) -> bool:
    """Tell whether somebody is a member of the workspace in which the app is installed."""
    known = app.team in user.teams and not user.outside and user.enterprise == app.enterprise
    return known and _stated(body) <= {app.team, app.enterprise, *user.teams}


def _place(body: Body, user: Known, app: Installed) -> Place | None:
    seen_outside = bool(body.get("is_ext_shared_channel"))
    return Place(PLATFORM, app.team, app.name) if belongs(body, user, app) and not seen_outside else None


def _stated(body: Body) -> set[str]:
    """Give the organisation or workspace of the person, as far as the payload states it. The `team_id` of an event is
    the app's, that of a command is the person's.
    """
    told, person = body.get("event") or {}, body.get("user")
    typed = body.get("team_id") if body.get("command") else None
    stated = (told.get("user_team"), person.get("team_id") if isinstance(person, Mapping) else None, typed)
    return {str(one) for one in stated if one}


def _direct(channel: str, user: Known) -> bool:
    return channel in {"", user.direct}


def _thread(body: Body) -> str:
    """Give the thread of the message that something was done with. A message that others answered below is the root of
    a thread, and not in it.
    """
    message, container = body.get("message") or {}, body.get("container") or {}
    thread = container.get("thread_ts") or message.get("thread_ts") or ""
    own = container.get("message_ts") or message.get("ts") or body.get("message_ts")
    return "" if thread == own else str(thread)


def _event(body: Body) -> EventKey:
    """Name the delivery. Slack gives nothing to those that answer no one's act, as a type-ahead menu; they begin no
    call.
    """
    view = body.get("view") or {}
    fallback = f"{view.get('id', '')}.{view.get('hash', '')}"
    return EventKey(f"{PLATFORM}:{body.get('trigger_id') or fallback}")
