"""Parses, but does not compile: `return` belongs into a function."""

LIMIT = 3
return LIMIT
