"""Begins with a byte order mark, which is allowed."""

GREETING = "grüße"
