"""A repository that is within every limit and slow to read: what one session may do to the others.

One component of a thousand modules that import each other at random, a web of star imports,
packages in packages, one file of many thousand lines, and classes that look alike.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

MODULES, IMPORTS, STARS, DEPTH, LINES, ALIKE = 1_000, 6, 60, 40, 60_000, 300


def write_pathological(folder: Path, seed: int = 7, share: float = 1.0) -> int:
    """Writes it, or a smaller one of its kind; the number of files."""
    written = 0
    for path, text in _files(random.Random(seed), share):
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
        written += 1
    return written


def _files(chance: random.Random, share: float) -> Iterator[tuple[str, str]]:
    modules = [f"m{number:04}" for number in range(max(4, int(MODULES * share)))]
    yield "tangle/__init__.py", ""
    for at, name in enumerate(modules):
        others = {modules[(at + 1) % len(modules)], *chance.choices(modules, k=IMPORTS)} - {name}
        imports = [
            f"from tangle.{other} import {other}_value\n"
            if chance.random() < 0.3
            else f"import tangle.{other}\n"
            for other in sorted(others)
        ]
        yield f"tangle/{name}.py", "".join(imports) + f"{name}_value = {at}\n"
    stars = [f"s{number:03}" for number in range(max(4, int(STARS * share)))]
    yield "stars/__init__.py", ""
    for at, name in enumerate(stars):
        others = {stars[(at + 1) % len(stars)], *chance.choices(stars, k=4)} - {name}
        names = "".join(f"{name}_{number} = {number}\n" for number in range(100))
        yield f"stars/{name}.py", names + "".join(f"from stars.{o} import *\n" for o in others)
    deep = "deep"
    for number in range(max(4, int(DEPTH * share))):
        yield f"{deep}/__init__.py", f"from {deep.replace('/', '.')} import level{number}\n"
        yield f"{deep}/level{number}.py", "import stars.s000\nimport tangle.m0000\n"
        deep += f"/d{number}"
    yield (
        "huge.py",
        "".join(
            f"value_{number} = [{number}, {number} + 1]\n" for number in range(int(LINES * share))
        ),
    )
    for number in range(max(4, int(ALIKE * share))):
        yield f"alike/c{number:03}.py", _alike(chance, number)


def _alike(chance: random.Random, number: int) -> str:
    methods = "".join(
        f"    def step_{at}(self, value):\n"
        f"        self.total += value * {chance.randrange(3)}\n"
        f"        return self.step_{(at + 1) % 12}(value)\n"
        for at in range(12)
    )
    return f"class Worker:\n    total = {number}\n{methods}"
