"""The terminal chat."""

from adapters.terminal.adapter import Terminal

__all__ = ["Terminal"]
