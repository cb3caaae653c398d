"""Which files differ between two source trees, as far as that can be known without reading them."""

from __future__ import annotations

from collections.abc import Set as AbstractSet

import msgspec

from analysis.sources.directory import DirectoryTree
from analysis.sources.errors import SourceError
from analysis.sources.revision_tree import RevisionTree
from analysis.sources.tree import SourceTree, flattened


class Difference(msgspec.Struct, frozen=True):
    """The files that a later walk of a folder shows otherwise; each tuple is sorted."""

    changed: tuple[str, ...]
    new: tuple[str, ...]
    gone: tuple[str, ...]

    @property
    def paths(self) -> tuple[str, ...]:
        """All of them, sorted."""
        return tuple(sorted((*self.changed, *self.new, *self.gone)))


def difference(before: SourceTree, after: SourceTree) -> Difference:
    """What has another stamp, is new or is gone."""
    old, new = frozenset(before.paths()), frozenset(after.paths())
    return Difference(
        tuple(
            path
            for path in after.paths()
            if path in old and before.stamp(path) != after.stamp(path)
        ),
        tuple(path for path in after.paths() if path not in old),
        tuple(path for path in before.paths() if path not in new),
    )


def may_differ(tree: SourceTree, before: SourceTree) -> AbstractSet[str] | None:
    """The files that may hold something else in `tree`; None where nothing is sure of any file.

    Overlays that lie over one tree, however many, name them. Of one folder walked twice, a file is
    the same where both stamps speak for the content and are equal; of two revisions, where git gave
    it the same id.
    """
    bottom, changed = flattened(tree)
    bottom_before, changed_before = flattened(before)
    if bottom is bottom_before and (changed or changed_before):
        return {
            path
            for path in changed.keys() | changed_before.keys()
            if path not in changed
            or path not in changed_before
            or changed[path] != changed_before[path]
        }
    revisions = isinstance(tree, RevisionTree) and isinstance(before, RevisionTree)
    if not revisions and not (
        isinstance(tree, DirectoryTree)
        and isinstance(before, DirectoryTree)
        and tree.top == before.top
    ):
        return None
    old, new = frozenset(before.paths()), frozenset(tree.paths())
    return (old ^ new) | {
        path
        for path in old & new
        if (stamp := before.lasting_stamp(path)) is None or stamp != tree.lasting_stamp(path)
    }


def differing_paths(tree: SourceTree, before: SourceTree) -> AbstractSet[str]:
    """The same for any two trees: where they are unrelated, both sides of each file are read."""
    known = may_differ(tree, before)
    if known is not None:
        return known
    old, new = frozenset(before.paths()), frozenset(tree.paths())
    return (old ^ new) | {path for path in old & new if not _same(path, tree, before)}


def _same(path: str, tree: SourceTree, before: SourceTree) -> bool:
    try:
        return tree.read(path) == before.read(path)
    except (KeyError, SourceError):
        # It was written meanwhile, say: whoever needs it will be told.
        return False
