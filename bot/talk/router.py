"""Plain words without a model that can lead a conversation: rules and examples, English and French."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import chain

from bot.dialogue.aim import Aim, about_files, plainly
from bot.dialogue.command import Command, Known
from bot.dialogue.inbound import Say
from bot.dialogue.parse import check
from bot.dialogue.registry import Registry
from bot.talk import answers
from bot.talk.block import with_block, without_block
from bot.talk.phrases import Phrase, load
from bot.talk.readings import Readings, Text, mended, readings

_PLURAL = re.compile(r"(?<=[^\W\d_]{3}[^\W\d_siu])s\b")
_SMILE = re.compile(r"[^\w\s]+\Z")


@dataclass(frozen=True, slots=True)
class Request:
    """What words were understood as: a verb with its values, or of another `kind`. `words` are what was said with its
    typing errors put right; empty where there are none.
    """

    kind: str
    verb: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    words: str = ""


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
        found = understood(words, working=working)
        if found.kind in {"other", "unclear"}:
            found = await _about_saved(words, registry, known) or found
        match found.kind:
            case "chatter":
                return Aim(command=answers.chatter(found.verb))
            case "unclear":
                return Aim(command=answers.unclear(found.verb), values={"text": said.text}, material=material)
            case "goal":
                return plainly(said, registry, working=False)
            case "request":
                return _aim(found, said, registry)
            case _:
                return plainly(said, registry, working=working)


async def _about_saved(words: str, registry: Registry, known: Known) -> Request | None:
    """Give what is asked for where the words behind the verb are the name of a saved prompt."""
    asked = set[tuple[str, str]]()
    for text in chain.from_iterable(readings(words)):
        for found in _matches(load().saved, text, marked=False):
            command, name = registry.get(found.verb), found.values["name"]
            if command is None or (found.verb, name) in asked:
                continue
            asked.add((found.verb, name))
            if await known(command, name):
                return replace(found, kind="request")
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
        yield Request("", phrase.request, {**phrase.values, **_values(groups)})


def _values(groups: Mapping[str, str]) -> dict[str, str]:
    given = {place: " ".join(text.split()) for place, text in groups.items()}
    name = given.get("name") or given.get("named") or given.get("saved")
    made = {"name": name.strip('@"“”«» ')} if name else {}
    return {**made, "words": given["words"]} if "words" in given else made


def _aim(found: Request, said: Say, registry: Registry) -> Aim:
    """Aim at the command that words ask for."""
    command = registry.get(found.verb)
    if command is None:
        return plainly(said, registry, working=True)
    values = check(command, _arguments(found, said, command))
    if command.run_by_model(values):
        return Aim(command=command, values=values, material=said.material)
    return Aim(command=answers.proposing(command), values=values, material=said.material)


def _order(found: Request, words: str) -> dict[str, str]:
    """Give the instruction of a refinement, without the name of the saved prompt where it is about one."""
    if "name" not in found.values:
        return {"instruction": words}
    name = found.values["name"]
    return {"name": name, "instruction": " ".join(words.replace(name, "", 1).split())}


def _arguments(found: Request, said: Say, command: Command) -> dict[str, str]:
    """Give the values by the names of the command's arguments. What a critique of a saved prompt is about stands in
    its text; what is looked for by its beginning is found in the plural as well.
    """
    names = {argument.name for argument in command.arguments}
    if command.id == "refine":
        return _order(found, found.words or said.text)
    if command.id == "critique":
        return {"text": f'@"{found.values["name"]}"'} if "name" in found.values else {}
    given = {name: value for name, value in found.values.items() if name in names}
    return given | {"words": _PLURAL.sub("", given["words"])} if command.id == "find" and "words" in given else given
