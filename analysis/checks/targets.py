"""Which imports ask for something that no module provides."""

from __future__ import annotations

from collections.abc import Iterator

from analysis.checks.context import Context
from analysis.resolve.project import Missing, ResolvedImport

Target = tuple[str, str | None]


def broken_imports(context: Context) -> Iterator[tuple[ResolvedImport, Missing]]:
    """Every import whose target is not there, with what is missing."""
    missing = context.missing
    if missing:
        for resolved in context.project.imports:
            asked = missing.get(id(resolved.target))
            if asked is not None:
                yield resolved, asked


def target_of(missing: Missing) -> Target:
    """(module, name); of a missing module the names asked from it are no targets of their own."""
    return missing.module, missing.name if missing.reason == "missing-name" else None
