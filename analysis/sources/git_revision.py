"""Revisions of a git repository: found by the names that people give them, read from its objects.

Nothing is checked out, git is not run, and nothing of the repository's configuration is read.
"""

from __future__ import annotations

import difflib
import os
import re
from collections.abc import Iterator
from pathlib import Path

import msgspec

from analysis.sources.errors import SourceError
from analysis.sources.git_format import UNKNOWN
from analysis.sources.git_place import GitPlace, find_repository
from analysis.sources.git_refs import all_refs, find_ref, is_reftable
from analysis.sources.git_store import GitStore, store_of
from analysis.sources.history import Revision
from analysis.sources.printable import printable
from analysis.sources.revision_name import RevisionName, Step, parse_revision
from analysis.sources.revision_tree import RevisionTree
from analysis.sources.revision_walk import read_revision

MOST_NAMED = 1_000
"""Branches and tags that are listed."""
MOST_BACK = 1_000_000
_WHOLE_ID = re.compile(r"[0-9a-fA-F]{40}|[0-9a-fA-F]{64}")
_SHORT_ID = re.compile(r"(?:.+-[0-9]+-g)?([0-9a-fA-F]{4,64})")
_KINDS = {"refs/heads/": "branch", "refs/remotes/": "branch", "refs/tags/": "tag"}


class Named(msgspec.Struct, frozen=True):
    """A branch or a tag, as one may write it after the @; `kind` says which."""

    name: str
    kind: str
    revision: Revision


def open_revision(folder: str | Path, revision: str, label: str | None = None) -> RevisionTree:
    """What stood in a folder at a revision, as a source tree.

    `folder` is, or is inside of, a work tree of git, or a bare repository; only what is below it is
    read. Raises SourceError, with one sentence, where that can't be, or there was no Python then.
    """
    repository = Repository(folder)
    found = repository.resolve(revision)
    return repository.tree(found, f"{folder}@{revision}" if label is None else label)


def resolve_revision(folder: str | Path, revision: str) -> Revision:
    """The commit that is meant: a branch, a tag, HEAD, an id or its beginning, and `~n`, `^n`.

    Raises SourceError, with one sentence, where there is none, or more than one.
    """
    return Repository(folder).resolve(revision)


def recent_revisions(folder: str | Path, most: int) -> tuple[Revision, ...]:
    """HEAD and its first parents, the newest first; none where nothing is committed yet.

    Raises SourceError where the folder is in no git repository.
    """
    repository = Repository(folder)
    head = repository.place.head()
    if head is None:
        return ()
    store = repository.store(len(head))
    found: list[Revision] = []
    for commit in repository.first_parents(bytes.fromhex(head)):
        if len(found) == most:
            break
        found.append(store.revision(commit))
    return tuple(found)


def branches_and_tags(folder: str | Path) -> tuple[Named, ...]:
    """The first branches, also those of remotes, and tags, by kind and name.

    Raises SourceError where the folder is in no git repository.
    """
    repository = Repository(folder)
    found: list[Named] = []
    for full, identity in all_refs(repository.place).items():
        start = next((start for start in _KINDS if full.startswith(start)), None)
        if start is None or full.endswith("/HEAD"):
            continue
        store = repository.store(len(identity))
        commit = store.commit_of(bytes.fromhex(identity))
        if commit is not None:
            name = printable(full.removeprefix(start))
            found.append(Named(name, _KINDS[start], store.revision(commit)))
        if len(found) == MOST_NAMED:
            break
    return tuple(sorted(found, key=lambda each: (each.kind, each.name)))


class Repository:
    """The repository that a folder is, or is in. Raises SourceError where it is in none."""

    def __init__(self, folder: str | Path) -> None:
        self.shown = printable(str(folder))
        try:
            self.top = os.path.realpath(Path(folder).expanduser())
        except (OSError, RuntimeError, ValueError) as error:
            raise SourceError(f"{self.shown}: no such folder") from error
        if not Path(self.top).is_dir():
            missing = "no such folder" if not Path(self.top).exists() else "not a folder"
            raise SourceError(f"{self.shown}: {missing}")
        place = find_repository(self.top)
        if place is None:
            raise SourceError(f"{self.shown} is in no git repository: it has no revisions")
        self.place: GitPlace = place
        self.prefix = place.path_in(self.top)

    def store(self, id_length: int) -> GitStore:
        """Its objects."""
        return store_of(self.place, id_length)

    def tree(self, revision: Revision, label: str) -> RevisionTree:
        """What stood in the folder at a revision. Raises SourceError."""
        store = self.store(len(revision.commit))
        return read_revision(store, self.top, self.prefix, revision, label)

    def resolve(self, text: str) -> Revision:
        """As `resolve_revision`."""
        name = parse_revision(text)
        found = self._base(name.base)
        store = self.store(len(found) * 2)
        commit = store.commit_of(found)
        if commit is None:
            raise SourceError(self._not_here(store, found))
        for step in name.steps:
            commit = self._back(store, commit, step, name)
        return store.revision(commit)

    def first_parents(self, commit: bytes) -> Iterator[bytes]:
        """A commit, its first parent, and so on, as far as the repository reaches."""
        store = self.store(len(commit) * 2)
        ends = self.place.shallow()
        for _ in range(MOST_BACK):
            found = store.commit(commit)
            if found is UNKNOWN:
                return
            yield commit
            if commit.hex() in ends or not found[1]:
                return
            commit = found[1][0]

    def _base(self, base: str) -> bytes:
        """The object that a name without steps stands for."""
        if _WHOLE_ID.fullmatch(base):
            return bytes.fromhex(base)
        found = find_ref(self.place, base)
        if found is not None:
            return bytes.fromhex(found)
        short = _SHORT_ID.fullmatch(base)
        if short is not None:
            commits = self._beginning(short[1].lower())
            if len(commits) > 1:
                listed = ", ".join(each.hex()[: max(12, len(short[1]) + 2)] for each in commits[:5])
                more = f" and {len(commits) - 5} more" if len(commits) > 5 else ""
                raise SourceError(
                    f"the revision {base!r} is not clear: {len(commits)} commits begin so: "
                    f"{listed}{more}"
                )
            if commits:
                return commits[0]
        raise SourceError(self._unknown(base))

    def _beginning(self, digits: str) -> list[bytes]:
        """The commits, or tags of commits, whose ids begin so."""
        store = self.store(self._id_length())
        return [each for each in store.beginning(digits) if store.commit_of(each) is not None]

    def _id_length(self) -> int:
        """40 digits or, in newer repositories, 64: any reference tells which."""
        known = self.place.head() or next(iter(all_refs(self.place).values()), "")
        return len(known) or 40

    def _back(self, store: GitStore, commit: bytes, step: Step, name: RevisionName) -> bytes:
        ends = self.place.shallow()
        for _ in range(step.times):
            found = store.commit(commit)
            short = commit.hex()[:10]
            if found is UNKNOWN:
                raise SourceError(self._not_here(store, commit))
            if commit.hex() in ends:
                raise SourceError(
                    f"{self.shown} is a shallow clone that ends at {short}: what was before "
                    "is not in it (git fetch --unshallow)"
                )
            parents = found[1]
            if not parents:
                raise SourceError(f"{short} is the first commit: nothing is before it")
            if step.parent > len(parents):
                raise SourceError(f"{short} has no parent number {step.parent}")
            commit = parents[step.parent - 1]
        return commit

    def _not_here(self, store: GitStore, identity: bytes) -> str:
        short = identity.hex()[:10]
        if store.size(identity) is not None:
            return f"{short} is no commit, or it is damaged"
        borrows = Path(self.place.common, "objects/info/alternates").exists()
        why = " (those that it borrows from another repository are left alone)" if borrows else ""
        return f"{self.shown} has no commit {short} among its objects{why}"

    def _unknown(self, base: str) -> str:
        shown = repr(printable(base[:60]))
        if is_reftable(self.place):
            return (
                f"{self.shown} keeps its branches and tags in a reftable, which is not read: "
                "name the revision by its id"
            )
        if base == "HEAD":
            return f"{self.shown} has no revision yet: nothing is committed"
        names = [_short_name(full) for full in all_refs(self.place)]
        near = difflib.get_close_matches(base[:60], [*names, "HEAD"], n=3, cutoff=0.6)
        hint = f"; did you mean {' or '.join(map(printable, dict.fromkeys(near)))}?" if near else ""
        return f"{self.shown} has no revision {shown}{hint}"


def _short_name(full: str) -> str:
    return next((full.removeprefix(start) for start in _KINDS if full.startswith(start)), full)
