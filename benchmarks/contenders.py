"""What is measured: the floor, Plumbline, its execution stage, and pylint."""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import NamedTuple

from benchmarks.process import Cost, measure

MEASURES = ("parse", "audit", "execution", "pylint")
PYLINT_USAGE_ERROR = 32
"""Below this, the bits of pylint's exit code say which kinds of messages it printed."""


class Contender(NamedTuple):
    """A program to measure: what the table calls it, its words, and its least failing exit code."""

    label: str
    command: tuple[str, ...]
    failing: int = 1


class Stages(NamedTuple):
    """Median seconds of processor inside one process."""

    parse: float
    execute: float
    execute_in_full_heap: float


def contenders(chosen: Sequence[str], holder: Path, package: str) -> list[Contender]:
    """The whole programs among `chosen`, for one package in `holder`."""
    audit = ("audit", str(holder), "--format", "json", "--no-cache", "--fail-on", "never")
    found = []
    if "parse" in chosen:
        floor = (sys.executable, "-m", "benchmarks.parse_floor", str(holder))
        found.append(Contender("`ast.parse` alone", floor))
    if "audit" in chosen:
        found.append(Contender("`plumbline audit`", (sys.executable, "-m", "analysis", *audit)))
    if "pylint" in chosen and (pylint := find_pylint()):
        rules = (
            f"--rcfile={os.devnull}",
            "--persistent=n",
            "--disable=all",
            "--enable=cyclic-import,import-error,no-name-in-module",
        )
        command = (*pylint, *rules, str(holder / package))
        found.append(Contender("`pylint`, its import rules", command, PYLINT_USAGE_ERROR))
    return found


def find_pylint() -> tuple[str, ...] | None:
    """How to start pylint: from the running environment, or else from PATH."""
    if importlib.util.find_spec("pylint") is not None:
        return (sys.executable, "-m", "pylint")
    found = shutil.which("pylint")
    return None if found is None else (found,)


def take_turns(contenders: Sequence[Contender], runs: int) -> dict[str, list[Cost]]:
    """Costs by label, one after the other in each run, so that a busy minute meets all of them."""
    costs: dict[str, list[Cost]] = {contender.label: [] for contender in contenders}
    for _ in range(runs):
        for contender in contenders:
            cost = measure(contender.command, environment(), contender.failing)
            costs[contender.label].append(cost)
    return costs


def measure_stages(holder: Path, runs: int) -> Stages:
    """The execution stage and the parse of the same files, in a process of their own."""
    with tempfile.NamedTemporaryFile() as output:
        command = (sys.executable, "-m", "benchmarks.stages", str(holder), str(runs))
        measure(command, environment(), output=output.name)
        seconds: dict[str, list[float]] = json.loads(Path(output.name).read_text("utf-8"))
    return Stages(**{name: median(each) for name, each in seconds.items()})


def environment() -> Mapping[str, str]:
    """Ours, with this project importable from any folder."""
    top = str(Path(__file__).parents[1])
    others = os.environ.get("PYTHONPATH")
    return os.environ | {"PYTHONPATH": f"{top}{os.pathsep}{others}" if others else top}
