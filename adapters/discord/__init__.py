"""Discord: slash commands, context menus, buttons, forms and direct messages."""
