"""Ways of saying what a platform would refuse: lengths, counts, names that are there twice, and JSON Schema.

A union whose alternatives tell themselves apart by their `type` is decided by it: that is the same answer, some fifteen
times as fast, and the complaint is about the piece that is wrong instead of "none of these".
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from jsonschema import Draft202012Validator, ValidationError
from jsonschema.validators import extend

Node = dict[str, Any]
Validator = Draft202012Validator
Complaints = Iterator[ValidationError]
Union = Callable[[Validator, list[Node], object, Node], Complaints]

NULL = {"type": "null"}
SHOWN = 200
"""How much of a complaint is shown; it can quote the whole request."""


def length(where: str, text: str | None, most: int, least: int = 0) -> Iterator[str]:
    """Complain about a text of fewer than `least` or more than `most` characters; None is as good as empty."""
    if not least <= len(text or "") <= most:
        yield f"{where}: {len(text or '')} characters, must be {least} to {most}"


def number(where: str, count: int, most: int, least: int = 0) -> Iterator[str]:
    """Complain about fewer than `least` or more than `most` of something."""
    if not least <= count <= most:
        yield f"{where}: {count}, must be {least} to {most}"


def unique(where: str, names: Iterable[object]) -> Iterator[str]:
    """Complain about each name that stands there before."""
    seen = set[object]()
    for name in names:
        if name in seen:
            yield f"{where}: {name!r} is there twice"
        seen.add(name)


def sentence(error: ValidationError) -> str:
    """Say what is wrong, and where; of a union, what is wrong with the alternative that comes closest."""
    while error.context:
        error = max(error.context, key=lambda each: len(each.absolute_path))
    said = error.message
    short = said if len(said) <= SHOWN else f"{said[:SHOWN]}... ({len(said)} characters in all)"
    limit = f" {error.validator_value}" if isinstance(error.validator_value, int | str) else ""
    return f"{error.json_path}: {short} ({error.validator}{limit})"


def _union(keyword: str) -> Union:
    plain: Union = Draft202012Validator.VALIDATORS[keyword]

    def decided(validator: Validator, alternatives: list[Node], instance: Any, schema: Node) -> Complaints:  # noqa: ANN401  # any JSON
        if (instance is None and NULL in alternatives) or _constant(alternatives, instance):
            return
        fitting = _fitting([each for each in alternatives if each != NULL], instance)
        if len(fitting) == 1:
            yield from validator.descend(instance, fitting[0])
        elif not fitting and isinstance(instance, Mapping):
            yield ValidationError(f"nothing of type {instance['type']!r} fits here")
        else:
            yield from plain(validator, alternatives, instance, schema)

    return decided


def _constant(alternatives: list[Node], instance: object) -> bool:
    """Whether the alternatives are nothing but constants, and it is one of them (True is not 1)."""
    known = [each["const"] for each in alternatives if "const" in each]
    return len(known) == len(alternatives) and any(each == instance and type(each) is type(instance) for each in known)


def _fitting(alternatives: list[Node], instance: object) -> list[Node]:
    """Give the alternatives that `instance` can be at all, judged by its `type` where all of them say theirs."""
    told = [_types(each) for each in alternatives]
    if len(alternatives) == 1 or not isinstance(instance, Mapping) or None in told or "type" not in instance:
        return alternatives
    return [
        each for each, kinds in zip(alternatives, told, strict=True) if kinds is not None and instance["type"] in kinds
    ]


def _types(alternative: Node) -> list[object] | None:
    said = alternative.get("properties", {}).get("type", {})
    kinds: list[object] | None = [said["const"]] if "const" in said else said.get("enum")
    return kinds


Decided: type[Validator] = extend(  # type: ignore[no-untyped-call]  # its stub has no types
    Draft202012Validator,
    {"oneOf": _union("oneOf"), "anyOf": _union("anyOf")},
)
