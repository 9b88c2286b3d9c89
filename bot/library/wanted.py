"""What somebody looks for: words, and what narrows them, as in `release tag:git author:"Ann Lee" label:production`.

Only these five keys narrow, and only with something behind them. All else is words, whatever it looks like.
"""

import re
from collections.abc import Mapping

from bot.domain import Narrow
from bot.library.names import key

KEYS = ("tag", "author", "label", "target", "folder")
_NATIVE = {
    "mot-clé": "tag",
    "auteur": "author",
    "autrice": "author",
    "étiquette": "label",
    "cible": "target",
    "dossier": "folder",
}
_NAMED = {name: name for name in KEYS} | _NATIVE
_SPELT = "|".join(re.escape(spelt) for name in _NAMED for spelt in (name, name.capitalize(), name.upper()))
_PART = re.compile(
    rf"(?<!\S)(?P<key>{_SPELT}):(?:\"(?P<quoted>[^\"]+)\"|“(?P<curly>[^”]+)”|(?P<bare>[^\s\"“]\S*))",
)


def read(typed: str) -> tuple[str, Narrow]:
    """Take what was typed apart. Of a key that stands there twice the last counts, but for tags: all of those. A name
    with "/" at its end, alone, is a folder.
    """
    found: dict[str, list[str]] = {name: [] for name in KEYS}
    for part in _PART.finditer(typed):
        value = part["quoted"] or part["curly"] or part["bare"]
        if key(value).strip(" /"):
            found[_NAMED[part["key"].lower()]].append(value)
    words = _PART.sub(" ", typed).strip()
    if words.endswith("/") and any(map(str.isalnum, words)) and not found["folder"]:
        words, found["folder"] = "", [words]
    last = {name: values[-1] for name, values in found.items() if values and name != "tag"}
    return words, Narrow(tags=tuple(found["tag"]), **last)


def written(words: str, narrowed: Mapping[str, str]) -> str:
    """Give words and what narrows them as they would be typed. What is given as an option narrows, whatever it is."""
    parts = (f'{name}:"{value.replace(chr(34), " ").strip()}"' for name, value in narrowed.items())
    return " ".join((words, *parts)).strip()
