"""The prompt work with a small model on this computer: rules lead, and the model fills in where they have nothing."""

from bot.engineer.rough.engineer import Rough, fixed

__all__ = ["Rough", "fixed"]
