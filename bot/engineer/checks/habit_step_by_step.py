"""Orders to think step by step: reasoning models do it by themselves."""

import re

from bot.engineer.checks.support.prose import BEGINS, ENDS, phrase
from bot.words import N_

_ABOUT = r"(?: (?:this|it|that|about (?:this|it)))?(?: (?:through|out))?(?: (?:this|it))?(?: carefully| logically)?"
_PATTERN = re.compile(
    rf"{BEGINS}(?:please )?(?:(?:let's|let us|now|first),? )?(?:please )?(?:think|reason|work){_ABOUT}(?: and)?,? ?"
    rf"(?:in a )?step[ -]by[ -]step(?: (?:way|manner))?(?: before (?:answering|you answer|responding))?{ENDS}"
    rf"|{BEGINS}(?:réfléchis|réfléchissez|raisonne|raisonnez) étape par étape{ENDS}",
    re.IGNORECASE,
)

HABIT = phrase(
    "step_by_step",
    N_("orders to think step by step"),
    _PATTERN,
    N_("Models that reason do this by themselves: asking for it costs time and gains next to nothing."),
    lambda _: "",
)
