"""The loopback Slack by hand: a keyboard is a person in a workspace, and what the app shows is printed.

    python -m tests.doubles.slack --port 8101
    python -m tests.doubles.slack --port 8101 --script tests/doubles/slack_play.txt

The first prints how to start Prompteur against it, and reads lines. The second plays the lines of a file, each after
the answer to the former has settled, and ends: with 1 when the double refused something, or a line was not possible.
`--manifest` says what Slack knows of the app; without it any command can be called, and shortcuts by their callback id.
"""

import json
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from tests.doubles.play import Player, arguments, fields, like, play, run, say
from tests.doubles.slack import SlackDouble
from tests.doubles.slack_blocks import EXTERNAL, SEVERAL, label, options
from tests.doubles.slack_person import Act, Message, Modal, Person, Said
from tests.doubles.slack_seen import STOP
from tests.doubles.slack_state import Channel, Delivery
from tests.doubles.slack_values import Json

HELP = """\
/prompt draft a prompt that ...   a command
press LABEL, press N              a button, or an option of a menu: of the form, the Home tab or the last message
fill field=value ...              the open form; \\n is a new line, a comma stands between several choices
close                             the open form, without sending it
point critique                    a shortcut of the last message
shortcut new prompt               a shortcut of the workspace
home                              the app's Home tab
file PATH                         sent with what comes next
stop                              what runs in the thread of the last message
reply ...                         in the thread of the last message
dm ...                            a command there, or a direct message to the app
#prompts ...                      a command in that channel, or a message there
anything else                     a message in #general; @prompteur calls the app
help, quit"""
CALL = "@prompteur"
Place = Message | Modal
Done = Act | Said | Delivery


def main() -> None:
    """Serve, and play from the keyboard or a file."""
    parser = arguments("Slack", 8101)
    parser.add_argument("--manifest", type=Path, help="the app's manifest, as JSON")
    given = parser.parse_args()
    run(_serve(given.port, given.script, json.loads(given.manifest.read_text("utf-8")) if given.manifest else None))


async def _serve(port: int, script: Path | None, manifest: Json | None) -> int:
    async with SlackDouble(port=port) as slack:
        if manifest is not None:
            slack.manifest(manifest)
        say(
            f"SLACK_BOT_TOKEN={slack.bot_token} SLACK_APP_TOKEN={slack.app_token}"
            f" PROMPTEUR_SLACK_API_URL={slack.api_url} prompteur serve"
        )
        ready = slack.state.until(lambda: bool(slack.socket.live))
        return await play(Play(slack, quiet=script is not None), script, ready)


class Play(Player[Done]):
    """One person in a workspace."""

    def __init__(self, slack: SlackDouble, *, quiet: bool) -> None:
        super().__init__(slack, quiet=quiet)
        self.slack = slack
        self.person: Person = slack.person("Ana", admin=True)
        self.channels = {f"#{name}": slack.channel(name) for name in ("general", "prompts")}
        self.channels["dm"] = self.person.dm()
        self.visits = 0
        self.at_home = False
        self._acts: list[Act] = []

    @property
    def form(self) -> Modal | None:
        """The form before the person, the uppermost one."""
        return next(reversed(self.person.modals), None)

    # --- what is done --------------------------------------------------------------------------------------------

    async def do(self, text: str) -> Done | None:
        """Do what a line says; None for what nobody answers."""
        word, _, rest = text.partition(" ")
        known = word in self.channels
        place, text = (self.channels[word], rest.strip()) if known else (self.channels["#general"], text)
        done = await (self._in(place, text) if known or word.startswith("/") else self._done(word, rest.strip(), text))
        self.at_home = isinstance(done, Delivery) or (self.at_home and not isinstance(done, Said))
        self._acts += [done] if isinstance(done, Act) else []
        return done

    async def _in(self, place: Channel, text: str) -> Act | Said:
        if text.startswith("/"):
            command, _, rest = text.partition(" ")
            return await self.person.slash(place, command, rest.strip())
        return await self._said(place, text)

    async def _done(self, word: str, rest: str, text: str) -> Done | None:
        done: Done | None = None
        match word:
            case "help":
                say(HELP)
            case "file":
                await self.attach(rest)
            case "home":
                done = self._visit()
            case "press":
                done = await self._press(rest)
            case "fill":
                done = await self._fill(rest)
            case "close":
                done = await self.person.close(self._open())
            case "point" | "shortcut":
                done = await self._shortcut(word, rest)
            case "stop":
                await self.person.stop(self._last())
            case "reply":
                done = await self._said(self._last().channel, rest, self._last())
            case _:
                done = await self._said(self.channels["#general"], text)
        return done

    async def _said(self, place: Channel, text: str, thread: Message | None = None) -> Said:
        called = text.replace(CALL, self.slack.mention)
        return await self.person.say(place, called, thread=thread, files=self.taken())

    def _visit(self) -> Delivery:
        self.visits += 1
        opened = self.person.tell.opened(self.person.user, self.person.team, "home")
        if opened is None:
            raise ValueError("the app does not want to know who opens its Home tab")
        return opened

    async def _press(self, wanted: str) -> Act:
        for place in self._places():
            numbered = dict(enumerate(place.pressable, 1))
            if wanted.isdecimal():
                fitting = [at for at in numbered if at == int(wanted)]
            else:
                fitting = [at for at, (name, _) in numbered.items() if like(wanted, name)]
            if fitting:
                name, token = numbered[fitting[0]]
                before = sum(each == (name, token) for each in islice(place.pressable, fitting[0] - 1))
                return await self.person.press(place, name, token=token, index=before)
        raise ValueError(f"there is no button {wanted!r}")

    def _places(self) -> Iterator[Place]:
        """Give what can be pressed: what was shown last comes first."""
        places = [*([self.form] if self.form else ()), *([self.person.home] if self._home() else ())]
        yield from (place for place in (*places, *reversed(self._seen())) if place.pressable)

    async def _shortcut(self, word: str, wanted: str) -> Act:
        known = self.slack.state.shortcuts
        named = [name for name in known if wanted.casefold() in name.casefold()]
        if known and not named:
            raise ValueError(f"no shortcut is called {wanted!r}; there are {list(known)}")
        name = named[0] if named else wanted
        return await (self.person.shortcut(name) if word == "shortcut" else self.person.point(self._last(), name))

    async def _fill(self, text: str) -> Act:
        form = self._open()
        given: dict[str, str | list[str]] = {}
        for name, value in fields(list(form.fields), text).items():
            given[name] = await self._value(form, name, value)
        return await self.person.submit(form, files=self.taken(), **given)

    async def _value(self, form: Modal, name: str, value: str) -> str | list[str]:
        """Give the value of a field; of menus the labels, and of those that ask the app the first that it offers."""
        kind = form.fields[name]["type"]
        if kind in EXTERNAL:
            offered = await self.person.type(form, name, value)
            return [offered[0].value] if kind in SEVERAL else offered[0].value
        return [one.strip() for one in value.split(",") if one.strip()] if kind in SEVERAL else value

    def _open(self) -> Modal:
        if self.form is None:
            raise ValueError("no form is open")
        return self.form

    def _last(self) -> Message:
        seen = self._seen()
        if not seen:
            raise ValueError("there is no message")
        return seen[-1]

    # --- what is shown -------------------------------------------------------------------------------------------

    def _seen(self) -> list[Message]:
        seen = [message for place in self.channels.values() for message in self.person.sees(place)]
        return sorted(seen, key=lambda message: message.ts)

    def _home(self) -> bool:
        return self.at_home and self.person.id in self.slack.state.homes

    def shown(self) -> Iterator[tuple[object, str]]:
        """Give what the app shows: messages, without running ones where it is quiet, the form, and the Home tab."""
        for message in self._seen():
            if message.author is not self.person.user and not (self.quiet and _running(message)):
                yield message.ts, self._shown(message)
        if self._home():
            yield ("home", self.visits), _view(self.person.home)
        if self.form is not None:
            yield self.form.id, _view(self.form)
        for act in self._acts:
            if act.failed:
                yield act, f"--- Slack says: {act.failed}"
        yield from self._beside()

    def _beside(self) -> Iterator[tuple[object, str]]:
        """Give what Slack shows beside messages: what the app is doing, where nobody waits for it, and suggestions."""
        state = self.slack.state
        for place, (status, _) in state.statuses.items():
            if status and not self.quiet:
                yield ("status", place), f"({status})"
        for place, prompts in state.prompts.items():
            yield ("prompts", place), "\n".join(f"suggested: {one['title']}: {one['message']}" for one in prompts)

    def _shown(self, message: Message) -> str:
        """Give a message as plain text, its buttons numbered as `press` takes them."""
        names = {channel: name for name, channel in self.channels.items()}
        place = names[message.channel].replace("dm", "direct messages")
        thread = "a thread in " if message.thread else ""
        alone = ", for you alone" if message.ephemeral else ""
        lines = [f"--- {message.author.name} in {thread}{place}{alone}", *([message.text] if message.text else ())]
        lines += [f"file {name}, {len(content):,} bytes" for name, content in message.files.items()]
        lines += [f"link {name}: {address}" for name, address in message.links.items()]
        return "\n".join([*lines, _buttons(message)]).rstrip()

    def answered(self, done: Done) -> bool:
        """Whether what was done is answered, and nothing of the answer runs any more."""
        if isinstance(done, Delivery):
            return done.acknowledged is not None and self._home()
        if isinstance(done, Act):
            return bool(done.failed) or (done._done() and not done.running)
        return bool(done.messages) and not done.running


def _running(message: Message) -> bool:
    return message.streaming or any(token.startswith(STOP) for _, token in message.pressable)


def _buttons(place: Place) -> str:
    return "  ".join(f"[{number} {name}]" for number, name in enumerate(place.buttons, 1))


def _view(view: Modal) -> str:
    """Give a form or the Home tab as plain text: texts, fields as `fill` takes them, errors, buttons."""
    lines = [f"--- A form: {view.title}" if view.title else "--- The Home tab", view.text]
    lines += [f"{name}{_hint(element)}" for name, element in view.fields.items()]
    lines += [f"! {name}: {said}" for name, said in view.errors.items()]
    return "\n".join([*filter(None, lines), _buttons(view)]).rstrip()


def _hint(element: Json) -> str:
    named = ", ".join(label(one["text"]) for one in options(element))
    value = element.get("initial_value")
    told = [f"one of {named}" if named else "", f"now {value!r}" if isinstance(value, str) else ""]
    said = "; ".join(filter(None, told))
    return f" ({said})" if said else ""
