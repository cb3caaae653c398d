"""Files of the repository that take the place of a standard library module."""

from __future__ import annotations

import sys
from collections.abc import Callable
from collections.abc import Set as AbstractSet

from analysis.extract.facts import FileFacts, Timing
from analysis.resolve.index import ALWAYS_LOADED
from analysis.sources.layout import Layout


def shadowed_standard_library(
    layout: Layout, imports_of: Callable[[str], AbstractSet[str]]
) -> dict[str, str]:
    """Standard library modules that import a shadowed one: name -> the file in the way.

    A local `token.py` breaks `import linecache`, whose own `import tokenize` reaches it.
    `imports_of` gives what a standard library module asks for; it is not asked unless a top-level
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
        name: imports_of(name)
        for name in sorted(sys.stdlib_module_names - ALWAYS_LOADED - in_the_way.keys())
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


def tops_asked_for(facts: FileFacts) -> frozenset[str]:
    """The top-level modules that importing a module imports, whatever happens."""
    return frozenset(
        fact.module.partition(".")[0]
        for fact in facts.imports
        if fact.timing is Timing.IMPORT and not fact.level and not fact.guarded
    )
