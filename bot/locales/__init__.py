"""gettext catalogues. English is the source text in the code."""
