"""Campaigns with many seats."""
