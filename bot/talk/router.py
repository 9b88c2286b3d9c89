"""Plain words without a model that can lead a conversation: rules and examples, English and French."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import chain

from bot.dialogue.aim import Aim, about_files, named_command, plainly
from bot.dialogue.command import Command, Kind, Known
from bot.dialogue.inbound import Say
from bot.dialogue.parse import check
from bot.dialogue.registry import Registry
from bot.talk import answers
from bot.talk.block import with_block, without_block
from bot.talk.phrases import Phrase, folded, load
from bot.talk.readings import LONGEST, Readings, Text, mended, readings

_PLURAL = re.compile(r"(?<=[^\W\d_]{3}[^\W\d_siu])s\b")
_SMILE = re.compile(r"[^\w\s]+\Z")


@dataclass(frozen=True, slots=True)
class Request:
    """What words were understood as: a verb with its values, or of another `kind`. `words` are what was said with its
    typing errors put right and without the name of a saved prompt, empty where that makes no difference; `left` is what
    was asked for besides.
    """

    kind: str
    verb: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    words: str = ""
    left: str = ""


class Router:
    """`bot.dialogue.command.Ears` by rules. What would change anything for keeping or for others is proposed, as a
    model's calls are.
    """

    looks_back = False

    async def means(self, said: Say, registry: Registry, *, working: bool, known: Known) -> Aim:
        """Say what is meant."""
        material = with_block(said.text, said.material)
        words = without_block(said.text).strip() if material != said.material else said.text.strip()
        said = replace(said, text=words, material=material)
        if material.files and not words:
            return about_files(material, registry)
        working = working or bool(material.files)
        found = await _asked(words, registry, known, working=working)
        match found.kind:
            case "chatter":
                return Aim(command=answers.chatter(found.verb))
            case "unclear":
                return Aim(command=answers.unclear(found.verb), values={"text": said.text}, material=material)
            case "goal":
                return plainly(said, registry, working=False)
            case "request":
                return await _aim(found, said, registry, known)
            case _:
                return plainly(said, registry, working=working)


async def _asked(words: str, registry: Registry, known: Known, *, working: bool) -> Request:
    """Say what words ask for, of themselves or by the name of a saved prompt; of two requests the first, with what is
    left.
    """
    found = await _alone(words, registry, known, working=working)
    if found.kind not in {"other", "unclear"}:
        return found
    return await _first(words, registry, known, working=working) or found


async def _alone(words: str, registry: Registry, known: Known, *, working: bool) -> Request:
    """Say the same of one request."""
    found = understood(words, working=working)
    if found.kind not in {"other", "unclear"}:
        return found
    return await _about_saved(words, registry, known) or found


async def _first(words: str, registry: Registry, known: Known, *, working: bool) -> Request | None:
    """Give the first of two requests, or more, where the second has another verb: "save it as notes and share it"."""
    if len(words) > LONGEST or "\n" in words:
        return None
    first, left = _parted(words)
    second, _ = _parted(left)
    one = await _alone(first, registry, known, working=working)
    other = await _alone(second or left, registry, known, working=working)
    if one.kind == other.kind == "request" and one.verb != other.verb:
        return replace(one, words=one.words or first, left=left)
    return None


def _parted(words: str) -> tuple[str, str]:
    """Part words where a second request may begin, at the longest of what stands there; nothing and nothing where none
    does.
    """
    text = folded(words)
    found = [joined.span() for each in load().then if (joined := each.search(text))]
    start, end = min(found, key=lambda span: (span[0], -span[1]), default=(0, 0))
    return words[:start], words[end:] if start else ""


async def _about_saved(words: str, registry: Registry, known: Known) -> Request | None:
    """Give what is asked for where the words behind the verb are the name of a saved prompt."""
    asked = set[tuple[str, str]]()
    for number, texts in enumerate(readings(words)):
        for found in chain.from_iterable(_matches(load().saved, text, marked=False) for text in texts):
            command, name = registry.get(found.verb), found.values["name"]
            if command is None or (found.verb, name) in asked:
                continue
            asked.add((found.verb, name))
            if await known(command, name):
                return replace(found, kind="request", words=mended(found.words) if number else found.words)
    return None


def understood(words: str, *, working: bool) -> Request:
    """Say what words ask for, of themselves. `working`: there is something that they may be about."""
    if _SMILE.fullmatch(words):
        return Request("chatter", "fine")
    for number, each in enumerate(readings(words)):
        if found := _understood(each, working=working, asked=words.rstrip().endswith("?")):
            return replace(found, words=mended(words)) if number else found
    return Request("other")


def _understood(texts: Readings, *, working: bool, asked: bool) -> Request | None:
    phrases = load()
    said = [("goal", phrases.goals), ("request", phrases.requests), ("unclear", phrases.unclear)]
    said.insert(2 if asked else 0, ("chatter", phrases.chatter))  # "it's good?" asks, "it's good" does not
    for kind, known in said:
        for text in texts:
            if found := next(_matches(known, text, marked=working), None):
                return replace(found, kind=kind)
    questioned = working and asked and any(each.pattern.fullmatch(texts[-1].folded) for each in phrases.questions)
    return Request("unclear", "critique") if questioned else None


def _matches(phrases: tuple[Phrase, ...], text: Text, *, marked: bool) -> Iterator[Request]:
    """Give those that fit. `marked`: a name among other words counts only behind "@" or in quotes."""
    for phrase in phrases:
        found = phrase.pattern.fullmatch(text.folded)
        if found is None:
            continue
        groups = {name: text.text[slice(*found.span(name))] for name, value in found.groupdict().items() if value}
        if marked and "named" in groups and groups["named"][0] not in '@"“«':
            continue
        start, end = found.span("saved") if "saved" in groups else (0, 0)
        rest = f"{text.text[:start]} {text.text[end:]}" if end else ""
        yield Request("", phrase.request, {**phrase.values, **_values(groups)}, words=" ".join(rest.split()))


def _values(groups: Mapping[str, str]) -> dict[str, str]:
    given = {place: " ".join(text.split()) for place, text in groups.items()}
    name = given.get("name") or given.get("named") or given.get("saved")
    names = {"name": name, "rename": given.get("rename")}
    made = {place: text.strip('@"“”«» ') for place, text in names.items() if text}
    return made | {place: given[place] for place in ("words", "number") if place in given}


async def _aim(found: Request, said: Say, registry: Registry, known: Known) -> Aim:
    """Aim at the command that words ask for. Where no prompt has the name, so that a press could only fail, it says so
    at once.
    """
    if found.verb == "back":
        return Aim(command=answers.going_back(int(found.values["number"])), material=said.material)
    command = registry.get(found.verb)
    if command is None:
        return plainly(said, registry, working=True)
    values = check(command, _arguments(found, said, command))
    if command.run_by_model(values):
        made = command
    elif _names_one(command, values) and not await known(command, values["name"]):
        made, values = named_command(registry, "show"), {"name": values["name"]}
    else:
        made = answers.proposing(command)
    return Aim(command=answers.leaving(made, found.left) if found.left else made, values=values, material=said.material)


def _names_one(command: Command, values: Mapping[str, str]) -> bool:
    """Tell whether the name that was given must be that of a saved prompt."""
    return "name" in values and any(one.name == "name" and one.kind is Kind.SNIPPET for one in command.arguments)


def _arguments(found: Request, said: Say, command: Command) -> dict[str, str]:
    """Give the values by the names of the command's arguments. What a critique of a saved prompt is about stands in
    its text; what is looked for by its beginning is found in the plural as well.
    """
    names = {argument.name for argument in command.arguments}
    if command.id == "refine":
        named = {"name": found.values["name"]} if "name" in found.values else {}
        return {**named, "instruction": found.words or said.text}
    if command.id == "critique":
        return {"text": f'@"{found.values["name"]}"'} if "name" in found.values else {}
    given = {name: value for name, value in found.values.items() if name in names}
    return given | {"words": _PLURAL.sub("", given["words"])} if command.id == "find" and "words" in given else given
