"""What Slack refuses, where more than the form of a request decides: channels, rights, lengths, whose message it is."""

from collections.abc import Mapping
from typing import Any

from tests.doubles.slack_blocks import completed, written
from tests.doubles.slack_state import Channel, State, Stored, Workspace
from tests.doubles.slack_trouble import Request
from tests.doubles.slack_values import BLOCK_TEXT, DM, PRIVATE, PUBLIC, TEXT, UPDATE_TEXT, Look, User

HISTORY = {PUBLIC: "channels:history", PRIVATE: "groups:history", DM: "im:history"}
READ = {PUBLIC: "channels:read", PRIVATE: "groups:read", DM: "im:read"}


class Refusal(Exception):  # noqa: N818 - it is an answer, not a fault of ours
    """A call is answered with an error. `strict`: no bot should ever have asked that."""

    def __init__(self, error: str, *, strict: bool = False, why: str = "", status: int = 200, **more: Any) -> None:  # noqa: ANN401 - fields of an answer
        super().__init__(error)
        self.error = error
        self.strict = strict
        self.why = why
        self.status = status
        self.more = more


class Call:
    """A Web API call: what was asked, by which installation."""

    def __init__(self, state: State, request: Request, team: Workspace) -> None:
        self.state = state
        self.request = request
        self.team = team
        self.arguments = request.arguments
        self.warnings: list[str] = []

    def get(self, name: str) -> Any:  # noqa: ANN401 - any argument
        """Give an argument; None where it is missing."""
        return self.arguments.get(name)

    def refuse(self, why: str) -> None:
        """Note what no bot should do, although Slack would serve it."""
        self.state.refused.append(f"{self.request.method}: {why}")

    def need(self, *scopes: str) -> None:
        """Refuse a call without any of these scopes."""
        if not self.state.scopes & set(scopes):
            provided = ",".join(sorted(self.state.scopes))
            raise Refusal("missing_scope", needed=",".join(scopes), provided=provided)

    def channel(self, name: str = "channel", *, scopes: Mapping[str, str] | None = None) -> Channel:
        """Give the channel that an argument names, which the bot must see."""
        found = self.state.channels.get(str(self.get(name)))
        if found is None or found.deleted or self.team not in found.teams:
            raise Refusal("channel_not_found")
        if scopes is not None:
            self.need(scopes[found.kind])
        if found.kind == PRIVATE and not found.member:
            raise Refusal("channel_not_found")
        return found

    def writable(self, name: str = "channel") -> Channel:
        """Give the channel that an argument names, where the bot must be; a person's id stands for direct messages."""
        person = self.state.people.get(str(self.get(name)))
        found = self.state.direct(person, self.team) if person and not person.bot else self.channel(name)
        if not found.member:
            raise Refusal("not_in_channel")
        if found.archived:
            raise Refusal("is_archived")
        if found.kind == DM and not self.state.messages_tab:
            raise Refusal("messages_tab_disabled")
        return found

    def person(self, name: str = "user", error: str = "user_not_found") -> User:
        """Give the person that an argument names."""
        found = self.state.people.get(str(self.get(name)))
        if found is None:
            raise Refusal(error)
        return found

    def own(self, channel: Channel, refused: str) -> Stored:
        """Give the message that `ts` names, which must be the bot's and seen by everybody."""
        found = self.state.find(channel, str(self.get("ts")))
        if found is None or found.reader is not None:
            raise Refusal("message_not_found")
        if found.author is not self.team.bot:
            raise Refusal(refused)
        return found

    def thread(self, channel: Channel) -> str | None:
        """Give the root of the thread that `thread_ts` names."""
        named = self.get("thread_ts")
        if named is None:
            return None
        found = self.state.find(channel, str(named))
        if found is None or found.reader is not None:
            raise Refusal("invalid_thread_ts" if self.request.method.startswith("assistant") else "thread_not_found")
        return found.thread or found.ts


def judged(call: Call, *, update: bool = False) -> Look:
    """Give how a message looks that these arguments describe."""
    arguments = call.arguments
    if arguments.get("as_user") is not None:
        raise Refusal("as_user_not_supported", strict=True)
    text, blocks = arguments.get("text") or "", arguments.get("blocks") or []
    if arguments.get("markdown_text"):
        if text or blocks:
            raise Refusal("markdown_text_conflict", strict=True)
        blocks = [{"type": "markdown", "text": arguments["markdown_text"]}]
        text = arguments["markdown_text"]
    if not text and not blocks and not arguments.get("attachments"):
        raise Refusal("no_text", strict=True)
    if written(blocks) > BLOCK_TEXT:
        raise Refusal("msg_blocks_too_long", strict=True, why=f"{written(blocks)} characters of blocks")
    text = _measured(call, text, update=update)
    return Look(
        text,
        completed(blocks),
        attachments=tuple(arguments.get("attachments") or ()),
        metadata=arguments.get("metadata"),
    )


def _measured(call: Call, text: str, *, update: bool) -> str:
    if update and len(text) > UPDATE_TEXT:
        raise Refusal("msg_too_long", strict=True, why=f"{len(text)} characters")
    if len(text) > TEXT:
        call.refuse(f"{len(text)} characters of text are cut")
        call.warnings.append("message_truncated")
    return text[:TEXT]
