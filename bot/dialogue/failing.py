"""An error as a person meets it: what happened, whether anything was lost, what to do."""

import secrets

from bot.dialogue.action import token
from bot.dialogue.events import Blame, Button, Failure, Style
from bot.domain import CallId
from bot.errors import (
    Misconfigured,
    ModelCut,
    ModelFailed,
    ModelRefused,
    OverBudget,
    PrompteurError,
    StoreFailed,
    Usage,
)
from bot.words import N_, Words


def failure(error: PrompteurError, call: CallId | None, words: Words, *, guided: bool) -> Failure:
    """Give the event for an error that was foreseen. `guided`: the same can be asked without a model."""
    values = {name: words(value) if isinstance(value, str) else value for name, value in error.values.items()}
    return Failure(
        slot="failure",
        sentence=words(error.message, **values),
        kept=words(kept) if (kept := _kept(error)) else "",
        advice=words(error.advice, **values) if error.advice else "",
        blame=_blame(error),
        request=short(call) if call and _blame(error) is Blame.OUTSIDE else "",
        buttons=_buttons(error, call, words, guided=guided) if call else (),
    )


def bug(call: CallId | None, words: Words, number: str = "") -> Failure:
    """Give the event for an error that nobody foresaw; what it was stands in the log alone. `number` is how the log
    has it where there is no call (`numbered`), empty where it does not say.
    """
    request = short(call) if call else number
    return Failure(
        slot="failure",
        sentence=words(N_("Something went wrong on my side.")),
        kept=words(N_("What you wrote is kept; Retry uses it again.") if call else N_("Nothing was changed.")),
        advice=_tell(request, words),
        blame=Blame.BUG,
        request=request,
        buttons=(Button(words(N_("Retry")), token("retry", call), Style.PRIMARY),) if call else (),
    )


def numbered() -> str:
    """Give a number for what breaks before there is a call: the log has it as `request`, and the person is told it."""
    return secrets.token_hex(4)


def _tell(request: str, words: Words) -> str:
    if not request:
        return words(N_("If it happens again, tell whoever runs me."))
    return words(N_("If it happens again, tell whoever runs me this number: {request}."), request=request)


def interrupted(call: CallId, words: Words) -> Failure:
    """Give the event for a call that ends because the program ends."""
    return Failure(
        slot="failure",
        sentence=words(N_("I was stopped before I had finished.")),
        kept=words(N_("What you wrote is kept; Retry uses it again. An unfinished text was not saved.")),
        blame=Blame.OUTSIDE,
        request=short(call),
        buttons=(Button(words(N_("Retry")), token("retry", call), Style.PRIMARY),),
    )


def short(call: CallId) -> str:
    """Give the request id that a person can read out; the log has it too."""
    return call[:8]


def _kept(error: PrompteurError) -> str:
    """Say what became of things, once: many errors tell it themselves."""
    said = "Nothing was" in f"{error.message} {error.advice}"
    match error:
        case ModelCut():
            return N_("What arrived is above, unfinished; it was not saved. What you wrote is kept.")
        case ModelFailed() | OverBudget() | StoreFailed():
            return N_("What you wrote is kept.") if said else N_("Nothing was changed. What you wrote is kept.")
        case _:
            return "" if said else N_("Nothing was changed.")


def _blame(error: PrompteurError) -> Blame:
    match error:
        case Usage() | Misconfigured():
            return Blame.USAGE
        case ModelFailed() | StoreFailed():
            return Blame.OUTSIDE
        case _:
            return Blame.PERSON


def _buttons(error: PrompteurError, call: CallId, words: Words, *, guided: bool) -> tuple[Button, ...]:
    buttons = []
    if isinstance(error, ModelFailed | StoreFailed | OverBudget) and not isinstance(error, ModelRefused):
        buttons.append(Button(words(N_("Retry")), token("retry", call), Style.PRIMARY))
    if guided and isinstance(error, ModelFailed | OverBudget):
        buttons.append(Button(words(N_("Do it by rules, without a model")), token("guided", call)))
    return tuple(buttons)
