"""What a person typed after `/prompt`, taken apart: verb, positional words, trailing options.

Phones turn quotes and dashes into typographic ones; both are understood where they have a meaning here and are kept
where they are part of a text.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import partial

from bot.dialogue import assigned
from bot.dialogue.command import Argument, Command, Kind
from bot.dialogue.native import choice_of, option_keys
from bot.dialogue.registry import Registry, plain
from bot.domain import TEXT_LIMIT
from bot.errors import TooLarge, Usage
from bot.library.texts import shortened
from bot.words import N_

_QUOTED = r"\"[^\"]*\"|“[^”]*”|„[^“”]*[“”]|«[^»]*»|'[^']*'|‘[^’]*’"
_OPENING = {'"': '"', "”": "“„", "“": "„", "»": "«", "'": "'", "’": "‘"}
"""The marks that open what a mark closes."""
_WORD = re.compile(rf"\s*(?P<at>@?)(?:(?P<quoted>{_QUOTED})(?P<version>@\S+)?|(?P<bare>\S+))", re.DOTALL)
_VERSIONED = re.compile(r"\s*([^\s@\"“„«'‘](?:[^@\n]{0,78}[^\s@])?@\S+)")
_ASSIGNED = re.compile(r"(?:--|—|–)?([^=]+)=")
_SPACED = re.compile(r"(?:--|—|–)([^=]+)")
_FENCE = re.compile(r"(?P<fence>`{3,}|~{3,})(?P<rest>.*)", re.DOTALL)
_SURROGATES = re.compile("[\ud800-\udfff]")
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Parsed:
    """A command with its raw values, checked for kind and size."""

    command: Command
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Unknown:
    """The first word is no verb; `near` are those it may have meant, `rest` is the line behind it. `line` is the whole
    where it may be a goal as well, else empty.
    """

    word: str
    near: tuple[Command, ...]
    rest: str
    line: str = ""


def parse(line: str, registry: Registry, *, strict: bool = False) -> Parsed | Unknown:
    """Take a line apart. A line that begins with the name of a family goes on with one of its verbs. A line that begins
    with no verb is a goal to draft, unless it is nearly a verb or `strict`. `Usage` and `TooLarge` say what is wrong
    with a value.
    """
    head, rest = _first_word(line)
    if plain(head) in registry.families:
        return _of_family(plain(head), rest, registry, "" if strict else line)
    command = registry.find(head)
    if command is None and not head:
        command = registry.get("help")
    if command is not None:
        return Parsed(command, values(command, rest))
    near = registry.near(head)
    draft = registry.get("draft")
    if strict or near or draft is None:
        return Unknown(head, near, rest, "" if strict else line)
    return Parsed(draft, values(draft, line))


def _of_family(family: str, text: str, registry: Registry, line: str) -> Parsed | Unknown:
    """Take apart what stands behind the name of a family; with nothing there, its verbs are listed."""
    head, rest = _first_word(text)
    command, listing = registry.find(head, family), registry.get("help")
    if command is not None:
        return Parsed(command, values(command, rest))
    if not head and listing is not None:
        return Parsed(listing, values(listing, family))
    return Unknown(f"{family} {head}".strip(), registry.near(head, family), rest, line)


def _first_word(line: str) -> tuple[str, str]:
    head, *rest = line.split(maxsplit=1) or [""]
    return head, rest[0] if rest else ""


def values(command: Command, text: str) -> dict[str, str]:
    """Take the arguments of a command out of what was typed behind its verb."""
    chosen = next((one for one in command.arguments if one.kind is Kind.VALUES), None)
    end = assigned.begin(text) if chosen else len(text)
    options, rest = _options(command, text[:end])
    given = {chosen.name: text[end:]} if chosen else {}
    return check(command, options | _positional(command, rest) | given)


def _options(command: Command, text: str) -> tuple[dict[str, str], str]:
    """Take the options off the end of the last line. Each key counts once: what stands before is read no further than
    there, so that a long text costs one look at its end for each key.
    """
    keys = option_keys(command)
    found: dict[str, str] = {}
    last = text.rstrip().rfind("\n") + 1
    line = text[last:].rstrip()
    while option := _last_option(line, {key for key, name in keys.items() if name not in found}):
        key, value, line = option
        found[keys[key]] = value
    return found, (text[:last] + line).rstrip() if found else text


def _last_option(line: str, keys: Collection[str]) -> tuple[str, str, str] | None:
    """Give the key and the value of the option that a line ends with, and the line before it."""
    for start in _values(line) if keys else ():
        head = line[:start]
        word = (head.rsplit(maxsplit=1) or [""])[-1]
        named = (_SPACED if head[-1:].isspace() else _ASSIGNED).fullmatch(word)
        if named and plain(named[1]) in keys:
            return plain(named[1]), _unquoted(line[start:]), head[: head.rindex(word)].rstrip()
    return None


def _values(line: str) -> Iterator[int]:
    """Give where the value at the end of a line may begin: at a quotation, behind the first "=" of the last word, at
    the last word.
    """
    quoted = max((line.rfind(mark, 0, -1) for mark in _OPENING.get(line[-1:], "")), default=-1)
    if quoted >= 0 and _unquoted(line[quoted:]) != line[quoted:]:
        yield quoted
    word = (line.rsplit(maxsplit=1) or [""])[-1]
    if value := word.partition("=")[2]:
        yield len(line) - len(value)
    yield len(line) - len(word)


def _unquoted(value: str) -> str:
    return value[1:-1] if re.fullmatch(_QUOTED, value) else value


def _positional(command: Command, text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    rest = text.strip(" \t") if "\n" in text else text.strip()
    positional = [one for one in command.arguments if not one.option and one.kind is not Kind.VALUES]
    if [argument.kind for argument in positional[-2:]] == [Kind.PERSON, Kind.CHOICE]:
        *positional, choice = positional
        before, _, last = rest.rpartition(" ")
        if before.strip() and choice_of(choice, last) is not None:
            found[choice.name], rest = last, before
    for argument in positional:
        if not rest.strip():
            break
        if argument.sigil and not rest.startswith("@"):
            continue
        if argument.kind is Kind.PERSON:
            rest = rest.removeprefix("@")
        name = argument.kind in {Kind.SNIPPET, Kind.NAME, Kind.PERSON}
        if argument is positional[-1] and not (name and _marked(rest)):
            return {**found, argument.name: rest.strip() if name else rest}
        another = positional[-1].kind in {Kind.SNIPPET, Kind.PERSON}
        take = partial(_versioned, another=another) if argument.kind is Kind.SNIPPET else _word
        found[argument.name], rest = take(rest)
    if rest.strip():
        raise Usage(
            N_("I do not know what to do with: {rest}"),
            rest=shortened(rest, 80),
            advice=N_("/help {verb} shows how."),
            verb=f"{command.prefix}{command.verb}",
        )
    return found


def _versioned(rest: str, *, another: bool) -> tuple[str, str]:
    """Take the name of a saved prompt off a text: it may be of several words where its version ends it. Where `another`
    name comes behind it and nothing would be left for that one, the version is the other's.
    """
    found = _VERSIONED.match(rest)
    behind = rest[found.end() :].lstrip() if found else ""
    return (found[1], behind) if found and (behind or not another) else _word(rest)


def _marked(rest: str) -> bool:
    """Tell whether a name stands behind "@" or in quotes, so that its end is known."""
    found = _WORD.match(rest)
    return found is not None and bool(found["at"] or found["quoted"])


def _word(rest: str) -> tuple[str, str]:
    """Take the first word off a text: a name in quotes counts as one, with the version behind it."""
    found = _WORD.match(rest)
    if found is None:
        return rest, ""
    word = found["bare"] or f"{_unquoted(found['quoted'])}{found['version'] or ''}"
    behind = rest[found.end() :]
    return f"{found['at']}{word}", behind[1:] if behind[:1].isspace() else behind


def reference(text: str) -> str | None:
    """Give the name that a text refers to, with its version: `@name` or `@"a name"` and nothing else. Any other text
    that begins with "@" is a text: None.
    """
    found = _WORD.fullmatch(text.strip())
    return _word(text.strip())[0].removeprefix("@") if found and found["at"] else None


def check(command: Command, given: Mapping[str, str]) -> dict[str, str]:
    """Check raw values by argument: known names, sizes, choices. Empty ones count as not given."""
    arguments = {argument.name: argument for argument in command.arguments}
    checked: dict[str, str] = {}
    for name, value in given.items():
        argument = arguments.get(name)
        if argument is None:
            raise Usage(N_("{verb} has no option {name}."), verb=f"{command.prefix}{command.verb}", name=name)
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
        choice = choice_of(argument, value)
        if choice is None:
            raise Usage(
                N_("{name} can be {choices}, not {value}."),
                name=argument.name,
                choices=", ".join(argument.choices),
                value=shortened(value, 40),
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
    """Give the one fenced code block of a text, or the text itself when it has none or several. A block ends with a
    line of at least as many marks as it began with, as in Markdown.
    """
    blocks: list[str] = []
    lines: list[str] = []
    fence = ""
    for line in text.split("\n"):
        found = _FENCE.fullmatch(line)
        if fence and found and found["fence"].startswith(fence) and not found["rest"].strip(" \t"):
            blocks.append("\n".join(lines))
            fence = ""
        elif fence:
            lines.append(line)
        elif found and not (line[0] == "`" and "`" in found["rest"]):
            fence, lines = found["fence"], []
    return blocks[0] if len(blocks) == 1 else text
