"""The one exception of the command line: it was asked for something it can't do."""

from __future__ import annotations


class Misuse(Exception):
    """What is wrong with the request, in one line."""
