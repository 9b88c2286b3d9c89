"""Orders to check the answer again, without saying against what."""

import re

from bot.engineer.checks.support.prose import BEGINS, ENDS, phrase
from bot.words import N_

_PATTERN = re.compile(
    rf"{BEGINS}(?:please |always |and )*(?:double[- ]check|re-?check|check|verify|review) your (?:own )?"
    r"(?:work|answers?|responses?|output)(?: (?:again|twice|carefully|thoroughly))*"
    rf"(?: before (?:answering|responding|you answer|replying|sending it|submitting(?: it)?))?{ENDS}"
    rf"|{BEGINS}(?:vérifie|relis|vérifiez|relisez) (?:bien )?(?:ta|votre|tes|vos) réponses?"
    rf"(?: avant de répondre)?{ENDS}",
    re.IGNORECASE,
)

HABIT = phrase(
    "double_check",
    N_("orders to check the answer again"),
    _PATTERN,
    N_("A check without a measure makes the newest models slower, not better: say what must be true of the answer."),
    lambda _: "",
)
