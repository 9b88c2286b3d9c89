"""The prompt work: led by a language model, or guided by rules without one."""
