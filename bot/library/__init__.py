"""Rules of the library that no store decides: names, access, templates."""
