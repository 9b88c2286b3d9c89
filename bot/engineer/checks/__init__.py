"""Checks that need no model. They must be trusted: hardly a false alarm on real prompts.

A new check is one new module here: a file with a `CHECK` (looked for in every prompt) or a `HABIT` (named
`habit_...`, only in the guided critique). `run.check` and `run.habits` find it by its being there.
"""
