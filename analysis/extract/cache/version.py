"""What a cache file depends on beside its input: the Python that runs us, and our own sources."""

from __future__ import annotations

import functools
import hashlib
import os
import sys
from importlib.machinery import PathFinder
from pathlib import Path

from analysis.extract.cache.sealed import VERSION_BYTES

_OURS = Path(__file__).parents[2]
_PARTS = (".py", ".css", ".js")
"""The files that we are made of: a report as a page has a style and scripts."""
_LIBRARIES = ("msgspec", "networkx", "libcst", "fast_sugiyama", "dulwich", "pyvis")
"""What decides about a report that is not ours."""


@functools.cache
def version_of_facts(extractor: int) -> bytes:
    """Differs where the facts of one file may differ."""
    return _digest(f"facts {extractor}", sys.version, sys.platform, _sources(_OURS / "extract"))


@functools.cache
def version_of_reports() -> bytes | None:
    """Differs where the report of one tree may differ; None where our sources can't be read."""
    sources = _sources(_OURS)
    if not sources:
        return None
    return _digest("report", sys.version, sys.platform, sys.base_prefix, sources, *_libraries())


def _digest(*parts: str) -> bytes:
    text = "\0".join(parts).encode("utf-8", "surrogateescape")
    return hashlib.blake2b(text, digest_size=VERSION_BYTES).digest()


def _sources(folder: Path) -> str:
    """A digest of the content of our modules: installers set their times as they like."""
    digest = hashlib.blake2b(digest_size=VERSION_BYTES)
    for file in sorted(_modules(str(folder))):
        try:
            content = Path(file).read_bytes()
        except OSError:
            return ""
        name = file.removeprefix(str(folder))
        digest.update(f"{name}\0{len(content)}\0".encode("utf-8", "surrogateescape"))
        digest.update(content)
    return digest.hexdigest()


def _modules(folder: str) -> list[str]:
    found = []
    try:
        with os.scandir(folder) as scan:
            for entry in scan:
                if entry.name.endswith(_PARTS):
                    found.append(entry.path)
                elif entry.is_dir() and entry.name != "__pycache__":
                    found += _modules(entry.path)
    except OSError:
        return []
    return found


def _libraries() -> list[str]:
    """A stamp of each library: reinstalling it gives another one."""
    found = []
    for name in _LIBRARIES:
        spec = PathFinder.find_spec(name)
        try:
            status = Path(spec.origin or "").stat() if spec is not None else None
        except OSError:
            status = None
        times = (status.st_size, status.st_mtime_ns, status.st_ctime_ns) if status else ()
        found.append(f"{name} {times}")
    return found
