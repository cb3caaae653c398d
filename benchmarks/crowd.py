"""A repository whose map, all open, is as full as a map may be: 400 boxes and 2,000 arrows."""

from __future__ import annotations

import random
from pathlib import Path

PACKAGES, MODULES, IMPORTS = 16, 24, 2_000
BOXES = PACKAGES * (1 + MODULES)
OPEN = tuple(f"p{number:02}" for number in range(PACKAGES))


def write_crowd(folder: Path, seed: int = 7) -> None:
    """Writes it. Imports lead down from module to module, none twice: each is one arrow."""
    names = [f"{package}.m{number:02}" for package in OPEN for number in range(MODULES)]
    pairs = [(one, other) for at, one in enumerate(names) for other in names[at + 1 :]]
    chosen = random.Random(seed).sample(pairs, IMPORTS)
    for name in names:
        lines = [f"import {other}\n" for one, other in sorted(chosen) if one == name]
        path = folder / f"{name.replace('.', '/')}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        (path.parent / "__init__.py").touch()
        path.write_text("".join(lines), "utf-8")
