"""What Slack can hold, with unit and source.

Sources: "reference" is https://docs.slack.dev as of 2026-11-22, "observed" is what people report and Slack does not
document. Characters are counted by `size`.
"""

from adapters.base import Ability, Capabilities, Level, Limit
from adapters.slack.markup import size
from bot.dialogue.form import FieldKind

REFERENCE = "Slack's reference, read 2026-11-22"
OBSERVED = "observed, not documented"

BLOCKS = Limit(50, "blocks of a message", REFERENCE)
TEXT = Limit(10_000, "characters of all texts of a message together", "refused from 11,341; observed, not documented")
FALLBACK = Limit(4_000, "characters of the text that stands for the blocks of a message that is updated", REFERENCE)
MARKDOWN = Limit(12_000, "characters of Markdown that a call may stream", REFERENCE)
TEXT_OBJECT = Limit(3_000, "characters of a text object", REFERENCE)
HEADER = Limit(150, "characters of a header", REFERENCE)
ROW = Limit(5, "buttons in a row", "our choice: Slack folds more of them in some places, and takes 25")
CARD_BUTTONS = Limit(4, "buttons on a card, the rest behind a menu", "our choice: a row of a phone")
LABEL = Limit(75, "characters of a button's label", REFERENCE)
ACTION_ID = Limit(255, "characters of an element's, block's or view's id", REFERENCE)
OVERFLOW = Limit(5, "options of an overflow menu", REFERENCE)
MENU = Limit(100, "options of a select menu", REFERENCE)
OPTION_LABEL = Limit(75, "characters of an option's label and description", REFERENCE)
OPTION_VALUE = Limit(150, "characters of an option's value", REFERENCE)
PLACEHOLDER = Limit(150, "characters of a menu's or an input's placeholder", REFERENCE)
VIEW_BLOCKS = Limit(100, "blocks of a modal or a home tab", REFERENCE)
VIEW_BYTES = Limit(250_000, "bytes of a modal or a home tab", REFERENCE)
VIEW_TITLE = Limit(24, "characters of a modal's title and of its buttons", REFERENCE)
METADATA = Limit(3_000, "characters of a view's private_metadata", REFERENCE)
FIELD_LABEL = Limit(2_000, "characters of a field's label and hint", REFERENCE)
INPUT = Limit(3_000, "characters of a text input", REFERENCE)
FILES = Limit(10, "files of a file input", REFERENCE)
FILE = Limit(2**30, "bytes of a file", REFERENCE)
ACKNOWLEDGE = Limit(3, "seconds until a request must be acknowledged, and until its trigger_id expires", REFERENCE)
RESPONSES = Limit(5, "uses of a response_url", REFERENCE)
RESPONSE_SECONDS = Limit(30 * 60, "seconds that a response_url can be used", REFERENCE)
STREAM_SECONDS = Limit(5 * 60, "seconds that a stream lives", OBSERVED)
MODALS = Limit(3, "modals on top of each other", REFERENCE)
SUGGESTED = Limit(4, "suggested prompts", REFERENCE)
TASK_TITLE = Limit(150, "characters of a task's title", "our choice: a card of one line or two; Slack names no limit")
HISTORY_PAGE = Limit(200, "messages of a conversation that are read at once", REFERENCE)
LOADING = Limit(10, "loading messages, of 50 characters each", REFERENCE)

CAPABILITIES = Capabilities(
    surface="slack",
    streaming=Ability(Level.PARTIAL, note="in direct messages and threads"),
    editing=Ability(Level.FULL),
    buttons=Ability(Level.FULL, limit=CARD_BUTTONS),
    thumbs=Ability(Level.FULL),
    forms=Ability(Level.FULL, note="longer ones in pages", limit=VIEW_BLOCKS),
    fields=frozenset(FieldKind),
    files=Ability(Level.FULL, note="those of private answers in the person's direct messages", limit=FILE),
    colour=Ability(Level.PARTIAL, note="buttons alone, and their words say the same"),
    text=TEXT,
    measure=size,
)
