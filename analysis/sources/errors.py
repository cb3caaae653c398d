"""The one exception of this package: a source that cannot be opened, said in one sentence."""

from __future__ import annotations


class SourceError(Exception):
    """The folder, archive or revision that was named cannot be read; the message says why."""
