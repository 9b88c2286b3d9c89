"""The response_url of the loopback Slack: five messages in half an hour, for one person or for all."""

from dataclasses import replace

from tests.doubles.slack_rules import Call, Refusal, judged
from tests.doubles.slack_schema import response_violations
from tests.doubles.slack_state import Begun, Hook, State, Stored, Workspace
from tests.doubles.slack_tell import Tell
from tests.doubles.slack_trouble import Request
from tests.doubles.slack_values import HOOK_SECONDS, HOOK_USES, Json


class Hooks:
    """What is posted to addresses that came with what a person did."""

    def __init__(self, state: State, tell: Tell) -> None:
        self.state = state
        self.tell = tell
        self.mentions: set[str] = set()

    def made(self, team: Workspace) -> Hook:
        """Give a new address."""
        number = self.state.number("H")
        return Hook(f"{self.state.base}/actions/{team.id}/{number}", self.state.clock.monotonic())

    def serve(self, number: str, request: Request) -> None:
        """Do what was posted; Refusal where the address is used up, or the body is not valid."""
        if number not in self.state.hooks:
            raise Refusal("no_such_url", status=404, strict=True)
        hook, begun = self.state.hooks[number]
        if self.state.clock.monotonic() - hook.began > HOOK_SECONDS:
            raise Refusal("expired_url", status=404)
        if hook.used >= HOOK_USES:
            raise Refusal("used_url", status=404)
        hook.used += 1
        self._check(request)
        self.apply(begun, request.arguments, request)

    def _check(self, request: Request) -> None:
        if not request.headers.get("content-type", "").startswith("application/json"):
            raise Refusal("invalid_payload", status=400, strict=True, why="it takes JSON")
        found = response_violations(request.arguments, mentions=tuple(self.mentions))
        if found:
            raise Refusal("invalid_blocks", status=400, strict=True, why="; ".join(found))

    def apply(self, begun: Begun, body: Json, request: Request) -> None:
        """Post, change or delete a message, as somebody's act was answered."""
        source = begun.source
        if body.get("delete_original"):
            self._delete(source)
        elif body.get("replace_original") and source is not None and not source.deleted:
            self._change(source, Call(self.state, request, begun.team))
        else:
            self._post(begun, body, Call(self.state, request, begun.team))

    def _delete(self, source: Stored | None) -> None:
        if source is None or source.deleted:
            raise Refusal("message_not_found", status=404)
        self.state.delete(source)
        self.tell.deleted(source)

    def _change(self, source: Stored, call: Call) -> None:
        before, look = source.payload(), judged(call)
        self.state.edit(source, replace(look, files=source.now.files))
        self.tell.changed(source, before)

    def _post(self, begun: Begun, body: Json, call: Call) -> None:
        assert begun.channel is not None
        look = judged(call)
        reader = None if body.get("response_type") == "in_channel" else begun.person
        thread = body.get("thread_ts") or begun.thread
        made = self.state.post(begun.channel, begun.team.bot, look, thread=thread, reader=reader, begun=begun)
        begun.replies.append(made)
        self.tell.said(made)
        self.state.changed()
