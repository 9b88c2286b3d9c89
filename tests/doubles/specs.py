"""Schemas that platforms publish, kept outside the project: where they are, and what is in them."""

import json
import os
from functools import cache
from pathlib import Path
from typing import Any

Document = dict[str, Any]

BESIDE = Path(__file__).resolve().parents[2] / "../shared/specs"


def folder() -> Path | None:
    """Give the folder with one subfolder a platform: `PROMPTEUR_SPECS`, else the one beside the project; None if both
    are missing.
    """
    # Where tests find their material is no setting of Prompteur, so that bot/settings.py has no word for it.
    named = os.environ.get("PROMPTEUR_SPECS")  # noqa: TID251  # the reason stands above
    found = Path(named) if named else BESIDE
    return found if found.is_dir() else None


def required() -> bool:
    """Say whether a run without the schemas is a failure: where all is checked, nobody sees what was skipped."""
    return bool(os.environ.get("CI"))  # noqa: TID251  # a test's own switch, no setting of Prompteur


def published(platform: str, name: str) -> Path | None:
    """Give where the document `name` of `platform` is; None where it is not at hand."""
    found = folder()
    path = found / platform / name if found else None
    return path if path and path.is_file() else None


def openapi(platform: str) -> Path | None:
    """Give where the OpenAPI document of `platform` is; None where it is not at hand."""
    return published(platform, "openapi.json")


@cache
def read(path: Path) -> Document:
    """Give what a document says, read once."""
    document: Document = json.loads(path.read_text("utf-8"))
    return document
