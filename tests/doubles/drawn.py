"""How pictures of conversations are looked at: what stands where, and what lies across something else."""

from collections.abc import Iterator
from itertools import combinations
from typing import NamedTuple
from xml.etree import ElementTree as ET

SVG = "{http://www.w3.org/2000/svg}"
ROUNDED = 0.2
"""Pixels that rounding may add up to."""


class Area(NamedTuple):
    """Where something stands."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: "Area") -> bool:
        """Whether both cover a place in common."""
        beside = min(self.right, other.right) - max(self.left, other.left)
        under = min(self.bottom, other.bottom) - max(self.top, other.top)
        return beside > ROUNDED and under > ROUNDED

    def holds(self, other: "Area") -> bool:
        """Whether the other lies within."""
        starts = self.left <= other.left + ROUNDED and self.top <= other.top + ROUNDED
        return starts and other.right <= self.right + ROUNDED and other.bottom <= self.bottom + ROUNDED


def _boxes(root: ET.Element) -> list[Area]:
    found = [[float(one.attrib[name]) for name in ("x", "y", "width", "height")] for one in root.iter(f"{SVG}rect")]
    return [Area(x, y, x + width, y + height) for x, y, width, height in found]


def _texts(root: ET.Element) -> list[Area]:
    names = ("x", "y", "textLength", "font-size")
    found = [[float(one.attrib[name]) for name in names] for one in root.iter(f"{SVG}text")]
    return [Area(x, y - 0.8 * size, x + width, y + 0.25 * size) for x, y, width, size in found]


def disorder(drawn: str) -> Iterator[tuple[Area, Area]]:
    """Give what lies across something else: a text within a box or outside, boxes too, and no text on another."""
    root = ET.fromstring(drawn)  # noqa: S314 - our own file
    boxes, texts = _boxes(root), _texts(root)
    yield from ((one, other) for one, other in combinations(texts, 2) if one.meets(other))
    yield from ((box, text) for box in boxes for text in texts if box.meets(text) and not box.holds(text))
    nested = ((one, other) for one, other in combinations(boxes, 2) if one.meets(other))
    yield from ((one, other) for one, other in nested if not one.holds(other))


def read(drawn: str) -> str:
    """Give the texts, each on a line of its own."""
    return "\n".join(one.text or "" for one in ET.fromstring(drawn).iter(f"{SVG}text"))  # noqa: S314 - our own
