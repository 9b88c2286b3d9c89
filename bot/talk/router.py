"""Plain words without a model that can lead a conversation: rules and examples, English and French."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from bot.dialogue.aim import Aim, about_files, plainly
from bot.dialogue.command import Command
from bot.dialogue.inbound import Say
from bot.dialogue.parse import check
from bot.dialogue.registry import Registry
from bot.talk import answers
from bot.talk.block import with_block, without_block
from bot.talk.phrases import Phrase, folded, load

FRAMES = 4
"""Words around a request that are left out, one after the other: "hey, could you please"."""
LONGEST = 200
"""Characters of what may be a request; longer texts are goals and instructions."""
_MARKS = re.compile(r"[\s.!?…,;:)]+\Z")
_SMILE = re.compile(r"[^\w\s]+\Z")


@dataclass(frozen=True, slots=True)
class Request:
    """What words were understood as: a verb with its values, or of another `kind`."""

    kind: str
    verb: str = ""
    values: Mapping[str, str] = field(default_factory=dict)


class Router:
    """`bot.dialogue.command.Ears` by rules. What would change anything for keeping or for others is proposed, as a
    model's calls are.
    """

    looks_back = False

    def means(self, said: Say, registry: Registry, *, working: bool) -> Aim:
        """Say what is meant."""
        material = with_block(said.text, said.material)
        words = without_block(said.text).strip() if material != said.material else said.text.strip()
        said = replace(said, text=words, material=material)
        if material.files and not words:
            return about_files(material, registry)
        found = understood(words, working=working or bool(material.files))
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
                return plainly(said, registry, working=working or bool(material.files))


def understood(words: str, *, working: bool) -> Request:
    """Say what words ask for. `working`: there is something that they may be about."""
    if not words or len(words) > LONGEST or "\n" in words:
        return Request("other")
    if _SMILE.fullmatch(words):
        return Request("chatter", "fine")
    phrases, whole = load(), Text.of(words)
    bare = _without_frame(whole)
    for kind, known in (
        ("chatter", phrases.chatter),
        ("goal", phrases.goals),
        ("request", phrases.requests),
        ("unclear", phrases.unclear),
    ):
        found = _match(known, whole, marked=working) or _match(known, bare, marked=working)
        if found:
            return replace(found, kind=kind)
    asked = working and words.rstrip().endswith("?")
    if asked and any(phrase.pattern.fullmatch(bare.folded) for phrase in phrases.questions):
        return Request("unclear", "critique")
    return Request("other")


@dataclass(frozen=True, slots=True)
class Text:
    """A text, and the same with case and accents folded away, character by character."""

    text: str
    folded: str

    @classmethod
    def of(cls, text: str) -> "Text":
        """Leave out the marks at the end."""
        text = _MARKS.sub("", text).strip()
        return cls(text, folded(text))

    def __getitem__(self, part: slice) -> "Text":
        return Text(self.text[part], self.folded[part])

    @property
    def bare(self) -> "Text":
        """The same without spaces and marks around it."""
        start = len(self.folded) - len(self.folded.lstrip(" ,"))
        return self[start : len(_MARKS.sub("", self.folded))]


def _without_frame(text: Text) -> Text:
    """Leave out the words around a request that say nothing."""
    phrases = load()
    for _ in range(FRAMES):
        found = next((end for pattern in phrases.before if (end := _ends(pattern, text.folded))), 0)
        if not found:
            break
        text = text[found:].bare
    for pattern in phrases.after:
        behind = pattern.search(text.folded)
        if behind and behind.start():
            return text[: behind.start()].bare
    return text


def _ends(pattern: re.Pattern[str], text: str) -> int:
    """Give where a frame at the start of a text ends, if words follow it."""
    found = pattern.match(text)
    end = found.end() if found else 0
    return end if 0 < end < len(text) and not text[end - 1 : end + 1].isalnum() else 0


def _match(phrases: tuple[Phrase, ...], text: Text, *, marked: bool) -> Request | None:
    """Give the first that fits. `marked`: a name among other words counts only behind "@" or in quotes."""
    for phrase in phrases:
        found = phrase.pattern.fullmatch(text.folded)
        if found is None:
            continue
        groups = {name: text.text[slice(*found.span(name))] for name, value in found.groupdict().items() if value}
        if marked and "named" in groups and groups["named"][0] not in '@"“«':
            continue
        return Request("", phrase.request, {**phrase.values, **_values(groups)})
    return None


def _values(groups: Mapping[str, str]) -> dict[str, str]:
    name = groups.get("name") or groups.get("named")
    made = {"name": name.strip('@"“”«» ')} if name else {}
    return {**made, "words": groups["words"]} if "words" in groups else made


def _aim(found: Request, said: Say, registry: Registry) -> Aim:
    """Aim at the command that words ask for."""
    command = registry.get(found.verb)
    if command is None:
        return plainly(said, registry, working=True)
    values = check(command, _arguments(found, said, command))
    if command.run_by_model(values):
        return Aim(command=command, values=values, material=said.material)
    return Aim(command=answers.proposing(command), values=values, material=said.material)


def _arguments(found: Request, said: Say, command: Command) -> dict[str, str]:
    """Give the values by the names of the command's arguments. What a critique of a saved prompt is about stands in
    its text.
    """
    names = {argument.name for argument in command.arguments}
    if command.id == "refine":
        return {"instruction": said.text}
    if command.id == "critique":
        return {"text": f'@"{found.values["name"]}"'} if "name" in found.values else {}
    return {name: value for name, value in found.values.items() if name in names}
