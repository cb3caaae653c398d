"""The folder of a commit as a source tree: read from git's objects, with nothing checked out."""

from __future__ import annotations

from collections.abc import Iterator

from analysis.sources.errors import SourceError
from analysis.sources.git_format import FILES, FOLDERS, entries_of, entry_of
from analysis.sources.git_store import GitStore
from analysis.sources.history import Revision
from analysis.sources.printable import printable
from analysis.sources.relevance import (
    BUILD_OUTPUT,
    KEPT_SUFFIXES,
    MAX_FILE_BYTES,
    MAX_FILES,
    TOO_LARGE,
    has_source,
    is_build_output,
    is_environment,
    is_relevant_file,
    is_skipped_folder,
)
from analysis.sources.tree import Skipped, Stamp, parents

LONGEST_PATH = 4_096
"""Bytes of a path; a longer one could not be checked out."""
MAX_ENTRIES = 5_000_000
"""Entries of all folders: a few small ones can hold each other almost without end."""
_LINK, _SUBMODULE = b"120000", b"160000"
_NOT_HERE = "not among the objects of this clone"
_PIECE = 63
"""Bits of an id in each of three numbers of a stamp, which are kept as 64 bits."""


class RevisionTree:
    """The relevant files of one commit below `folder`, by the rules that hold for folders on disk.

    Files are read when they are asked for, as they are committed: no filter and no conversion of
    line endings is applied. `top` is the real path of the folder whose repository it is, and
    `prefix` what git calls it. Raises SourceError where that folder is not there or has no Python.
    """

    def __init__(
        self, store: GitStore, top: str, prefix: str, revision: Revision, label: str
    ) -> None:
        self.top = top
        self.prefix = prefix
        self.revision = revision
        self.label = label
        self._store = store
        self._tree = _folder_at(store, revision, prefix)
        walk = _Walk(store)
        walk.run(self._tree)
        self._blobs = walk.blobs
        self._paths = tuple(sorted(walk.blobs))
        self._folders = tuple(sorted(walk.folders()))
        self.skipped = tuple(sorted(walk.skipped, key=lambda skipped: skipped.path))
        if not has_source(self._paths):
            raise SourceError(f"{printable(label)} has no Python files")

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
        tree = self._tree
        *folders, name = path.encode("utf-8", "surrogateescape").split(b"/")
        for folder in folders:
            entry = entry_of(self._store.tree(tree) or b"", folder, self._store.id_bytes)
            if entry is None or not entry[1]:
                return None
            tree = entry[0]
        entry = entry_of(self._store.tree(tree) or b"", name, self._store.id_bytes)
        return None if entry is None or entry[1] else self._store.blob(entry[0])


def _folder_at(store: GitStore, revision: Revision, prefix: str) -> bytes:
    """The id of a folder of a commit. Raises SourceError where there is no such one."""
    found = store.commit(bytes.fromhex(revision.commit))[0]
    for part in prefix.encode("utf-8", "surrogateescape").split(b"/") if prefix else ():
        content = store.tree(found)
        entry = entry_of(content, part, store.id_bytes) if content is not None else None
        if entry is None or not entry[1]:
            raise SourceError(f"the revision {revision.short} has no folder {prefix}")
        found = entry[0]
    if store.tree(found) is None:
        raise SourceError(f"the revision {revision.short} is not whole: {_NOT_HERE}")
    return found


class _Walk:
    """One pass over the folders of a commit; iterative, for they can be deeper than the stack."""

    def __init__(self, store: GitStore) -> None:
        self.blobs: dict[str, tuple[bytes, int]] = {}
        self.skipped: list[Skipped] = []
        self._store = store
        self._entries = 0
        self._with_files: set[str] = set()
        self._links: list[tuple[str, bytes]] = []
        self._pending: list[tuple[str, bytes]] = []

    def run(self, top: bytes) -> None:
        self._pending.append(("", top))
        while self._pending:
            self._enter(*self._pending.pop())
            if len(self.blobs) > MAX_FILES:
                raise SourceError(
                    f"more than {MAX_FILES:,} files: name a smaller folder, or the import root"
                )
            if self._entries > MAX_ENTRIES:
                raise SourceError(f"more than {MAX_ENTRIES:,} files and folders: not read")
        self._look_at_links()

    def folders(self) -> set[str]:
        """Those that a checkout would have: git keeps none that is empty."""
        return parents(f"{folder}/x" for folder in self._with_files if folder)

    def _enter(self, folder: str, identity: bytes) -> None:
        content = self._store.tree(identity)
        if content is None:
            self._skip(folder, f"unreadable folder: {_NOT_HERE}")
            return
        entries = list(self._listed(folder, content))
        self._entries += len(entries) + 1
        names = [name for _, name, _ in entries]
        if folder:
            if is_environment(names):
                return
            if is_build_output(folder, names):
                self._skip(folder, BUILD_OUTPUT)
                return
        for mode, name, identity in entries:
            path = f"{folder}/{name}" if folder else name
            if mode in FOLDERS:
                if not is_skipped_folder(name):
                    self._pending.append((path, identity))
                continue
            self._with_files.add(folder)
            if mode == _SUBMODULE:
                if not is_skipped_folder(name):
                    self._skip(path, "a submodule: another repository")
            elif mode == _LINK:
                self._links.append((path, identity))
            elif path.endswith(KEPT_SUFFIXES) or is_relevant_file(path):
                self._add(mode, path, identity)

    def _listed(self, folder: str, content: bytes) -> Iterator[tuple[bytes, str, bytes]]:
        """The entries of a folder that can be checked out."""
        seen = set()
        longest = LONGEST_PATH - len(folder.encode())
        for mode, raw, identity in entries_of(content, self._store.id_bytes):
            try:
                name = raw.decode()
            except UnicodeDecodeError:
                self._skip_undecodable(folder, mode, raw)
                continue
            path = f"{folder}/{name}" if folder else name
            if name in ("", ".", "..") or "/" in name:
                self._skip(path, "a name that leads elsewhere")
            elif len(raw) >= longest:
                self._skip(f"{path[:60]}...", f"a path of more than {LONGEST_PATH:,} bytes")
            elif name in seen:
                self._skip(path, "a second entry of this name")
            else:
                seen.add(name)
                yield mode, name, identity

    def _skip_undecodable(self, folder: str, mode: bytes, raw: bytes) -> None:
        shown = raw.decode("utf-8", "backslashreplace")
        path = f"{folder}/{shown}" if folder else shown
        if mode in FOLDERS:
            if not is_skipped_folder(shown):
                self._with_files.add(folder)
                self._skip(path, "the folder's name is not UTF-8")
            return
        self._with_files.add(folder)
        if is_relevant_file(path):
            self._skip(path, "the name is not UTF-8")

    def _add(self, mode: bytes, path: str, identity: bytes) -> None:
        if mode not in FILES:
            self._skip(path, "not a regular file")
            return
        size = self._store.size(identity)
        if size is None:
            self._skip(path, f"unreadable: {_NOT_HERE}")
        elif size > MAX_FILE_BYTES:
            self._skip(path, TOO_LARGE)
        else:
            self.blobs[path] = (identity, size)

    def _look_at_links(self) -> None:
        folders = self.folders()
        for path, identity in self._links:
            if is_relevant_file(path):
                self._skip(path, "a link")
            elif self._target(path, identity) in folders:
                self._skip(path, "a link to a folder")

    def _target(self, path: str, identity: bytes) -> str:
        """The path in the tree that a link leads to."""
        content = self._store.blob(identity) if (self._store.size(identity) or 0) < 4096 else None
        steps = path.split("/")[:-1]
        for step in (content or b"").decode("utf-8", "replace").rstrip("/").split("/"):
            if step == "..":
                steps = steps[:-1]
            elif step not in ("", "."):
                steps.append(step)
        return "/".join(steps)

    def _skip(self, path: str, reason: str) -> None:
        self.skipped.append(Skipped(path, reason))
