"""Digests that differ, and what makes them differ."""
