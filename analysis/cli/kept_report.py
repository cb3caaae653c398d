"""The report of an audit from an earlier run, where nothing that it depends on has changed."""

from __future__ import annotations

import hashlib

import msgspec

from analysis.extract.cache.folder import CacheFolder, repository_id
from analysis.extract.cache.sealed import Damaged, seal, unseal
from analysis.extract.cache.version import version_of_reports
from analysis.sources.directory import DirectoryTree
from analysis.sources.errors import SourceError
from analysis.sources.git_place import state_of
from analysis.sources.revision_tree import RevisionTree
from analysis.sources.tree import SourceTree

DIGEST_BYTES = 16


class Report(msgspec.Struct, frozen=True):
    """A report: `parts` are the text around each place where the seconds of the run stand."""

    parts: tuple[str, ...]
    code: int

    def text(self, seconds: float) -> str:
        return repr(round(seconds, 3)).join(self.parts)


class _Head(msgspec.Struct, frozen=True, array_like=True):
    state: bytes
    """Everything that the walk has seen."""
    unsettled: list[tuple[str, bytes]]
    """The content of the files whose stamp does not speak for it."""
    code: int
    lengths: list[int]
    git: str | None = None
    """Where the repository stood, if the report says anything of its past."""


_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(_Head).decode


def kept_report(
    folder: CacheFolder | None, tree: SourceTree, question: tuple[object, ...]
) -> KeptReport | None:
    """Where the answer to a question about a tree is kept; None where it can't be.

    `question` is all that a report depends on beside the tree.
    """
    version = version_of_reports() if folder is not None else None
    if folder is None or version is None or not isinstance(tree, DirectoryTree | RevisionTree):
        return None
    try:
        return KeptReport(folder, tree, _digest(repr(question).encode()).hex(), version)
    except SourceError:
        return None


class KeptReport:
    """The place of one report in the cache. Raises SourceError where a file can't be read."""

    def __init__(
        self,
        folder: CacheFolder,
        tree: DirectoryTree | RevisionTree,
        question: str,
        version: bytes,
    ) -> None:
        self._folder = folder
        self._tree = tree
        self._name = f"{repository_id(tree.top)}-{question}.report"
        self._version = version
        self._state = _state(tree)
        # Before anything is analysed: what is read later is compared with this.
        self._unsettled = [
            (path, _digest(tree.read(path)))
            for path in tree.paths()
            if tree.lasting_stamp(path) is None
        ]

    def find(self) -> Report | None:
        """The report, where the tree is the one that it was made of."""
        data = self._folder.read(self._name)
        if data is None:
            return None
        try:
            opened = unseal(data, self._version)
            if opened is None:
                return None
            head = _decode(opened.head)
            if head.state != self._state:
                return None
            parts, start = [], 0
            for length in head.lengths:
                parts.append(str(opened.body[start : start + length], "utf-8", "surrogatepass"))
                start += length
            if start != len(opened.body):
                raise Damaged
        except (Damaged, msgspec.DecodeError, ValueError, RecursionError):
            self._folder.damaged(self._name)
            return None
        if not self._has(head.unsettled):
            return None
        if head.git is not None and head.git != self._past():
            return None
        report = Report(tuple(parts), head.code)
        if len(self._unsettled) < len(head.unsettled):
            # By now their stamps speak for what was just compared.
            self._write(report, head.git)
        return report

    def keep(self, report: Report, git: str | None) -> None:
        """Keeps a report, unless a file has changed since the tree was walked.

        `git` is the state of the repository whose past the report tells of, if it does.
        """
        if isinstance(self._tree, RevisionTree):
            self._write(report, git)
            return
        try:
            # A file that came since then is in no walk that this report will be found by.
            same = self._tree.is_as_walked() and all(
                _digest(self._tree.read(path)) == digest for path, digest in self._unsettled
            )
        except SourceError:
            return
        if same:
            self._write(report, git)

    def _past(self) -> str:
        tree = self._tree
        return state_of(tree.top, tree.revision.commit if isinstance(tree, RevisionTree) else None)

    def _has(self, unsettled: list[tuple[str, bytes]]) -> bool:
        known = dict(self._unsettled)
        if not known.keys() <= dict(unsettled).keys():
            return False
        try:
            return all(
                (known[path] if path in known else _digest(self._tree.read(path))) == digest
                for path, digest in unsettled
            )
        except SourceError:
            return False

    def _write(self, report: Report, git: str | None) -> None:
        parts = [part.encode("utf-8", "surrogatepass") for part in report.parts]
        head = _Head(self._state, self._unsettled, report.code, list(map(len, parts)), git)
        self._folder.write(self._name, seal(self._version, _encode(head), list(parts)))


def _state(tree: SourceTree) -> bytes:
    paths = tree.paths()
    return _digest(_encode([paths, [*map(tree.stamp, paths)], tree.folders(), tree.skipped]))


def _digest(content: bytes) -> bytes:
    return hashlib.blake2b(content, digest_size=DIGEST_BYTES).digest()
