"""The variables of a prompt, each with a word on what goes in."""

from bot.domain import Variable
from bot.engineer.guided.grammars import GRAMMARS
from bot.engineer.guided.language import language_of
from bot.engineer.guided.thing import about
from bot.engineer.guided.wording import wording
from bot.library.templates import variables


def describe(text: str) -> tuple[Variable, ...]:
    """Give the variables in the order in which they first stand. The word is guessed from the name, in the prompt's
    language (English where there are no words for it), and empty where the name tells nothing.
    """
    written = language_of(text)
    words = wording(written if written in GRAMMARS else "en")
    return tuple(Variable(name, about(name, words)) for name in variables(text))
