"""What people meet on every chat platform: the buttons of answers, and texts that the model's double answers well."""

from base64 import b64decode
from re import search
from typing import Protocol

GOAL = "a prompt that turns the notes of a meeting into a list of decisions"
"""A goal that asks for no question."""
POEM = "Please write a very nice poem about {{topic}}."
"""A prompt in which the model's double finds something and which it can make shorter."""
TABLE = b"act,prompt\npoem,Write a poem about {{topic}}.\nsong,Write a song.\n"
"""A library of two prompts, as a table."""
FENCED = '# Report\n\nSummarise {{tickets}} as JSON:\n\n```json\n{"open": 0, "text": "<@1> *a* _b_ \\\\n"}\n```\n\n'
LONG = (FENCED + "- Keep every ticket’s number, its date and its owner.\n" * 200)[:9_111] + "\n"
"""A prompt of 9,112 characters with a code block in it, as people paste it."""
LONGEST = (FENCED * 1_000)[:100_000]
"""A prompt as long as one may be."""
IMAGE = b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==")
"""A PNG of one point."""
KEY = "sk-ant-api03-" + "Zz9yXxWw8Vv7UuTt6Ss5Rr4Qq3" * 3
OTHER_KEY = KEY.replace("Zz9y", "Aa1b")
"""Texts that look like keys."""
FAILED = "This did not work."
VERSION = ["Refine", "Critique", "Save", "Copy", "Edit by hand", "Details"]
DRAFTED = ["Refine", "Critique", "Save", "Start over", "Copy", "Edit by hand", "Details"]
CHANGED = ["Keep", "Undo", "Refine", "Save", "Critique", "Compare", "Copy", "Edit by hand", "Details"]
THUMBS = ["This is good", "This is not good"]
REMARKS = ["Apply", "Explain", "Dismiss", "Apply", "Explain", "Dismiss", "Apply all but the minor ones", "Save"]
SAVED = ["Use", "Run", "Work on it", "Share", "Delete"]
ANSWERED = ["Run again", "I like this answer", "I do not like it"]
STORED = [*SAVED, "History", "Name and tags"]
ME = ["Join another account", "Language", "Team", "Short lessons", "What you keep about me", "Forget me"]
SHARED = ["Use it", "Copy", "Make it mine"]
"""Labels of the buttons on a prompt at work, on one just drafted, on one just changed and what is asked of that, on
remarks, on what is kept, on what the model answered, on what is kept where it is shown whole, on what one is here, and
on what everyone sees.
"""


def code_in(text: str) -> str:
    """Give the code that stands in an answer."""
    found = search(r"\b[A-Z2-9]{4}-[A-Z2-9]{4}\b", text)
    assert found, text
    return found[0]


class Message(Protocol):
    """A message of any platform."""

    @property
    def text(self) -> str:
        """What people read."""

    @property
    def buttons(self) -> list[str]:
        """Labels of its buttons and of its menus' options, in order."""


def stands(message: Message, *texts: str, buttons: list[str]) -> None:
    """Hold an answer to these texts in order and exactly these buttons."""
    at = 0
    for text in texts:
        assert text in message.text[at:], f"{text!r} is not there, or not in its place: {message.text}"
        at = message.text.index(text, at) + len(text)
    assert message.buttons == buttons
