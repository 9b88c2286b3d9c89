"""What is known of a version beside its text, as JSON in a row: which models it is for, and what a file said of it."""

import json
from dataclasses import dataclass

from bot.domain import NewSnippetVersion, Said
from bot.library.texts import repaired
from data.rows import moment, stamp


@dataclass(frozen=True, slots=True)
class Details:
    """What stands there."""

    target: str = ""
    said: Said | None = None


_NONE = Details()


def written(new: NewSnippetVersion) -> str:
    """Give what is kept; nothing where there is nothing to tell."""
    said = new.said
    made = {
        "target": repaired(new.target),
        "said": [repaired(said.by), stamp(said.at) if said.at else None] if said else None,
    }
    told = {name: value for name, value in made.items() if value}
    return json.dumps(told, ensure_ascii=False) if told else ""


def read(detail: str) -> Details:
    """Give it back."""
    if not detail:
        return _NONE
    kept = json.loads(detail)
    said = kept.get("said")
    return Details(
        target=kept.get("target", ""),
        said=Said(said[0], None if said[1] is None else moment(said[1])) if said else None,
    )
