"""Start the shell with the arguments of the command line."""
