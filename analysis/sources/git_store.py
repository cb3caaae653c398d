"""What is read of one repository by all who look at its revisions: shared, and behind a lock."""

from __future__ import annotations

import functools
import hashlib
import threading
from collections import OrderedDict
from collections.abc import Iterable
from typing import Protocol

from analysis.sources.git_format import UNKNOWN, CommitHead, commit_head, entry_of, revision_of
from analysis.sources.git_place import GitPlace
from analysis.sources.history import Revision
from analysis.sources.relevance import MAX_FILE_BYTES

COMMIT, TREE, BLOB, TAG = 1, 2, 3, 4
_NAMES = {COMMIT: b"commit", TREE: b"tree", BLOB: b"blob", TAG: b"tag"}
MOST_BYTES = 2 * MAX_FILE_BYTES
"""So that a file of the largest size is read, though it be kept as a difference to a larger one."""
_TREES_BYTES = 48 * 2**20
_MOST_TAGS = 10
"""How many tags may lead from one to the next."""


class Objects(Protocol):
    """What a store reads from; each raises what it likes for what is missing or damaged."""

    def read(self, name: bytes) -> tuple[int, bytes]: ...

    def size(self, name: bytes) -> int: ...

    def beginning(self, digits: str) -> Iterable[bytes]: ...

    def is_outdated(self) -> bool: ...


@functools.lru_cache(maxsize=4)
def store_of(place: GitPlace, id_length: int) -> GitStore:
    """The objects of a repository whose ids have so many hexadecimal digits."""
    return GitStore(place, id_length)


class GitStore:
    """Objects by their binary ids; what is missing, damaged or far too large is None."""

    def __init__(self, place: GitPlace, id_length: int, objects: Objects | None = None) -> None:
        """`objects` are those of the place, unless others are given."""
        if objects is not None:
            self._objects = objects
        self.place = place
        self.id_length = id_length
        self.id_bytes = id_length // 2
        self._lock = threading.RLock()
        self._trees: OrderedDict[bytes, bytes] = OrderedDict()
        self._trees_bytes = 0

    def commit(self, identity: bytes) -> CommitHead:
        """Its folder, its parents, its time; UNKNOWN where it can't be read."""
        content = self.read(identity, COMMIT)
        return UNKNOWN if content is None else commit_head(content)

    def revision(self, identity: bytes) -> Revision:
        """A commit for a person to read."""
        return revision_of(identity.hex(), self.read(identity, COMMIT) or b"")

    def commit_of(self, identity: bytes) -> bytes | None:
        """The id of the commit that an id is, or that a tag of this id leads to."""
        for _ in range(_MOST_TAGS):
            found = self._any(identity)
            if found is None or found[0] == COMMIT:
                return identity if found else None
            line = found[1].partition(b"\n")[0]
            if found[0] != TAG or not line.startswith(b"object "):
                return None
            try:
                identity = bytes.fromhex(line[7:].decode())
            except ValueError:
                return None
        return None

    def tree(self, identity: bytes) -> bytes | None:
        """The content of a folder."""
        with self._lock:
            found = self._trees.get(identity)
            if found is not None:
                self._trees.move_to_end(identity)
                return found
            found = self.read(identity, TREE)
            if found is not None:
                self._trees[identity] = found
                self._trees_bytes += len(found)
                while self._trees_bytes > _TREES_BYTES:
                    self._trees_bytes -= len(self._trees.popitem(last=False)[1])
            return found

    def entry_at(self, tree: bytes, path: str) -> tuple[bytes, bool] | None:
        """(id, whether it is a folder) of what stands at a path below a folder."""
        found: tuple[bytes, bool] | None = (tree, True)
        for part in path.encode("utf-8", "surrogateescape").split(b"/"):
            if found is None or not found[1]:
                return None
            found = entry_of(self.tree(found[0]) or b"", part, self.id_bytes)
        return found

    def blob(self, identity: bytes) -> bytes | None:
        """The content of a file, which is what its id says: else it counts as damaged."""
        content = self.read(identity, BLOB)
        if content is None or self._id(BLOB, content) != identity:
            return None
        return content

    def size(self, identity: bytes) -> int | None:
        """The bytes of an object's content, without reading it."""
        from analysis.sources.git_objects import UNREADABLE

        with self._lock:
            try:
                return self._objects.size(identity)
            except UNREADABLE:
                return None

    def beginning(self, digits: str) -> tuple[bytes, ...]:
        """The ids that begin so, sorted."""
        from analysis.sources.git_objects import UNREADABLE

        with self._lock:
            try:
                return tuple(self._objects.beginning(digits))
            except UNREADABLE:
                return ()

    def read(self, identity: bytes, kind: int) -> bytes | None:
        """The content of an object of this kind."""
        found = self._any(identity)
        return found[1] if found is not None and found[0] == kind else None

    def _any(self, identity: bytes) -> tuple[int, bytes] | None:
        from analysis.sources.git_objects import UNREADABLE

        if not identity:
            return None
        with self._lock:
            for again in (False, True):
                try:
                    return self._objects.read(identity)
                except UNREADABLE:
                    # It may stand in a pack that was made since these were listed.
                    if again or not self._objects.is_outdated():
                        return None
                    del self._objects
        return None

    def _id(self, kind: int, content: bytes) -> bytes:
        head = b"%s %d\0" % (_NAMES[kind], len(content))
        known = (
            hashlib.sha256(head)
            if self.id_length == 64
            else hashlib.sha1(head, usedforsecurity=False)
        )
        known.update(content)
        return known.digest()

    @functools.cached_property
    def _objects(self) -> Objects:
        # Takes as long as a small analysis to load.
        from analysis.sources.git_objects import GitObjects

        return GitObjects(f"{self.place.common}/objects", self.id_length, MOST_BYTES)
