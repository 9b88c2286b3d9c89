"""What a prompt is made of, before it is laid out. Whoever fills the slots (rules, a small model, a form) needs to know
nothing about the layout, which is `render`'s.

All texts are in the language of the prompt and go into it as they stand.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Input:
    """Material that goes in each time the prompt is used: the variable `{{name}}`, in tags of the same name."""

    name: str
    """As `bot.library.templates` takes it; also the name of its tags: letters, digits and `_` (see `named`)."""
    about: str = ""
    """A word on what goes in; not part of the prompt."""
    long: bool = True
    """It may have several lines, and stands in its own block; else its tags stand on one line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """What a prompt for an image model says, as descriptions: never as instructions."""

    subject: str
    details: tuple[str, ...] = ()
    """Setting, style, medium, light, composition, colours: one phrase each, most important first."""
    without: tuple[str, ...] = ()
    """What must not be seen, one thing each, for the field or parameter that takes it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Slots:
    """The parts of a prompt. Only `task` is needed; an empty part leaves no trace."""

    task: str
    """What is to be done, in the imperative, in whole sentences. It may point at inputs by their tags, `<name>`."""
    inputs: tuple[Input, ...] = ()
    context: tuple[str, ...] = ()
    """What the model must know, a sentence or a paragraph each."""
    reader: str = ""
    """Who reads the result and what for, as a phrase."""
    output: tuple[str, ...] = ()
    """What the result looks like: format, order, length, tone, language; a sentence each."""
    rules: tuple[str, ...] = ()
    """What to keep to and what to avoid, a sentence each; what to do where something is missing, too."""
    example: str = ""
    """A good result, word for word."""
    language: str = "en"
    """Of the frame around these texts (labels such as "Output"): a name in `wording/`."""
    picture: Picture | None = None
    """Given for an image model: it is all that is rendered then, with the inputs."""
