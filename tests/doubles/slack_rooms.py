"""Methods of the loopback Slack about who and where: auth, team, users, conversations, bots, agents, assistants."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from tests.doubles.slack_rules import HISTORY, READ, Call, Refusal
from tests.doubles.slack_state import Channel, State
from tests.doubles.slack_values import DM, PRIVATE, PUBLIC, Json

T = TypeVar("T")
KINDS = {"public_channel": PUBLIC, "private_channel": PRIVATE, "im": DM}
STATUSES = ("active", "processing", "suspended", "closed")
PROMPTS = 4
LOADING = 10


class Rooms:
    """Who is there, where, and what an agent says of itself."""

    def __init__(self, state: State) -> None:
        self.state = state
        self.handlers: dict[str, Callable[[Call], Json]] = {
            "auth.test": self._auth,
            "team.info": self._team,
            "users.info": self._user,
            "users.conversations": self._conversations,
            "bots.info": self._bot,
            "conversations.info": self._info,
            "conversations.open": self._open,
            "conversations.members": self._members,
            "conversations.history": self._history,
            "conversations.replies": self._replies,
            "agents.sessions.setStatus": self._session,
            "assistant.threads.setStatus": self._status,
            "assistant.threads.setSuggestedPrompts": self._prompts,
            "assistant.threads.setTitle": self._title,
        }

    # --- who -----------------------------------------------------------------------------------------------------

    def _auth(self, call: Call) -> Json:
        team = call.team
        told: Json = {"url": f"https://{team.domain}.slack.com/", "team": team.name, "team_id": team.id}
        told |= {"user": team.bot.name.lower(), "user_id": team.bot.id, "bot_id": team.bot_id}
        told |= {"is_enterprise_install": False}
        return told | ({"enterprise_id": team.enterprise} if team.enterprise else {})

    def _team(self, call: Call) -> Json:
        team = self.state.workspaces.get(str(call.get("team") or call.team.id))
        if team is None:
            raise Refusal("team_not_found")
        return {"team": team.payload() | {"name": team.name, "email_domain": "", "icon": {}}}

    def _user(self, call: Call) -> Json:
        return {"user": call.person().payload(locale=bool(call.get("include_locale")))}

    def _bot(self, call: Call) -> Json:
        team = call.team
        if call.get("bot") not in {None, team.bot_id}:
            raise Refusal("bot_not_found")
        told = {"id": team.bot_id, "app_id": self.state.app_id, "user_id": team.bot.id, "name": team.bot.name}
        return {"bot": told | {"deleted": False, "updated": 1_700_000_000}}

    # --- where ---------------------------------------------------------------------------------------------------

    def _conversations(self, call: Call) -> Json:
        kinds = [KINDS[one] for one in str(call.get("types") or "public_channel").split(",") if one in KINDS]
        for kind in kinds:
            call.need(READ[kind])
        person = self.state.people.get(str(call.get("user")), call.team.bot)
        here = [one for one in self.state.channels.values() if call.team in one.teams and one.kind in kinds]
        found = [one for one in here if (one.member if person.bot else one.has(person)) and not one.deleted]
        page, more = _page(call, [one for one in found if not (one.archived and call.get("exclude_archived"))])
        return {"channels": [one.payload() for one in page]} | more

    def _info(self, call: Call) -> Json:
        return {"channel": call.channel(scopes=READ).payload()}

    def _open(self, call: Call) -> Json:
        if call.get("channel"):
            return {"channel": call.channel(scopes=READ).payload()}
        call.need("im:write", "mpim:write")
        people = [self.state.people.get(one) for one in str(call.get("users") or "").split(",")]
        if len(people) != 1 or people[0] is None:
            raise Refusal("user_not_found" if None in people else "not_supported_by_double", strict=True)
        return {"channel": self.state.direct(people[0], call.team).payload()}

    def _members(self, call: Call) -> Json:
        channel = call.channel(scopes=READ)
        present = [one for one in self.state.people.values() if channel.has(one) and (not one.bot or channel.member)]
        page, more = _page(call, present)
        return {"members": [one.id for one in page]} | more

    def _history(self, call: Call) -> Json:
        channel = self._readable(call)
        roots = [one for one in channel.stored if one.reader is None and not one.deleted and one.thread is None]
        bounded = [one for one in roots if self._between(call, one.ts)]
        page, more = _page(call, bounded[::-1])
        return {"messages": [one.payload() for one in page], "has_more": bool(more)} | more

    def _replies(self, call: Call) -> Json:
        channel = self._readable(call)
        named = self.state.find(channel, str(call.get("ts")))
        if named is None or named.reader is not None:
            raise Refusal("thread_not_found")
        root = named.thread or named.ts
        thread = [one for one in channel.stored if root in {one.ts, one.thread} and one.reader is None]
        bounded = [one for one in thread if not one.deleted and self._between(call, one.ts)]
        page, more = _page(call, bounded)
        return {"messages": [one.payload() for one in page], "has_more": bool(more)} | more

    def _between(self, call: Call, ts: str) -> bool:
        low, high = call.get("oldest") or "0", call.get("latest") or "9999999999.999999"
        same = bool(call.get("inclusive")) and ts in {low, high}
        return same or low < ts < high

    def _readable(self, call: Call) -> Channel:
        channel = call.channel(scopes=HISTORY)
        if not channel.member:
            raise Refusal("not_in_channel")
        return channel

    # --- agents --------------------------------------------------------------------------------------------------

    def _session(self, call: Call) -> Json:
        channel = call.channel("channel_id")
        if not channel.member:
            raise Refusal("not_authorized")
        if call.get("status") not in STATUSES:
            raise Refusal("invalid_status", strict=True)
        if not call.get("thread_ts"):
            raise Refusal("thread_ts_required", strict=True)
        self.state.sessions[channel.id, str(call.get("thread_ts"))] = call.get("status")
        if "agent_session_stopped" not in self.state.subscribed:
            call.warnings.append("missing_agent_session_stopped_event_subscription")
        return {"agent_status": call.get("status"), "status": call.get("status"), "title": call.get("title") or ""}

    def _status(self, call: Call) -> Json:
        channel, thread = call.channel("channel_id"), call.thread(call.channel("channel_id")) or ""
        if len(call.get("loading_messages") or ()) > LOADING:
            raise Refusal("invalid_arguments", strict=True, why="too many loading messages")
        self.state.said_statuses.append(str(call.get("status")))
        self.state.statuses[channel.id, thread] = (str(call.get("status")), self.state.clock.monotonic())
        return {}

    def _prompts(self, call: Call) -> Json:
        channel = call.channel("channel_id")
        prompts: list[Json] = call.get("prompts") or []
        if not 1 <= len(prompts) <= PROMPTS or any(not {"title", "message"} <= set(one) for one in prompts):
            raise Refusal("invalid_arguments", strict=True, why=f"{len(prompts)} prompts")
        self.state.prompts[channel.id, str(call.get("thread_ts") or "")] = prompts
        return {}

    def _title(self, call: Call) -> Json:
        channel = call.channel("channel_id")
        self.state.titles[channel.id, str(call.get("thread_ts"))] = str(call.get("title"))
        return {}


def _page(call: Call, found: Sequence[T]) -> tuple[Sequence[T], Json]:
    """Give a page of what was found, and the address of the next one."""
    at, most = int(call.get("cursor") or 0), int(call.get("limit") or 100)
    cursor = str(at + most) if len(found) > at + most else ""
    return found[at : at + most], {"response_metadata": {"next_cursor": cursor}} if cursor else {}
