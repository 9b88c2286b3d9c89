"""What happens in the pictures of conversations, in each language: what Ana says, and how that is told."""

from dataclasses import dataclass
from functools import cached_property

from bot.words import Words


@dataclass(frozen=True)
class Story:
    """A conversation: from a goal to a prompt, a change, and the prompt shared. `about` tells it to those who do not
    see it; `locale` is Ana's on a platform.
    """

    language: str
    locale: str
    goal: str
    change: str
    about: str

    @cached_property
    def words(self) -> Words:
        """Our own texts, in Ana's language."""
        return Words(self.language)

    @property
    def suffix(self) -> str:
        """What the names of its files end with, before the dot: nothing in English."""
        return "" if self.language == "en" else f".{self.language}"


ENGLISH = Story(
    language="en",
    locale="en-US",
    goal="write release notes from our commits",
    change="at most 5 bullets",
    about=(
        "In a channel, Ana types a command with her goal. Prompteur asks whether she wants to answer questions first;"
        " she presses Draft now and sees the prompt, presses Refine and says in a form what should change, and sees the"
        " difference. Only she sees all that. Then she shares the prompt with everyone in the channel."
    ),
)
FRENCH = Story(
    language="fr",
    locale="fr",
    goal="rédiger les notes de version à partir de nos commits",
    change="5 puces au plus",
    about=(
        "Dans un canal, Ana tape une commande avec son but. Prompteur lui demande si elle veut d’abord répondre à des"
        " questions ; elle presse Rédiger maintenant et voit le prompt, presse Améliorer et dit dans un formulaire ce"
        " qui doit changer, et voit la différence. Elle seule voit tout cela. Puis elle partage le prompt avec tous"
        " ceux qui sont dans le canal."
    ),
)
STORIES = (ENGLISH, FRENCH)
