"""Hard conditions: met, unmet or unknown, each with a reason; never points.

What this room decides: whether a person may be put forward for a need at all (``checking``), from
skills, times and what a person said of herself. It ranks nobody.
"""
