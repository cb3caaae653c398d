"""A tree that notes which files are read: what the answer to a question stands on."""

from __future__ import annotations

from analysis.sources.tree import OverlayTree, SourceTree


class NotedTree(OverlayTree):
    """`base` as it is; `paths_read` are the files that somebody has read through it."""

    def __init__(self, base: SourceTree) -> None:
        super().__init__(base, {})
        self.paths_read: set[str] = set()

    def read(self, path: str) -> bytes:
        self.paths_read.add(path)
        return super().read(path)
