"""Text for people, in the reader's language.

English is the source text in the code. `N_` marks a text where it is defined (a command's help, say), so that it
is found by the extraction and translated later, when the reader is known. A `Words` is made for one reader; it is
called with the English text and the values to fill in.
"""

import gettext
import re
from enum import StrEnum
from functools import lru_cache
from pathlib import Path

DOMAIN = "prompteur"
SLASH = "/"
_OPTION = re.compile(r"\b([a-z]+)=(?=([\w{])?)")
"""An option in our own texts: "for=TARGET", and "like=" where none of its values is named."""
FAMILIES = ("prompt", "admin")
"""Of commands: the one for everybody, whose name stands in `Words.typed`, and the others."""
_COMMAND = re.compile(rf"(?<![\w/:.])/(?:({'|'.join(FAMILIES[1:])}) (?=[a-z{{]|[A-Z]{{2}})|(?=[a-z]))")
"""Where a command begins in our own texts, of another family with its name."""
_TOPIC = re.compile(r"(?<=/)(help|aide) (?=(?:model|refine|améliorer|VERBE?|\{verb\}|\{family\})(?!\w))")
"""Where our own texts go on from "/help" with a topic, rather than with what it does."""
_TOPICS = {"help": "topic", "aide": "sujet"}
CATALOGUES = Path(__file__).parent / "locales"


class Notation(StrEnum):
    """How the arguments of a command are given where the reader types it."""

    LINE = "line"
    """release-notes to=team"""
    NATIVE = "native"
    """Each in a field of its own that has its name: name:release-notes to:team"""
    SHELL = "shell"
    """release-notes --to team"""


def N_(message: str) -> str:  # noqa: N802 - the name that every extraction tool looks for
    """Mark `message` for translation without translating it yet."""
    return message


def installed() -> tuple[str, ...]:
    """Give the languages that there is a catalogue for; English needs none."""
    compiled = CATALOGUES.glob(f"*/LC_MESSAGES/{DOMAIN}.mo")
    return "en", *sorted(file.parent.parent.name for file in compiled)


class Words:
    """The reader's language. `words("Saved {name}.", name=...)` translates first, then fills in.

    Only our own text is ever used as a format; what people or models wrote comes in as a value. `typed` is what stands
    before a verb where the reader types commands, and `notation` how its arguments are given there: our texts say
    "/help model" and "for=TARGET", and are shown as the reader would type that.
    """

    def __init__(self, locale: str = "en", *, typed: str = SLASH, notation: Notation = Notation.LINE) -> None:
        self.locale = locale
        self.typed = typed
        self.notation = notation
        self._catalogue = _catalogue(locale)

    def __call__(self, message: str, /, **values: object) -> str:
        """Translate `message` and fill in `values`."""
        text = self._commands(self._catalogue.gettext(message))
        return text.format(**values) if values else text

    def into(self, locale: str) -> "Words":
        """Give the same reader another language."""
        return Words(locale, typed=self.typed, notation=self.notation)

    def count(self, one: str, many: str, number: int, /, **values: object) -> str:
        """Give `one` or `many` for `number`, which fills `{number}`. Where the two stand as literals in the call, a
        language may have more forms; those that were marked with `N_` are translated each by itself.
        """
        text = self._catalogue.ngettext(one, many, number)
        if text in {one, many}:
            text = self._catalogue.gettext(text)
        return self._commands(text).format(number=number, **values)

    def before(self, family: str) -> str:
        """Give what stands before a verb of a family: "/admin ", "/prompt admin ", or "/prompt-admin " where it is a
        command of its own.
        """
        if family == FAMILIES[0]:
            return self.typed
        return f"{self.typed.rstrip()}-{family} " if self.notation is Notation.NATIVE else f"{self.typed}{family} "

    def _commands(self, text: str) -> str:
        match self.notation:
            case Notation.NATIVE:
                text = _TOPIC.sub(lambda found: f"{found[1]} {_TOPICS[found[1]]}:", text)
                text = _OPTION.sub(lambda found: f"{found[1]}:" if found[2] else found[1], text)
            case Notation.SHELL:
                text = _OPTION.sub(lambda found: f"--{found[1]} " if found[2] else f"--{found[1]}", text)
            case Notation.LINE:
                pass
        if self.typed == SLASH:
            return text
        return _COMMAND.sub(lambda found: self.before(found[1] or FAMILIES[0]), text)


@lru_cache(maxsize=32)
def _catalogue(locale: str) -> gettext.NullTranslations:
    return gettext.translation(DOMAIN, CATALOGUES, languages=[locale, locale.split("-", maxsplit=1)[0]], fallback=True)
