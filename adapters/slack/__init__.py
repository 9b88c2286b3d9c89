"""Slack: slash commands, shortcuts, buttons, forms, direct messages and the Home tab."""
