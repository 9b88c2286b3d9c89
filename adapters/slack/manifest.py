"""`prompteur slack manifest`: the link that makes the app, what it asks for and why, and what to do then."""

import json
from collections.abc import AsyncIterator, Iterator, Mapping
from urllib.parse import SplitResult, quote, urlsplit

from adapters.base import Option, Task
from adapters.slack.declare import FAMILY, Choice, Json, document
from adapters.slack.needs import Extra, rights
from adapters.slack.portal import PORTAL, WHERE
from bot.errors import Usage
from bot.settings import SLACK_APP_TOKEN, SLACK_BOT_TOKEN, SLACK_COMMAND, SLACK_SIGNING_SECRET, Settings, slash_command
from bot.words import N_, Words

PATH = "/slack/events"
"""Where Slack's requests are taken over HTTP."""
OPTIONS = (
    Option(name="http", metavar="URL", about=N_("without Socket Mode: the https address where Slack reaches me")),
    Option(name="agent", about=N_("with Slack's view for agents, which not every plan has")),
    Option(name="threads", about=N_("threads go on without a mention; Slack shows me every message in my channels")),
    Option(name="command", metavar="NAME", about=N_("another name for the slash command, such as pr")),
)


async def manifest(settings: Settings, values: Mapping[str, str | bool], words: Words) -> AsyncIterator[str]:
    """Give the link, the reasons, what to do then, and the manifest. `Usage` for what Slack would not take."""
    from bot.commands import load  # noqa: PLC0415 - the shell reads this file at every start

    choice = chosen(values, settings.slack_command)
    made = document(load(), choice, words)
    yield words(N_("Open this link, choose your workspace and create the app:"))
    yield link(made)
    for line in (*_asks(choice, words), *_then(choice, settings.slack_command, words)):
        yield line
    yield words(N_("The same as JSON. For an app that you have: {portal}, your app, App Manifest."), portal=PORTAL)
    for line in json.dumps(made, indent=2, ensure_ascii=False).splitlines():
        yield line


TASK = Task(
    verb="manifest",
    about=N_("Print the link that makes the Slack app, and its manifest"),
    run=manifest,
    options=OPTIONS,
)


def link(made: Json) -> str:
    """Give the link that makes an app of a manifest."""
    written = json.dumps(made, separators=(",", ":"), ensure_ascii=False)
    return f"{PORTAL}?new_app=1&manifest_json={quote(written, safe='')}"


def _asks(choice: Choice, words: Words) -> Iterator[str]:
    yield ""
    yield words(N_("It asks for these rights:"))
    yield from (f"- {right.scope}: {words(right.about)}" for right in rights(*choice.extras))


def _then(choice: Choice, named: str, words: Words) -> Iterator[str]:
    needed = SLACK_SIGNING_SECRET if choice.url else SLACK_APP_TOKEN
    yield ""
    yield words(N_("Then install it in the workspace (Install App), and set:"))
    yield from (f"- {name}: {words(WHERE[name], portal=PORTAL)}" for name in (SLACK_BOT_TOKEN, needed))
    if choice.url:
        yield f"- PROMPTEUR_SLACK_PORT: {words(N_('The port that the address leads to.'))}"
    command = choice.command.removeprefix("/")
    if {command, named} != {FAMILY}:
        said = N_("{command}, so that I name the command as it is called here.")
        yield f"- {SLACK_COMMAND}: {words(said, command=command)}"
    yield words(N_("prompteur doctor says whether something is missing."))
    yield ""


# --- the options -----------------------------------------------------------------------------------------------------


def chosen(values: Mapping[str, str | bool], named: str) -> Choice:
    """Read the options. `named`: the slash command, where no option names another. `Usage` for an address or a name
    that Slack would not take.
    """
    extras = tuple(extra for extra in Extra if values[extra])
    return Choice(_address(str(values["http"])), extras, _command(str(values["command"]) or named))


def _address(url: str) -> str:
    """Give the address with a path; Slack sends everything to the same one."""
    if not url:
        return ""
    split = _split(url)
    if split is None or split.scheme != "https" or not split.hostname or split.query or split.fragment:
        advice = N_("It is the address that leads to PROMPTEUR_SLACK_PORT, such as https://prompteur.example.com.")
        raise Usage(N_("Slack needs an https address."), advice=advice)
    return url if split.path.strip("/") else f"{url.rstrip('/')}{PATH}"


def _split(url: str) -> SplitResult | None:
    try:
        split = urlsplit(url)
        port = split.port
    except ValueError:  # a port that is no number, a bracket that is not closed
        return None
    return split if port != 0 else None


def _command(name: str) -> str:
    """Give the slash command of a name."""
    try:
        return f"/{slash_command(name)}"
    except ValueError:
        advice = N_("It has at most 31 small letters, digits, - and _, such as pr.")
        raise Usage(N_("Slack takes no slash command with this name."), advice=advice) from None
