"""What the checks are made with; no check stands here."""
