"""The execution stage against the parse of the same files, taking turns inside one process."""

from __future__ import annotations

import gc
import json
import sys
import time
import warnings
from collections.abc import Callable

from analysis.execution.run import execute
from analysis.extract.bodies import Bodies
from analysis.pipeline import analyze
from analysis.sources.directory import open_directory
from benchmarks.parse_floor import parse


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
