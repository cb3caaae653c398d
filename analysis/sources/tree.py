"""Where source text comes from: a tree of files that can be listed and read, and nothing more."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple, Protocol

import msgspec


class Skipped(msgspec.Struct, frozen=True):
    """A path that was seen and left out, and why (a link out of the tree, an unreadable file)."""

    path: str
    reason: str


class Stamp(NamedTuple):
    """What a file system says of a file without opening it; the times are in ns.

    A program may set `modified` to what it was, but not `changed`. On Windows `changed` is the
    time of creation, and `inode` is 0.
    """

    size: int
    modified: int
    changed: int
    inode: int


class SourceTree(Protocol):
    """A repository as text: POSIX paths relative to its top, and the bytes behind them."""

    @property
    def label(self) -> str:
        """What the user named: a folder, an archive, a revision."""

    @property
    def skipped(self) -> tuple[Skipped, ...]:
        """What was seen and left out."""

    def paths(self) -> tuple[str, ...]:
        """Every file, sorted."""

    def folders(self) -> tuple[str, ...]:
        """Every folder below the top, sorted; an empty one is an importable namespace too."""

    def read(self, path: str) -> bytes:
        """The bytes of one file; `KeyError` when `paths()` does not list it."""

    def stamp(self, path: str) -> Stamp | None:
        """The stamp of a file where the source has stamps, else None."""

    def lasting_stamp(self, path: str) -> Stamp | None:
        """The stamp where it speaks for the content, so that a later edit gives another one.

        None for a file that had changed just before it was listed: clocks of file systems are
        coarse, and its next edit may leave the stamp as it is.
        """

    def is_unchanged(self, path: str) -> bool:
        """Whether the file still has the stamp that it was listed with."""


def parents(paths: Iterable[str]) -> set[str]:
    """Every folder that a file of `paths` stands in, the top excluded."""
    found: set[str] = set()
    for path in paths:
        head = path.rpartition("/")[0]
        while head and head not in found:
            found.add(head)
            head = head.rpartition("/")[0]
    return found


class MemoryTree:
    """A tree held in memory: `MemoryTree({"pkg/__init__.py": "x = 1"})`."""

    def __init__(
        self,
        files: Mapping[str, str | bytes],
        label: str = "memory",
        folders: Iterable[str] = (),
        skipped: Iterable[Skipped] = (),
    ) -> None:
        self._files = {
            path: text.encode() if isinstance(text, str) else text for path, text in files.items()
        }
        self._paths = tuple(sorted(self._files))
        self._folders = tuple(sorted(parents(self._paths) | set(folders)))
        self.label = label
        self.skipped = tuple(skipped)

    def paths(self) -> tuple[str, ...]:
        return self._paths

    def folders(self) -> tuple[str, ...]:
        return self._folders

    def read(self, path: str) -> bytes:
        return self._files[path]

    def stamp(self, path: str) -> Stamp | None:
        return None

    def lasting_stamp(self, path: str) -> Stamp | None:
        return None

    def is_unchanged(self, path: str) -> bool:
        return True


class OverlayTree:
    """`base` with some files changed (bytes) or gone (None); nothing is written anywhere."""

    def __init__(self, base: SourceTree, changed: Mapping[str, bytes | None]) -> None:
        self.base = base
        self.changed = dict(changed)
        present = (set(base.paths()) | set(self.changed)) - {
            path for path, text in self.changed.items() if text is None
        }
        self._present = frozenset(present)
        self._paths = tuple(sorted(present))
        self._folders = tuple(sorted(set(base.folders()) | parents(self._paths)))

    @property
    def label(self) -> str:
        return self.base.label

    @property
    def skipped(self) -> tuple[Skipped, ...]:
        return self.base.skipped

    def paths(self) -> tuple[str, ...]:
        return self._paths

    def folders(self) -> tuple[str, ...]:
        return self._folders

    def read(self, path: str) -> bytes:
        if path not in self._present:
            raise KeyError(path)
        changed = self.changed.get(path)
        return self.base.read(path) if changed is None else changed

    def stamp(self, path: str) -> Stamp | None:
        return None if path in self.changed else self.base.stamp(path)

    def lasting_stamp(self, path: str) -> Stamp | None:
        return None if path in self.changed else self.base.lasting_stamp(path)

    def is_unchanged(self, path: str) -> bool:
        return path in self.changed or self.base.is_unchanged(path)


def flattened(tree: SourceTree) -> tuple[SourceTree, Mapping[str, bytes | None]]:
    """The tree at the bottom of overlays, and what they change of it in all."""
    changed: dict[str, bytes | None] = {}
    while isinstance(tree, OverlayTree):
        changed = {**tree.changed, **changed}
        tree = tree.base
    return tree, changed
