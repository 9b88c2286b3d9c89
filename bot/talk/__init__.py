"""Plain words: a conversation that a language model leads with the commands as its tools, and rules where none can."""
