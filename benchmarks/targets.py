"""The packages to measure: where they are, and a copy of each in a folder of its own."""

from __future__ import annotations

import importlib.metadata
import importlib.util
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

INSTALLED = ("networkx", "pandas", "streamlit")
"""Packages that are there wherever Plumbline is."""

FROM_SITE = ("celery", "django", "sqlalchemy", "sympy")


class Target(NamedTuple):
    """A package by its import name, the folder that holds it, and the version if one is told."""

    name: str
    folder: Path
    version: str


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


def targets_at_hand(site: Path | None) -> list[Target]:
    """Every package of the standard selection that is there."""
    folders = [_installed(name) for name in INSTALLED]
    folders += [_in_site(name, site) or _installed(name) for name in FROM_SITE]
    return [_target(folder) for folder in folders if folder is not None]


def copy_alone(target: Target, folder: Path) -> Path:
    """Copies the package, and nothing beside it, below `folder`; the folder that then holds it."""
    holder = folder / f"only_{target.name}"
    shutil.copytree(
        target.folder,
        holder / target.name,
        symlinks=True,
        ignore=shutil.ignore_patterns("__pycache__"),
    )
    return holder


def size_of(holder: Path) -> tuple[int, int]:
    """(Python files, lines in them) below a folder."""
    sources = list(holder.rglob("*.py"))
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
