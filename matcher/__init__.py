"""Decide how well a pseudonymous profile meets a need, and say why.

The matcher compares what a person can do and when with what an organisation asks. It sees
codes, numbers and dates only: no name, contact, birth date, sex, age, nationality or legal
situation has a field here, so none can reach a score. Every score comes with the terms that
add up to it, and the same pair gives the same answer from either side, on any machine.

It never decides about a person: it orders, explains and abstains; people review. It does
not store, encrypt, speak HTTP, read the clock, the environment or files.
"""
