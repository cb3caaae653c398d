"""Where the journals of writes are: asked by every command, and so without much to load."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

from analysis.extract.cache.folder import default_location


def homes() -> tuple[Path, ...]:
    """With the caches of the user, or where nothing can be kept there, with temporary files."""
    import tempfile

    cache = default_location()
    user = os.getuid() if hasattr(os, "getuid") else "user"
    second = Path(tempfile.gettempdir(), f"plumbline-writes-{user}")
    return (second,) if cache is None else (cache / "writes", second)


def has_any() -> bool:
    """Whether there is any journal at all: as a rule there is none."""
    for home in homes():
        with contextlib.suppress(OSError), os.scandir(home) as scan:
            if next(scan, None) is not None:
                return True
    return False
