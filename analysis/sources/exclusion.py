"""The tree without what the settings exclude, and what is known of the rest by its name alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import msgspec

from analysis.sources.folders import RUNNABLE, TOP, module_of_file
from analysis.sources.layout import Kind, Layout
from analysis.sources.package_top import ABOVE
from analysis.sources.patterns import Matcher, Pattern
from analysis.sources.tree import OverlayTree, SourceTree, parents


class Narrowed(OverlayTree):
    """`base` without some files and folders."""

    def __init__(self, base: SourceTree, files: Iterable[str], folders: frozenset[str]) -> None:
        super().__init__(base, dict.fromkeys(files))
        self._folders = tuple(folder for folder in base.folders() if folder not in folders)


class Exclusion(msgspec.Struct, frozen=True):
    """`tree` is what is left; `paths` are the files that are not, `counts` how many by pattern."""

    tree: SourceTree
    paths: tuple[str, ...] = ()
    counts: tuple[tuple[str, int], ...] = ()


def excluded(tree: SourceTree, patterns: tuple[Pattern, ...]) -> Exclusion:
    """What the patterns leave of a tree."""
    if not patterns:
        return Exclusion(tree)
    matcher = Matcher(patterns)
    paths: list[str] = []
    counts = Counter({pattern.text: 0 for pattern in patterns})
    for path in tree.paths():
        found = matcher.of_file(path)
        if found is not None:
            paths.append(path)
            counts[found.text] += 1
    # A folder of which only excluded modules are known goes with them: else it would be a namespace
    # that has none of them.
    gone = frozenset(paths)
    emptied = _with_modules(paths) - _with_modules(
        path for path in tree.paths() if path not in gone
    )
    folders = frozenset(
        folder for folder in tree.folders() if folder in emptied or matcher.of_folder(folder)
    )
    return Exclusion(Narrowed(tree, paths, folders), tuple(paths), tuple(counts.items()))


def _with_modules(paths: Iterable[str]) -> set[str]:
    """The folders that have modules in or below them."""
    return parents(path for path in paths if module_of_file(path.rpartition("/")[2]))


def excluded_names(layout: Layout, paths: Iterable[str]) -> frozenset[str]:
    """Dotted names that the excluded files would have, and those of the packages around them.

    A package that has modules left is no such name, unless its own `__init__` is excluded.
    """
    left = {module.name: module.kind for module in layout.modules}
    roots = sorted((root for root in layout.roots if root != ABOVE), key=len, reverse=True)
    package = next((name for name in left if layout.roots == (ABOVE,) and "." not in name), "")
    found = set()
    for path in paths:
        above, _, file = path.rpartition("/")
        module = module_of_file(file)
        if module is None or module[1] not in RUNNABLE:
            continue
        below = _below(above, roots)
        parts = [part for part in (package, *below, module[0]) if part]
        is_init = parts[-1] == "__init__"
        name = ".".join(parts[:-1] if is_init else parts)
        if name and left.get(name, Kind.NAMESPACE) is Kind.NAMESPACE:
            found.add(name)
        while name := name.rpartition(".")[0]:
            if name not in left:
                found.add(name)
    return frozenset(found)


def _below(folder: str, roots: list[str]) -> list[str]:
    """The names from the deepest root above a folder down to it."""
    for root in roots:
        if folder == root:
            return []
        if root != TOP and folder.startswith(f"{root}/"):
            return folder[len(root) + 1 :].split("/")
    return folder.split("/") if folder else []
