"""Files of the loopback Slack: announced, uploaded, completed, asked for and downloaded."""

from collections.abc import Callable

from tests.doubles.slack_blocks import completed
from tests.doubles.slack_rules import Call, Refusal
from tests.doubles.slack_state import Channel, State
from tests.doubles.slack_tell import Tell
from tests.doubles.slack_values import File, Json, Look

SIGN_IN = b"<!DOCTYPE html><html><head><title>Slack</title></head><body>Sign in to see this file</body></html>"
"""What Slack gives, with status 200, to those who ask for a file without a token."""


class Shelf:
    """The files."""

    def __init__(self, state: State, tell: Tell) -> None:
        self.state = state
        self.tell = tell
        self.handlers: dict[str, Callable[[Call], Json]] = {
            "files.getUploadURLExternal": self._announce,
            "files.completeUploadExternal": self._complete,
            "files.info": self._info,
        }

    def _announce(self, call: Call) -> Json:
        length = int(call.get("length") or 0)
        if length < 1 or not call.get("filename"):
            raise Refusal("invalid_arguments", strict=True, why="filename and a length over 0 are needed")
        made = self.state.attach(call.team.bot, str(call.get("filename")), b"")
        made.length, made.uploaded = length, False
        return {"file_id": made.id, "upload_url": f"{self.state.base}/upload/v1/{made.id}"}

    def upload(self, number: str, content: bytes) -> None:
        """Take what was announced; Refusal where it is something else."""
        found = self.state.files.get(number)
        if found is None or found.uploaded:
            raise Refusal("not_found", status=404)
        if len(content) != found.length:
            raise Refusal("length_mismatch", strict=True, status=400, why=f"{len(content)} bytes, not {found.length}")
        found.content, found.uploaded = content, True

    def _complete(self, call: Call) -> Json:
        named: list[Json] = call.get("files") or []
        files = [self._finished(one) for one in named]
        if call.get("channels") and not call.get("channel_id"):
            call.arguments["channel_id"] = str(call.get("channels")).split(",")[0]
        if call.get("channel_id"):
            self._share(call, call.writable("channel_id"), tuple(files))
        return {"files": [{"id": one.id, "title": one.title, "created": one.at, "user": one.user} for one in files]}

    def _finished(self, named: Json) -> File:
        found = self.state.files.get(str(named.get("id")))
        if found is None or not found.uploaded:
            raise Refusal("file_not_found", strict=True, why="nothing was uploaded")
        found.title = str(named.get("title") or found.name)
        return found

    def _share(self, call: Call, channel: Channel, files: tuple[File, ...]) -> None:
        text = str(call.get("initial_comment") or "")
        blocks = () if text else completed(call.get("blocks") or ())
        made = self.state.post(channel, call.team.bot, Look(text, blocks, files), thread=call.thread(channel))
        self.tell.said(made)

    def _info(self, call: Call) -> Json:
        found = self.state.files.get(str(call.get("file")))
        if found is None or found.deleted:
            raise Refusal("file_not_found")
        return {"file": found.payload(), "comments": []}

    def download(self, number: str, authorization: str) -> tuple[int, str, bytes]:
        """Give status, type and content: the file's, or a page to sign in on."""
        found = self.state.files.get(number)
        if found is None or found.deleted:
            return 404, "text/html", b""
        tokens = {f"Bearer {one.token}" for one in self.state.workspaces.values() if one.installed}
        if authorization not in tokens or "files:read" not in self.state.scopes:
            return 200, "text/html; charset=utf-8", SIGN_IN
        return 200, str(found.payload()["mimetype"]), found.content
