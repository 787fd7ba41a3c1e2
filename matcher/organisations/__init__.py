"""Needs that look for an organisation: who can, who may, and in which order.

What this room decides: the same as for people, for institutions. Nobody in them is named.
"""
