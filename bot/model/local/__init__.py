"""A language model on this computer: its weights, the llama.cpp server that runs it, and the model port above it."""
