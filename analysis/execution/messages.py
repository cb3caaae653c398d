"""CPython's own words for what goes wrong on import, by version."""

from __future__ import annotations

from analysis.execution.values import Loaded
from analysis.sources.layout import Kind

CIRCULAR = "(most likely due to a circular import)"
Version = tuple[int, int]


def cannot_import(version: Version, module: Loaded, name: str) -> str:
    """`from module import name` where the module has no such name (the file's path left out)."""
    if version < (3, 7):
        return f"cannot import name {name!r}"
    if module.depth is not None and version >= (3, 8):
        return f"cannot import name {name!r} from partially initialized module {module.name!r} {CIRCULAR}"
    if module.file.kind is Kind.NAMESPACE:
        return f"cannot import name {name!r} from {module.name!r} (unknown location)"
    return f"cannot import name {name!r} from {module.name!r}"


def no_attribute(version: Version, module: Loaded, name: str, submodule_initialises: bool) -> str:
    """`module.name` where the module has no such attribute."""
    if module.depth is not None and version >= (3, 8):
        return f"partially initialized module {module.name!r} has no attribute {name!r} {CIRCULAR}"
    if submodule_initialises and version >= (3, 11):
        return f"cannot access submodule {name!r} of module {module.name!r} {CIRCULAR}"
    return f"module {module.name!r} has no attribute {name!r}"
