"""The loopback Discord by hand: a keyboard is a person on a server, and what the bot shows is printed.

    python -m tests.doubles.discord --port 8100
    python -m tests.doubles.discord --port 8100 --script tests/doubles/discord_play.txt

The first prints how to start Prompteur against it, and reads lines. The second plays the lines of a file, each after
the answer to the former has settled, and ends: with 1 when the double refused something, or a line was not possible.
"""

import argparse
import asyncio
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import suppress
from pathlib import Path
from re import Match, escape, fullmatch, split, sub
from threading import Thread
from typing import Any

from tests.doubles.discord import DiscordDouble
from tests.doubles.discord_calls import ATTACHMENT, BOOLEAN, CHAT, CHECKBOX, INTEGER, NUMBER, ON_MESSAGE, STRING
from tests.doubles.discord_limits import LABEL, TEXT, walk
from tests.doubles.discord_person import Person
from tests.doubles.discord_seen import STOP, Act, Message, Modal, Said
from tests.doubles.discord_state import Channel
from tests.doubles.discord_values import Json

HELP = """\
/prompt draft a prompt that ...   a command; the words go to its first text, key=value to others ("..." for spaces)
press LABEL, press N              a button, or an option of a menu
fill field=value ...              the open form; \\n is a new line
point critique                    an entry of the context menu of the last message
file PATH                         sent with what comes next
#general ...                      any of these in that channel, or a message there
anything else                     a direct message to the bot
help, quit"""
PATIENT = 120.0
"""Seconds that a line of a script may take to be answered; a model may write it."""
QUIET = 0.4
"""Seconds without a request until an answer is taken for complete: more messages may follow the first."""
KINDS: Mapping[int, type] = {STRING: str, INTEGER: int, NUMBER: float}
TRUE = {"yes", "true", "on", "1"}


def main() -> None:
    """Serve, and play from the keyboard or a file."""
    parser = argparse.ArgumentParser(description="A Discord on this computer, with you on it.")
    parser.add_argument("--port", type=int, default=8100, help="0 takes any that is free")
    parser.add_argument("--script", type=Path, help="a file of lines to play")
    given = parser.parse_args()
    with suppress(KeyboardInterrupt):
        sys.exit(asyncio.run(_serve(given.port, given.script)))


async def _serve(port: int, script: Path | None) -> int:
    async with DiscordDouble(port=port) as discord:
        play = Play(discord, quiet=script is not None)
        _say(
            f"DISCORD_TOKEN={discord.token} PROMPTEUR_DISCORD_API_URL={discord.api_url}"
            f" PROMPTEUR_DISCORD_GATEWAY_URL={discord.gateway_url} prompteur serve"
        )
        await discord.state.until(lambda: discord.gateway.ready and bool(discord.state.commands))
        _say("The bot is here. help says what you can do.")
        watching = asyncio.create_task(play.watch())
        async for line in _typed() if script is None else _read(script):
            if line == "quit" or not await play.line(line):
                break
        watching.cancel()
        return play.end()


async def _read(script: Path) -> AsyncIterator[str]:
    """Give the lines of a file; those that begin with % are for its readers."""
    text = await asyncio.to_thread(script.read_text, "utf-8")
    for line in text.splitlines():
        if line and not line.startswith("%"):
            _say(f"\n> {line}")
            yield line


async def _typed() -> AsyncIterator[str]:
    """Give what is typed. The thread ends with the process, so that nobody waits for one more line."""
    loop, lines = asyncio.get_running_loop(), asyncio.Queue[str]()

    def pump() -> None:
        for line in sys.stdin:
            loop.call_soon_threadsafe(lines.put_nowait, line.strip())
        loop.call_soon_threadsafe(lines.put_nowait, "quit")

    Thread(target=pump, daemon=True).start()
    while True:
        if line := await lines.get():
            yield line


class Play:
    """One person. `quiet`: only what has settled is printed, and a line ends when its answer has."""

    def __init__(self, discord: DiscordDouble, *, quiet: bool) -> None:
        self.discord = discord
        self.quiet = quiet
        guild = discord.guild("Acme")
        self.channels = {name: guild.channel(name) for name in ("general", "prompts")}
        self.person: Person = discord.person("Ana", manages=True)
        self.here = self.home = self.person.dm()
        self.files: list[tuple[str, bytes]] = []
        self.act: Act | None = None
        self.form: Modal | None = None
        self.failed = False
        self._printed: dict[int, str] = {}
        self._refused = 0
        self._opened: Act | None = None

    # --- what is done --------------------------------------------------------------------------------------------

    async def line(self, text: str) -> bool:
        """Do what a line says; False where that is not possible and nobody is there to say another."""
        self.here, text = self._placed(text)
        word, _, rest = text.partition(" ")
        try:
            done = await self._done(word, rest.strip(), text)
            self.act = done if isinstance(done, Act) else None
            if done and self.quiet:
                await self._settled(done)
        except (AssertionError, LookupError, OSError, TimeoutError, ValueError) as error:
            _say(f"Not possible: {str(error) or type(error).__name__}")
            self.failed = True
        return not (self.failed and self.quiet)

    def _placed(self, text: str) -> tuple[Channel, str]:
        named = fullmatch(r"#(\w+) (.+)", text)
        channel = self.channels.get(named[1]) if named else None
        return (channel, named[2]) if named and channel else (self.home, text)

    async def _done(self, word: str, rest: str, text: str) -> Act | Said | None:
        match word:
            case "help":
                _say(HELP)
            case "file":
                self.files.append((Path(rest).name, await asyncio.to_thread(Path(rest).read_bytes)))
            case "press":
                return await self._press(rest)
            case "fill":
                return await self._fill(rest)
            case "point":
                return await self._point(rest)
            case _ if word.startswith("/"):
                return await self._slash(text[1:])
            case _:
                return await self.person.say(self.here, text, files=self._taken())
        return None

    async def _slash(self, text: str) -> Act:
        words, path, options = text.split(" "), list[str](), self._commands(CHAT)
        while words and (found := [one for one in options if one["name"] == words[0] and one["type"] in {1, 2}]):
            path.append(words.pop(0))
            options = found[0].get("options", [])
        values, rest = _pairs(" ".join(words), {one["name"]: one["type"] for one in options})
        for option in options:
            if rest and option["type"] == STRING and option["name"] not in values:
                values[option["name"]], rest = rest, ""
            if self.files and option["type"] == ATTACHMENT:
                values[option["name"]] = self.files.pop(0)
        if rest or not path:
            raise ValueError(f"nothing takes {rest or text!r}; there are {[one['name'] for one in options]}")
        return await self.person.slash(self.here, " ".join(path), **values)

    async def _press(self, label: str) -> Act:
        pressable = [message for message in reversed(self._seen()) if message.buttons]
        numbered = dict(enumerate(pressable[0].pressable, 1)) if pressable else {}
        if label.isdecimal() and int(label) in numbered:
            return await self.person.press(pressable[0], token=numbered[int(label)][1])
        named = [(message, name) for message in pressable for name in message.buttons if _like(label, name)]
        if not named:
            raise ValueError(f"there is no button {label!r}")
        return await self.person.press(*named[0])

    async def _point(self, label: str) -> Act:
        named = [one["name"] for one in self._commands(ON_MESSAGE) if label.casefold() in one["name"].casefold()]
        if not named or not self._seen():
            raise ValueError(f"no entry of a message's menu is called {label!r}, or there is no message")
        return await self.person.point(self._seen()[-1], named[0])

    async def _fill(self, text: str) -> Act:
        if self.form is None:
            raise ValueError("no form is open")
        values = _fields(self.form, text)
        done = await self.person.submit(self.form, files=self._taken(), **values)
        self.form = None
        return done

    def _commands(self, kind: int) -> list[Json]:
        found = [one for known in self.discord.state.commands.values() for one in known if one["type"] == kind]
        if not found:
            raise ValueError("the bot has no such commands")
        return found

    def _taken(self) -> list[tuple[str, bytes]]:
        taken, self.files = self.files, []
        return taken

    # --- what is shown -------------------------------------------------------------------------------------------

    def _seen(self) -> list[Message]:
        places = (self.home, *self.channels.values())
        seen = [message for place in places for message in self.person.sees(place)]
        return sorted(seen, key=lambda message: message.id)

    async def watch(self) -> None:
        """Print what changes, until cancelled."""
        while True:
            self._print()
            await self.discord.state.until(self._changed)

    def _changed(self) -> bool:
        form = self.act is not None and self.act.kind == "modal" and self.act is not self._opened
        return form or bool(self._news()) or len(self.discord.refused) > self._refused

    def _news(self) -> list[tuple[Message, str]]:
        own = self.person.user
        shown = [(message, _shown(message)) for message in self._seen() if message.author is not own]
        return [
            (message, text)
            for message, text in shown
            if self._printed.get(message.id) != text and not (self.quiet and _running(message))
        ]

    def _print(self) -> None:
        for message, text in self._news():
            self._printed[message.id] = text
            _say(text)
        for refusal in self.discord.refused[self._refused :]:
            _say(f"Refused: {refusal}")
        self._refused = len(self.discord.refused)
        self._open()

    def _open(self) -> None:
        """Open the form that the last thing was answered with."""
        if self.act and self.act.kind == "modal" and self.act is not self._opened:
            self._opened, self.form = self.act, self.act.modal
            _say(_form(self.form))

    async def _settled(self, done: Act | Said) -> None:
        """Wait until it is answered, nothing runs, and nothing more comes."""
        requests = -1
        async with asyncio.timeout(PATIENT):
            while requests != len(self.discord.requests):
                await self.discord.state.until(lambda: _answered(done) and not done.running)
                requests = len(self.discord.requests)
                await asyncio.sleep(QUIET)
        self._print()

    def end(self) -> int:
        """Print what is left; give the exit code."""
        self._print()
        return int((self.quiet and self.failed) or bool(self.discord.refused))


def _say(text: str) -> None:
    print(text, flush=True)  # noqa: T201 - said to whoever plays


def _answered(done: Act | Said) -> bool:
    return bool(done.interaction.answer) if isinstance(done, Act) else bool(done.messages)


def _running(message: Message) -> bool:
    return message.loading or any(token.startswith(STOP) for _, token in message.pressable)


def _shown(message: Message) -> str:
    """Give a message as plain text, its buttons numbered as `press` takes them."""
    place = f"in #{message.channel.name}" if message.channel.guild else "in direct messages"
    lines = [f"--- {message.author.name} {place}{', for you alone' if message.ephemeral else ''}"]
    lines += ["(thinking)"] if message.loading else [message.text] if message.text else []
    lines += [f"file {name}, {len(content):,} bytes" for name, content in message.files.items()]
    lines.append("  ".join(f"[{number} {label}]" for number, label in enumerate(message.buttons, 1)))
    return "\n".join(lines).rstrip()


def _form(form: Modal) -> str:
    lines = [f"--- A form: {form.title}"]
    for _, component in walk(form.components):
        if component["type"] == TEXT:
            lines.append(component["content"])
        elif component["type"] == LABEL:
            field = component["component"]
            lines.append(f"{field['custom_id']}: {component['label']}{_hint(component.get('description'), field)}")
    return "\n".join(lines)


def _hint(about: str | None, field: Json) -> str:
    options = ", ".join(one["label"] for one in field.get("options", ()))
    parts = (about, options and f"one of {options}", field.get("value") and f"now {field['value']!r}")
    needed = "" if field.get("required", True) else "may stay empty"
    said = "; ".join(part for part in (*parts, needed) if part)
    return f" ({said})" if said else ""


def _fields(form: Modal, text: str) -> dict[str, str | bool]:
    """Give `field=value ...` by the fields of a form; a value goes on until the next field."""
    names = "|".join(map(escape, form.fields))
    head, *parts = split(rf"(?:^|\s)({names})=", text)
    if head.strip():
        raise ValueError(f"the form has {list(form.fields)}, not {head.strip()!r}")
    given = {name: value.strip().replace("\\n", "\n") for name, value in zip(parts[::2], parts[1::2], strict=True)}
    boxes = {name for name, field in form.fields.items() if field["type"] == CHECKBOX}
    return {name: value.lower() in TRUE if name in boxes else value for name, value in given.items()}


def _pairs(text: str, kinds: Mapping[str, int]) -> tuple[dict[str, Any], str]:
    """Give the `key=value` of known keys, and the rest of the text."""
    values = dict[str, Any]()

    def take(found: Match[str]) -> str:
        given, kind = found[2].strip('"'), kinds[found[1]]
        values[found[1]] = given.lower() in TRUE if kind == BOOLEAN else KINDS.get(kind, str)(given)
        return ""

    names = "|".join(map(escape, kinds))
    return values, sub(rf'(?<!\S)({names})=("[^"]*"|\S+)\s*', take, text).strip() if kinds else text


def _like(typed: str, label: str) -> bool:
    return label.casefold().startswith(typed.casefold())
