"""The methods `views.*` of the loopback Slack: modals, one above the other, and the Home tab."""

import json
from collections.abc import Callable
from typing import Any

from tests.doubles.slack_blocks import active, completed, initial
from tests.doubles.slack_rules import Call, Refusal
from tests.doubles.slack_schema import ack_violations
from tests.doubles.slack_state import Begun, State, View, Workspace
from tests.doubles.slack_values import STACK, TRIGGER_SECONDS, VIEW_BYTES, Json, User


class Views:
    """What stands before a person besides messages."""

    def __init__(self, state: State) -> None:
        self.state = state
        self.handlers: dict[str, Callable[[Call], Json]] = {
            "views.open": self._open,
            "views.push": self._push,
            "views.update": self._update,
            "views.publish": self._publish,
        }

    # --- methods -------------------------------------------------------------------------------------------------

    def _open(self, call: Call) -> Json:
        body = self._checked(call)
        begun = self._exchanged(call)
        self.clear(begun.person)
        return {"view": self.show(begun, begun.team, body).payload()}

    def _push(self, call: Call) -> Json:
        body = self._checked(call)
        begun = self._exchanged(call)
        if not self.state.stack(begun.person):
            raise Refusal("not_found")
        return {"view": self.show(begun, begun.team, body).payload()}

    def _update(self, call: Call) -> Json:
        body = self._checked(call)
        view = self._named(call)
        if call.get("hash") and call.get("hash") != view.hash:
            raise Refusal("hash_conflict")
        self.change(view, body)
        return {"view": view.payload()}

    def _publish(self, call: Call) -> Json:
        body, person = self._checked(call), call.person("user_id")
        if not self.state.home_tab:
            raise Refusal("not_enabled", strict=True)
        known = self.state.homes.get(person.id)
        if call.get("hash") and (known is None or call.get("hash") != known.hash):
            raise Refusal("hash_conflict")
        if known is None:
            known = self._made(person, call.team, None)
            self.state.homes[person.id] = known
        self.change(known, body)
        return {"view": known.payload()}

    def _checked(self, call: Call) -> Json:
        body: Any = call.get("view")
        wanted = "home" if call.request.method == "views.publish" else "modal"
        if not isinstance(body, dict) or body.get("type") != wanted:
            raise Refusal("invalid_arguments", strict=True, why=f"a view of type {wanted} is needed")
        if len(json.dumps(body).encode()) > VIEW_BYTES:
            raise Refusal("view_too_large", strict=True)
        named = body.get("external_id")
        if named and any(one.body.get("external_id") == named for one in self._others(call)):
            raise Refusal("duplicate_external_id")
        checked: Json = body
        return checked

    def _others(self, call: Call) -> list[View]:
        standing = [one for one in self.state.views.values() if not one.closed and one.team is call.team]
        return [one for one in standing if call.request.method != "views.update" or one is not self._named(call)]

    def _named(self, call: Call) -> View:
        for view in self.state.views.values():
            names = {view.id, view.body.get("external_id") or view.id}
            if {call.get("view_id"), call.get("external_id")} & names and not view.closed:
                return view
        raise Refusal("not_found")

    def _exchanged(self, call: Call) -> Begun:
        """Give what a person did to get a trigger; it is taken once, and not for long."""
        trigger = call.get("trigger_id") or call.get("interactivity_pointer")
        found = next((one for one in self.state.begun.values() if one.trigger == trigger), None)
        if found is None or found.team is not call.team:
            raise Refusal("invalid_trigger_id", strict=True)
        if found.exchanged:
            raise Refusal("exchanged_trigger_id")
        if self.state.clock.monotonic() - found.began > TRIGGER_SECONDS:
            raise Refusal("expired_trigger_id")
        found.exchanged = True
        return found

    # --- what stands ---------------------------------------------------------------------------------------------

    def show(self, begun: Begun, team: Workspace, body: Json) -> View:
        """Put a modal above those that the person has before them."""
        stack = self.state.stack(begun.person)
        if len(stack) >= STACK:
            raise Refusal("push_limit_reached")
        made = self._made(begun.person, team, begun)
        made.root, made.previous = (stack[0].id, stack[-1].id) if stack else (made.id, None)
        self.change(made, body)
        stack.append(made)
        begun.opened = made
        return made

    def change(self, view: View, body: Json) -> None:
        """Show something else in a view. What was filled in stays where block and action have the same ids."""
        before = view.values
        view.body = body | {"blocks": list(completed(body["blocks"]))}
        view.hash = f"{self.state.ts()}.{len(view.history)}"
        view.errors = {}
        standing = {one.ids: initial(one.element) for one in active(view.body["blocks"])}
        view.values = {ids: _kept(before.get(ids), value) for ids, value in standing.items() if value is not None}
        view.history.append(view.body)
        self.state.changed()

    def close(self, view: View) -> None:
        """Take a modal away, and those above it."""
        stack = self.state.stack(view.person)
        while view in stack:
            stack.pop().closed = True
        self.state.changed()

    def clear(self, person: User) -> None:
        """Take all modals away."""
        for view in self.state.stack(person)[:1]:
            self.close(view)

    def respond(self, begun: Begun, answer: Json) -> None:
        """Do what a form was answered with: nothing said closes it."""
        view = begun.view
        assert view is not None
        found = ack_violations("view_submission", answer, view=view.body)
        self.state.refused += [f"the answer to a form: {one}" for one in found]
        if found:
            begun.failed = "We had some trouble connecting. Try again?"
            return
        action = answer.get("response_action")
        if action == "errors":
            view.errors = begun.errors = answer["errors"]
            self.state.changed()
        elif action in {"update", "push"}:
            self._replace(begun, view, action, answer["view"])
        elif action == "clear":
            self.clear(begun.person)
        else:
            self.close(view)

    def _replace(self, begun: Begun, view: View, action: str, body: Json) -> None:
        if action == "update":
            self.change(view, body)
            begun.opened = view
        else:
            self.show(begun, begun.team, body)

    def _made(self, person: User, team: Workspace, begun: Begun | None) -> View:
        made = View(self.state.number("V"), person, team, {}, "", begun)
        self.state.views[made.id] = made
        return made


def _kept(before: Json | None, value: Json) -> Json:
    return before if before is not None and before["type"] == value["type"] else value
