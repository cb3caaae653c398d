"""Which packages and modules there are, what each offers, and which of its names are exported."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import NamedTuple

from benchmarks.monorepo.vocabulary import LABELS, NOUNS, ROLES, VERBS, camel, stem

SERVICES = (
    ("shared", ("core", "schemas", "clients", "testing"), 0.12),
    ("auth_service", ("routes", "sessions", "storage"), 0.12),
    ("reporting_service", ("exports", "queries"), 0.08),
    ("orders_backend", ("routes", "services", "agents", "db", "websocket", "workers"), 0.48),
    ("tests", ("unit", "integration"), 0.20),
)
"""Top-level packages in the order in which they may import, their areas, and their shares."""

PACKAGE_SIZE = 12
AREA_SIZE = 20
"""Modules in a package, and packages in an area, whatever the size of the repository."""

UNEXPORTED = 3
"""So many modules at the end of each package are neither exported nor imported by others."""


class Module(NamedTuple):
    """What others may import from a module: every function and class has the same signature."""

    number: int
    package: int
    name: str
    classes: tuple[str, ...]
    functions: tuple[str, ...]
    constant: str
    exported: bool
    lines: int

    @property
    def stem(self) -> str:
        return self.name.rpartition(".")[2]


class Package(NamedTuple):
    """A package without subpackages; it may import from the packages before it."""

    name: str
    service: str
    area: str
    modules: tuple[Module, ...]


class Plan(NamedTuple):
    """Packages in the order in which they may import, and the packages that only hold others."""

    seed: int
    packages: tuple[Package, ...]
    holders: tuple[str, ...]


def plan(files: int, lines: int, seed: int) -> Plan:
    """A repository of exactly `files` Python files, with `lines` shared out among them."""
    if files < 60:
        raise ValueError("a monorepo has 60 files or more")
    names = list(_package_names(files))
    holders = sorted({holder for name in names for holder in _above(name)})
    modules = files - len(names) - len(holders)
    rng = random.Random(f"plan/{seed}")
    weights = [rng.lognormvariate(0, 0.7) for _ in range(modules)]
    unit = max(0, lines - 12 * len(names)) / sum(weights)
    sizes = _shares(modules, len(names))
    packages, number = [], 0
    for index, name in enumerate(names):
        inside = tuple(
            _module(rng, number + place, index, name, place, size, round(weights.pop() * unit))
            for place, size in enumerate([sizes[index]] * sizes[index])
        )
        number += len(inside)
        service, _, rest = name.partition(".")
        packages.append(Package(name, service, f"{service}.{rest.partition('.')[0]}", inside))
    return Plan(seed, tuple(packages), tuple(holders))


def _package_names(files: int) -> Iterator[str]:
    """Nested two to three deep below each top-level package; an area is full at its size."""
    total = max(len(SERVICES), round(files / (PACKAGE_SIZE + 1.4)))
    number = 0
    for service, areas, share in SERVICES:
        for index in range(max(1, round(total * share))):
            place, lap = index // AREA_SIZE % len(areas), index // AREA_SIZE // len(areas)
            area = areas[place] if lap == 0 else f"{areas[place]}_{lap + 1}"
            noun = NOUNS[number * 37 % len(NOUNS)]
            leaf = f"{noun}_{number}" if number >= len(NOUNS) else noun
            deeper = "internal." if index % 5 == 4 else ""
            yield f"{service}.{area}.{deeper}{leaf}"
            number += 1


def _above(name: str) -> Iterator[str]:
    while "." in name:
        name = name.rpartition(".")[0]
        yield name


def _shares(modules: int, packages: int) -> list[int]:
    each, rest = divmod(modules, packages)
    return [each + (index < rest) for index in range(packages)]


def _module(
    rng: random.Random, number: int, package: int, parent: str, place: int, size: int, lines: int
) -> Module:
    word = stem(number)
    offered = 1 + (lines > 150) + (lines > 500)
    testing = parent.startswith("tests.")
    return Module(
        number,
        package,
        f"{parent}.test_{word}" if testing else f"{parent}.{word}",
        tuple(f"{camel(word)}{role}" for role in rng.sample(ROLES, offered)),
        tuple(f"{verb}_{word}" for verb in rng.sample(VERBS, offered)),
        f"{rng.choice(LABELS)}_{word}".upper(),
        not testing and place < size - UNEXPORTED,
        lines,
    )
