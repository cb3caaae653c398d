"""Top-level names that can only be one of our own packages, misspelt."""

from __future__ import annotations

import difflib
import sys
from collections import defaultdict
from collections.abc import Mapping

from analysis.extract.facts import FileFacts
from analysis.resolve.index import ModuleIndex
from analysis.resolve.names import Names, Nowhere

ALIKE = 0.8
"""Likeness (0..1) from which two names may be the same word: `docutils`, `docutlsx` have 0.88."""

SHORTEST = 4


def misspelt(
    index: ModuleIndex,
    names: Names,
    facts: Mapping[str, FileFacts],
    distributions: frozenset[str],
) -> frozenset[str]:
    """External names that look like a package of ours, and ask only for what that one has.

    A name alone is no evidence (forks are named like their origin): every statement that asks for
    it must ask for modules and names which our package has, and no requirement may name it.
    """
    asked: dict[str, set[tuple[str, str | None]]] = defaultdict(set)
    # By name of a module: nearly all of the statements of a repository name the same few.
    tops: dict[str, str | None] = {}
    for file in facts.values():
        for fact in file.imports:
            if fact.level:
                continue
            module = fact.module
            if module in tops:
                top = tops[module]
            else:
                top = tops[module] = _outside(index, module)
            if top is not None:
                asked[top].add((module, fact.name))
    ours = sorted({name.partition(".")[0] for name in index.modules if index.is_package(name)})
    found = set[str]()
    for top, imports in asked.items():
        if top in sys.stdlib_module_names or top.lower() in distributions:
            continue
        meant = difflib.get_close_matches(top, ours, 1, ALIKE)
        if meant and all(_has(index, names, meant[0], *one) for one in imports):
            found.add(top)
    return frozenset(found)


def _outside(index: ModuleIndex, module: str) -> str | None:
    """The top-level name of a module that may be misspelt."""
    top = module.partition(".")[0]
    if len(top) < SHORTEST or index.is_ours(top) or index.is_excluded(top):
        return None
    return top


def _has(index: ModuleIndex, names: Names, package: str, asked: str, name: str | None) -> bool:
    rest = asked.partition(".")[2]
    module = f"{package}.{rest}" if rest else package
    if module not in index:
        return False
    if name is None or name == "*":
        return bool(rest)
    return not isinstance(names.where(module, name), Nowhere)
