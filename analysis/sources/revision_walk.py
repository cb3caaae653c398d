"""From the folders of a commit to its source tree, by the rules that hold for folders on disk."""

from __future__ import annotations

from collections.abc import Iterator

from analysis.sources.errors import SourceError
from analysis.sources.git_format import FILES, FOLDERS, entries_of
from analysis.sources.git_store import GitStore
from analysis.sources.history import Revision
from analysis.sources.printable import printable
from analysis.sources.relevance import (
    BUILD_OUTPUT,
    MAX_FILE_BYTES,
    MAX_FILES,
    TOO_DEEP,
    TOO_LARGE,
    has_source,
    is_build_output,
    is_environment,
    is_relevant_file,
    is_skipped_folder,
    is_too_deep,
)
from analysis.sources.revision_tree import RevisionTree
from analysis.sources.tree import Skipped, parents

LONGEST_PATH = 4_096
"""Bytes of a path; a longer one could not be checked out."""
MAX_ENTRIES = 1_000_000
"""Entries of all folders: a few small ones can hold each other almost without end."""
_LINK, _SUBMODULE = b"120000", b"160000"
_NOT_HERE = "not among the objects of this clone"


def read_revision(
    store: GitStore, top: str, prefix: str, revision: Revision, label: str
) -> RevisionTree:
    """What stood in a folder at a revision; `prefix` is what git calls the folder.

    Raises SourceError where it was not there, or had no Python.
    """
    folder = store.commit(bytes.fromhex(revision.commit))[0]
    if prefix:
        entry = store.entry_at(folder, prefix)
        if entry is None or not entry[1]:
            raise SourceError(f"the revision {revision.short} has no folder {printable(prefix)}")
        folder = entry[0]
    if store.tree(folder) is None:
        raise SourceError(f"the revision {revision.short} is not whole: {_NOT_HERE}")
    walk = _Walk(store)
    walk.run(folder)
    if not has_source(walk.blobs):
        raise SourceError(f"{printable(label)} has no Python files")
    return RevisionTree(
        *(store, top, folder, revision, label),
        blobs=walk.blobs,
        folders=walk.folders(),
        skipped=walk.skipped,
    )


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
                if is_skipped_folder(name):
                    continue
                if is_too_deep(path):
                    self._with_files.add(folder)
                    self._skip(path, TOO_DEEP)
                else:
                    self._pending.append((path, identity))
                continue
            self._with_files.add(folder)
            if mode == _SUBMODULE:
                if not is_skipped_folder(name):
                    self._skip(path, "a submodule: another repository")
            elif mode == _LINK:
                self._links.append((path, identity))
            elif is_relevant_file(path):
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
