"""Rankings, their explanations, and what to do when nobody fits."""
