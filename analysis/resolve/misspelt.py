"""Top-level names that can only be one of our own packages, misspelt."""

from __future__ import annotations

import difflib
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping

from analysis.extract.facts import FileFacts, ImportFact
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
    asked: dict[str, list[ImportFact]] = defaultdict(list)
    for fact in _absolute_imports(facts):
        top = fact.module.partition(".")[0]
        if not index.is_ours(top) and len(top) >= SHORTEST:
            asked[top].append(fact)
    ours = sorted({name.partition(".")[0] for name in index.modules if index.is_package(name)})
    found = set[str]()
    for top, imports in asked.items():
        if top in sys.stdlib_module_names or top.lower() in distributions:
            continue
        meant = difflib.get_close_matches(top, ours, 1, ALIKE)
        if meant and all(_has(index, names, meant[0], fact) for fact in imports):
            found.add(top)
    return frozenset(found)


def _absolute_imports(facts: Mapping[str, FileFacts]) -> Iterator[ImportFact]:
    for file in facts.values():
        for fact in file.imports:
            if not fact.level and fact.module:
                yield fact


def _has(index: ModuleIndex, names: Names, package: str, fact: ImportFact) -> bool:
    rest = fact.module.partition(".")[2]
    module = f"{package}.{rest}" if rest else package
    if module not in index:
        return False
    if fact.name is None or fact.name == "*":
        return bool(rest)
    return not isinstance(names.where(module, fact.name), Nowhere)
