"""Slack's payloads as inbound values. What is attached is named at once and fetched after the acknowledgement."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from adapters.attached import with_files
from adapters.slack.fetch import Files, Wanted, wanted
from adapters.slack.reading import by_id, unescaped, written
from adapters.slack.rich import Names, plain
from adapters.slack.source import forwarded, prompt_in
from adapters.slack.users import Known
from adapters.slack.whence import Body, Installed, whence_of, whence_of_message
from adapters.typed import typed as typed_line
from bot.dialogue.inbound import Attached, Complete, Inbound, Invoke, Material, Press, Submit
from bot.dialogue.registry import Registry
from bot.dialogue.taking import takes

_SAID = frozenset({"", "file_share", "thread_broadcast", "me_message"})
"""Subtypes of messages that somebody wrote; all others tell of something else."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What came in: what is `known` already, and what is `wanted` of Slack's files. `kept` names what `Pages` keeps of
    it, to be forgotten once the call was started.
    """

    known: Inbound
    wanted: tuple[Wanted, ...] = ()
    kept: str = ""

    @property
    def inbound(self) -> Inbound:
        """What came in, with placeholders for the files: for `App.prepare`."""
        return with_files(self.known, ((one.name, one.placeholder) for one in self.wanted))

    async def fetched(self) -> Inbound:
        """Give what came in with the files, for `App.start`. `Refused` or one of its kinds says which file cannot be
        used, and why; nothing was done then.
        """
        return with_files(self.known, [(one.name, await one.fetch()) for one in self.wanted])


def invoked(body: Body, user: Known, app: Installed) -> Heard:
    """Give a slash command; its line may be a goal said plainly."""
    line = unescaped(str(body.get("text") or ""), app.bot).strip()
    return Heard(Invoke(whence=whence_of(body, user, app), line=line))


def pressed(body: Body, user: Known, app: Installed, token: str = "") -> Heard:
    """Give a press. `token` is what it carried, where the caller knows better than `token_of`."""
    return Heard(Press(whence=whence_of(body, user, app), token=token or token_of(body)))


def token_of(body: Body) -> str:
    """Give what a press or a choice carried, unchecked: the button's id, the value of a thumb or of the option; empty
    where nothing was chosen.
    """
    action: Mapping[str, Any] = next(iter(body.get("actions") or ()), {})
    if action.get("type") == "button":
        return str(action["action_id"])
    if action.get("type") == "feedback_buttons":
        return str(action.get("value") or "")
    chosen: Mapping[str, Any] = action.get("selected_option") or {}
    return str(chosen.get("value") or "")


def key_of(body: Body) -> str:
    """Name an act: what was done twice by mistake of the network has the same key."""
    view = body.get("view") or {}
    return str(body.get("trigger_id") or f"{view.get('id', '')}.{view.get('hash', '')}")


def channel_of(body: Body) -> str:
    """Give the channel in which it was done; empty where that is not told, as of forms."""
    channel = body.get("channel")
    return str(channel.get("id", "")) if isinstance(channel, dict) else str(body.get("channel_id") or "")


def user_of(body: Body) -> str:
    """Give who did it."""
    user = body.get("user")
    return str(user.get("id", "")) if isinstance(user, dict) else str(body.get("user_id") or "")


def pointed(body: Body, user: Known, app: Installed, files: Files) -> Heard:
    """Give a command that somebody pointed at a message, by the shortcut's id, which is the command's: the prompt comes
    along as a file, which every command that can be pointed takes in place of the current prompt. `Usage` when there
    is no prompt in the message.
    """
    message = body["message"]
    prompt = prompt_in(message, files, own=_ours(message, body, app))
    whence, command = whence_of(body, user, app), str(body["callback_id"])
    if isinstance(prompt, Wanted):
        return Heard(Invoke(whence=whence, command=command), (prompt,))
    return Heard(Invoke(whence=whence, command=command, material=Material(files=(prompt,))))


def submitted(
    body: Body,
    user: Known,
    app: Installed,
    token: str,
    values: Mapping[str, str],
    files: Iterable[Wanted] = (),
    *,
    texts: tuple[Attached, ...] = (),
) -> Heard:
    """Give a form that was sent. A file becomes the value of its field; `texts` came along with the command that
    opened the form. Fields without an answer are left out. `TooLarge` and its like for a file that cannot be fetched.
    """
    given = {name: value for name, value in values.items() if value}
    known = Submit(whence=whence_of(body, user, app), token=token, values=given, material=Material(files=texts))
    return Heard(known, checked(files))


def typed(body: Body, user: Known, app: Installed, command: str, argument: str) -> Complete:
    """Give half a value of an argument, to be completed."""
    prefix = plain(str(body.get("value") or ""))
    return Complete(whence=whence_of(body, user, app), command=command, argument=argument, prefix=prefix)


def said(
    body: Body, user: Known, app: Installed, files: Files, registry: Registry, names: Names | None = None
) -> Heard:
    """Give plain words with the files beside them; of a message that only forwards another, what was forwarded. `names`
    are shown for people who are mentioned; a command takes people by their ids, as names are anybody's choice.
    `TooLarge` and its like for a file that cannot be fetched.
    """
    message, whence = forwarded(body["event"]), whence_of_message(body, user, app)
    known = typed_line(written(message, app.bot, names).strip("\n"), whence)
    if isinstance(known, Invoke):
        known = typed_line(by_id(message, app.bot).strip("\n"), whence)
    return Heard(known, checked(wanted(files, message.get("files"), takes(known, registry))))


def is_said(body: Body, app: Installed) -> bool:
    """Tell whether an event is a message that a person wrote: no change of one, no notice, nothing of a bot's."""
    message = body.get("event") or {}
    person = message.get("user") not in {None, "", app.bot, "USLACKBOT"} and not message.get("bot_id")
    return person and str(message.get("subtype") or "") in _SAID and not message.get("hidden")


def is_message(message: Mapping[str, Any]) -> bool:
    """Tell whether what Slack keeps of a conversation is something that was said, by whomever."""
    return str(message.get("subtype") or "") in {*_SAID, "bot_message"} and not message.get("hidden")


def checked(files: Iterable[Wanted]) -> tuple[Wanted, ...]:
    """Give files, each of which can be fetched as far as it is known; else `TooLarge` or `Refused`."""
    found = tuple(files)
    for one in found:
        one.check()
    return found


def _ours(message: Mapping[str, Any], body: Body, app: Installed) -> bool:
    named = message.get("app_id")
    return message.get("user") == app.bot or bool(named and named == body.get("api_app_id"))
