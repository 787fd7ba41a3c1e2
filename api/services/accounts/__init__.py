"""Ways in, and out."""
