"""Asking a person, her answer, and every opening."""
