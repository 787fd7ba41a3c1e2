"""Published counts."""
