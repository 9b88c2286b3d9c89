"""What can go wrong, as one small tree. The sentence for the person stands apart from the cause for the operator.

    PrompteurError
    ├── Refused                 the person can mend it (shell: exit 1)
    │   ├── Usage               the call was not understood (exit 2)
    │   ├── NotFound            missing, or not theirs to see: both look the same
    │   ├── Forbidden           theirs to see, not theirs to change
    │   ├── Conflict            it changed meanwhile, or the name is taken
    │   ├── TooLarge            over a limit; says the count and the limit
    │   ├── OverBudget          says when it is free again
    │   └── SecretFound         a secret stands in what was about to be sent to a model
    ├── ModelFailed             the language model (exit 3)
    │   ├── ModelUnavailable    could not be reached or is busy; trying again later may help
    │   ├── ModelRefused        a wrong key, an unknown model, a spend limit: the operator must act
    │   └── ModelCut            the answer began and was not finished
    ├── StoreFailed             the database (exit 3)
    │   ├── StoreBusy           another process held it for too long; nothing was saved
    │   └── StoreUnusable       damaged, newer than this program, read-only, full
    └── Misconfigured           a setting is missing or wrong: the start ends with its sentence (exit 2)

`message` is an English message id with named places, translated for the reader when it is shown; `values` fill
it. `advice` is what the reader can do next, in the same way. Neither ever holds a secret or a traceback. The cause
(`raise ... from cause`) goes to the log.
"""

from datetime import datetime
from typing import Any


class PrompteurError(Exception):
    """The root: an error with a sentence for the person who meets it."""

    def __init__(self, message: str, *, advice: str = "", **values: Any) -> None:  # noqa: ANN401 - shown with str()
        super().__init__(message)
        self.message = message
        self.advice = advice
        self.values = values

    def __str__(self) -> str:
        """Give the English sentence, filled in."""
        return self.message.format(**self.values) if self.values else self.message


class Refused(PrompteurError):  # noqa: N818 - reads as what happened
    """The person can mend it."""


class Usage(Refused):
    """The call was not understood."""


class NotFound(Refused):
    """It does not exist, or it is not theirs to see; nobody can tell which."""


class Forbidden(Refused):
    """They may see it and may not do this to it."""


class Conflict(Refused):
    """It changed meanwhile, or the name is taken."""


class TooLarge(Refused):
    """It is over a limit."""


class OverBudget(Refused):
    """Tokens or calls at once are used up until `free_at`."""

    def __init__(self, message: str, *, free_at: datetime | None, advice: str = "", **values: Any) -> None:  # noqa: ANN401
        super().__init__(message, advice=advice, **values)
        self.free_at = free_at


class SecretFound(Refused):
    """A secret stands in what was about to be sent to a model; nothing was sent."""


class ModelFailed(PrompteurError):  # noqa: N818
    """The language model did not do its part."""


class ModelUnavailable(ModelFailed):
    """It could not be reached, is busy, or did not answer in time. `retry_after` is in seconds, where known."""

    def __init__(self, message: str, *, retry_after: float | None = None, advice: str = "", **values: Any) -> None:  # noqa: ANN401
        super().__init__(message, advice=advice, **values)
        self.retry_after = retry_after


class ModelRefused(ModelFailed):
    """It will not answer until somebody changes something: the key, the model's name, the spend limit."""


class ModelCut(ModelFailed):
    """The answer began and was not finished. What had arrived was already given to the caller."""


class StoreFailed(PrompteurError):  # noqa: N818
    """The database did not do its part."""


class StoreBusy(StoreFailed):
    """Another process held the database for too long; nothing was saved."""


class StoreUnusable(StoreFailed):
    """The file is damaged, newer than this program, read-only, gone, or the disk is full."""


class Misconfigured(PrompteurError):  # noqa: N818
    """A setting is missing or wrong; the sentence names it."""
