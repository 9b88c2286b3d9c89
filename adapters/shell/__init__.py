"""The shell: every command as a sub-command, and what the operator does."""
