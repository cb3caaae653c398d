"""Imports that a file has no use for any more, once something was taken out of it."""

from __future__ import annotations

from collections.abc import Iterable

from analysis.fixes.draft import Draft
from analysis.fixes.import_statements import imported_names, remove_names
from analysis.fixes.name_use import name_use
from analysis.fixes.workbench import Workbench


def drop_leftovers(bench: Workbench, module: str, draft: Draft, names: Iterable[str]) -> None:
    """Takes out the imports of `names` that the draft does not use and that nobody gets there."""
    for bound in sorted(set(names)):
        if name_use(draft.source.tree).uses.get(bound) or bench.passes_on(module, bound):
            continue
        imports = [
            one
            for one in imported_names(draft.source.tree, bench.package(module))
            if one.bound == bound and one.function is None
        ]
        # What stands in a branch or says that it is for others is there on purpose.
        if all(
            (one.at_module_level or one.type_checking) and one.alias.asname != one.alias.name
            for one in imports
        ):
            draft.apply(remove_names(draft.source, imports))
