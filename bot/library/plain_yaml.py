"""Plain YAML, as people write it on top of a prompt: texts, lists and names with values.

Every value is a text. Nothing may refer to another place, stand there twice, or lie deeper than `DEPTH`, so that a
small text cannot grow into a large value.
"""

from collections.abc import Hashable
from typing import Any

import yaml

DEPTH = 8
"""How deep a value may lie."""


class PlainLoader(yaml.BaseLoader):
    """Takes plain YAML. `yaml.YAMLError` for all else."""

    _depth = 0

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        """Compose a node, unless it refers to another place or lies too deep."""
        if self.check_event(yaml.AliasEvent):
            raise yaml.YAMLError("a reference to another place")
        if self._depth >= DEPTH:
            raise yaml.YAMLError("too deep")
        self._depth += 1
        try:
            return super().compose_node(parent, index)
        finally:
            self._depth -= 1

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:  # noqa: FBT001, FBT002 - as PyYAML has it
        """Construct a mapping of names that are texts, each once."""
        names = [key.value for key, _ in node.value]
        if not all(isinstance(name, str) for name in names):
            raise yaml.YAMLError("a name that is no text")
        if len(set(names)) < len(names):
            raise yaml.YAMLError("the same field twice")
        return super().construct_mapping(node, deep=deep)


def load(source: str) -> Any:  # noqa: ANN401 - whatever stands there, of texts
    """Give what YAML says. `yaml.YAMLError` for what is no plain YAML."""
    return yaml.load(source, PlainLoader)  # noqa: S506 - it makes nothing but texts


def line_of(error: yaml.YAMLError) -> int:
    """Give the line at which YAML could not be read, from 1."""
    mark = getattr(error, "problem_mark", None)
    return mark.line + 1 if mark else 1
