"""CPython's own words for what goes wrong on import, by version."""

from __future__ import annotations

import sys

from analysis.execution.values import Loaded
from analysis.sources.layout import Kind

CIRCULAR = "(most likely due to a circular import)"
Version = tuple[int, int]


def cannot_import(version: Version, module: Loaded, name: str) -> str:
    """`from module import name` where the module has no such name (the file's path left out)."""
    if version < (3, 7):
        return f"cannot import name {name!r}"
    if module.depth is not None and version >= (3, 8):
        partial = f"partially initialized module {module.name!r} {CIRCULAR}"
        return f"cannot import name {name!r} from {partial}"
    if module.file.kind is Kind.NAMESPACE:
        return f"cannot import name {name!r} from {module.name!r} (unknown location)"
    return f"cannot import name {name!r} from {module.name!r}"


def no_attribute(version: Version, module: Loaded, name: str, submodule_initialises: bool) -> str:
    """`module.name` where the module has no such attribute.

    From 3.13 on the text holds the file's path, and blames the file's name where the file may
    hide another module: one at the top of the search path, or of a standard library's name.
    """
    plain = f"module {module.name!r} has no attribute {name!r}"
    if version >= (3, 13) and "." not in module.name:
        path = repr(module.file.path)
        if module.name in sys.stdlib_module_names:
            return (
                f"{plain} (consider renaming {path} since it has the same name as the standard "
                f"library module named {module.name!r} and the import system gives it precedence)"
            )
        if module.depth is not None:
            return (
                f"{plain} (consider renaming {path} if it has the same name as a third-party "
                "module you intended to import)"
            )
    if module.depth is not None and version >= (3, 8):
        origin = f" from {module.file.path!r}" if version >= (3, 13) else ""
        return (
            f"partially initialized module {module.name!r}{origin} "
            f"has no attribute {name!r} {CIRCULAR}"
        )
    if submodule_initialises and version >= (3, 11):
        return f"cannot access submodule {name!r} of module {module.name!r} {CIRCULAR}"
    return plain
