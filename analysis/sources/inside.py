"""A file of a folder that is no part of its source tree, such as a list that its settings name."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from analysis.sources.errors import SourceError

LARGEST = 16 * 2**20


def read_inside(top: str, name: str) -> bytes:
    """The bytes of a file below the folder `top` (a real path).

    Raises SourceError where it leads out of it, is no regular file, too large, or can't be read.
    """
    found = Path(os.path.realpath(Path(top, name)))
    if not found.is_relative_to(top):
        raise SourceError(f"{name} leads out of the folder")
    try:
        if not stat.S_ISREG(found.stat().st_mode):
            raise SourceError(f"{name} is no regular file")
        with found.open("rb") as file:
            data = file.read(LARGEST + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise SourceError(f"cannot read {name}: {reason}") from error
    if len(data) > LARGEST:
        raise SourceError(f"{name} has more than {LARGEST // 2**20} MB")
    return data
