"""Events: what the app is told of messages and people, wrapped as Slack's Events API does."""

from tests.doubles.slack_rules import HISTORY
from tests.doubles.slack_state import Channel, Delivery, State, Stored, Workspace
from tests.doubles.slack_values import DM, EVENTS, PRIVATE, PUBLIC, Json, User

NAMES = {PUBLIC: "message.channels", PRIVATE: "message.groups", DM: "message.im"}


class Tell:
    """Sends events, those that the app is subscribed to and has the rights for."""

    def __init__(self, state: State) -> None:
        self.state = state

    def said(self, message: Stored) -> list[Delivery]:
        """Tell of a new message: as a mention, as a message, or as both."""
        channel, made = message.channel, []
        team = channel.app_team
        if team is None or not channel.member or message.reader is not None:
            return []
        event = self.event(message)
        if team.mention in message.now.text and not message.author.bot and channel.kind != DM:
            mention = {key: value for key, value in event.items() if key not in {"channel_type", "subtype"}}
            made.append(self.send("app_mention", team, mention | {"type": "app_mention"}, channel, "app_mentions:read"))
        made.append(self.send(NAMES[channel.kind], team, event, channel, HISTORY[channel.kind]))
        return [one for one in made if one is not None]

    def event(self, message: Stored) -> Json:
        """Describe a message as its event does."""
        channel = message.channel
        told = message.payload() | {"channel": channel.id, "channel_type": channel.kind, "event_ts": message.ts}
        if not message.author.bot:
            told |= {"client_msg_id": f"client-{message.ts}"}
            told |= {"subtype": "file_share"} if message.now.files else {}
        if channel.shared:
            told |= {"user_team": message.author.enterprise or message.author.team, "source_team": message.author.team}
        root = next((one for one in channel.stored if one.ts == message.thread), None)
        return told | ({"parent_user_id": root.author.id} if root else {})

    def changed(self, message: Stored, before: Json) -> None:
        """Tell of a message that was changed."""
        more = {"message": message.payload(), "previous_message": before}
        self._edited("message_changed", message, more)

    def deleted(self, message: Stored) -> None:
        """Tell of a message that was deleted."""
        self._edited("message_deleted", message, {"deleted_ts": message.ts, "previous_message": message.payload()})

    def _edited(self, subtype: str, message: Stored, more: Json) -> None:
        channel, now = message.channel, self.state.ts()
        team = channel.app_team
        if team is None or not channel.member or message.reader is not None:
            return
        told: Json = {"type": "message", "subtype": subtype, "channel": channel.id, "hidden": True, "ts": now}
        told |= {"channel_type": channel.kind, "event_ts": now} | more
        self.send(NAMES[channel.kind], team, told, channel, HISTORY[channel.kind])

    def send(
        self, name: str, team: Workspace, event: Json, channel: Channel | None = None, scope: str = ""
    ) -> Delivery | None:
        """Send an event, unless the app does not want it or may not have it."""
        if name not in self.state.subscribed or not team.installed or (scope and scope not in self.state.scopes):
            return None
        made = Delivery(EVENTS, self.wrapped(team, event, channel), self.state.clock.monotonic())
        self.state.deliver(made)
        return made

    def wrapped(self, team: Workspace, event: Json, channel: Channel | None) -> Json:
        """Give an event with what stands round it."""
        authorization: Json = {"enterprise_id": team.enterprise, "team_id": team.id, "user_id": team.bot.id}
        authorization |= {"is_bot": True, "is_enterprise_install": False}
        told: Json = {"token": "verification", "team_id": team.id, "api_app_id": self.state.app_id, "event": event}
        told |= {"context_team_id": team.id, "context_enterprise_id": team.enterprise}
        told |= {"enterprise_id": team.enterprise} if team.enterprise else {}
        told |= {"type": "event_callback", "event_id": self.state.number("Ev"), "authorizations": [authorization]}
        told |= {"event_time": int(self.state.now().timestamp()), "event_context": "4-context"}
        return told | {"is_ext_shared_channel": bool(channel and channel.shared)}

    def opened(self, user: User, team: Workspace, tab: str) -> Delivery | None:
        """Tell that somebody opened the app: its Home tab or its messages."""
        channel = self.state.direct(user, team)
        told: Json = {"type": "app_home_opened", "user": user.id, "channel": channel.id, "tab": tab}
        return self.send("app_home_opened", team, told | {"event_ts": self.state.ts()} | self._home(user, tab), channel)

    def _home(self, user: User, tab: str) -> Json:
        view = self.state.homes.get(user.id)
        return {"view": view.payload()} if view is not None and tab == "home" else {}
