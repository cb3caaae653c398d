"""What an analysis of a tree leaves out, said file by file."""

from __future__ import annotations

from collections.abc import Iterable

from analysis.sources.exclusion import Exclusion
from analysis.sources.layout import Layout, ModuleFile
from analysis.sources.settings import FILE, Settings
from analysis.sources.tree import Skipped, SourceTree


def unread(tree: SourceTree, layout: Layout) -> tuple[Skipped, ...]:
    """Paths that the tree skipped, and files that lose their module name to another, by path."""
    modules = {module.name: module for module in layout.modules}
    hidden = (Skipped(file.path, _why(file, modules)) for file in layout.shadowed)
    return tuple(sorted((*tree.skipped, *hidden), key=lambda item: (item.path, item.reason)))


def unread_for_settings(
    settings: Settings, left: Exclusion, classes: Iterable[tuple[str, str]]
) -> tuple[Skipped, ...]:
    """What each pattern of the settings leaves out, what else of them says nothing, and why.

    `classes` are the (module, qualified name) pairs that there are.
    """
    if settings.unreadable is not None:
        return (Skipped(FILE, settings.unreadable),)
    found = [
        f"exclude {pattern!r} leaves out {count:,} file{'s' * (count != 1)}"
        if count
        else f"exclude {pattern!r} matches no file"
        for pattern, count in left.counts
    ]
    if settings.ssot:
        homes = {(name, home) for module, name in classes for home in (module, f"{module}:{name}")}
        found += [
            f"ssot.{name} is {home!r}, which defines no class of this name"
            for name, home in settings.ssot
            if (name, home) not in homes
        ]
    return tuple(Skipped(FILE, reason) for reason in found)


def _why(file: ModuleFile, modules: dict[str, ModuleFile]) -> str:
    name = file.name
    while name and name not in modules:
        name = name.rpartition(".")[0]
    winner = modules[name].path if name else "another root"
    return f"not the module {file.name}: {winner} has that name first"
