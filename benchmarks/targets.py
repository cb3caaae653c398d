"""The trees to measure: packages, each copied into a folder of its own, and the generated one."""

from __future__ import annotations

import importlib.metadata
import importlib.util
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from benchmarks.monorepo.write import PACKAGES, write

STANDARD = ("django", "sympy", "homeassistant")
GENERATED = "generated monorepo"


class Target(NamedTuple):
    """A package by its import name, the folder that holds it, and the version if one is told."""

    name: str
    folder: Path
    version: str


class Tree(NamedTuple):
    """What is measured: its title, its top, the packages there, and its size."""

    title: str
    folder: Path
    packages: tuple[str, ...]
    files: int
    lines: int


class NoSuchPackage(Exception):
    """A package that was asked for and is nowhere."""


def targets_in(folders: Sequence[Path]) -> list[Target]:
    """The packages that these folders are. Raises NoSuchPackage."""
    for folder in folders:
        if not folder.is_dir():
            raise NoSuchPackage(f"{folder}: no such folder")
    return [_target(folder.resolve()) for folder in folders]


def targets_named(names: Sequence[str], site: Path | None) -> list[Target]:
    """Packages by name, from `site` first, then from the running environment.

    Raises NoSuchPackage for a name that is in neither.
    """
    found = []
    for name in names:
        folder = _in_site(name, site) or _installed(name)
        if folder is None:
            raise NoSuchPackage(f"{name}: neither below --site nor installed")
        found.append(_target(folder))
    return found


def copy_alone(target: Target, scratch: Path) -> Tree:
    """Copies the package, and nothing beside it, below `scratch`."""
    folder = scratch / f"only_{target.name}"
    shutil.copytree(
        target.folder,
        folder / target.name,
        symlinks=True,
        ignore=shutil.ignore_patterns("__pycache__"),
    )
    title = f"{target.name} {target.version}".rstrip()
    return Tree(title, folder, (target.name,), *size_of(folder))


def generate(files: int, lines: int, scratch: Path) -> Tree:
    """Writes a generated monorepo below `scratch`."""
    folder = scratch / "generated"
    return Tree(GENERATED, folder, PACKAGES, *write(folder, files, lines))


def size_of(folder: Path) -> tuple[int, int]:
    """(Python files, lines in them) below a folder."""
    sources = list(folder.rglob("*.py"))
    return len(sources), sum(path.read_bytes().count(b"\n") for path in sources)


def _in_site(name: str, site: Path | None) -> Path | None:
    """The package in `site` itself, or in a folder of its own there, as `pip -t` leaves it."""
    if site is None:
        return None
    candidates = (site / name, site / name / name)
    return next((folder for folder in candidates if (folder / "__init__.py").is_file()), None)


def _installed(name: str) -> Path | None:
    spec = importlib.util.find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        return None
    return Path(next(iter(spec.submodule_search_locations)))


def _target(folder: Path) -> Target:
    found = importlib.metadata.distributions(name=folder.name, path=[str(folder.parent)])
    version = next((distribution.version for distribution in found), "")
    return Target(folder.name, folder, version)
