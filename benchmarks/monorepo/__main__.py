"""`python -m benchmarks.monorepo DIR`: writes a generated repository."""

from __future__ import annotations

import argparse
from pathlib import Path

from benchmarks.monorepo.write import FILES, LINES, SEED, write


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.monorepo", description=__doc__)
    parser.add_argument("folder", type=Path, help="where to; it must not be there, or be empty")
    parser.add_argument("--files", type=int, default=FILES, metavar="N")
    parser.add_argument("--lines", type=int, default=LINES, metavar="N")
    parser.add_argument("--seed", type=int, default=SEED, metavar="N")
    asked = parser.parse_args()
    files, lines = write(asked.folder, asked.files, asked.lines, asked.seed)
    print(f"{files:,} files, {lines:,} lines in {asked.folder}")


if __name__ == "__main__":
    main()
