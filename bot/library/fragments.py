"""A prompt with the saved prompts that it includes: put together once, then filled in, and never read again after that.

Each text is taken apart by itself, so that no two texts side by side can make a variable, and no value can.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

from bot.domain import TEXT_LIMIT
from bot.errors import NotFound, Refused, TooLarge
from bot.library.names import key
from bot.library.templates import includes, pieces
from bot.library.variables import Declared, Sheet, read
from bot.words import N_

DEPTH = 8
"""How deep prompts may include one another."""
INCLUDES = 1_000
"""Includes of a whole prompt, counted each time."""
FILLED = 5 * TEXT_LIMIT
"""Characters of a prompt with its values."""


@dataclass(frozen=True, slots=True)
class Blank:
    """Where the value of a variable goes."""

    name: str
    text: str
    """It as it is written."""


@dataclass(frozen=True, slots=True)
class Fragment:
    """A saved prompt that is included: `key` tells it from all others, `name` is said to people."""

    key: str
    name: str
    text: str


Fetch = Callable[[str], Awaitable[Fragment]]
"""Gives what stands behind the name of an include, or raises `NotFound` in the words for what is not there."""


@dataclass(frozen=True, slots=True)
class Whole:
    """A prompt put together."""

    parts: tuple[str | Blank, ...]
    variables: tuple[Declared, ...]
    """In the order in which they first stand. What the outermost prompt says of one counts."""
    sheets: tuple[Sheet, ...]
    """The prompt's own, then those of what it includes, each once."""


@dataclass
class _Assembly:
    """A prompt while it is put together."""

    fetch: Fetch
    parts: list[str | Blank] = field(default_factory=list)
    sheets: dict[str, Sheet] = field(default_factory=dict)
    fetched: dict[str, Fragment] = field(default_factory=dict)
    size: int = 0
    included: int = 0

    async def add(self, fragment: Fragment, chain: tuple[Fragment, ...]) -> None:
        """Add a prompt and what it includes. `chain` leads to it, and ends with it."""
        sheet = self.sheets.setdefault(fragment.key, read(fragment.text))
        for piece in pieces(sheet.body):
            if isinstance(piece, str):
                self._put(piece, chain)
            elif piece.include:
                await self._include(piece.name, chain)
            else:
                self._put(Blank(piece.name, sheet.body[piece.start : piece.end]), chain)

    def _put(self, part: str | Blank, chain: tuple[Fragment, ...]) -> None:
        self.size += len(part if isinstance(part, str) else part.text)
        if self.size > TEXT_LIMIT:
            raise TooLarge(
                N_("With all that it includes this prompt is longer than {limit} characters: {chain}."),
                advice=N_("Include less, or shorten what is included."),
                limit=f"{TEXT_LIMIT:,}",
                chain=_named(chain),
            )
        self.parts.append(part)

    async def _include(self, name: str, chain: tuple[Fragment, ...]) -> None:
        self.included += 1
        if name not in self.fetched:
            self.fetched[name] = await self._fetched(name, chain)
        fragment = self.fetched[name]
        longer = (*chain, fragment)
        if any(fragment.key == one.key for one in chain):
            said = N_("These prompts include one another in a circle: {chain}.")
            raise Refused(said, advice=N_("Take one of the includes out."), chain=_named(longer))
        if len(chain) > DEPTH or self.included > INCLUDES:
            said = N_("This prompt includes too many others: {chain}.")
            raise Refused(said, advice=N_("Include less, or shorten what is included."), chain=_named(longer))
        await self.add(fragment, longer)

    async def _fetched(self, name: str, chain: tuple[Fragment, ...]) -> Fragment:
        """Give what is included; where it is not there, say which prompt wants it."""
        try:
            return await self.fetch(name)
        except NotFound as error:
            values = {**error.values, "include": name, "chain": _named(chain)}
            said = N_("{chain} includes {include}, and nothing that you may see has that name.")
            raise NotFound(said, advice=error.advice, **values) from error


async def whole(prompt: Fragment, fetch: Fetch) -> Whole:
    """Put a prompt together with all that it includes. `Refused` and `TooLarge` name the prompts that lead to what is
    wrong.
    """
    assembly = _Assembly(fetch)
    await assembly.add(prompt, (prompt,))
    declared: dict[str, Declared] = {}
    for sheet in assembly.sheets.values():
        declared = {**sheet.declared, **declared}
    names = dict.fromkeys(part.name for part in assembly.parts if isinstance(part, Blank))
    variables = tuple(declared.get(name) or Sheet("").of(name) for name in names)
    return Whole(tuple(assembly.parts), variables, tuple(assembly.sheets.values()))


def filled(prompt: Whole, values: Mapping[str, str]) -> str:
    """Put values in, as they are; a variable without one stays as it is written. `TooLarge` for what is longer than
    `FILLED`.
    """
    parts = [part if isinstance(part, str) else values.get(part.name, part.text) for part in prompt.parts]
    count = sum(map(len, parts))
    if count > FILLED:
        raise TooLarge(
            N_("Filled in, this prompt has {count} characters; at most {limit} can be given."),
            advice=N_("Shorten what you fill in."),
            count=f"{count:,}",
            limit=f"{FILLED:,}",
        )
    return "".join(parts)


def included_keys(text: str) -> frozenset[str]:
    """Give the keys of the names that a text includes itself, whatever their versions."""
    return frozenset(key(name.partition("@")[0]) for name in includes(text))


def _named(chain: tuple[Fragment, ...]) -> str:
    return " → ".join(one.name for one in chain)
