"""How a person and a command talk: definitions, what comes in, what goes out, and the one place that runs a call."""
