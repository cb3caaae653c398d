"""The app's way: one process that holds an analysis, and analyses an overlay over the same tree."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from analysis.pipeline import Options, analyze
from analysis.sources.directory import open_directory
from analysis.sources.tree import OverlayTree
from benchmarks.edit import edited, median_file


def main(folder: str, runs: int, jobs: int) -> None:
    """Prints a JSON list of [seconds of processor, of wall clock], one for each overlay."""
    tree = open_directory(folder)
    options = Options(jobs=jobs)
    before = analyze(tree, options)
    path = median_file(Path(folder)).relative_to(folder).as_posix()
    seconds = []
    for number in range(runs):
        overlay = OverlayTree(tree, {path: edited(tree.read(path), number)})
        cpu, wall = time.process_time(), time.perf_counter()
        analyze(overlay, options, before)
        seconds.append((time.process_time() - cpu, time.perf_counter() - wall))
    print(json.dumps(seconds))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
