"""What a person typed after `/prompt`, taken apart: verb, positional words, trailing options.

Phones turn quotes and dashes into typographic ones; both are understood where they have a meaning here and are kept
where they are part of a text.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from bot.dialogue.command import Argument, Command, Kind
from bot.dialogue.registry import Registry
from bot.domain import TEXT_LIMIT
from bot.errors import TooLarge, Usage
from bot.words import N_

_QUOTED = r"\"[^\"]*\"|“[^”]*”|„[^“”]*[“”]|«[^»]*»|'[^']*'|‘[^’]*’"
_OPTION = r"(?:^|(?<=\s))(?:(?:--|—|–)(?P<dashed>{keys})(?:=|\s+)|(?P<plain>{keys})=)(?P<value>{quoted}|\S+)\s*$"
_BLOCK = re.compile(r"^(?P<fence>`{3,}|~{3,})[^\n]*\n(?P<body>.*?)\n?^(?P=fence)[`~]*[ \t]*$", re.DOTALL | re.MULTILINE)
_SURROGATES = re.compile("[\ud800-\udfff]")
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Parsed:
    """A command with its raw values, checked for kind and size."""

    command: Command
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Unknown:
    """The first word is no verb; `near` are those it may have meant, `rest` is the line behind it."""

    word: str
    near: tuple[Command, ...]
    rest: str


def parse(line: str, registry: Registry, family: str = "prompt", *, strict: bool = False) -> Parsed | Unknown:
    """Take a line apart. A line that begins with no verb is a goal to draft, unless it is nearly a verb or `strict`.
    `Usage` and `TooLarge` say what is wrong with a value.
    """
    head, rest = _first_word(line)
    command = registry.find(head, family)
    if command is None and not head:
        command = registry.get("help")
    if command is not None:
        return Parsed(command, values(command, rest))
    near = registry.near(head, family)
    draft = registry.get("draft")
    if strict or near or draft is None:
        return Unknown(head, near, rest)
    return Parsed(draft, values(draft, line))


def _first_word(line: str) -> tuple[str, str]:
    head, *rest = line.split(maxsplit=1) or [""]
    return head, rest[0] if rest else ""


def values(command: Command, text: str) -> dict[str, str]:
    """Take the arguments of a command out of what was typed behind its verb."""
    options, rest = _options(command, text)
    return check(command, options | _positional(command, rest))


def _options(command: Command, text: str) -> tuple[dict[str, str], str]:
    keys = "|".join(re.escape(argument.name) for argument in command.arguments if argument.option)
    if not keys:
        return {}, text
    pattern = re.compile(_OPTION.format(keys=keys, quoted=_QUOTED), re.IGNORECASE)
    found: dict[str, str] = {}
    tail = _tail(text)
    while match := pattern.search(text, tail):
        found.setdefault((match["dashed"] or match["plain"]).lower(), _unquoted(match["value"]))
        text = text[: match.start()].rstrip()
    return found, text


def _tail(text: str) -> int:
    """Options trail, on the last line: what stands before it is never searched, however long it is."""
    return text.rstrip().rfind("\n") + 1


def _unquoted(value: str) -> str:
    return value[1:-1] if re.fullmatch(_QUOTED, value) else value


def _positional(command: Command, text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    rest = text.strip(" \t") if "\n" in text else text.strip()
    positional = [argument for argument in command.arguments if not argument.option]
    for argument in positional:
        if not rest.strip():
            break
        if argument.sigil and not rest.startswith("@"):
            continue
        if argument is positional[-1] or argument.limit == 0:
            found[argument.name] = _whole(argument, rest)
            return found
        found[argument.name], rest = _word(rest)
    if rest.strip():
        raise Usage(
            N_("I do not know what to do with: {rest}"),
            rest=rest.strip()[:80],
            advice=N_("/help {verb} shows how."),
            verb=command.verb,
        )
    return found


def _whole(argument: Argument, rest: str) -> str:
    if argument.kind in {Kind.SNIPPET, Kind.NAME}:
        return _word(rest)[0] if rest.strip().startswith(("@", '"', "“")) else rest.strip()
    return rest


def _word(rest: str) -> tuple[str, str]:
    found = re.match(rf"\s*(@?(?:{_QUOTED})|\S+)\s?(.*)", rest, re.DOTALL)
    if found is None:
        return rest, ""
    word = found[1]
    return f"@{_unquoted(word[1:])}" if word.startswith("@") else _unquoted(word), found[2]


def check(command: Command, given: Mapping[str, str]) -> dict[str, str]:
    """Check raw values by argument: known names, sizes, choices. Empty ones count as not given."""
    arguments = {argument.name: argument for argument in command.arguments}
    checked: dict[str, str] = {}
    for name, value in given.items():
        argument = arguments.get(name)
        if argument is None:
            raise Usage(N_("{verb} has no option {name}."), verb=command.verb, name=name)
        if value.strip():
            checked[name] = _checked(argument, value)
    return checked


def _checked(argument: Argument, value: str) -> str:
    if len(value) > argument.limit:
        raise TooLarge(
            N_("That is too long: {count} characters, and {limit} is the most for {name}."),
            count=len(value),
            limit=argument.limit,
            name=argument.name,
            advice=N_("Nothing was changed. Shorten it, or send the part that matters."),
        )
    if argument.kind is Kind.CHOICE:
        choice = next((choice for choice in argument.choices if choice.casefold() == value.strip().casefold()), None)
        if choice is None:
            raise Usage(
                N_("{name} can be {choices}, not {value}."),
                name=argument.name,
                choices=", ".join(argument.choices),
                value=value.strip()[:40],
            )
        return choice
    return value


def clean(text: str) -> str:
    """Make a text fit to be kept and sent: lone surrogates and control characters become U+FFFD, nothing else
    changes. `TooLarge` above the limit.
    """
    if len(text) > TEXT_LIMIT:
        raise TooLarge(
            N_("That is too long: {count} characters, and {limit} is the most."),
            count=len(text),
            limit=TEXT_LIMIT,
            advice=N_("Nothing was changed. Shorten it, or send the part that matters."),
        )
    return _CONTROLS.sub("\ufffd", _SURROGATES.sub("\ufffd", text))


def only_block(text: str) -> str:
    """Give the one fenced code block of a text, or the text itself when it has none or several."""
    blocks = list(_BLOCK.finditer(text))
    return blocks[0]["body"] if len(blocks) == 1 else text
