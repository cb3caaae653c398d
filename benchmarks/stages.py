"""The execution stage against the parse of the same files, taking turns inside one process."""

from __future__ import annotations

import gc
import json
import sys
import tempfile
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import NamedTuple

from analysis.execution.run import execute
from analysis.extract.bodies import Bodies
from analysis.pipeline import analyze
from analysis.sources.directory import open_directory
from benchmarks.parse_floor import parse
from benchmarks.process import Command, measure


class Stages(NamedTuple):
    """Median seconds of processor inside one process."""

    parse: float
    execute: float
    execute_in_full_heap: float


def measure_stages(folder: Path, runs: int) -> Stages:
    """The execution stage and the parse of the same files, in a process of their own."""
    with tempfile.NamedTemporaryFile() as output:
        words = (sys.executable, "-m", "benchmarks.stages", str(folder), str(runs))
        measure((Command(words),), output=Path(output.name))
        seconds: dict[str, list[float]] = json.loads(Path(output.name).read_bytes())
    return Stages(**{name: median(each) for name, each in seconds.items()})


def main(folder: str, runs: int) -> None:
    """Prints a JSON object: seconds of processor of each run, by what was run."""
    warnings.simplefilter("ignore", SyntaxWarning)
    found = analyze(open_directory(folder))
    project, tree = found.structure.project, found.tree
    paths = [project.modules[name].path for name in project.facts]
    sources = [path for path in paths if path.endswith(".py")]

    def parse_all() -> None:
        for path in sources:
            parse(tree.read(path))

    def execute_all() -> None:
        execute(project, Bodies(tree.read))

    seconds: dict[str, list[float]] = {"parse": [], "execute": [], "execute_in_full_heap": []}
    for _ in range(runs):
        # Python's collector walks again and again what other stages hold in memory. A parse in a
        # program of its own has no such neighbours, and frozen ones cost neither side anything.
        gc.collect()
        gc.freeze()
        seconds["parse"].append(_seconds(parse_all))
        seconds["execute"].append(_seconds(execute_all))
        gc.unfreeze()
        seconds["execute_in_full_heap"].append(_seconds(execute_all))
    print(json.dumps(seconds))


def _seconds(run: Callable[[], None]) -> float:
    gc.collect()
    began = time.process_time()
    run()
    return time.process_time() - began


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
