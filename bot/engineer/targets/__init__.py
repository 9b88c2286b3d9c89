"""The model families that a prompt may be for: dated files of facts."""
