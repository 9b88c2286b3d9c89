"""What Discord can hold, with unit and source.

Sources: "reference" is https://discord.com/developers/docs as of 2026-08-06, "OpenAPI" is Discord's OpenAPI document of
2026-07-18, "observed" was measured and is not documented.
"""

from adapters.base import Ability, Capabilities, Level, Limit
from bot.dialogue.form import FieldKind

REFERENCE = "Discord's reference, read 2026-08-06"
OPENAPI = "Discord's OpenAPI document of 2026-07-18"
OBSERVED = "observed, not documented"

CONTENT = Limit(2000, "characters of a message's plain content", REFERENCE)
TEXT = Limit(4000, "characters of all text displays of one message together", REFERENCE)
COMPONENTS = Limit(40, "components of one message, nested ones too", REFERENCE)
ROW = Limit(5, "buttons in a row", REFERENCE)
CARD_BUTTONS = Limit(4, "buttons on a card, the rest behind a menu", "our choice: a row of a phone")
LABEL = Limit(80, "characters of a button's label, of which 36 are seen", REFERENCE)
MENU = Limit(25, "options of a menu", REFERENCE)
OPTION_LABEL = Limit(100, "characters of an option's label, value and description", REFERENCE)
PLACEHOLDER = Limit(150, "characters of a menu's placeholder", REFERENCE)
INPUT_PLACEHOLDER = Limit(100, "characters of a text input's placeholder", OPENAPI)
CUSTOM_ID = Limit(100, "characters of a component's id", REFERENCE)
MODAL_TITLE = Limit(45, "characters of a form's title", REFERENCE)
MODAL_FIELDS = Limit(5, "components of a form", REFERENCE)
FIELD_LABEL = Limit(45, "characters of a field's label", REFERENCE)
FIELD_HINT = Limit(100, "characters of a field's description", REFERENCE)
INPUT = Limit(4000, "characters of a text input", REFERENCE)
COMMANDS = Limit(100, "slash commands", REFERENCE)
MENUS = Limit(5, "context menus of one kind", "discord.py 2.7.1; Discord itself allows 15")
COMMAND_NAME = Limit(32, "characters of a command's or an option's name", REFERENCE)
COMMAND_ABOUT = Limit(100, "characters of a description", REFERENCE)
OPTIONS = Limit(25, "options of a command", REFERENCE)
COMMAND_SIZE = Limit(8000, "characters of one command", REFERENCE)
STRING_OPTION = Limit(6000, "characters of a string option, on one line", REFERENCE)
CHOICES = Limit(25, "choices, name and value of 100 characters each", REFERENCE)
FILE = Limit(10 * 2**20, "bytes of a file", REFERENCE)
FILES = Limit(10, "files of a message", REFERENCE)
REQUEST = Limit(25 * 2**20, "bytes of all files of a request together", REFERENCE)
ACKNOWLEDGE = Limit(3, "seconds until the first response to an interaction", REFERENCE)
TOKEN = Limit(15 * 60, "seconds that an interaction can be answered", REFERENCE)
FOLLOW_UPS = Limit(5, "further messages where only the user installed the app", REFERENCE)
THREAD_NAME = Limit(100, "characters of a thread's name", REFERENCE)

MESSAGES = FOLLOW_UPS.number
"""Messages of one answer everywhere, our choice: more of them bury a conversation, so that the rest is a file. As the
first one is no further message, one is left for what is published.
"""
EDIT_SECONDS = 1.2
"""From one edit to the next of what streams; Discord bears about five in five seconds per channel (observed)."""

CAPABILITIES = Capabilities(
    surface="discord",
    streaming=Ability(Level.FULL, note="edited every 1.2 seconds"),
    editing=Ability(Level.FULL),
    buttons=Ability(Level.FULL, limit=CARD_BUTTONS),
    thumbs=Ability(Level.PARTIAL, note="behind a menu"),
    forms=Ability(Level.FULL, note="longer ones in pages", limit=MODAL_FIELDS),
    fields=frozenset(FieldKind),
    files=Ability(Level.FULL, limit=FILE),
    colour=Ability(Level.FULL, note="words say the same"),
    text=TEXT,
)
