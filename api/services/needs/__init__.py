"""What is asked for and offered: needs, courses, organisations."""
