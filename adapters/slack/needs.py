"""What the app may do and is told of on Slack, each with its reason: the manifest asks for exactly this, and doctor
looks for it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from bot.words import N_


class Extra(StrEnum):
    """What an operator may add to the app: an option of `prompteur slack manifest`."""

    AGENT = "agent"
    """Slack's view for agents. Not every plan has it."""
    THREADS = "threads"
    """Threads go on without a mention, for which Slack shows the app every message in its channels."""


@dataclass(frozen=True, slots=True)
class Right:
    """A scope of the bot. `about` is a message id: what it is for, and so what does not work without it."""

    scope: str
    about: str
    extra: Extra | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """An event that the bot is sent. `scope`: the right without which Slack does not send it."""

    event: str
    about: str
    scope: str = ""
    extra: Extra | None = None


RIGHTS = (
    Right("commands", N_("the slash command, and the entries in Slack's menus")),
    Right("chat:write", N_("answers in direct messages and threads")),
    Right("app_mentions:read", N_("mentions in channels that I am in")),
    Right("im:history", N_("what people write to me in direct messages")),
    Right("im:write", N_("beginning a direct message: for files, and for answers that come late")),
    Right("files:read", N_("files that people send me")),
    Right("files:write", N_("prompts that are too long for a message: they come as a file")),
    Right("users:read", N_("each person's language, and who may administer")),
    Right("assistant:write", N_("Slack's view for agents: suggested prompts, and the stop button"), Extra.AGENT),
    Right(
        "channels:history",
        N_("threads in public channels: without a mention, and with what was said"),
        Extra.THREADS,
    ),
    Right(
        "groups:history",
        N_("threads in private channels: without a mention, and with what was said"),
        Extra.THREADS,
    ),
)
"""The rights, each with its reason."""
EVENTS = (
    Told("app_home_opened", N_("showing the library on the Home tab")),
    Told("app_mention", N_("answering mentions"), "app_mentions:read"),
    Told("message.im", N_("answering direct messages"), "im:history"),
    Told("app_uninstalled", N_("ending the work for a workspace that removes me")),
    Told("tokens_revoked", N_("the same where only the token is taken back")),
    Told("agent_session_stopped", N_("Slack's stop button"), "assistant:write", Extra.AGENT),
    Told("message.channels", N_("going on in threads of public channels"), "channels:history", Extra.THREADS),
    Told("message.groups", N_("going on in threads of private channels"), "groups:history", Extra.THREADS),
)
"""The events, each with its reason."""


def rights(*extras: Extra) -> Iterator[Right]:
    """Give the rights of an app with these extras."""
    return (right for right in RIGHTS if right.extra in {None, *extras})


def events(*extras: Extra) -> Iterator[Told]:
    """Give the events of an app with these extras."""
    return (told for told in EVENTS if told.extra in {None, *extras})


def granted(headers: Mapping[str, str]) -> frozenset[str] | None:
    """Give the rights of the bot, as Slack says them with each answer to it; None where it did not."""
    told = {name.lower(): value for name, value in headers.items()}.get("x-oauth-scopes")
    return None if told is None else frozenset(each.strip() for each in told.split(",") if each.strip())


def has(extra: Extra, scopes: frozenset[str] | None) -> bool:
    """Tell whether the bot has the rights of an extra; where Slack did not say, it may have them."""
    return scopes is None or all(right.scope in scopes for right in RIGHTS if right.extra is extra)
