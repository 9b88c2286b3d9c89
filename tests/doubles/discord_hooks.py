"""How interactions are answered on the loopback Discord: first responses, follow-ups and edits by token."""

from typing import Any, Final

from tests.doubles import discord_rules as rules
from tests.doubles.discord_rules import Refusal, invalid
from tests.doubles.discord_state import Interaction, State, Stored
from tests.doubles.discord_trouble import Request
from tests.doubles.discord_values import EPHEMERAL, LOADING, V2, Json, Look

COMMAND, COMPONENT, COMPLETE, SUBMIT = 2, 3, 4, 5
SEND, THINK, SILENT, UPDATE, CHOICES, MODAL = 4, 5, 6, 7, 8, 9
"""Types of first responses."""
ALLOWED: Final = {
    COMMAND: {SEND, THINK, MODAL},
    COMPONENT: {SEND, THINK, SILENT, UPDATE, MODAL},
    COMPLETE: {CHOICES},
    SUBMIT: {SEND, THINK, SILENT, UPDATE},
}
FIRST_SECONDS: Final = 3.0
TOKEN_SECONDS: Final = 15 * 60.0
FOLLOW_UPS: Final = 5
Answer = tuple[int, Any]


class Hooks:
    """The routes whose path holds an interaction's token."""

    def __init__(self, state: State) -> None:
        self.state = state

    # --- the first response --------------------------------------------------------------------------------------

    def callback(self, request: Request, number: str, token: str) -> Answer:
        """Take the first response to an interaction."""
        known = self.state.interactions.get(token)
        age = self.state.clock.monotonic() - known.began if known else 0.0
        if known is None or str(known.id) != number or (not known.answer and age > FIRST_SECONDS):
            raise Refusal(404, rules.UNKNOWN_INTERACTION, "Unknown interaction")
        if known.answer:
            raise Refusal(400, rules.ACKNOWLEDGED, "Interaction has already been acknowledged.")
        kind, data = request.json["type"], request.json.get("data") or {}
        self._check(known, kind)
        self._respond(known, kind, data, request)
        known.answer, known.data = kind, data
        known.acknowledged = self.state.clock.monotonic()
        return self._told(known, request)

    def _check(self, known: Interaction, kind: int) -> None:
        if kind not in ALLOWED[known.type]:
            raise invalid(f"type: {kind} cannot answer an interaction of type {known.type}")
        if kind in {SILENT, UPDATE} and known.source is None:
            raise invalid(f"type: {kind} needs a message that the interaction came from")

    def _respond(self, known: Interaction, kind: int, data: Json, request: Request) -> None:
        if kind == SEND:
            look = rules.judged(known.channel, data, request.files, None)
            known.original = self._post(known, look)
        elif kind == THINK:
            known.original = self._post(known, Look(flags=LOADING | ((data.get("flags") or 0) & EPHEMERAL)))
        elif kind in {SILENT, UPDATE}:
            known.original = known.source
        if kind == UPDATE:
            message = rules.standing(known.source)
            self.state.edit(message, rules.judged(message.channel, data, request.files, message.now))

    def _post(self, known: Interaction, look: Look) -> Stored:
        rules.open_channel(known.channel)
        reader = known.person if look.flags & EPHEMERAL else None
        return self.state.post(known.channel, self.state.bot, look, reader=reader, interaction=known)

    def _told(self, known: Interaction, request: Request) -> Answer:
        if request.query.get("with_response") not in {"1", "true"}:
            return 204, None
        told: Json = {"id": str(known.id), "type": known.type, "channel_id": str(known.channel.id)}
        made = known.original if known.answer in {SEND, THINK, UPDATE} else None
        if made is None:
            return 200, {"interaction": told}
        told |= {"response_message_id": str(made.id), "response_message_loading": made.loading}
        told |= {"response_message_ephemeral": made.ephemeral}
        return 200, {"interaction": told, "resource": {"type": known.answer, "message": made.payload()}}

    # --- afterwards ----------------------------------------------------------------------------------------------

    def _known(self, token: str) -> Interaction:
        known = self.state.interactions.get(token)
        if known is None or not known.answer:
            raise Refusal(404, rules.UNKNOWN_WEBHOOK, "Unknown Webhook")
        if self.state.clock.monotonic() - known.began > TOKEN_SECONDS:
            raise Refusal(401, rules.BAD_TOKEN, "Invalid Webhook Token")
        return known

    def follow_up(self, request: Request, token: str) -> Answer:
        """Send a further message; the first after a deferred response takes its place."""
        known = self._known(token)
        waiting = known.original
        if waiting is not None and waiting.loading and not waiting.deleted:
            return self._edited(waiting, request)
        if known.roams and len(known.follow_ups) >= FOLLOW_UPS:
            raise Refusal(400, rules.TOO_MANY_FOLLOW_UPS, "Maximum number of follow-up messages reached")
        made = self._post(known, rules.judged(known.channel, request.json, request.files, None))
        known.follow_ups.append(made)
        self.state.changed()
        return 200, made.payload()

    def get(self, _: Request, token: str, which: str) -> Answer:
        """Give an answer."""
        return 200, self._message(token, which).payload()

    def patch(self, request: Request, token: str, which: str) -> Answer:
        """Change an answer."""
        return self._edited(self._message(token, which), request)

    def delete(self, _: Request, token: str, which: str) -> Answer:
        """Delete an answer."""
        self.state.delete(self._message(token, which))
        return 204, None

    def _message(self, token: str, which: str) -> Stored:
        known = self._known(token)
        if which == "@original":
            return rules.standing(known.original)
        own = [one for one in (known.original, known.source, *known.follow_ups) if one is not None]
        return rules.standing(next((one for one in own if str(one.id) == which), None))

    def _edited(self, message: Stored, request: Request) -> Answer:
        """Edit a message; whether only one person sees it was decided by the response and stays."""
        rules.open_channel(message.channel)
        body = dict(request.json)
        if message.loading:
            body["flags"] = (body.get("flags") or 0) & V2
        self.state.edit(message, rules.judged(message.channel, body, request.files, message.now))
        return 200, message.payload()
