"""The languages that goals are read in. A new one is a `Grammar`, a file of words, and a line here."""

from collections.abc import Iterator, Mapping
from importlib import import_module

from bot.engineer.guided.wish import Grammar

_NAMES = {"en": "ENGLISH", "fr": "FRENCH"}
"""What a grammar is called in its file, which is called the same in small letters."""


class _Loaded(Mapping[str, Grammar]):
    """Each is loaded when it is first asked for: to make its patterns takes a good part of the program's start."""

    def __getitem__(self, language: str) -> Grammar:
        name = _NAMES[language]
        grammar: Grammar = getattr(import_module(f"bot.engineer.guided.{name.lower()}"), name)
        return grammar

    def __contains__(self, language: object) -> bool:
        return language in _NAMES

    def __iter__(self) -> Iterator[str]:
        return iter(_NAMES)

    def __len__(self) -> int:
        return len(_NAMES)


GRAMMARS: Mapping[str, Grammar] = _Loaded()
