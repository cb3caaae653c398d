"""Catches ImportError, which does not help: a SyntaxError is none."""

try:
    from broken.null_bytes import VALUE
except ImportError:
    VALUE = None
