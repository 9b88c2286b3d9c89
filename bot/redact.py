"""What must never be written down, taken out of text: keys and tokens, and the words of people in errors.

It is for logs and for what the program says of itself. What a person's prompt holds is looked at by
`bot.engineer.checks`, with more care and more time.
"""

import re
from collections.abc import Iterator
from types import TracebackType
from urllib.parse import quote

from bot.errors import PrompteurError

HIDDEN = "[hidden]"
SHORTEST = 6
"""Characters: a configured value that is shorter is no secret, and taking it out would garble every line."""
MESSAGE = 300
"""Characters that an error's own message may have; a longer one is told by its length."""
FRAMES = 12
"""Places of an error's way that are told, innermost first."""
GROUP = 5
"""Errors of a group that are told."""

_PATTERNS = (
    r"\bsk-[A-Za-z0-9_-]{16,}",  # Anthropic, OpenAI
    r"\bxox[a-z]-[A-Za-z0-9-]{8,}|xapp-[A-Za-z0-9-]{8,}|xoxe\.[A-Za-z0-9.-]{8,}",  # Slack
    r"hooks\.slack\.com/[A-Za-z0-9/_-]+",
    r"\b[MNO][A-Za-z0-9_-]{23,27}\.[A-Za-z0-9_-]{6}\.[A-Za-z0-9_-]{27,}",  # a Discord bot
    r"(?<=/webhooks/)[0-9]+/[A-Za-z0-9_-]{20,}",
    r"(?:AKIA|ASIA)[0-9A-Z]{16}",  # AWS
    r"gh[opsur]_[A-Za-z0-9]{20,}|github_pat_[A-Za-z0-9_]{20,}|glpat-[A-Za-z0-9_-]{16,}",
    r"AIza[A-Za-z0-9_-]{30,}|hf_[A-Za-z0-9]{20,}|npm_[A-Za-z0-9]{30,}|[rs]k_(?:live|test)_[A-Za-z0-9]{16,}",
    r"\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*",  # a JSON web token
    r"gAAAAA[A-Za-z0-9_=-]{40,}",  # Fernet
    r"-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)",
    r"(?<=://)[^/\s:@]*:[^/\s@]+(?=@)",  # the password in an address
    r"(?i:(?<=bearer )|(?<=basic ))[A-Za-z0-9._~+/=-]{8,}",
    r"(?i:(?<=key)|(?<=token)|(?<=secret)|(?<=password)|(?<=cookie))[\"']?\s?[:=]\s?[\"']?[^\s\"',;&]{6,}",
)
_SECRET = re.compile("|".join(_PATTERNS))
_hidden: set[str] = set()
_exact: re.Pattern[str] | None = None

_SPEAKING = (OSError, TypeError, AttributeError, NameError, ImportError, IndexError, EOFError)
"""Errors whose own message holds names and numbers of the program, never the words of a person."""
_TELLING = ("status_code", "request_id", "sqlite_errorname")
"""Attributes that help an operator and hold no text of a person."""


def hide(*values: str | None) -> None:
    """Take these values (a configured key, say) out of everything from now on, also as part of an address."""
    global _exact  # noqa: PLW0603 - one set of secrets a process, as there is one log
    found = [value for value in values if value and len(value) >= SHORTEST]
    _hidden.update(found, (quote(value, safe="") for value in found))
    longest_first = sorted(_hidden, key=len, reverse=True)
    _exact = re.compile("|".join(map(re.escape, longest_first))) if longest_first else None


def redact(text: str) -> str:
    """Give `text` with `[hidden]` in place of what is, or looks like, a key, a token or a password."""
    if _exact is not None:
        text = _exact.sub(HIDDEN, text)
    return _SECRET.sub(HIDDEN, text)


def told(error: BaseException) -> str:
    """Tell an error in one line: what it is, where it happened (innermost first), what caused it. No source lines, no
    local values; messages only of errors that cannot hold a person's words.
    """
    return redact(" from ".join(_one(each) for each in _chain(error)))


def _chain(error: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    following: BaseException | None = error
    while following is not None and id(following) not in seen:
        seen.add(id(following))
        yield following
        following = following.__cause__ or (None if following.__suppress_context__ else following.__context__)


def _one(error: BaseException) -> str:
    telling = [f"{name}={value}" for name in _TELLING if isinstance(value := getattr(error, name, None), int | str)]
    words = [f"{type(error).__name__}: {_message(error)}".rstrip(": "), *telling]
    if isinstance(error, BaseExceptionGroup):
        words.append(_members(error))
    if error.__traceback__ is not None:
        words.append(f"({_way(error.__traceback__)})")
    return " ".join(words)


def _members(group: BaseExceptionGroup[BaseException]) -> str:
    shown = "; ".join(told(each) for each in group.exceptions[:GROUP])
    more = len(group.exceptions) - GROUP
    return f"[{shown}; and {more} more]" if more > 0 else f"[{shown}]"


def _message(error: BaseException) -> str:
    if isinstance(error, PrompteurError):
        return error.message  # with its places unfilled: what fills them may be a person's words
    text = str(error)
    if type(error).__module__ == "sqlite3":
        return re.sub(r'"[^"]*"', '"..."', text)  # a syntax error quotes what was searched for
    if not text or (isinstance(error, _SPEAKING) and len(text) <= MESSAGE):
        return " ".join(text.split())
    return f"(a message of {len(text)} characters, withheld)"


def _way(trace: TracebackType) -> str:
    places = []
    following: TracebackType | None = trace
    while following is not None:
        frame = following.tb_frame
        places.append(f"{frame.f_globals.get('__name__', '?')}:{following.tb_lineno} {frame.f_code.co_name}")
        following = following.tb_next
    more = len(places) - FRAMES
    shown = " < ".join(reversed(places[-FRAMES:]))
    return f"{shown} < and {more} more" if more > 0 else shown
