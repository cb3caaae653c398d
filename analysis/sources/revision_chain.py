"""The revisions of a folder that can have changed what is found in it, along the first parents."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from analysis.sources.git_format import FOLDERS, entries_of
from analysis.sources.git_revision import Repository
from analysis.sources.git_store import GitStore
from analysis.sources.history import Revision
from analysis.sources.relevance import is_relevant_file, is_skipped_folder

MOST_VISITED = 20_000
"""Commits that are looked through for those that change anything."""
_MOST_FOLDERS = 20_000
_TELLING = 50

Tell = Callable[[str], None]
"""Is told what is done at the moment; may raise, to end it."""


class Chain(msgspec.Struct, frozen=True):
    """Revisions, the newest first; `ends` is a sentence where there may be more before them."""

    revisions: tuple[Revision, ...]
    ends: str | None = None


def changing_revisions(
    repository: Repository, start: Revision, most: int, tell: Tell = lambda words: None
) -> Chain:
    """The last revisions up to `start` that changed a file of Python, or settings, in the folder.

    What a merge brought is one change, that of the merge.
    """
    store = repository.store(len(start.commit))
    found: list[bytes] = []
    ends: str | None = None
    child: tuple[bytes, bytes | None] | None = None
    last = b""
    for visited, commit in enumerate(repository.first_parents(bytes.fromhex(start.commit))):
        if visited % _TELLING == 0:
            tell(f"looking through {visited:,} commits")
        folder = _folder(store, commit, repository.prefix)
        if child is not None and _differ(store, folder, child[1]):
            found.append(child[0])
            if len(found) == most:
                break
        if visited == MOST_VISITED:
            ends = f"only the last {MOST_VISITED:,} commits were looked through"
            break
        child, last = (commit, folder), commit
    else:
        # The last one has nothing before it.
        if child is not None and _differ(store, None, child[1]):
            found.append(child[0])
        ends = _why_it_ends(repository, store, last)
    return Chain(tuple(store.revision(commit) for commit in found), ends)


def _why_it_ends(repository: Repository, store: GitStore, last: bytes) -> str | None:
    if last.hex() in repository.place.shallow():
        return f"the clone is shallow, and ends at {last.hex()[:10]}"
    if store.commit(last)[1]:
        return f"what was before {last.hex()[:10]} can't be read"
    return None


def _folder(store: GitStore, commit: bytes, prefix: str) -> bytes | None:
    """The id of the folder at a commit; None where there was none."""
    top = store.commit(commit)[0]
    entry = store.entry_at(top, prefix) if prefix else (top, True)
    return entry[0] if entry is not None and entry[1] else None


def _differ(store: GitStore, before: bytes | None, after: bytes | None) -> bool:
    """Whether two folders differ in anything that may matter to imports."""
    pending = [("", before, after)]
    for _ in range(_MOST_FOLDERS):
        if not pending:
            return False
        folder, was, now = pending.pop()
        if was == now:
            continue
        old, new = _listed(store, was), _listed(store, now)
        for raw in old.keys() | new.keys():
            one, other = old.get(raw), new.get(raw)
            if one == other:
                continue
            name = raw.decode("utf-8", "replace")
            path = f"{folder}{name}"
            folders = [each[1] if each and each[0] in FOLDERS else None for each in (one, other)]
            if any(folders) and not is_skipped_folder(name):
                pending.append((f"{path}/", folders[0], folders[1]))
            files = [each for each in (one, other) if each and each[0] not in FOLDERS]
            if files and is_relevant_file(path) and not path.endswith(".md"):
                return True
    return True


def _listed(store: GitStore, tree: bytes | None) -> dict[bytes, tuple[bytes, bytes]]:
    content = (store.tree(tree) if tree is not None else None) or b""
    return {name: (mode, each) for mode, name, each in entries_of(content, store.id_bytes)}
