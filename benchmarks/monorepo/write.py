"""Writes a generated repository to a folder."""

from __future__ import annotations

from pathlib import Path

from benchmarks.monorepo.plan import SERVICES, plan
from benchmarks.monorepo.render import render

FILES, LINES, SEED = 7_700, 3_000_000, 20_240
PROJECT = """\
[project]
name = "generated-monorepo"
version = "1.0"
requires-python = ">=3.11"
dependencies = ["orjson"]

[project.optional-dependencies]
dev = ["pytest"]
"""
PACKAGES = tuple(service for service, _, _ in SERVICES)


def write(
    folder: Path, files: int = FILES, lines: int = LINES, seed: int = SEED
) -> tuple[int, int]:
    """Writes every file below `folder`; (Python files, lines in them). `folder` must be new."""
    folder.mkdir(parents=True, exist_ok=True)
    if any(folder.iterdir()):
        raise FileExistsError(f"{folder} is not empty")
    (folder / "pyproject.toml").write_text(PROJECT, "utf-8")
    made = total = 0
    parents = set()
    for file in render(plan(files, lines, seed)):
        path = folder / file.path
        if path.parent not in parents:
            path.parent.mkdir(parents=True, exist_ok=True)
            parents.add(path.parent)
        path.write_text(file.text, "utf-8")
        made, total = made + 1, total + file.lines
    return made, total
