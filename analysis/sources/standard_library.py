"""The source of the standard library that runs us: read only to see which file shadows what."""

from __future__ import annotations

import sys
import sysconfig
from pathlib import Path


def read_standard_library(module: str) -> bytes | None:
    """The source of a top-level standard library module, None where it has none."""
    if module not in sys.stdlib_module_names:
        return None
    folder = Path(sysconfig.get_path("stdlib"))
    for path in (folder / f"{module}.py", folder / module / "__init__.py"):
        try:
            return path.read_bytes()
        except OSError:
            continue
    return None
