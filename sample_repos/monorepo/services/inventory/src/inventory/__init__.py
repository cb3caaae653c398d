"""Counts what is there."""
