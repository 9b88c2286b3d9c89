"""What becomes of things for the app: acknowledgements in time and too late, and what was answered with them."""

from typing import Any

from tests.doubles.slack_hooks import Hooks
from tests.doubles.slack_rules import Refusal
from tests.doubles.slack_schema import ack_violations
from tests.doubles.slack_state import Begun, Delivery, State
from tests.doubles.slack_trouble import Request
from tests.doubles.slack_values import ACK_SECONDS, EVENTS, Json
from tests.doubles.slack_views import Views

OVERDUE = "operation_timeout"
UNREACHABLE = "dispatch_failed"


class Desk:
    """Takes acknowledgements, from either way of delivery."""

    def __init__(self, state: State, views: Views, hooks: Hooks) -> None:
        self.state = state
        self.views = views
        self.hooks = hooks

    def expired(self, delivery: Delivery) -> bool:
        """Whether a person's client waits no longer for this; events are waited for."""
        if delivery.kind == EVENTS or delivery.settled:
            return False
        return self.state.clock.monotonic() - delivery.began > ACK_SECONDS

    def acknowledge(self, delivery: Delivery, answer: Any) -> None:  # noqa: ANN401 - whatever came
        """Take an acknowledgement; what comes with a late one has no effect."""
        late = self.state.clock.monotonic() - delivery.began > ACK_SECONDS
        delivery.settled, delivery.acknowledged = True, self.state.clock.monotonic()
        begun = delivery.begun
        if late:
            self.state.late.append(f"{delivery.kind} {delivery.payload.get('type', delivery.payload.get('command'))}")
        if begun is not None and begun.acknowledged is None:
            begun.acknowledged, begun.late = delivery.acknowledged, late
            begun.failed = begun.failed or (OVERDUE if late else "")
            if not late:
                self._answered(begun, answer)
        self.state.changed()

    def fail(self, delivery: Delivery, why: str) -> None:
        """Give something up: nobody is reached. The person is told."""
        delivery.settled = True
        if delivery.begun is not None and delivery.begun.acknowledged is None:
            delivery.begun.failed = why
        self.state.changed()

    def _answered(self, begun: Begun, answer: Any) -> None:  # noqa: ANN401 - whatever came
        body: Json = {"text": answer} if isinstance(answer, str) and answer else (answer or {})
        begun.answer = body
        try:
            self._done(begun, body)
        except Refusal as refusal:
            self.state.refused.append(f"the answer to {begun.kind}: {refusal.error} {refusal.why}".strip())
            begun.failed = refusal.error

    def _done(self, begun: Begun, body: Json) -> None:
        if begun.kind == "view_submission":
            self.views.respond(begun, body)
            return
        found = ack_violations(begun.kind, body, mentions=tuple(self.hooks.mentions))
        self.state.refused += [f"the answer to {begun.kind}: {one}" for one in found]
        if found:
            begun.failed = "invalid_response"
        elif begun.kind == "slash_commands" and body:
            asked = Request("", "response_url", {}, body, b"", self.state.clock.monotonic())
            self.hooks.apply(begun, body, asked)
