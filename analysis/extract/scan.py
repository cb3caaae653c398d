"""Reads and extracts every file of a tree, in several processes where that pays."""

from __future__ import annotations

import gc
import multiprocessing
import os
import threading
from collections.abc import Iterable, Mapping
from concurrent.futures import ProcessPoolExecutor

import msgspec

from analysis.extract.facts import FileFacts, Problem
from analysis.extract.module import extract, extract_notebook
from analysis.sources.layout import Kind, ModuleFile
from analysis.sources.tree import SourceTree

WORTH_A_PROCESS = 1_500_000
"""Bytes of source below which starting workers costs more than it saves."""

SOURCES = frozenset({Kind.MODULE, Kind.PACKAGE, Kind.STUB, Kind.NOTEBOOK})

_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(list[FileFacts]).decode


def scan(
    tree: SourceTree,
    files: Iterable[ModuleFile],
    known: Mapping[str, FileFacts],
    jobs: int | None = None,
) -> dict[str, FileFacts]:
    """The facts of each file that has source, by path; those in `known` are not read again."""
    found = {}
    to_read: list[tuple[str, bytes, bool]] = []
    for file in files:
        if file.kind not in SOURCES:
            continue
        if file.path in known:
            found[file.path] = known[file.path]
            continue
        try:
            to_read.append((file.path, tree.read(file.path), file.kind is Kind.NOTEBOOK))
        except (OSError, KeyError) as error:
            problem = Problem(type(error).__name__, f"can't be read: {error}", None)
            found[file.path] = FileFacts(problem=problem)
    jobs = jobs or os.cpu_count() or 1
    size = sum(len(source) for _, source, _ in to_read)
    # Forking a process that has threads (the app's server) can deadlock; one process is safe.
    parallel = jobs > 1 and size > WORTH_A_PROCESS and threading.active_count() == 1
    if parallel and "fork" in multiprocessing.get_all_start_methods():
        found |= _in_processes(to_read, jobs)
    else:
        found |= _in_this_process(to_read)
    return found


def _in_this_process(to_read: list[tuple[str, bytes, bool]]) -> dict[str, FileFacts]:
    """Without the cycle collector, which would walk all facts again and again to find nothing."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        return {
            path: extract_notebook(source) if notebook else extract(source)
            for path, source, notebook in to_read
        }
    finally:
        if collecting:
            gc.enable()


def _in_processes(to_read: list[tuple[str, bytes, bool]], jobs: int) -> dict[str, FileFacts]:
    """Largest files first, dealt in turn, so that no worker is left with the heavy end."""
    ordered = sorted(to_read, key=lambda item: (-len(item[1]), item[0]))
    parts = jobs * 4
    chunks = [chunk for chunk in (ordered[start::parts] for start in range(parts)) if chunk]
    found: dict[str, FileFacts] = {}
    context = multiprocessing.get_context("fork")
    with ProcessPoolExecutor(jobs, context, initializer=gc.disable) as pool:
        batches = pool.map(_extract_chunk, [[item[1:] for item in chunk] for chunk in chunks])
        for chunk, batch in zip(chunks, batches, strict=True):
            found |= zip((path for path, _, _ in chunk), _decode(batch), strict=True)
    return found


def _extract_chunk(chunk: list[tuple[bytes, bool]]) -> bytes:
    return _encode(
        [extract_notebook(source) if notebook else extract(source) for source, notebook in chunk]
    )
