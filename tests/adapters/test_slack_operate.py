"""The manifest that makes the Slack app: that Slack takes it, and that it asks for exactly what is used."""

import ast
import json
from collections.abc import Iterator, Mapping
from itertools import product
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from pydantic import ValidationError

import adapters.slack
from adapters.slack.budget import OTHER, RATES, TIERS
from adapters.slack.declare import NEW, Choice, document
from adapters.slack.home import suggested
from adapters.slack.manifest import TASK, manifest
from adapters.slack.needs import EVENTS, RIGHTS, Extra, events, rights
from bot.commands import load
from bot.commands.help import COMMANDS as HELP
from bot.commands.me import COMMANDS as ME
from bot.dialogue.command import Command, Pointed
from bot.dialogue.registry import Registry
from bot.errors import Usage
from bot.settings import Settings
from bot.words import Words, installed
from tests.doubles import specs
from tests.doubles.settings import nothing_set
from tests.doubles.slack import SlackDouble
from tests.doubles.slack_rules import HISTORY
from tests.doubles.slack_schema import manifest_violations
from tests.doubles.slack_tell import NAMES
from tests.doubles.slack_trouble import documented

Json = dict[str, Any]

URL = "https://prompteur.example.com/slack/events"
ALL = tuple(Extra)
EVERY = list(product(["", URL], [(), ALL[:1], ALL[1:], ALL], ["/prompt", "/pr"]))
"""Every combination of the options."""


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    nothing_set(monkeypatch, tmp_path)


async def printed(words: Words | None = None, **given: str | bool) -> list[str]:
    """Give the lines of `prompteur slack manifest`."""
    values: Mapping[str, str | bool] = {"http": "", "agent": False, "threads": False, "command": "", **given}
    return [line async for line in manifest(Settings.model_validate({}), values, words or Words(typed="prompteur "))]


def written(lines: list[str]) -> Json:
    """Give the manifest that was printed."""
    made: Json = json.loads("\n".join(lines[lines.index("{") :]))
    return made


def scopes(made: Json) -> set[str]:
    """Give the rights that a manifest asks for."""
    return set(made["oauth_config"]["scopes"]["bot"])


# --- the manifest ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", installed())
@pytest.mark.parametrize(("url", "extras", "command"), EVERY)
def test_slack_takes_every_manifest(url: str, extras: tuple[Extra, ...], command: str, language: str) -> None:
    """Whatever the operator chooses, in whichever language, Slack makes an app of it."""
    made = document(load(), Choice(url, extras, command), Words(language))
    assert manifest_violations(made) == []
    assert manifest_violations({**made, "_metadata": {"major_version": 2}}) == []


@pytest.mark.asyncio
async def test_the_link_makes_the_app_that_is_printed() -> None:
    """The link holds the same manifest as the JSON below it, and each right stands between them with its reason."""
    lines = await printed(agent=True, threads=True, http=URL)
    (address,) = [line for line in lines if line.startswith("https://")]
    split = urlsplit(address)
    query = parse_qs(split.query)
    assert (split.netloc, split.path, query["new_app"]) == ("api.slack.com", "/apps", ["1"])
    assert json.loads(query["manifest_json"][0]) == written(lines)
    reasons = {line.split(": ")[0].removeprefix("- ") for line in lines if line.startswith("- ")}
    assert scopes(written(lines)) <= reasons


@pytest.mark.asyncio
async def test_the_next_steps_are_those_of_the_mode() -> None:
    """Whoever made the app is told which token is made by hand, or which secret is needed over HTTP."""
    steps = "\n".join(await printed())
    assert "SLACK_APP_TOKEN: It begins with xapp-, and you make it by hand" in steps
    assert "connections:write" in steps
    assert "SLACK_SIGNING_SECRET" not in steps
    steps = "\n".join(await printed(http=URL))
    assert "SLACK_SIGNING_SECRET" in steps
    assert "PROMPTEUR_SLACK_PORT" in steps
    assert "SLACK_APP_TOKEN" not in steps


@pytest.mark.asyncio
async def test_without_options_it_asks_for_little() -> None:
    """The plain app runs without an address, on any plan, and reads no channel."""
    made = written(await printed())
    assert made["settings"]["socket_mode_enabled"] is True
    assert "request_url" not in json.dumps(made)
    assert "agent_view" not in made["features"]
    assert {one for one in scopes(made) if one.endswith(":history")} == {"im:history"}
    assert scopes(made) == {right.scope for right in rights()}
    assert not {"chat:write.public", "users:read.email", "channels:join"} & scopes(made)


@pytest.mark.asyncio
@pytest.mark.parametrize("given", ["https://prompteur.example.com", "https://prompteur.example.com/"])
async def test_over_http_slack_is_told_where(given: str) -> None:
    """With an address, everything that Slack sends goes there, and Socket Mode is off."""
    made = written(await printed(http=given))
    assert made["settings"]["socket_mode_enabled"] is False
    assert made["settings"]["event_subscriptions"]["request_url"] == URL
    assert made["settings"]["interactivity"]["request_url"] == URL
    assert made["settings"]["interactivity"]["message_menu_options_url"] == URL
    assert [one["url"] for one in made["features"]["slash_commands"]] == [URL]


@pytest.mark.asyncio
async def test_an_address_with_a_path_stays_as_it_is() -> None:
    """Whoever has a proxy with paths of its own names the whole address."""
    made = written(await printed(http="https://example.com:8443/bots/prompteur"))
    assert made["settings"]["event_subscriptions"]["request_url"] == "https://example.com:8443/bots/prompteur"


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "url",
    ["http://x.org", "x.org", "https://", "https://x.org:0", "https://x.org:y", "https://[x", "https://x.org/?a=1"],
)
async def test_an_address_that_slack_cannot_use_is_refused(url: str) -> None:
    """A wrong address is refused before an app is made with it, with what it should look like."""
    with pytest.raises(Usage, match="https address") as refused:
        await printed(http=url)
    assert "https://prompteur.example.com" in refused.value.advice


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("given", "command"), [("/pr", "/pr"), ("pr", "/pr"), ("été-1_2", "/été-1_2"), ("", "/prompt")]
)
async def test_the_slash_command_can_have_another_name(given: str, command: str) -> None:
    """Whoever has a /prompt already takes another name, with the slash or without it."""
    made = written(await printed(command=given))
    assert [one["command"] for one in made["features"]["slash_commands"]] == [command]


@pytest.mark.asyncio
async def test_the_bot_is_to_know_its_name() -> None:
    """Whoever gives the slash command another name is told to set it, which is then kept without the option."""
    assert "- PROMPTEUR_SLACK_COMMAND: pr, so that" in "\n".join(await printed(command="/pr"))
    assert "PROMPTEUR_SLACK_COMMAND" not in "\n".join(await printed())
    named = Settings.model_validate({"slack_command": "/pr"})
    again = [
        line async for line in manifest(named, {**dict.fromkeys(Extra, False), "http": "", "command": ""}, Words())
    ]
    assert [one["command"] for one in written(again)["features"]["slash_commands"]] == ["/pr"]
    assert "- PROMPTEUR_SLACK_COMMAND: pr, so that" in "\n".join(again)


@pytest.mark.asyncio
@pytest.mark.parametrize("name", ["/", "two words", "PR", "//pr", "x" * 32])
async def test_a_name_that_slack_does_not_take_is_refused(name: str) -> None:
    """A name with capitals or spaces is refused, with what a name may be."""
    with pytest.raises(Usage, match="slash command") as refused:
        await printed(command=name)
    assert "such as pr" in refused.value.advice
    with pytest.raises(ValidationError, match="such as pr"):
        Settings.model_validate({"slack_command": name})


@pytest.mark.asyncio
async def test_a_person_finds_the_commands() -> None:
    """Slack shows every verb while somebody types, and the shortcuts by the commands' own names."""
    features = written(await printed(agent=True))["features"]
    hint = features["slash_commands"][0]["usage_hint"]
    verbs = [one.verb for one in load() if not one.prefix]
    assert [*verbs, *load().families] == hint.partition(": ")[2].split(", ")
    shortcuts = {one["callback_id"]: (one["type"], one["name"]) for one in features["shortcuts"]}
    pointed = {one.id: ("message", one.pointed_label) for one in load() if one.pointed is Pointed.MESSAGE}
    assert shortcuts == {NEW: ("global", "New prompt")} | pointed
    assert features["agent_view"]["suggested_prompts"] == suggested(load(), Words())
    assert features["app_home"]["home_tab_enabled"]
    assert features["app_home"]["messages_tab_enabled"]


@pytest.mark.asyncio
async def test_the_app_speaks_the_operators_language() -> None:
    """An operator who reads French gets an app with French entries."""
    features = written(await printed(Words("fr")))["features"]
    assert "rédiger" in features["slash_commands"][0]["usage_hint"]
    assert "Critiquer ce prompt" in {one["name"] for one in features["shortcuts"]}


def test_another_family_is_one_of_the_verbs() -> None:
    """Commands of another family stand behind its name, under the one slash command that there is."""
    team = Command(verb="tidy", family="team", help="Tidy up", example="tidy", run=ME[0].run)
    made = document(Registry([*HELP, team]), Choice(command="/pr"), Words())
    told = {one["command"]: one["usage_hint"] for one in made["features"]["slash_commands"]}
    assert list(told) == ["/pr"]
    assert told["/pr"].endswith(": help, team")
    assert manifest_violations(made) == []


@pytest.mark.parametrize(
    ("count", "label", "said"), [(10, "Look", "10 commands"), (1, "x" * 25, "Slack holds 1 to 24 characters")]
)
def test_what_slack_could_not_hold_is_no_manifest(count: int, label: str, said: str) -> None:
    """Nobody is given a link that Slack refuses."""
    menu: Json = {"help": "Look at it", "example": "x", "run": ME[0].run, "pointed": Pointed.MESSAGE}
    made = Registry([Command(verb=f"v{number}", pointed_label=label, **menu) for number in range(count)])
    with pytest.raises(ValueError, match=said):
        document(made, Choice(), Words())


def test_the_task_has_what_the_shell_needs() -> None:
    """`prompteur slack manifest` offers its four options."""
    assert (TASK.verb, TASK.run) == ("manifest", manifest)
    assert {one.name: bool(one.metavar) for one in TASK.options} == {
        "http": True, "agent": False, "threads": False, "command": True,
    }  # fmt: skip


# --- nothing in it is unused, and nothing used is missing ------------------------------------------------------------

FOLDER = Path(adapters.slack.__file__).parent
TABLE = "needs.py"
OTHERS = frozenset(
    (
        "app_context_changed", "assistant_thread_context_changed", "assistant_thread_started", "channel_rename",
        "file_shared", "link_shared", "member_joined_channel", "member_left_channel", "message.mpim", "reaction_added",
        "reaction_removed", "team_join", "user_change", "workflow_step_execute",
    )
)  # fmt: skip
"""Events that the app is not subscribed to, so that no code should wait for them."""
FEATURES = {"commands", "assistant:write"}
"""Rights that parts of the manifest need by themselves: commands and shortcuts, and the view for agents."""


def names() -> Iterator[str]:
    """Give every text and every attribute in the adapter's code, but for the table itself."""
    for path in FOLDER.glob("*.py"):
        if path.name == TABLE:
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield node.value
            elif isinstance(node, ast.Attribute):
                yield node.attr


def methods() -> dict[str, set[str]]:
    """Give the Web API's methods that the code names, each with the rights of which it needs one."""
    path = specs.published("slack", "methods.json")
    if path is None:
        if specs.required():
            pytest.fail("CI is set, and Slack's schemas are not at hand: set PROMPTEUR_SPECS.")
        pytest.skip("Slack's schemas are not at hand; PROMPTEUR_SPECS says where they are.")
    known, named = specs.read(path), set(names())
    return {
        method: set(one.get("scope", {}).get("bot", ()))
        for method, one in known.items()
        if named & {method, method.replace(".", "_")}
    }


def test_each_method_is_called_no_more_often_than_slack_says() -> None:
    """What is counted of a method's calls is what Slack documents; for "special" ones it gives no number."""
    tiers = {"t1": TIERS[1], "t2": TIERS[2], "t3": TIERS[3], "t4": TIERS[4]}
    told = {method: str(documented(method).get("rate_limits")) for method in methods()}
    counted = {method: RATES.get(method, OTHER) for method, tier in told.items() if tier in tiers}
    assert counted == {method: tiers[told[method]] for method in counted}
    assert len(counted) > 10


def answers() -> None:
    """Skip where the part that answers events does not stand yet."""
    if not (FOLDER / "desk.py").exists():
        pytest.skip("what answers events is not there yet")


def test_every_call_is_allowed() -> None:
    """The app may call everything that the code calls, whatever the operator chose."""
    called, granted = methods(), {right.scope for right in RIGHTS}
    assert {"auth.test", "apps.connections.open", "chat.postMessage"} <= set(called)
    assert {method: needed for method, needed in called.items() if needed and not needed & granted} == {}


def test_every_right_is_for_something() -> None:
    """The app asks for no right that no call, no event and no part of the manifest needs."""
    needed = set().union(*methods().values()) | {told.scope for told in EVENTS} | FEATURES
    needed |= {"files:read"} if {"url_private", "url_private_download"} & set(names()) else set()
    assert {right.scope for right in RIGHTS} - needed == set()


def test_every_event_is_answered() -> None:
    """The app is sent no event that no code waits for, and no code waits for one that is not sent."""
    answers()
    waited = set(names())
    assert {told.event for told in EVENTS if told.event.partition(".")[0] not in waited} == set()
    assert OTHERS & waited == set()


@pytest.mark.parametrize("extras", [(), ALL[:1], ALL[1:], ALL])
def test_no_event_lacks_its_right(extras: tuple[Extra, ...]) -> None:
    """Slack sends every event that is subscribed to, as the right for it is asked for in the same breath."""
    granted = {right.scope for right in rights(*extras)}
    assert {told.event for told in events(*extras) if told.scope and told.scope not in granted} == set()
    documented = {NAMES[kind]: scope for kind, scope in HISTORY.items()} | {"app_mention": "app_mentions:read"}
    assert {told.event: told.scope for told in EVENTS if told.event in documented} == documented


@pytest.mark.asyncio
async def test_threads_are_heard_only_where_the_operator_wants_it() -> None:
    """Without --threads Slack tells of direct messages and mentions alone; with it, of what is said in channels."""
    double = SlackDouble()
    double.manifest(document(load(), Choice(), Words()))
    ana, channel = double.person("Ana"), double.channel("general")
    heard = [
        len((await ana.say(where, text)).told)
        for where, text in ((ana.dm(), "hi"), (channel, f"{double.mention} hi"), (channel, "hi"))
    ]
    assert heard == [1, 1, 0]
    double.manifest(document(load(), Choice(extras=(Extra.THREADS,)), Words()))
    assert len((await ana.say(channel, "hi")).told) == 1
