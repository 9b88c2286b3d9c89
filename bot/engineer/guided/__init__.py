"""The prompt work by rules, without a model: the embedded default.

A goal is read (`goal`), what it leaves open is asked (`asks`), both fill the parts of a prompt (`compose`, `slots`),
which are laid out by the target's profile (`render`). A refinement is findings applied by their exact words and a
documented set of safe edits (`refine`, `edits`). What a model would have to understand is refused, with a word on how
to get one.
"""

from bot.engineer.guided.engineer import Guided

__all__ = ["Guided"]
