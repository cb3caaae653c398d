"""Which folders are import roots, and which module each file is."""

from __future__ import annotations

import enum

import msgspec


class Kind(enum.StrEnum):
    """What stands behind a module name."""

    MODULE = "module"
    PACKAGE = "package"
    NAMESPACE = "namespace"
    EXTENSION = "extension"
    BYTECODE = "bytecode"
    STUB = "stub"
    NOTEBOOK = "notebook"


class ModuleFile(msgspec.Struct, frozen=True):
    """One module: its dotted name, and the file (for a namespace: the first folder) behind it."""

    name: str
    path: str
    kind: Kind
    root: str
    is_test: bool = False


class Layout(msgspec.Struct, frozen=True):
    """The import roots in `sys.path` order ("." is the top) and the modules they give, by name.

    `shadowed` are files that would be a module of a name that an earlier root, or a stronger kind
    of file beside them, already has.
    """

    roots: tuple[str, ...]
    modules: tuple[ModuleFile, ...]
    shadowed: tuple[ModuleFile, ...] = ()
    bare: tuple[ModuleFile, ...] = ()
    """Folders without any module in or below them: importable namespaces all the same, kept apart
    because most are data that nobody imports."""
    excluded: frozenset[str] = frozenset()
    """Names of modules that the settings exclude: like what is installed, they are not looked at.
    One of `modules`, too, is a package of which only the `__init__` is excluded."""
