"""Files of the repository that take the place of a standard library module."""

from __future__ import annotations

import sys
from collections.abc import Callable

from analysis.extract.facts import FileFacts, Timing
from analysis.resolve.index import ALWAYS_LOADED
from analysis.sources.layout import Layout


def shadowed_standard_library(
    layout: Layout, facts_of: Callable[[str], FileFacts | None]
) -> dict[str, str]:
    """Standard library modules that import a shadowed one: name -> the file in the way.

    A local `token.py` breaks `import linecache`, whose own `import tokenize` reaches it.
    `facts_of` gives the facts of a standard library module; nothing is read unless a top-level
    file has the name of one.
    """
    in_the_way = {
        module.name: module.path
        for module in layout.modules
        if module.name in sys.stdlib_module_names and module.name not in ALWAYS_LOADED
    }
    if not in_the_way:
        return {}
    imports = {
        name: _imported(facts)
        for name in sorted(sys.stdlib_module_names - ALWAYS_LOADED - in_the_way.keys())
        if (facts := facts_of(name)) is not None
    }
    found: dict[str, str] = {}
    reached = dict(in_the_way)
    while reached:
        reached = {
            name: reached[imported]
            for name, tops in imports.items()
            if name not in found
            for imported in sorted(tops & reached.keys())[:1]
        }
        found |= reached
    return found


def _imported(facts: FileFacts) -> set[str]:
    return {
        fact.module.partition(".")[0]
        for fact in facts.imports
        if fact.timing is Timing.IMPORT and not fact.level and not fact.guarded
    }
