"""The floor: parse every Python file below a folder, and do nothing with it.

In as many processes as the audit uses, and without the cycle collector, which finds nothing there.
"""

from __future__ import annotations

import ast
import gc
import multiprocessing
import sys
import warnings
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path


def main(folder: str, jobs: int) -> None:
    paths = sorted(Path(folder).rglob("*.py"), key=lambda path: -path.stat().st_size)
    if jobs == 1:
        parse_all(paths)
        return
    # The largest files first, dealt in turn, so that no process is left with the heavy end.
    parts = jobs * 4
    context = multiprocessing.get_context("fork")
    with ProcessPoolExecutor(jobs, context) as pool:
        list(pool.map(parse_all, (paths[start::parts] for start in range(parts))))


def parse_all(paths: Iterable[Path]) -> None:
    gc.disable()
    warnings.simplefilter("ignore", SyntaxWarning)
    for path in paths:
        parse(path.read_bytes())


def parse(source: bytes) -> None:
    """Parses `source`, and throws away the tree or the error."""
    try:
        ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
