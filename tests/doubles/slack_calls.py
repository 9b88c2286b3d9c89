"""What a person's Slack client sends: payloads of commands, shortcuts, actions and forms.

A client checks what it can before it sends anything: what is disabled or missing, lengths, choices. Here such a check
fails the test with an AssertionError.
"""

from collections.abc import Mapping
from typing import Any

from tests.doubles.slack_blocks import EXTERNAL, Element, active, initial
from tests.doubles.slack_fields import Filler
from tests.doubles.slack_hooks import Hooks
from tests.doubles.slack_state import Begun, Channel, Delivery, State, Stored, View, Workspace, nested
from tests.doubles.slack_values import DM, INTERACTIVE, SLASH, Json, User, escape

TYPED = 3
"""Characters after which a type-ahead menu asks, unless it says otherwise."""


class Calls:
    """What persons do becomes payloads."""

    def __init__(self, state: State, hooks: Hooks) -> None:
        self.state = state
        self.hooks = hooks
        self.filler = Filler(state)

    # --- every act -----------------------------------------------------------------------------------------------

    def begin(self, kind: str, person: User, team: Workspace, channel: Channel | None) -> Begun:
        """Make an act without a payload yet."""
        assert team.installed, f"the app is not installed in {team.name}"
        number = self.state.number("")
        made = Begun(
            number, kind, person, team, channel, f"{number}.{team.id}.trigger", self.state.clock.monotonic(),
            self.state.ts(),
        )  # fmt: skip
        if channel is not None and kind in {"slash_commands", "block_actions", "message_action"}:
            made.hook = self.hooks.made(team)
            self.state.hooks[made.hook.url.rpartition("/")[2]] = (made.hook, made)
        self.state.begun[number] = made
        return made

    def send(self, made: Begun, payload: Json) -> Begun:
        """Hand an act to the app."""
        made.payload = payload
        made.sent = SLASH if made.kind == "slash_commands" else INTERACTIVE
        self.state.deliver(Delivery(made.sent, payload, made.began, made))
        return made

    def _common(self, made: Begun) -> Json:
        told: Json = {"type": made.kind, "user": made.person.acting(), "api_app_id": self.state.app_id}
        told |= {"token": "verification", "team": made.team.payload(), "enterprise": made.team.whole()}
        told |= {"is_enterprise_install": False, "trigger_id": made.trigger}
        return told | ({"response_url": made.hook.url} if made.hook else {})

    # --- commands and shortcuts ----------------------------------------------------------------------------------

    def slash(self, person: User, channel: Channel, command: str, text: str) -> Begun:
        """Call a slash command, which is not possible inside a thread."""
        team = self.state.home(person)
        known = self.state.commands
        assert "commands" in self.state.scopes, "the app has no right to commands"
        assert known is None or command in known, f"there is no command {command}, only {known}"
        assert channel.has(person), f"{person.name} is not in {channel.name}"
        assert not channel.archived, "nothing can be said in an archived channel"
        made = self.begin("slash_commands", person, team, channel)
        name = "directmessage" if channel.kind == DM else channel.named()["name"]
        told: Json = {"token": "verification", "team_id": team.id, "team_domain": team.domain}
        told |= {"channel_id": channel.id, "channel_name": name, "user_id": person.id, "user_name": person.name.lower()}
        told |= {"command": command, "text": escape(text), "api_app_id": self.state.app_id}
        told |= {"is_enterprise_install": "false", "trigger_id": made.trigger}
        told |= {"enterprise_id": team.enterprise, "enterprise_name": "Acme"} if team.enterprise else {}
        assert made.hook is not None
        return self.send(made, told | {"response_url": made.hook.url})

    def shortcut(self, person: User, name: str) -> Begun:
        """Choose a global shortcut."""
        made = self.begin("shortcut", person, self.state.home(person), None)
        told = self._common(made) | {"callback_id": self._callback(name), "action_ts": made.ts}
        return self.send(made, told)

    def point(self, person: User, message: Stored, name: str) -> Begun:
        """Choose a shortcut of a message."""
        assert message.reader is None, "a message for one person has no shortcuts"
        made = self._at(
            self.begin("message_action", person, self._team(person, message.channel), message.channel), message
        )
        told = self._common(made) | {"callback_id": self._callback(name), "action_ts": made.ts}
        told |= {"channel": message.channel.named(), "message_ts": message.ts, "message": message.payload()}
        return self.send(made, told)

    def _callback(self, name: str) -> str:
        known = self.state.shortcuts
        assert not known or name in known, f"there is no shortcut {name!r}, only {list(known)}"
        return known.get(name, name)

    def _team(self, person: User, channel: Channel) -> Workspace:
        """Give the workspace through which somebody uses the app: one's own, or the one that shares the channel."""
        own = self.state.home(person)
        found = own if own.installed and own in channel.teams else channel.app_team
        assert found is not None, "the app is not installed here"
        return found

    def _at(self, made: Begun, message: Stored) -> Begun:
        made.source, made.looks = message, len(message.history)
        made.thread = message.thread
        return made

    # --- actions -------------------------------------------------------------------------------------------------

    def act(self, person: User, where: Stored | View, element: Element, more: Json) -> Begun:
        """Use something active in a message or a view; `more` says what was chosen."""
        made = self._placed("block_actions", person, where)
        action: Json = {"type": element.element["type"], "action_id": element.element["action_id"]}
        action |= {"block_id": element.block["block_id"], "action_ts": made.ts}
        action |= {key: element.element[key] for key in ("text", "value", "style") if key in element.element}
        told = self._common(made) | self._told(where) | {"actions": [action | more]}
        if isinstance(where, Stored):
            told |= {"state": {"values": nested(_standing(where) | where.values)}}
        return self.send(made, told)

    def suggest(self, person: User, where: Stored | View, element: Element, text: str) -> Begun:
        """Type into a menu that asks the app what to offer."""
        assert element.element["type"] in EXTERNAL, f"nothing is asked for {element.element}"
        least = element.element.get("min_query_length", TYPED)
        assert len(text) >= least, f"nothing is asked for before {least} characters"
        made = self._placed("block_suggestion", person, where)
        block, action = element.ids
        told = self._common(made) | self._told(where) | {"block_id": block, "action_id": action, "value": escape(text)}
        for name in ("trigger_id", "response_url"):
            told.pop(name, None)
        return self.send(made, told)

    def _placed(self, kind: str, person: User, where: Stored | View) -> Begun:
        if isinstance(where, Stored):
            return self._at(self.begin(kind, person, self._team(person, where.channel), where.channel), where)
        made = self.begin(kind, person, where.team, None)
        made.view = where
        return made

    def _told(self, where: Stored | View) -> Json:
        if isinstance(where, View):
            return {"container": {"type": "view", "view_id": where.id}, "view": where.payload()}
        private = where.reader is not None
        container: Json = {"type": "message", "message_ts": where.ts, "channel_id": where.channel.id}
        container |= {"is_ephemeral": private} | ({"thread_ts": where.thread} if where.thread else {})
        told: Json = {"container": container, "channel": where.channel.named()}
        # Slack keeps no message that is for one person, so that it cannot send it along.
        return told if private else told | {"message": where.payload()}

    # --- forms ---------------------------------------------------------------------------------------------------

    def submit(
        self, person: User, view: View, fields: Mapping[str, Any], files: tuple[tuple[str, bytes], ...]
    ) -> Begun:
        """Fill in a form, fields by the id of block or action, and send it."""
        assert view.body.get("submit"), "the form cannot be sent: it has no button for that"
        self.fill(person, view, fields, files)
        self.filler.check(view)
        made = self.begin("view_submission", person, view.team, None)
        made.view = view
        view.errors = {}
        return self.send(made, self._common(made) | {"view": self._escaped(view.payload()), "response_urls": []})

    def fill(
        self, person: User, view: View, fields: Mapping[str, Any], files: tuple[tuple[str, bytes], ...] = ()
    ) -> None:
        """Fill in fields of a form; it is not sent."""
        assert view.person is person, "the form is somebody else's"
        assert view in self.state.stack(person)[-1:], "the form is not the uppermost one"
        self.filler.fill(view, person, fields, files)

    def _escaped(self, told: Json) -> Json:
        if self.state.escapes_inputs:
            for block in told["state"]["values"].values():
                for value in block.values():
                    value.update({"value": escape(value["value"])} if value.get("value") else {})
        return told

    def closed(self, person: User, view: View, *, everything: bool) -> Begun | None:
        """Tell that somebody closed a form, where the app wants to know."""
        if not view.body.get("notify_on_close"):
            return None
        made = self.begin("view_closed", person, view.team, None)
        made.view = view
        told = self._common(made) | {"view": view.payload(), "is_cleared": everything}
        told.pop("trigger_id")
        return self.send(made, told)

    def element(self, where: Stored | View, action: str) -> Element:
        """Give what has this id of an action or a block."""
        blocks = where.body["blocks"] if isinstance(where, View) else where.now.blocks
        found = [one for one in active(blocks) if action in one.ids]
        assert found, f"there is nothing with the id {action!r}, only {[one.ids for one in active(blocks)]}"
        return found[0]


def _standing(message: Stored) -> dict[tuple[str, str], Json]:
    """Give the values that stand in a message before anybody touched them."""
    told = {one.ids: initial(one.element) for one in active(message.now.blocks)}
    return {ids: value for ids, value in told.items() if value is not None}
