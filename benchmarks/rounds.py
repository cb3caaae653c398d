"""Runs the contenders in turn, so that a busy minute meets all of them alike."""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from statistics import median

from benchmarks.contenders import Contender
from benchmarks.edit import edited, median_file
from benchmarks.process import Command, Cost, ProgramFailed, measure

COLD, WARM, EDIT, OVERLAY = "cold", "warm", "edit", "overlay"

Row = tuple[str, str]
"""A contender's label and a measure."""

Figures = dict[Row, list[Cost] | str]
"""The costs of each run, or why there are none."""


def take_turns(
    contenders: Sequence[Contender],
    folder: Path,
    runs: int,
    timeout: float | None = None,
    progress: Callable[[str], None] = lambda line: None,
) -> Figures:
    """Cold runs of all, then warm ones of those with a cache, then the same file edited for all.

    The edit of one round stays, and is known to every cache in the next one.
    """
    figures: Figures = {}
    target = median_file(folder)
    original = target.read_bytes()

    def run(contender: Contender, measured: str, commands: Sequence[Command]) -> None:
        row = (contender.label, measured)
        costs = figures.setdefault(row, [])
        if isinstance(costs, str):
            return
        try:
            costs.append(measure(commands, timeout))
            progress(f"{contender.label}, {measured}: {costs[-1].wall:.1f} s")
        except ProgramFailed as error:
            figures[row] = str(error)
            progress(f"{contender.label}, {measured}: {error}")

    try:
        for number in range(runs):
            for contender in contenders:
                run(contender, COLD, contender.cold)
            # Where the cold run failed, so would the others, each after as long.
            caching = [
                each
                for each in contenders
                if each.warm and not isinstance(figures[each.label, COLD], str)
            ]
            if not number:
                # What the first run with a cache costs is no measure: it only fills the cache.
                for contender in caching:
                    run(contender, WARM, contender.warm)
                    if not isinstance(figures[contender.label, WARM], str):
                        del figures[contender.label, WARM]
            caching = [
                each for each in caching if not isinstance(figures.get((each.label, WARM)), str)
            ]
            for contender in caching:
                run(contender, WARM, contender.warm)
            target.write_bytes(edited(target.read_bytes(), number))
            for contender in caching:
                run(contender, EDIT, contender.warm)
    finally:
        target.write_bytes(original)
    return figures


def paired_ratio(figures: Mapping[Row, list[Cost] | str], row: Row, floor: Row) -> float:
    """The median of the CPU time of each run divided by that of the floor in the same round."""
    ours, least = figures[row], figures[floor]
    if isinstance(ours, str) or isinstance(least, str):
        raise ProgramFailed(str(ours if isinstance(ours, str) else least))
    return median(cost.cpu / base.cpu for cost, base in zip(ours, least, strict=True))


def overlays(folder: Path, runs: int, jobs: int, timeout: float | None = None) -> list[Cost] | str:
    """What analysing overlays costs in a process that holds the analysis of `folder`."""
    with tempfile.NamedTemporaryFile() as output:
        words = (sys.executable, "-m", "benchmarks.overlay", str(folder), str(runs), str(jobs))
        try:
            whole = measure((Command(words),), timeout, Path(output.name))
        except ProgramFailed as error:
            return str(error)
        seconds: list[tuple[float, float]] = json.loads(Path(output.name).read_bytes())
    return [Cost(cpu, wall, whole.peak) for cpu, wall in seconds]
