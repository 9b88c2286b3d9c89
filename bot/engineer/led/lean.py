"""Schemas that a model reads: no titles, descriptions or defaults. The prompt files say what the fields mean, once."""

from typing import Any

from pydantic import BaseModel, ConfigDict


def _lean(schema: dict[str, Any]) -> None:
    """Keep names, types and order. A field is asked for even where an answer without it is accepted, unless it may be
    null.
    """
    for noise in ("title", "description"):
        schema.pop(noise, None)
    fields = schema["properties"]
    if required := [name for name, field in fields.items() if field.get("default", "") is not None]:
        schema["required"] = required
    for field in fields.values():
        for noise in ("title", "default"):
            field.pop(noise, None)


class Lean(BaseModel):
    """A value that a model gives. The order of the fields is the order in which it thinks them up."""

    model_config = ConfigDict(json_schema_extra=_lean)
