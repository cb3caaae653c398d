"""What has to be known of a machine to read figures from it."""

from __future__ import annotations

import os
import platform
from pathlib import Path

from analysis import __version__


def circumstances() -> dict[str, str]:
    """The machine and the versions, as words."""
    return {
        "machine": f"{_processor()}, {jobs()} processors, {_memory()}",
        "system": f"{platform.system()} {platform.machine()}",
        "python": f"{platform.python_implementation()} {platform.python_version()}",
        "plumbline": __version__,
    }


def jobs() -> int:
    """How many processes the audit uses when it is not told."""
    return os.cpu_count() or 1


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    except OSError:
        return platform.processor() or "unknown processor"
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()


def _memory() -> str:
    held = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return f"{held / 2**30:.0f} GiB"
