"""The loopback Discord by hand: a keyboard is a person on a server, and what the bot shows is printed.

    python -m tests.doubles.discord --port 8100
    python -m tests.doubles.discord --port 8100 --script tests/doubles/discord_play.txt

The first prints how to start Prompteur against it, and reads lines. The second plays the lines of a file, each after
the answer to the former has settled, and ends: with 1 when the double refused something, or a line was not possible.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from re import Match, escape, fullmatch, sub
from typing import Any

from tests.doubles.discord import DiscordDouble
from tests.doubles.discord_calls import ATTACHMENT, BOOLEAN, CHAT, CHECKBOX, INTEGER, NUMBER, ON_MESSAGE, STRING
from tests.doubles.discord_limits import LABEL, TEXT, walk
from tests.doubles.discord_person import Person
from tests.doubles.discord_seen import STOP, Act, Message, Modal, Said
from tests.doubles.discord_state import Channel
from tests.doubles.discord_values import Json
from tests.doubles.play import TRUE, Player, arguments, fields, like, play, run, say

HELP = """\
/prompt draft a prompt that ...   a command; the words go to its first text, key=value to others ("..." for spaces)
press LABEL, press N              a button, or an option of a menu
fill field=value ...              the open form; \\n is a new line
point critique                    an entry of the context menu of the last message
file PATH                         sent with what comes next
#general ...                      any of these in that channel, or a message there
anything else                     a direct message to the bot
help, quit"""
KINDS: Mapping[int, type] = {STRING: str, INTEGER: int, NUMBER: float}


def main() -> None:
    """Serve, and play from the keyboard or a file."""
    given = arguments("Discord", 8100).parse_args()
    run(_serve(given.port, given.script))


async def _serve(port: int, script: Path | None) -> int:
    async with DiscordDouble(port=port) as discord:
        say(
            f"DISCORD_TOKEN={discord.token} PROMPTEUR_DISCORD_API_URL={discord.api_url}"
            f" PROMPTEUR_DISCORD_GATEWAY_URL={discord.gateway_url} prompteur serve"
        )
        ready = discord.state.until(lambda: discord.gateway.ready and bool(discord.state.commands))
        return await play(Play(discord, quiet=script is not None), script, ready)


class Play(Player[Act | Said]):
    """One person on a server."""

    def __init__(self, discord: DiscordDouble, *, quiet: bool) -> None:
        super().__init__(discord, quiet=quiet)
        self.discord = discord
        guild = discord.guild("Acme")
        self.channels = {name: guild.channel(name) for name in ("general", "prompts")}
        self.person: Person = discord.person("Ana", manages=True)
        self.here = self.home = self.person.dm()
        self.acts: list[Act] = []
        self._filled: Modal | None = None

    @property
    def form(self) -> Modal | None:
        """The form that the last thing was answered with, until it is sent."""
        asked = [act for act in self.acts if act.kind == "modal"]
        return asked[-1].modal if asked and (self._filled is None or self._filled.act is not asked[-1]) else None

    # --- what is done --------------------------------------------------------------------------------------------

    async def do(self, text: str) -> Act | Said | None:
        """Do what a line says; None for what nobody answers."""
        self.here, text = self._placed(text)
        word, _, rest = text.partition(" ")
        done = await self._done(word, rest.strip(), text)
        self.acts += [done] if isinstance(done, Act) else []
        return done

    def _placed(self, text: str) -> tuple[Channel, str]:
        named = fullmatch(r"#(\w+) (.+)", text)
        channel = self.channels.get(named[1]) if named else None
        return (channel, named[2]) if named and channel else (self.home, text)

    async def _done(self, word: str, rest: str, text: str) -> Act | Said | None:
        match word:
            case "help":
                say(HELP)
            case "file":
                await self.attach(rest)
            case "press":
                return await self._press(rest)
            case "fill":
                return await self._fill(rest)
            case "point":
                return await self._point(rest)
            case _ if word.startswith("/"):
                return await self._slash(text[1:])
            case _:
                return await self.person.say(self.here, text, files=self.taken())
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
        named = [(message, name) for message in pressable for name in message.buttons if like(label, name)]
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
        form = self.form
        done = await self.person.submit(form, files=self.taken(), **_filled(form, text))
        self._filled = form
        return done

    def _commands(self, kind: int) -> list[Json]:
        found = [one for known in self.discord.state.commands.values() for one in known if one["type"] == kind]
        if not found:
            raise ValueError("the bot has no such commands")
        return found

    # --- what is shown -------------------------------------------------------------------------------------------

    def _seen(self) -> list[Message]:
        places = (self.home, *self.channels.values())
        seen = [message for place in places for message in self.person.sees(place)]
        return sorted(seen, key=lambda message: message.id)

    def shown(self) -> Iterator[tuple[object, str]]:
        """Give what the bot shows: messages, without running ones where it is quiet, and the form that is open."""
        for message in self._seen():
            if message.author is not self.person.user and not (self.quiet and _running(message)):
                yield message.id, _shown(message)
        if self.form is not None:
            yield self.form.act, _form(self.form)

    def answered(self, done: Act | Said) -> bool:
        """Whether what was done is answered, and nothing of the answer runs any more."""
        came = bool(done.interaction.answer) if isinstance(done, Act) else bool(done.messages)
        return came and not done.running


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


def _filled(form: Modal, text: str) -> dict[str, str | bool]:
    """Give `field=value ...` by the fields of a form, boxes as truths."""
    boxes = {name for name, field in form.fields.items() if field["type"] == CHECKBOX}
    given = fields(list(form.fields), text)
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
