"""Prompteur's core: what a prompt is and what can be done with it. No platform, no database."""
