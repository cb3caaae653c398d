"""`python -m benchmarks`: one command that measures, and prints the tables of its figures."""

from __future__ import annotations

import argparse
import os
import platform
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from analysis import __version__
from benchmarks.contenders import MEASURES, contenders, find_pylint, measure_stages, take_turns
from benchmarks.process import ProgramFailed
from benchmarks.table import PROGRAMS, STAGES, program_rows, stage_row
from benchmarks.targets import (
    NoSuchPackage,
    Target,
    copy_alone,
    size_of,
    targets_at_hand,
    targets_in,
    targets_named,
)


def main(argv: Sequence[str] | None = None) -> int:
    """Measures and prints; 2 where a package is missing or a measured program fails."""
    asked = _parser().parse_args(argv)
    chosen = tuple(asked.only or MEASURES)
    try:
        targets = _targets(asked.folders, asked.packages, asked.site)
        _print_tables(targets, chosen, asked.runs)
    except (NoSuchPackage, ProgramFailed) as error:
        print(f"benchmarks: {error}", file=sys.stderr)
        return 2
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("folders", nargs="*", type=Path, help="packages to measure, as folders")
    parser.add_argument(
        "--packages", nargs="+", metavar="NAME", help="packages to measure, by their import names"
    )
    parser.add_argument(
        "--site", type=Path, metavar="DIR", help="a folder that holds packages: DIR/NAME"
    )
    parser.add_argument(
        "--runs", type=_positive, default=3, metavar="N", help="how often each (default: 3)"
    )
    parser.add_argument("--only", nargs="+", choices=MEASURES, help="measure only these")
    return parser


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("at least one run is needed")
    return number


def _targets(
    folders: Sequence[Path], packages: Sequence[str] | None, site: Path | None
) -> list[Target]:
    if not (folders or packages):
        return targets_at_hand(site)
    return targets_in(folders) + targets_named(packages or (), site)


def _print_tables(targets: Sequence[Target], chosen: Sequence[str], runs: int) -> None:
    print(_circumstances(runs))
    if "pylint" in chosen and find_pylint() is None:
        print("pylint is not installed: left out.")
    stage_rows = []
    if set(chosen) != {"execution"}:
        print(f"\n{PROGRAMS}", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        for target in targets:
            holder = copy_alone(target, Path(folder))
            name = f"{target.name} {target.version}".rstrip()
            costs = take_turns(contenders(chosen, holder, target.name), runs)
            for row in program_rows(name, size_of(holder)[0], costs):
                print(row, flush=True)
            if "execution" in chosen:
                stage_rows.append(stage_row(name, measure_stages(holder, runs)))
    if stage_rows:
        print(f"\n{STAGES}", *stage_rows, sep="\n")


def _circumstances(runs: int) -> str:
    return (
        f"Plumbline {__version__}, Python {platform.python_version()}, {platform.system()} "
        f"{platform.machine()}, {os.cpu_count()} processors; medians of {runs}."
    )


if __name__ == "__main__":
    sys.exit(main())
