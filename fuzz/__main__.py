"""Runs all targets on all processors for a time, and keeps the smallest input of each failure.

FUZZ_SECONDS=600 python -m fuzz [TARGET]...
"""

from __future__ import annotations

import multiprocessing
import os
import sys
import time
from collections import Counter

from fuzz.targets import TARGETS
from fuzz.worker import KEPT, work


def main(names: list[str]) -> int:
    """0 where nothing was found, 1 where something was, 2 for a target that there is not."""
    unknown = sorted(set(names) - TARGETS.keys())
    if unknown:
        print(f"no target {unknown[0]}: there are {', '.join(TARGETS)}", file=sys.stderr)
        return 2
    seconds = float(os.environ.get("FUZZ_SECONDS", "600"))
    workers = int(os.environ.get("FUZZ_WORKERS", "0")) or os.cpu_count() or 1
    end = time.monotonic() + seconds
    context = multiprocessing.get_context("spawn")
    jobs = [(number, end, tuple(names or TARGETS)) for number in range(workers)]
    done: Counter[str] = Counter()
    with context.Pool(workers) as pool:
        for counts in pool.imap_unordered(work, jobs):
            done.update(counts)
    for name in names or TARGETS:
        print(f"{name:10} {done[name]:9,} executions")
    print(f"{'all':10} {done.total():9,} executions in {seconds:g} s on {workers} processors")
    found = sorted(KEPT.glob("*.input"))
    for each in found:
        print(f"\n{each}: {each.with_suffix('.txt').read_text('utf-8').splitlines()[0]}")
    if found:
        print("\nOnce mended, keep them as tests: move the .input files to tests/hostile/found/")
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
