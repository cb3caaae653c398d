"""The history of a folder in a git work tree: only what leads to the path that is asked for."""

from __future__ import annotations

import functools
import heapq
import itertools
import threading
from collections.abc import Iterator
from typing import TYPE_CHECKING

from analysis.sources.directory import DirectoryTree
from analysis.sources.git_format import (
    FILES,
    FOLDERS,
    UNKNOWN,
    CommitHead,
    commit_head,
    entries_of,
    entry_of,
    revision_of,
)
from analysis.sources.git_place import GitPlace, find_git, find_repository
from analysis.sources.history import NO_HISTORY, Change, History, Revision, Version
from analysis.sources.revision_tree import RevisionTree
from analysis.sources.tree import OverlayTree, SourceTree

if TYPE_CHECKING:
    from analysis.sources.git_objects import GitObjects

MAX_READ = 100_000
"""Objects read for one repository; further back than that nobody looks for a name."""
MAX_VISITED = 600_000
"""Commits looked at for all questions about one repository."""
MAX_CHANGED = 500
"""Files that one commit may change; more is an import of another project's sources."""
MAX_FOLDERS = 5_000
"""Folders that one commit may change: a few small ones can hold each other without end."""
_TREES_BYTES = 48 * 2**20
_COMMIT, _TREE, _BLOB = 1, 2, 3


def history_of(tree: SourceTree) -> History:
    """The history of a folder that is, or is in, a git work tree; of an overlay that of its base.

    That of a revision ends there. Nothing is read before the first question.
    """
    while isinstance(tree, OverlayTree):
        tree = tree.base
    if isinstance(tree, RevisionTree):
        return FolderHistory(tree.top, tree.revision.commit)
    return FolderHistory(tree.top) if isinstance(tree, DirectoryTree) else NO_HISTORY


class FolderHistory:
    """The history of one folder, up to `commit` or else HEAD.

    What was read is shared as long as HEAD stays where it is.
    """

    def __init__(self, folder: str, commit: str | None = None) -> None:
        self._folder = folder
        self._commit = commit
        self.asked: str | None = None

    @functools.cached_property
    def _git(self) -> tuple[GitHistory, str] | None:
        place = (find_git if self._commit is None else find_repository)(self._folder)
        self.asked = "" if place is None else place.state(self._commit)
        head = self._commit or (place.head() if place is not None else None)
        if place is None or head is None:
            return None
        prefix = place.path_in(self._folder)
        return _git_history(place, head, self.asked), f"{prefix}/" if prefix else ""

    def versions(self, path: str) -> Iterator[Version]:
        if self._git is not None:
            git, prefix = self._git
            for found in git.versions(prefix + path):
                yield Version(path, found.content, found.revision, found.replaced_in)

    def changes(self, version: Version) -> tuple[Change, ...]:
        if self._git is None:
            return ()
        git, prefix = self._git
        return tuple(
            Change(change.path.removeprefix(prefix), change.before, change.after)
            for change in git.changes(version)
            if change.path.startswith(prefix)
        )

    def read(self, content: str) -> bytes | None:
        return None if self._git is None else self._git[0].read(content)

    def committed(self, path: str) -> str | None:
        """The id of a file's content in the newest commit; None where it has no such file.

        "" where nobody can tell, as the commit can't be read.
        """
        if self._git is None:
            return None
        git, prefix = self._git
        return git.committed(prefix + path)


@functools.lru_cache(maxsize=2)
def _git_history(place: GitPlace, head: str, state: str) -> GitHistory:
    return GitHistory(place, head)


_UNREADABLE = b""
_NO_TREE = (_UNREADABLE, False)


class GitHistory:
    """Walks from one commit back; whatever is damaged or too large is as if it were not there."""

    def __init__(self, place: GitPlace, head: str) -> None:
        self._place = place
        self._head = bytes.fromhex(head)
        self._lock = threading.RLock()
        self._commits: dict[bytes, CommitHead] = {}
        self._entries: dict[tuple[bytes, bytes], tuple[bytes, bool] | None] = {}
        self._trees: dict[bytes, bytes] = {}
        self._trees_bytes = 0
        self._read = 0
        self._visited = 0
        self._told: dict[str, tuple[list[Version], Iterator[Version]]] = {}
        self._changes: dict[tuple[str, str], tuple[Change, ...]] = {}

    def versions(self, path: str) -> Iterator[Version]:
        # Those who try repairs ask the same again and again.
        with self._lock:
            if path not in self._told:
                self._told[path] = ([], self._versions(path))
        told, more = self._told[path]
        for at in itertools.count():
            with self._lock:
                if at == len(told):
                    found = next(more, None)
                    if found is None:
                        return
                    told.append(found)
            yield told[at]

    def _versions(self, path: str) -> Iterator[Version]:
        parts = tuple(part.encode("utf-8", "surrogatepass") for part in path.split("/"))
        for content, commit, replaced_in in self._walk(parts):
            replaced = None if replaced_in is None else self._revision(replaced_in)
            yield Version(path, content.hex(), self._revision(commit), replaced)

    def changes(self, version: Version) -> tuple[Change, ...]:
        if version.replaced_in is None:
            return ()
        pair = (version.revision.commit, version.replaced_in.commit)
        with self._lock:
            if pair not in self._changes:
                before, after = (self._commit(bytes.fromhex(one))[0] for one in pair)
                found = itertools.islice(self._compare(before, after), MAX_CHANGED)
                self._changes[pair] = tuple(sorted(found, key=lambda change: change.path))
            return self._changes[pair]

    def read(self, content: str) -> bytes | None:
        with self._lock:
            return self._object(bytes.fromhex(content), _BLOB)

    def committed(self, path: str) -> str | None:
        """As `FolderHistory.committed`; the path counts from the top of the work tree."""
        with self._lock:
            if self._commit(self._head) is UNKNOWN:
                return ""
            parts = tuple(part.encode("utf-8", "surrogateescape") for part in path.split("/"))
            found = self._at(self._head, parts)
        return None if found is None else found.hex()

    # The walk

    def _walk(self, path: tuple[bytes, ...]) -> Iterator[tuple[bytes, bytes, bytes | None]]:
        """(content, the last commit with it, the one that replaced it), as git log simplifies."""
        newest = self._at(self._head, path)
        if newest is _UNREADABLE:
            return
        told = {newest}
        if newest is not None:
            yield newest, self._head, None
        pending = [(-self._commit(self._head)[2], self._head, newest)]
        seen = {self._head}
        while pending:
            _, commit, here = heapq.heappop(pending)
            self._visited += 1
            if self._visited > MAX_VISITED:
                return
            there = [
                (parent, content)
                for parent in self._commit(commit)[1]
                # What can't be read would look as if everything had been removed after it.
                if (content := self._at(parent, path)) is not _UNREADABLE
            ]
            follow = [item for item in there if item[1] == here][:1]
            if here is None or not follow:
                for parent, content in there:
                    if content is not None and content not in told:
                        told.add(content)
                        yield content, parent, commit
            for parent, content in follow or there:
                if parent not in seen:
                    seen.add(parent)
                    heapq.heappush(pending, (-self._commit(parent)[2], parent, content))

    def _at(self, commit: bytes, path: tuple[bytes, ...]) -> bytes | None:
        """The id of the file that stands at a path; _UNREADABLE where nobody can tell."""
        found = self._commit(commit)[0]
        for part in path[:-1]:
            entry = self._entry(found, part)
            if entry is None or entry is _NO_TREE:
                return None if entry is None else _UNREADABLE
            found, is_folder = entry
            if not is_folder:
                return None
        entry = self._entry(found, path[-1])
        if entry is _NO_TREE:
            return _UNREADABLE
        return None if entry is None or entry[1] else entry[0]

    def _entry(self, tree: bytes, name: bytes) -> tuple[bytes, bool] | None:
        """(id, whether it is a folder) of an entry of a folder; links and the like are none."""
        key = (tree, name)
        if key not in self._entries:
            content = self._tree(tree)
            self._entries[key] = (
                _NO_TREE if content is None else entry_of(content, name, len(self._head))
            )
        return self._entries[key]

    # What a commit changed

    def _compare(self, before: bytes, after: bytes) -> Iterator[Change]:
        pending: list[tuple[str, bytes | None, bytes | None]] = [("", before, after)]
        for _ in range(MAX_FOLDERS):
            if not pending:
                return
            folder, was, now = pending.pop()
            old, new = self._listed(was), self._listed(now)
            if old is None or new is None:
                continue
            for name in sorted(old.keys() | new.keys()):
                one, other = old.get(name), new.get(name)
                if one == other:
                    continue
                path = folder + name
                folders = [item[0] if item and item[1] else None for item in (one, other)]
                files = [item[0].hex() if item and not item[1] else None for item in (one, other)]
                if any(folders):
                    pending.append((f"{path}/", folders[0], folders[1]))
                if any(files) and name.endswith(".py"):
                    yield Change(path, files[0], files[1])

    def _listed(self, tree: bytes | None) -> dict[str, tuple[bytes, bool]] | None:
        content = b"" if tree is None else self._tree(tree)
        if content is None:
            return None
        return {
            name.decode("utf-8", "replace"): (identity, mode in FOLDERS)
            for mode, name, identity in entries_of(content, len(self._head))
            if mode in (*FOLDERS, *FILES)
        }

    # Objects

    @functools.cached_property
    def _objects(self) -> GitObjects:
        # Costs as much as a small analysis, and only broken imports ask.
        from analysis.sources.git_objects import GitObjects

        return GitObjects(f"{self._place.common}/objects", len(self._head) * 2)

    def _object(self, identity: bytes, kind: int) -> bytes | None:
        from analysis.sources.git_objects import UNREADABLE

        self._read += 1
        if not identity or self._read > MAX_READ:
            return None
        try:
            found, content = self._objects.read(identity)
        except UNREADABLE:
            return None
        return content if found == kind else None

    def _commit(self, identity: bytes) -> CommitHead:
        if identity not in self._commits:
            content = self._object(identity, _COMMIT)
            self._commits[identity] = UNKNOWN if content is None else commit_head(content)
        return self._commits[identity]

    def _tree(self, identity: bytes) -> bytes | None:
        found = self._trees.get(identity)
        if found is None:
            found = self._object(identity, _TREE)
            if found is None:
                return None
            self._trees_bytes += len(found)
            if self._trees_bytes > _TREES_BYTES:
                self._trees.clear()
                self._trees_bytes = len(found)
            self._trees[identity] = found
        return found

    def _revision(self, identity: bytes) -> Revision:
        return revision_of(identity.hex(), self._object(identity, _COMMIT) or b"")
