"""What an analysis of a tree leaves out, said file by file."""

from __future__ import annotations

from analysis.sources.exclusion import Exclusion
from analysis.sources.layout import Layout, ModuleFile
from analysis.sources.settings import FILE, Settings
from analysis.sources.tree import Skipped, SourceTree


def unread(tree: SourceTree, layout: Layout) -> tuple[Skipped, ...]:
    """Paths that the tree skipped, and files that lose their module name to another, by path."""
    modules = {module.name: module for module in layout.modules}
    hidden = (Skipped(file.path, _why(file, modules)) for file in layout.shadowed)
    return tuple(sorted((*tree.skipped, *hidden), key=lambda item: (item.path, item.reason)))


def unread_for_settings(settings: Settings, left: Exclusion) -> tuple[Skipped, ...]:
    """What each pattern of the settings leaves out, or why the settings can't be read."""
    if settings.unreadable is not None:
        return (Skipped(FILE, settings.unreadable),)
    return tuple(
        Skipped(
            FILE,
            f"exclude {pattern!r} leaves out {count:,} file{'s' * (count != 1)}"
            if count
            else f"exclude {pattern!r} matches no file",
        )
        for pattern, count in left.counts
    )


def _why(file: ModuleFile, modules: dict[str, ModuleFile]) -> str:
    name = file.name
    while name and name not in modules:
        name = name.rpartition(".")[0]
    winner = modules[name].path if name else "another root"
    return f"not the module {file.name}: {winner} has that name first"
