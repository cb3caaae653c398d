"""Timings, beside those of other tools."""
