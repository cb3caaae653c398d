"""`python -m benchmarks.growth`: does the time per module grow with the number of modules?

Exit code 1 where it grew by the factor that is not tolerated, or more.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median

from benchmarks.circumstances import circumstances, jobs
from benchmarks.contenders import FLOOR, OURS, audit, floor
from benchmarks.monorepo.write import write
from benchmarks.process import Cost, ProgramFailed
from benchmarks.rounds import COLD, EDIT, OVERLAY, WARM, Figures, overlays, take_turns

SIZES = (1_000, 5_000, 20_000, 50_000)
LINES_EACH = 80
FACTOR = 2.0
ROWS = ((FLOOR, COLD), (OURS, COLD), (OURS, WARM), (OURS, EDIT), (OURS, OVERLAY))


def main(argv: Sequence[str] | None = None) -> int:
    """Measures each size and prints; 2 where a measured program fails."""
    asked = _parser().parse_args(argv)
    try:
        measured = {
            size: _measured(size, asked.lines_each, asked.runs) for size in sorted(asked.sizes)
        }
    except ProgramFailed as error:
        print(f"benchmarks: {error}", file=sys.stderr)
        return 2
    print(", ".join(circumstances().values()), end=".\n\n")
    print(table(measured))
    grown = growth(measured, (OURS, COLD))
    print(f"\nCold, the time per module is {grown:.2f} times that of the smallest repository.")
    return int(grown >= asked.factor)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.growth", description=__doc__)
    parser.add_argument("--sizes", nargs="+", type=int, default=SIZES, metavar="N")
    parser.add_argument("--lines-each", type=int, default=LINES_EACH, metavar="N")
    parser.add_argument("--runs", type=int, default=1, metavar="N")
    parser.add_argument("--factor", type=float, default=FACTOR, metavar="F")
    return parser


def _measured(size: int, lines_each: int, runs: int) -> Figures:
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch, "repository")
        write(folder, size, size * lines_each)
        contenders = (floor(folder, jobs()), audit(folder, jobs(), Path(scratch, "cache")))
        _tell(f"{size:,} modules")
        figures = take_turns(contenders, folder, runs, progress=_tell)
        figures[OURS, OVERLAY] = overlays(folder, runs, jobs())
    for costs in figures.values():
        if isinstance(costs, str):
            raise ProgramFailed(costs)
    return figures


def table(measured: Mapping[int, Figures]) -> str:
    """Processor time for a thousand modules, the growth of it, and the peak of memory."""
    sizes = list(measured)
    lines = [
        f"| tool | measure | {' | '.join(f'{size:,}' for size in sizes)} | growth |",
        f"|---|---|{'--:|' * (len(sizes) + 1)}",
    ]
    for row in ROWS:
        cells = [f"{_each(measured[size], row, size):.2f}" for size in sizes]
        grown = f"{growth(measured, row):.2f}x"
        lines.append(f"| {row[0]} | {row[1]} | {' | '.join(cells)} | {grown} |")
    peaks = [f"{_peak(measured[size]) / 1e6:,.0f} MB" for size in sizes]
    lines.append(f"| {OURS} | peak memory, cold | {' | '.join(peaks)} | |")
    lines += ["", "Seconds of processor time for a thousand modules of the size above."]
    return "\n".join(lines)


def growth(measured: Mapping[int, Figures], row: tuple[str, str]) -> float:
    """The time per module in the largest repository, as a multiple of that in the smallest."""
    least, most = min(measured), max(measured)
    return _each(measured[most], row, most) / _each(measured[least], row, least)


def _each(figures: Figures, row: tuple[str, str], size: int) -> float:
    return median(cost.cpu for cost in _costs(figures, row)) / size * 1_000


def _peak(figures: Figures) -> float:
    return median(cost.peak for cost in _costs(figures, (OURS, COLD)))


def _costs(figures: Figures, row: tuple[str, str]) -> list[Cost]:
    costs = figures[row]
    assert not isinstance(costs, str), "a failure has ended the run"
    return costs


def _tell(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
