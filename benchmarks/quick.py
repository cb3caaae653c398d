"""`python -m benchmarks.quick`: has the audit become slower, against the parse of the same files?

Runs on one generated repository. Exit code 1 where a ratio grew by more than the tolerance.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec

from benchmarks.circumstances import circumstances, jobs
from benchmarks.contenders import FLOOR, OURS, audit, floor
from benchmarks.monorepo.write import SEED, write
from benchmarks.process import ProgramFailed
from benchmarks.rounds import COLD, EDIT, WARM, paired_ratio, take_turns

RECORD = Path(__file__).parent / "recorded.json"
FILES, LINES, RUNS = 1_500, 150_000, 3
TOLERANCE = 0.25
GATED = (COLD, WARM, EDIT)


class Recorded(msgspec.Struct, frozen=True):
    """One run: its repository and circumstances, and CPU time as a multiple of the parse."""

    repository: dict[str, int]
    circumstances: dict[str, str]
    ratios: dict[str, float]


class Move(msgspec.Struct, frozen=True):
    """A ratio before and now; `before` is None where nothing comparable was recorded."""

    measure: str
    before: float | None
    now: float

    @property
    def growth(self) -> float:
        """0.1 where it is a tenth more than before."""
        return 0.0 if self.before is None else self.now / self.before - 1


def main(argv: Sequence[str] | None = None) -> int:
    """Measures, compares and prints; 2 where a measured program fails."""
    asked = _parser().parse_args(argv)
    try:
        now = _measured(asked.files, asked.lines, asked.runs)
    except ProgramFailed as error:
        print(f"benchmarks: {error}", file=sys.stderr)
        return 2
    before = read(asked.record_file)
    moves = compare(before, now)
    print(report(moves, before, asked.tolerance))
    if asked.record:
        asked.record_file.write_bytes(msgspec.json.format(msgspec.json.encode(now)) + b"\n")
        print(f"Recorded in {asked.record_file}.")
        return 0
    return int(any(grew(move, asked.tolerance) for move in moves))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.quick", description=__doc__)
    parser.add_argument("--files", type=int, default=FILES, metavar="N")
    parser.add_argument("--lines", type=int, default=LINES, metavar="N")
    parser.add_argument("--runs", type=int, default=RUNS, metavar="N")
    parser.add_argument(
        "--tolerance", type=float, default=TOLERANCE, metavar="T", help="0.25: a quarter more"
    )
    parser.add_argument("--record", action="store_true", help="keep this run for later ones")
    parser.add_argument("--record-file", type=Path, default=RECORD, metavar="FILE")
    return parser


def _measured(files: int, lines: int, runs: int) -> Recorded:
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch, "repository")
        written = write(folder, files, lines)
        contenders = (floor(folder, jobs()), audit(folder, jobs(), Path(scratch, "cache")))
        figures = take_turns(contenders, folder, runs, progress=_tell)
    return Recorded(
        {"files": written[0], "lines": written[1], "seed": SEED},
        circumstances(),
        {each: round(paired_ratio(figures, (OURS, each), (FLOOR, COLD)), 3) for each in GATED},
    )


def _tell(line: str) -> None:
    print(line, file=sys.stderr)


def read(path: Path) -> Recorded | None:
    """What was recorded, if anything was."""
    return msgspec.json.decode(path.read_bytes(), type=Recorded) if path.exists() else None


def compare(before: Recorded | None, now: Recorded) -> list[Move]:
    """Each ratio beside the recorded one; only runs on the same repository are comparable."""
    known: Mapping[str, float] = {}
    if before is not None and before.repository == now.repository:
        known = before.ratios
    return [Move(measure, known.get(measure), ratio) for measure, ratio in now.ratios.items()]


def grew(move: Move, tolerance: float) -> bool:
    """Whether it grew by more than is tolerated."""
    return move.growth > tolerance


def report(moves: Sequence[Move], before: Recorded | None, tolerance: float) -> str:
    """The ratios as a Markdown table, and a verdict."""
    lines = ["| measure | recorded | now | moved |", "|---|--:|--:|--:|"]
    for move in moves:
        told, moved = "none", ""
        if move.before is not None:
            told, moved = f"{move.before:.2f}", f"{move.growth:+.0%}"
        lines.append(f"| {move.measure} | {told} | {move.now:.2f} | {moved} |")
    lines += ["", "Multiples of the CPU time that parsing the same files took in the same rounds."]
    if all(move.before is None for move in moves):
        lines.append("Nothing is recorded for this repository: nothing to compare with.")
    elif before is not None:
        lines.append("Recorded with " + ", ".join(before.circumstances.values()) + ".")
    lines += [
        f"{move.measure} grew by {move.growth:.0%}: more than {tolerance:.0%} is not tolerated."
        for move in moves
        if grew(move, tolerance)
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
