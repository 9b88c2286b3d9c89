"""What commands, options and choices are called in other languages."""

from collections.abc import Mapping

import discord
import structlog
from discord.app_commands import TranslationContextTypes, Translator, locale_str

from adapters.base import Limit
from bot.words import Words, installed

log = structlog.get_logger()


def named(name: str, names: Mapping[str, str]) -> locale_str:
    """Mark a name with what it is called in other languages."""
    return locale_str(name, names=names)


def said(text: str, limit: Limit) -> locale_str:
    """Mark a message id, with the number of characters that fit where it is shown."""
    return locale_str(text, limit=limit.number)


class Translation(Translator):
    """Names as the definitions have them, and texts from the catalogues that were installed when it was made."""

    def __init__(self) -> None:
        self._languages = frozenset(installed())

    async def translate(
        self, string: locale_str, locale: discord.Locale, _context: TranslationContextTypes
    ) -> str | None:
        """Give the text in a language of Discord; None where there is none, it is the same, or it does not fit."""
        language = locale.value.partition("-")[0]
        names: Mapping[str, str] | None = string.extras.get("names")
        if names is not None:
            return names.get(language)
        text = Words(language)(string.message) if language in self._languages else string.message
        if len(text) > string.extras["limit"]:
            log.warning("translation_left_out", language=language, characters=len(text))
            return None
        return text if text != string.message else None
