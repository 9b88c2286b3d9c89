"""The store against bare aiosqlite, side by side in one run: get, complete, list, search, save."""
