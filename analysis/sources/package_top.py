"""Whether the folder that was named is itself a package, and what its name is."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import PurePosixPath

from analysis.sources.folders import TOP, Folders, module_of_file
from analysis.sources.import_evidence import Evidence, Import, samples
from analysis.sources.tree import SourceTree

ABOVE = ".."
"""The root of such a tree: the folder above it, which is not in it."""


def package_at_top(tree: SourceTree, folders: Folders) -> str | None:
    """The package's name, None where the top is the usual: a folder that imports start from.

    An `__init__.py` at the top proves little, for many repositories have a stray one. So its files
    decide: they import each other as a package's do, or as scripts side by side.
    """
    if "__init__.py" not in folders.files[TOP]:
        return None
    paths, _ = samples(tree, {TOP})
    evidence = Evidence(tree, folders, {TOP})
    evidence.read(paths)
    named = _own_name(folders, evidence.imports)
    as_package = evidence.relative_to(TOP)
    if named is not None:
        as_package |= named[1]
    if len(as_package) <= len(evidence.reaching(TOP)):
        return None
    return named[0] if named is not None else _name_of(tree.label)


def _own_name(
    folders: Folders, imports: Mapping[str, Iterable[Import]]
) -> tuple[str, set[str]] | None:
    """The name by which most files import what stands at the top, and those files."""
    children = {module[0] for file in folders.files[TOP] if (module := module_of_file(file))}
    children |= {name for name in folders.subfolders[TOP] if name in folders.with_modules}
    importers: dict[str, set[str]] = {}
    for path, every in imports.items():
        for found in every:
            if found.level or not found.parts:
                continue
            top, *below = found.parts
            if top in children or top in sys.stdlib_module_names:
                continue
            if (below[0] in children) if below else not children.isdisjoint(found.names):
                importers.setdefault(top, set()).add(path)
    if not importers:
        return None
    counts = Counter({name: len(files) for name, files in importers.items()})
    best = max(counts.items(), key=lambda item: (item[1], item[0]))[0]
    return best, importers[best]


def _name_of(label: str) -> str:
    """The name that a folder, an archive or a revision goes by."""
    name = PurePosixPath(label.replace("\\", "/")).name.partition("@")[0].removesuffix(".zip")
    return name if name.isidentifier() else "package"
