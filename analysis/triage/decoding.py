"""A pasted or uploaded text, however it is encoded."""

from __future__ import annotations


def decoded(data: bytes) -> str:
    """The text of these bytes; what can't be read is replaced."""
    # PowerShell writes what it redirects as UTF-16.
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", "replace")
    return data.decode("utf-8-sig", "replace")
