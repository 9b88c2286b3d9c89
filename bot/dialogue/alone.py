"""An answer that is for one person, where all who are there would see it: it is given when that person asks again."""

from bot.dialogue.action import token
from bot.dialogue.events import Button, Choices, Line, Style, Tone
from bot.domain import CallId
from bot.words import N_, Words

PRIVATE = N_("The answer to this is for you alone, and here everyone would see it.")
QUIET = N_("This channel is quiet: an administrator decided that I answer here to one person at a time alone.")


def for_one(call: CallId, words: Words, *, quiet: bool) -> Choices:
    """Offer the answer to a call to whoever asked: the button runs it again, and a press is answered to the presser
    alone. `quiet`: nothing is answered there for all to see.
    """
    return Choices(
        slot="alone",
        question=words(QUIET if quiet else PRIVATE),
        parts=(Line(words(N_("Only the one who asked can press the button.")), Tone.QUIET),),
        buttons=(Button(words(N_("Show me")), token("retry", call), Style.PRIMARY),),
    )
