"""What the terminal can show."""

from adapters.base import Ability, Capabilities, Level
from bot.dialogue.form import FieldKind
from bot.words import N_

CAPABILITIES = Capabilities(
    surface="terminal",
    streaming=Ability(Level.FULL),
    editing=Ability(Level.NONE, N_("what is new is added below")),
    buttons=Ability(Level.PARTIAL, N_("numbered, to be typed")),
    thumbs=Ability(Level.PARTIAL, N_("behind More")),
    forms=Ability(Level.PARTIAL, N_("questions one after another")),
    fields=frozenset(FieldKind),
    files=Ability(Level.PARTIAL, N_("text is shown, other files go to the current folder")),
    colour=Ability(Level.FULL, N_("each colour has a sign or a word beside it; none with NO_COLOR or through a pipe")),
    text=None,
)
