"""Keys: their epochs, shares and copies."""
