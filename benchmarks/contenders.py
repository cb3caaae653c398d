"""What is measured of ours: the floor, and the audit without a cache, and with one."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import NamedTuple

from benchmarks.process import Command, environment

FLOOR = "`ast.parse`"
OURS = "`plumbline audit`"


class Contender(NamedTuple):
    """A tool: what the tables call it, its run without a cache, and its run that keeps one."""

    label: str
    cold: tuple[Command, ...]
    warm: tuple[Command, ...] = ()


def floor(folder: Path, jobs: int, label: str = FLOOR) -> Contender:
    """The parse of every file in `jobs` processes."""
    words = (sys.executable, "-m", "benchmarks.parse_floor", str(folder), str(jobs))
    return Contender(label, (Command(words),))


def audit(folder: Path, jobs: int, cache: Path) -> Contender:
    """The whole audit, which keeps its cache below `cache`."""
    report = ("--format", "json", "--fail-on", "never", "--jobs", str(jobs))
    words = (sys.executable, "-m", "analysis", "audit", str(folder), *report)
    keeping = environment() | {"XDG_CACHE_HOME": str(cache)}
    return Contender(
        OURS, (Command((*words, "--no-cache")),), (Command(words, environment=keeping),)
    )
