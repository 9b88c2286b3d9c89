"""The languages that goals are read in. A new one is a `Grammar`, a file of words, and a line here."""

from types import MappingProxyType

from bot.engineer.guided.english import ENGLISH
from bot.engineer.guided.french import FRENCH

GRAMMARS = MappingProxyType({"en": ENGLISH, "fr": FRENCH})
