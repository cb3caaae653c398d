"""Reads and extracts every file of a tree, in several processes where that pays."""

from __future__ import annotations

import gc
import multiprocessing
import os
import threading
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from typing import NamedTuple

import msgspec

from analysis.checkpoint import checkpoint
from analysis.extract.apart import LARGE, extract_apart
from analysis.extract.cache.facts import (
    Remembered,
    decode_facts,
    digest_of,
    encode_facts,
)
from analysis.extract.cache.layer import Place
from analysis.extract.facts import FileFacts, Problem
from analysis.extract.module import extract, extract_notebook
from analysis.sources.layout import Kind, ModuleFile
from analysis.sources.tree import SourceTree

WORTH_A_PROCESS = 1_500_000
"""Bytes of source below which starting workers costs more than it saves."""

SOURCES = frozenset({Kind.MODULE, Kind.PACKAGE, Kind.STUB, Kind.NOTEBOOK})


_encode_batch = msgspec.msgpack.Encoder().encode
_decode_batch = msgspec.msgpack.Decoder(list[tuple[bytes, memoryview]]).decode


class _File(NamedTuple):
    path: str
    notebook: bool


class _Found(NamedTuple):
    """The facts of a file; `digest` is empty where none is needed or the file can't be read."""

    digest: bytes
    facts: FileFacts
    encoded: bytes | memoryview
    """Empty where the facts are kept already."""


def scan(
    tree: SourceTree,
    files: Iterable[ModuleFile],
    known: Mapping[str, FileFacts],
    jobs: int | None = None,
    remembered: Remembered | None = None,
) -> dict[str, FileFacts]:
    """The facts of each file that has source, by path; those in `known` are not read again.

    Nor are those which are `remembered`; the others are, from then on.
    """
    found: dict[str, FileFacts] = {}
    places: dict[str, Place] = {}
    pending: list[_File] = []
    for file in files:
        if file.kind not in SOURCES:
            continue
        facts = known.get(file.path)
        if remembered is not None:
            stamp = tree.lasting_stamp(file.path)
            digest = remembered.digest_at(file.path, stamp)
            if digest is not None:
                facts = facts or remembered.facts(digest)
                if facts is not None:
                    # Of a known file, too: what has no place is not kept for the next time.
                    places[file.path] = Place(digest, stamp)
        if facts is not None:
            found[file.path] = facts
        else:
            pending.append(_File(file.path, file.kind is Kind.NOTEBOOK))
    new: dict[bytes, bytes | memoryview] = {}
    for at, (path, read) in enumerate(_Reading(tree, remembered).read_all(pending, jobs)):
        checkpoint(at / len(pending))
        found[path] = read.facts
        if read.digest:
            # What was read is what was listed, or the stamp says nothing of it.
            stamp = tree.lasting_stamp(path) if tree.is_unchanged(path) else None
            places[path] = Place(read.digest, stamp)
            if read.encoded:
                new[read.digest] = read.encoded
    if remembered is not None:
        remembered.keep(places, new)
    return found


class _Reading:
    """Reads files of a tree, here or in workers; the answer is the same."""

    def __init__(self, tree: SourceTree, remembered: Remembered | None) -> None:
        self._tree = tree
        self._remembered = remembered

    def read_all(self, files: list[_File], jobs: int | None = None) -> Iterator[tuple[str, _Found]]:
        """Each file, in any order."""
        jobs = jobs or os.cpu_count() or 1
        # Forking a process that has threads (the app's server) can deadlock; one process is safe.
        if jobs > 1 and threading.active_count() == 1 and "fork" in _START_METHODS:
            sizes = {file: self._size(file.path) for file in files}
            if sum(sizes.values()) > WORTH_A_PROCESS:
                # Largest files first, dealt in turn: no worker is left with the heavy end.
                ordered = sorted(files, key=lambda file: (-sizes[file], file.path))
                parts = jobs * 16
                chunks = [ordered[start::parts] for start in range(min(parts, len(ordered)))]
                return self._read_in_workers(chunks, jobs)
        return ((file.path, self._read_here(file)) for file in files)

    def read(self, file: _File) -> tuple[bytes, FileFacts | None]:
        """The digest of a file and its facts, None where these are kept already."""
        try:
            source = self._tree.read(file.path)
        except (OSError, KeyError) as error:
            problem = Problem(type(error).__name__, f"can't be read: {error}", None)
            return b"", FileFacts(problem=problem)
        digest = b""
        if self._remembered is not None:
            digest = digest_of(source, file.notebook)
            if digest in self._remembered:
                return digest, None
        if len(source) > LARGE and threading.active_count() > 1:
            facts = extract_apart(source, file.notebook)
            if facts is not None:
                return digest, facts
            # Next time there may be more memory: this is not to be remembered.
            problem = Problem("MemoryError", "too large for the memory that there is", None)
            return b"", FileFacts(problem=problem, lines=source.count(b"\n") + 1)
        return digest, extract_notebook(source) if file.notebook else extract(source)

    def _read_here(self, file: _File) -> _Found:
        digest, facts = self.read(file)
        if facts is None:
            return self._recall(file, digest)
        return _Found(digest, facts, encode_facts(facts) if digest else b"")

    def _read_in_workers(
        self, chunks: list[list[_File]], jobs: int
    ) -> Iterator[tuple[str, _Found]]:
        """The children inherit the tree and what is remembered; they send back facts only."""
        with ProcessPoolExecutor(
            min(jobs, len(chunks)),
            multiprocessing.get_context("fork"),
            initializer=_start_worker,
            initargs=(self, chunks),
        ) as pool:
            for chunk, batch in zip(chunks, pool.map(_work, range(len(chunks))), strict=True):
                for file, (digest, encoded) in zip(chunk, _decode_batch(batch), strict=True):
                    if encoded:
                        yield file.path, _Found(digest, decode_facts(encoded), encoded)
                    else:
                        yield file.path, self._recall(file, digest)

    def _recall(self, file: _File, digest: bytes) -> _Found:
        assert self._remembered is not None
        facts = self._remembered.facts(digest)
        if facts is None:
            # Kept, and not to be decoded: as if it were not.
            return _Reading(self._tree, None)._read_here(file)
        return _Found(digest, facts, b"")

    def _size(self, path: str) -> int:
        stamp = self._tree.stamp(path)
        if stamp is not None:
            return stamp.size
        try:
            return len(self._tree.read(path))
        except (OSError, KeyError):
            return 0


_START_METHODS = frozenset(multiprocessing.get_all_start_methods())

_inherited: tuple[_Reading, list[list[_File]]]
"""What a worker was started with."""


def _start_worker(reading: _Reading, chunks: list[list[_File]]) -> None:
    global _inherited
    gc.disable()
    _inherited = (reading, chunks)


def _work(number: int) -> bytes:
    reading, chunks = _inherited
    read = [reading.read(file) for file in chunks[number]]
    return _encode_batch(
        [(digest, b"" if facts is None else encode_facts(facts)) for digest, facts in read]
    )
