"""What the shell can show, and what it takes."""

from adapters.base import Ability, Capabilities, Level, Limit
from bot.dialogue.form import FieldKind
from bot.domain import TEXT_LIMIT
from bot.words import N_

CAPABILITIES = Capabilities(
    surface="shell",
    streaming=Ability(Level.FULL),
    editing=Ability(Level.NONE, N_("what is new is added below")),
    buttons=Ability(Level.PARTIAL, N_("numbered, for `prompteur press NUMBER`")),
    thumbs=Ability(Level.PARTIAL, N_("numbered last")),
    forms=Ability(Level.PARTIAL, N_("questions at a terminal, else what is missing is named")),
    fields=frozenset(FieldKind),
    files=Ability(Level.PARTIAL, N_("to standard output, or the current folder")),
    colour=Ability(Level.FULL, N_("each colour has a sign or a word beside it; none with NO_COLOR or through a pipe")),
    text=None,
)
FILE = Limit(TEXT_LIMIT * 4, "bytes", "the most that a document of 100,000 characters takes in UTF-8")
IMAGE = Limit(5_000_000, "bytes", "https://docs.claude.com/en/docs/build-with-claude/vision, read 2026-11-22")
PARCELS = Limit(16_000_000, "bytes", "of all files of one call, our choice: they are kept until it is done")
IMAGES = {".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".gif": "image/gif", ".webp": "image/webp"}
"""The images that the Messages API takes, by the ends of their files' names (the same page)."""
