"""The memory that a program and all that it started hold together, looked at while they run.

Workers share pages with the process that forked them. The proportional set size (PSS) divides each
page by the number of its holders, so that the sum over all processes counts it once; the resident
set size would count it once for each. Only Linux tells it.
"""

from __future__ import annotations

import re
import time
from pathlib import Path
from threading import Event

PROCESSES = Path("/proc")
SHORTEST_PAUSE = 0.02
SHARE_OF_TIME = 0.02
"""At most this part of one processor is spent on looking, for the clock runs meanwhile."""

_pss = re.compile(rb"^Pss:\s+(\d+) kB", re.MULTILINE)


def told_here() -> bool:
    """Whether this system tells the proportional set size."""
    return (PROCESSES / "self/smaps_rollup").exists()


def watch(session: int, ended: Event) -> int:
    """Looks until `ended`; the largest sum seen, in bytes, of the processes in `session`."""
    peak = 0
    pause = 0.0
    strangers: set[str] = set()
    while not ended.wait(pause):
        began = time.thread_time()
        peak = max(peak, held_by(session, strangers))
        pause = max(SHORTEST_PAUSE, (time.thread_time() - began) / SHARE_OF_TIME)
    return peak


def held_by(session: int, strangers: set[str]) -> int:
    """Bytes that the processes in `session` hold now, together.

    Processes keep the session of their parent, also where that one has ended. Those of others are
    noted in `strangers`, and not looked at again.
    """
    held = 0
    for process in PROCESSES.iterdir():
        name = process.name
        if name.isdigit() and name not in strangers:
            try:
                stat = (process / "stat").read_bytes()
                # The name comes second, in brackets, and may hold anything.
                if int(stat.rpartition(b")")[2].split()[3]) != session:
                    strangers.add(name)
                    continue
                told = _pss.search((process / "smaps_rollup").read_bytes())
            except OSError:
                continue
            held += int(told[1]) * 1024 if told else 0
    return held
