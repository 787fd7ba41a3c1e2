"""When nothing fits: what is missing, and every step that would help.

What this room decides: which changes to a need, which courses, which teams and which waiting would
turn a near match into a direct one, counted one by one. It changes no need and no profile.
"""
