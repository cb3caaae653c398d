"""Looks for disagreements with CPython beyond what a test run tries, and makes them small.

python -m tests.differential.explore --packages 2000 --seed 7
"""

from __future__ import annotations

import argparse
import re
from collections import defaultdict
from collections.abc import Callable
from random import Random

from tests.differential.agreement import Disagreement, disagreements, show
from tests.differential.packages import package
from tests.differential.shrink import Sources, shrink

QUOTED = re.compile(r"'[^']*'")


def sort_of(found: Disagreement) -> str:
    """What kind of disagreement it is, without the names."""
    sides = (found.cpython, found.ours)
    errors = [f"{side.outcome} {side.error or ''} {side.message or ''}" for side in sides]
    return QUOTED.sub("_", " / ".join([found.kind, *errors]))


def explore(packages: int, seed: int) -> dict[str, list[Sources]]:
    """Trees on which we disagree, by kind: the first of a kind in its smallest form."""
    found: dict[str, list[Sources]] = defaultdict(list)
    for number in range(packages):
        files = package(Random(f"{seed}-{number}"))
        for sort in {sort_of(one) for one in disagreements(files)}:
            small = files if sort in found else shrink(files, shows(sort))
            found[sort].append(small)
    return found


def shows(sort: str) -> Callable[[Sources], bool]:
    """Whether a tree still has a disagreement of this kind."""
    return lambda files: any(sort_of(one) == sort for one in disagreements(files))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--packages", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    found = explore(options.packages, options.seed)
    for sort, trees in sorted(found.items(), key=lambda item: (-len(item[1]), item[0])):
        print(f"## {len(trees)} of {options.packages}: {sort}\n\n{show(trees[0])}")
        for one in disagreements(trees[0]):
            print(one)
        print()
    print(f"{len(found)} kinds of disagreement in {options.packages} packages")


if __name__ == "__main__":
    main()
