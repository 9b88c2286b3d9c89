"""What is to be filled in: one saved prompt or several, the values that came for them, and what is still missing."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from bot.commands._filling import blanks
from bot.commands._pick import Picked, pick, pick_by
from bot.commands._starter import STARTER, named
from bot.commands._together import together, version_key
from bot.dialogue import assigned
from bot.dialogue.action import token
from bot.dialogue.aim import CARRIED, VALUES
from bot.dialogue.command import Call, Services
from bot.dialogue.events import AskForm, Button, Style
from bot.dialogue.form import Form
from bot.dialogue.guard import look
from bot.domain import Snippet
from bot.errors import NotFound, Usage
from bot.library.exchange.values import Entry
from bot.library.fragments import Fragment, Whole, filled
from bot.library.names import key
from bot.library.texts import shortened
from bot.library.variables import Declared, Type, is_number
from bot.words import N_

_FILE_NAME = re.compile(r"\S{1,200}\.[A-Za-z]\w{0,7}")
SHORT = 200
"""Characters of a value that is kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A version of a saved prompt, or one that comes with the program. `subject` names it in a button."""

    subject: str
    name: str
    whole: Whole
    said: str = ""
    snippet: Snippet | None = None
    number: int = 0

    @property
    def kept_by(self) -> str:
        """Name the prompt, whatever its version, for what is kept of it."""
        return self.snippet.id if self.snippet else self.subject


@dataclass(frozen=True, slots=True)
class Filling:
    """Prompts with the values that came for them."""

    sources: tuple[Source, ...]
    given: Mapping[str, str] = field(default_factory=dict)

    @property
    def subject(self) -> str:
        """Name the prompts, as `by_subject` reads it."""
        return " ".join(source.subject for source in self.sources)

    @property
    def variables(self) -> tuple[Declared, ...]:
        """Give the variables of all of them, each once."""
        found: dict[str, Declared] = {}
        for source in self.sources:
            found = {**{one.name: one for one in source.whole.variables}, **found}
        return tuple(found.values())

    @property
    def texts(self) -> tuple[str, ...]:
        """Give the prompts, filled in."""
        return tuple(filled(source.whole, self.values) for source in self.sources)

    @property
    def left(self) -> tuple[Declared, ...]:
        """Give what was not given."""
        return tuple(one for one in self.variables if one.name not in self.given)

    @property
    def enough(self) -> bool:
        """Tell whether something was given and nothing else is needed."""
        return bool(self.given) and not any(one.required and not one.default for one in self.left)

    @property
    def values(self) -> dict[str, str]:
        """Give what is put in: what was not given is what it is by default."""
        return {one.name: self.given.get(one.name, one.default) for one in self.variables}


async def by_name(call: Call, services: Services, name: str) -> Source:
    """Give the prompt of a name; where nothing saved has it, the one that comes with the program."""
    try:
        picked = await pick(call, services, name)
    except NotFound:
        entry = named(services, name.strip().removeprefix("@"))
        if entry is None:
            raise
        return await _of_starter(call, services, entry)
    return await _of_picked(call, services, picked)


async def by_subject(call: Call, services: Services) -> Filling:
    """Give the prompts that a button or a form names, with what came along."""
    sources = [await by_key(call, services, subject) for subject in call.subject.split()]
    return Filling(tuple(sources), {name: value for name, value in call.values.items() if value.strip()})


async def by_key(call: Call, services: Services, subject: str) -> Source:
    """Give the prompt that a button names."""
    if not subject.startswith(STARTER):
        return await _of_picked(call, services, await pick_by(call, services, subject))
    entry = named(services, subject.removeprefix(STARTER))
    if entry is None:
        raise NotFound(N_("That prompt no longer comes with the program."), advice=N_("/find lists what there is."))
    return await _of_starter(call, services, entry)


async def _of_picked(call: Call, services: Services, picked: Picked) -> Source:
    snippet, subject = picked.snippet, version_key(picked.snippet.id, picked.number)
    return Source(
        subject=subject,
        name=snippet.name,
        whole=await together(call, services, Fragment(subject, snippet.name, picked.text)),
        said=picked.said,
        snippet=snippet,
        number=picked.number,
    )


async def _of_starter(call: Call, services: Services, entry: Entry) -> Source:
    subject = STARTER + entry.name
    whole = await together(call, services, Fragment(subject, entry.name, entry.newest.text))
    return Source(subject=subject, name=entry.name, whole=whole)


def typed(call: Call, sources: Sequence[Source]) -> Filling:
    """Take the values that were typed, and files for what is to be one. `Usage` names what is wrong with one."""
    filling = Filling(tuple(sources))
    given = _named(assigned.read(call.get("values")), filling.variables)
    filling = replace(filling, given={**given, **_files(call, filling.variables, given)})
    for sentence in wrong(call, filling).values():
        raise Usage(sentence, advice=N_("Nothing was done."))
    return filling


def _named(given: Mapping[str, str], variables: Sequence[Declared]) -> dict[str, str]:
    """Give values by the names of variables; "whom_else" is "whom else" too, where nothing is called just so."""
    names = {one.name: one.name for one in variables}
    folded = {_folded(one.name): one.name for one in variables} | names
    for name in given:
        if name not in folded and _folded(name) not in folded:
            known = ", ".join(names)
            advice = N_("It has these: {known}.") if known else N_("It has none.")
            raise Usage(N_("The prompt has no variable {name}."), name=shortened(name, 80), known=known, advice=advice)
    return {folded.get(name) or folded[_folded(name)]: value for name, value in given.items() if value.strip()}


def _folded(name: str) -> str:
    return key(name.replace("_", " ").replace("-", " "))


def _files(call: Call, variables: Sequence[Declared], given: Mapping[str, str]) -> dict[str, str]:
    """Give the files that came along to what takes one, in order: files first, then long texts."""
    takers = [one.name for kind in (Type.FILE, Type.LONG) for one in variables if one.type is kind]
    free, files = [name for name in takers if name not in given], call.material.files
    if len(files) > len(free):
        raise Usage(N_("I do not know where the file {name} goes."), name=files[len(free)].name)
    return {name: file.text for name, file in zip(free, files, strict=False)}


def wrong(call: Call, filling: Filling) -> dict[str, str]:
    """Say what is wrong with values, by their names."""
    said = N_("{name} takes a number, and {value!r} is none.")
    return {
        one.name: call.words(said, name=one.name, value=shortened(filling.given[one.name], 40))
        for one in filling.variables
        if one.type is Type.NUMBER and one.name in filling.given and not is_number(filling.given[one.name])
    }


def taken_as_text(call: Call, filling: Filling) -> tuple[str, ...]:
    """Say which values for a file are but the name of one."""
    said = N_("{name} is the text “{value}” itself; no file was read. Attach the file, or in a shell: {name}=@{value}")
    return tuple(
        call.words(said, name=one.name, value=filling.given[one.name].removeprefix("@"))
        for one in filling.variables
        if one.type is Type.FILE and _FILE_NAME.fullmatch(filling.given.get(one.name, ""))
    )


async def counted(call: Call, services: Services, source: Source) -> None:
    """Count that a saved prompt was used."""
    if source.snippet:
        await services.store.library.used(source.snippet.id, call.write("used"))


async def form(call: Call, services: Services, filling: Filling, action: str) -> Form | None:
    """Ask for what was not given; None when all was. The form carries what was given."""
    if not filling.left:
        return None
    last = await offered(call, services, filling)
    return blanks(await carrying(call, services, filling, action), filling.left, call.words, last)


async def carrying(call: Call, services: Services, filling: Filling, action: str) -> str:
    """Give a token that carries the prompts and what was given for them."""
    body = VALUES.dump_json({**filling.given, "": filling.subject})
    record = await services.store.records.put("values", call.actor.person, body, call.write(f"values {action}"))
    return token(action, CARRIED + record)


async def again(call: Call, services: Services, filling: Filling, action: str) -> AskForm | None:
    """Ask once more for what is missing in a form that was sent, or cannot be taken; None when all is well."""
    sentences = wrong(call, filling)
    missing = [one.name for one in filling.variables if one.required and one.name not in filling.given]
    names = {*sentences, *missing}
    if not names:
        return None
    if missing:
        sentences[""] = call.words(N_("This needs: {names}."), names=", ".join(missing))
    right = replace(filling, given={name: value for name, value in filling.given.items() if name not in names})
    asked = [one for one in filling.variables if one.name in names]
    named_by = await carrying(call, services, right, action)
    blank = blanks(named_by, asked, call.words, filling.given)
    if blank is None:
        raise RuntimeError("what is missing cannot be asked for")
    opening = Button(call.words(N_("Fill in")), named_by, Style.PRIMARY)
    intro = " ".join(sentences.values())
    return AskForm(slot="form", title=blank.title, intro=intro, form=blank, skip=None, open=opening)


async def offered(call: Call, services: Services, filling: Filling) -> dict[str, str]:
    """Give what the person filled in last, to be offered again; never before others."""
    if call.shared:
        return {}
    found: dict[str, str] = {}
    for prompt in dict.fromkeys(source.kept_by for source in filling.sources):
        found |= await services.store.filled.last(call.actor.person, prompt)
    return found


async def remember(call: Call, services: Services, filling: Filling) -> None:
    """Keep the short values that the person gave, to be offered again in the place of those before."""
    if not filling.given:
        return
    short = await short_values(filling)
    kept = {name: short.get(name, "") for name in filling.given}
    for prompt in dict.fromkeys(source.kept_by for source in filling.sources):
        await services.store.filled.keep(call.actor.person, prompt, kept)


async def short_values(filling: Filling) -> dict[str, str]:
    """Give the values that may be kept: of one line, at most `SHORT` characters, from no file, and no secret by their
    looks.
    """
    files = {one.name for one in filling.variables if one.type is Type.FILE}
    short = {
        name: value
        for name, value in filling.given.items()
        if 0 < len(value) <= SHORT and "\n" not in value and name not in files
    }
    return {
        name: value for name, value in short.items() if not await look(f"{name}: {value}") and not await look(value)
    }
