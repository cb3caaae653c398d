"""The folder of a commit as a source tree: read from git's objects, with nothing checked out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from analysis.sources.errors import SourceError
from analysis.sources.tree import Skipped, Stamp

if TYPE_CHECKING:
    # Every command asks whether it has such a tree, and few have one.
    from analysis.sources.git_store import GitStore
    from analysis.sources.history import Revision

_PIECE = 63
"""Bits of an id in each of three numbers of a stamp, which are kept as 64 bits."""


class RevisionTree:
    """The relevant files of one commit below a folder.

    Files are read when they are asked for, as they are committed: no filter and no conversion of
    line endings is applied. `top` is the real path of the folder whose repository it is, `tree` the
    id of what stood there, and `blobs` the id and the size of each file.
    """

    def __init__(
        self,
        store: GitStore,
        top: str,
        tree: bytes,
        revision: Revision,
        label: str,
        *,
        blobs: Mapping[str, tuple[bytes, int]],
        folders: Iterable[str],
        skipped: Iterable[Skipped],
    ) -> None:
        self.top = top
        self.revision = revision
        self.label = label
        self._store = store
        self._tree = tree
        self._blobs = dict(blobs)
        self._paths = tuple(sorted(blobs))
        self._folders = tuple(sorted(folders))
        self.skipped = tuple(sorted(skipped, key=lambda skipped: skipped.path))

    def paths(self) -> tuple[str, ...]:
        return self._paths

    def folders(self) -> tuple[str, ...]:
        return self._folders

    def read(self, path: str) -> bytes:
        content = self._store.blob(self._blobs[path][0])
        if content is None:
            raise SourceError(f"{path} is damaged in the repository of {self.label}")
        return content

    def stamp(self, path: str) -> Stamp | None:
        found = self._blobs.get(path)
        if found is None:
            return None
        bits = int.from_bytes(found[0], "big")
        mask = (1 << _PIECE) - 1
        return Stamp(found[1], bits & mask, bits >> _PIECE & mask, bits >> 2 * _PIECE & mask)

    def lasting_stamp(self, path: str) -> Stamp | None:
        return self.stamp(path)

    def is_unchanged(self, path: str) -> bool:
        return True

    def blob(self, path: str) -> bytes | None:
        """The id of a file's content: equal ids, equal contents. None for a file it has not."""
        found = self._blobs.get(path)
        return found[0] if found is not None else None

    def content(self, path: str) -> bytes | None:
        """The bytes of any file of the commit, of interest to imports or not; None without it."""
        entry = self._store.entry_at(self._tree, path)
        return None if entry is None or entry[1] else self._store.blob(entry[0])
