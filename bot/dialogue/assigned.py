"""Values by names of anybody's choosing, as they are typed: tone=brief points="a and b" "whom else"=Ann.

A value is a word or stands in quotes, over as many lines as it likes. In straight double quotes a backslash stands
before a quote or a backslash that is meant as such.
"""

import re
from collections.abc import Mapping

from bot.errors import Usage
from bot.library.texts import shortened
from bot.words import N_

MOST = 200
"""Values of one call."""
_NAME = r"(?:--|—|–)?(?:\"(?P<quoted>[^\"=\n]{1,80})\"|(?P<name>\w[\w.\-/]{0,79}))="
_FIRST = re.compile(rf"(?:^|(?<=\s)){_NAME}")
_ONE = re.compile(
    rf"\s*{_NAME}(?P<value>\"(?:\\.|[^\"\\])*\"|“[^”]*”|„[^“”]*[“”]|«[^»]*»|'[^']*'|‘[^’]*’|\S*)(?=\s|\Z)", re.DOTALL
)
_ESCAPED = re.compile(r"\\([\"\\])")
_CLOSING = {'"': '"', "“": "”", "„": "“”", "«": "»", "'": "'", "‘": "’"}


def begin(text: str) -> int:
    """Give where the first of the values begins in a text; its length where there is none."""
    found = _FIRST.search(text)
    return found.start() if found else len(text)


def read(text: str) -> dict[str, str]:
    """Give the values by name. `Usage` for what is no value, or a name that stands there twice."""
    found: dict[str, str] = {}
    at, end = 0, len(text.rstrip())
    while at < end:
        one = _ONE.match(text, at)
        if len(found) == MOST:
            raise Usage(N_("At most {count} values can be given at once."), count=MOST)
        if one is None:
            raise Usage(
                N_("I do not know what to do with: {rest}"),
                rest=shortened(text[at:], 80),
                advice=N_('A value of several words stands in quotes: NAME="TWO WORDS".'),
            )
        name = one["quoted"] or one["name"]
        if name in found:
            raise Usage(N_("{name} is given twice."), name=name)
        found[name], at = _unquoted(one["value"]), one.end()
    return found


def _unquoted(value: str) -> str:
    closing = _CLOSING.get(value[:1], "")
    if len(value) < 2 or not closing or value[-1] not in closing:  # noqa: PLR2004 - two marks
        return value
    return _ESCAPED.sub(r"\1", value[1:-1]) if value[0] == '"' else value[1:-1]


def write(values: Mapping[str, str]) -> str:
    """Give values as they could be typed."""
    return " ".join(f"{_name(name)}={_quoted(value)}" for name, value in values.items())


def _name(name: str) -> str:
    return name if re.fullmatch(r"\w[\w.\-/]*", name) else f'"{name}"'


def _quoted(value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
