"""Checks that need no model. They must be trusted: hardly a false alarm on real prompts."""
