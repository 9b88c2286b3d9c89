"""What can go wrong with a model's server: told apart by what helps, and put in a sentence for people.

A server's own words may echo what was sent to it, so they are neither logged nor chained to the error; the log gets
the status, the type and code of the error, the field that was refused and the request's id.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import parsedate_to_datetime
from enum import StrEnum

import httpx2
from anthropic import AnthropicError, APIConnectionError, APIStatusError, APITimeoutError

from bot.errors import ModelCut, ModelFailed, ModelRefused, ModelUnavailable
from bot.model.deadline import Expired
from bot.words import N_


class Broken(Exception):  # noqa: N818 - reads as what happened
    """The server's stream makes no sense, or ended too early. The only argument is a word for the log."""


FAILURES = (AnthropicError, httpx2.RequestError, httpx2.StreamError, Broken, Expired, ValueError, StopAsyncIteration)
"""What reading an answer may raise: the SDK's errors, raw transport errors while streaming, JSON and UTF-8 that are
none (ValueError), and ours."""


class Kind(StrEnum):
    """What helps tells them apart."""

    BUSY = "busy"
    UNREACHABLE = "unreachable"
    SILENT = "silent"
    BROKEN = "broken"
    TIME_OVER = "time_over"
    SPENT = "spent"
    KEY = "key"
    FORBIDDEN = "forbidden"
    UNKNOWN_MODEL = "unknown_model"
    TOO_LARGE = "too_large"
    REFUSED = "refused"


RETRIED = frozenset({Kind.BUSY, Kind.UNREACHABLE, Kind.SILENT, Kind.BROKEN})
"""What another request may mend; it is made only while nothing of the answer was given."""
OPERATORS = frozenset({Kind.SPENT, Kind.KEY, Kind.FORBIDDEN, Kind.UNKNOWN_MODEL})
"""What only whoever runs the program can mend."""

_BY_TYPE = {
    "overloaded_error": Kind.BUSY,
    "rate_limit_error": Kind.BUSY,
    "api_error": Kind.BUSY,
    "timeout_error": Kind.BUSY,
    "conflict_error": Kind.BUSY,
    "authentication_error": Kind.KEY,
    "billing_error": Kind.SPENT,
    "permission_error": Kind.FORBIDDEN,
    "not_found_error": Kind.UNKNOWN_MODEL,
    "request_too_large": Kind.TOO_LARGE,
    "invalid_request_error": Kind.REFUSED,
}
_BY_STATUS = {
    401: Kind.KEY,
    402: Kind.SPENT,
    403: Kind.FORBIDDEN,
    404: Kind.UNKNOWN_MODEL,
    408: Kind.BUSY,
    409: Kind.BUSY,
    413: Kind.TOO_LARGE,
    429: Kind.BUSY,
}
_SERVER_ERROR = 500
_FIELD = re.compile(r"[\w.\[\]-]{1,80}(?=: )")

_SENTENCES: Mapping[Kind, tuple[str, str]] = {
    Kind.BUSY: (N_("The model is busy right now. Nothing was changed."), N_("Try again in a minute.")),
    Kind.UNREACHABLE: (
        N_("The model could not be reached. Nothing was changed."),
        N_("Check the connection and try again."),
    ),
    Kind.SILENT: (N_("The model did not answer in time. Nothing was changed."), N_("Try again in a minute.")),
    Kind.TIME_OVER: (N_("The model did not answer in time. Nothing was changed."), N_("Try again in a minute.")),
    Kind.BROKEN: (
        N_("The model's server gave an answer that cannot be read. Nothing was changed."),
        N_("Try again. If it stays so, whoever runs Prompteur finds the reason in the log."),
    ),
    Kind.SPENT: (
        N_("The spending limit of the account that pays for the model is reached. Nothing was changed."),
        N_("Whoever runs Prompteur must raise the limit, or wait until it is renewed."),
    ),
    Kind.KEY: (
        N_("The model's server did not accept our key. Nothing was changed."),
        N_("Whoever runs Prompteur must set ANTHROPIC_API_KEY to a valid key; `prompteur doctor` says more."),
    ),
    Kind.FORBIDDEN: (
        N_("Our key may not use this model. Nothing was changed."),
        N_("Whoever runs Prompteur must choose another model (PROMPTEUR_MODEL) or another key."),
    ),
    Kind.UNKNOWN_MODEL: (
        N_("The model's server does not know the model {model}. Nothing was changed."),
        N_("Whoever runs Prompteur must set PROMPTEUR_MODEL to one that it knows; `prompteur doctor` says more."),
    ),
    Kind.TOO_LARGE: (
        N_("This is too large for the model's server. Nothing was changed."),
        N_("Shorten it and try again."),
    ),
    Kind.REFUSED: (
        N_("The model's server did not accept this request. Nothing was changed."),
        N_("A shorter text may help. If not, whoever runs Prompteur finds the reason in the log."),
    ),
}
BUSY_UNTIL = N_("The model is busy. Nothing was changed. Try again in {seconds} s.")
CUT = N_("The answer broke off before it was finished.")
CUT_ADVICE = N_("Try again for a whole answer.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """One failed request. `retry_after` is in seconds, where the server said so; `details` are for the log."""

    kind: Kind
    retry: bool
    retry_after: float | None = None
    details: Mapping[str, object] = field(default_factory=dict)

    def error(self, *, model: str, given: bool) -> ModelFailed:
        """Put it in a sentence. `given`: a part of the answer was given already."""
        if given:
            return ModelCut(CUT, advice=CUT_ADVICE)
        message, advice = _SENTENCES[self.kind]
        if self.kind not in RETRIED and self.kind is not Kind.TIME_OVER:
            return ModelRefused(message, advice=advice, model=model)
        if self.retry_after is None:
            return ModelUnavailable(message, advice=advice)
        seconds = max(1, round(self.retry_after))
        return ModelUnavailable(BUSY_UNTIL, retry_after=self.retry_after, seconds=seconds)


def classify(error: BaseException, now: datetime) -> Failure:
    """Tell what went wrong; `now` is for a Retry-After that is a date."""
    if isinstance(error, APIStatusError):
        return _status(error, now)
    kind, word = Kind.BROKEN, type(error).__name__
    if isinstance(error, Expired):
        kind = Kind.TIME_OVER
    elif isinstance(error, APITimeoutError | httpx2.TimeoutException):
        kind = Kind.SILENT
    elif isinstance(error, APIConnectionError | httpx2.TransportError):
        kind = Kind.UNREACHABLE
    elif isinstance(error, Broken):
        word = str(error)
    return Failure(kind=kind, retry=kind in RETRIED, details={"error": word})


def _status(error: APIStatusError, now: datetime) -> Failure:
    kind = _kind(error)
    headers = error.response.headers
    return Failure(
        kind=kind,
        retry=kind in RETRIED and headers.get("x-should-retry") != "false",
        retry_after=_retry_after(headers, now) if kind is Kind.BUSY else None,
        details={
            "error": type(error).__name__,
            "status": error.status_code,
            "type": error.type,
            "code": error.error_code,
            "field": _field(error),
            "request_id": error.request_id,
        },
    )


def _kind(error: APIStatusError) -> Kind:
    """By the error's own type, as an error in the middle of a stream has status 200."""
    if (error.error_code or "").endswith("spend_limit_reached"):
        return Kind.SPENT
    by_type = _BY_TYPE.get(error.type or "")
    by_status = _BY_STATUS.get(error.status_code)
    if by_type is Kind.REFUSED and by_status is not None:
        return by_status
    return by_type or by_status or (Kind.BUSY if error.status_code >= _SERVER_ERROR else Kind.REFUSED)


def _field(error: APIStatusError) -> str | None:
    """Give the name of the field that was refused, which stands before the colon."""
    found = _FIELD.match(error.api_message) if isinstance(error.api_message, str) else None
    return found.group() if found else None


def _retry_after(headers: Mapping[str, str], now: datetime) -> float | None:
    text = headers.get("retry-after", "")
    try:
        return max(0.0, float(text))
    except ValueError:
        pass  # it may be a date
    try:
        return max(0.0, (parsedate_to_datetime(text) - now).total_seconds())
    except (ValueError, TypeError):
        return None
