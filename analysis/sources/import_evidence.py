"""What the imports of some files say about the folders that they start from."""

from __future__ import annotations

import functools
import re
import sys
from collections.abc import Iterable, Iterator

import msgspec

from analysis.sources.errors import SourceError
from analysis.sources.folders import TOP, Folders, join, module_of_file, parent
from analysis.sources.tree import SourceTree

# Enough files to see what a repository's imports start from; a larger one is a sample of itself.
MAX_READ = 1_500
MAX_BYTES = 200_000
MAX_DEPTH = 32

_IMPORT = re.compile(
    rb"^[ \t]*(?:from[ \t]+(?P<dots>\.*)[ \t]*(?P<source>[\w.]*)[ \t]+"
    rb"import[ \t]*(?:\((?P<many>[^)]*)\)|(?P<names>[^#\n]*))"
    rb"|import[ \t]+(?P<modules>[\w., \t]+))",
    re.MULTILINE,
)


class Import(msgspec.Struct, frozen=True):
    """One import as the import system would follow it: dotted parts, then names that may be."""

    parts: tuple[str, ...]
    names: tuple[str, ...]
    level: int


class _Trail(msgspec.Struct, frozen=True):
    """One import of one file: each base it leads somewhere from, and the folders on the way."""

    path: str
    ways: dict[str, tuple[str, ...]]


class Evidence:
    """The imports of some files, followed from each folder that they might start from."""

    def __init__(self, tree: SourceTree, folders: Folders, bases: set[str]) -> None:
        self._tree = tree
        self._folders = folders
        self._bases = bases
        self._names: dict[str, frozenset[str]] = {}
        self._trails: dict[str, list[_Trail]] = {}
        self._relative: dict[str, set[str]] = {}
        self.imports: dict[str, list[Import]] = {}
        """Of each file that was read."""

    def read(self, paths: Iterable[str]) -> None:
        for path in paths:
            try:
                data = self._tree.read(path)
            except (KeyError, SourceError):
                continue
            starts = [base for base in ancestors(path) if base in self._bases]
            every = self.imports[path] = list(imports_of(data[:MAX_BYTES]))
            for found in every:
                if found.level:
                    self._note_relative(path, found.level)
                elif found.parts and found.parts[0] not in sys.stdlib_module_names:
                    self._note(path, starts, found)

    def votes(self, folder: str, accepted: set[str]) -> tuple[int, int]:
        """Files that need `folder` to be a root, and files that spell their way through it."""
        wins: set[str] = set()
        losses = self.relative_to(folder)
        for trail in self._trails.get(folder, ()):
            explained = accepted.intersection(trail.ways)
            if any(folder in trail.ways[base] for base in explained):
                losses.add(trail.path)
            elif folder in trail.ways and not explained:
                wins.add(trail.path)
        return len(wins), len(losses)

    def reaching(self, base: str) -> set[str]:
        """Files with an import that leads somewhere from `base`."""
        return {trail.path for trail in self._trails.get(base, ()) if base in trail.ways}

    def passing(self, folder: str, base: str = TOP) -> set[str]:
        """Files with an import that leads through `folder` from `base`."""
        trails = self._trails.get(folder, ())
        return {trail.path for trail in trails if folder in trail.ways.get(base, ())}

    def relative_to(self, folder: str) -> set[str]:
        """Files with a relative import that needs `folder` to be a package."""
        return set(self._relative.get(folder, ()))

    def _note(self, path: str, starts: list[str], found: Import) -> None:
        ways = {
            base: passed
            for base in starts
            if (passed := self._follow(path, base, found)) is not None
        }
        trail = _Trail(path, ways)
        for folder in {
            *ways,
            *(folder for passed in ways.values() for folder in passed),
        }:
            self._trails.setdefault(folder, []).append(trail)

    def _note_relative(self, path: str, level: int) -> None:
        # `from .x import y` works only below a root, never in one.
        for folder in ancestors(path)[:level]:
            self._relative.setdefault(folder, set()).add(path)

    def _follow(self, importer: str, base: str, found: Import) -> tuple[str, ...] | None:
        """The folders that an import passes through from `base`; None where it leads nowhere."""
        passed: list[str] = []
        folder = base
        for part in found.parts:
            path = join(folder, part)
            if path in self._folders.with_modules:
                passed.append(path)
                # A package answers for its names; one that imports itself may mean a distribution
                # of the same name, unless a submodule bears it out.
                if self._folders.is_package(path) and not importer.startswith(f"{path}/"):
                    return tuple(passed)
                folder = path
            elif part in self._modules_in(folder):
                return tuple(passed) if join(folder, f"{part}.py") != importer else None
            else:
                return None
        # A namespace alone proves nothing: any folder may be called like a distribution.
        for name in found.names:
            if name in self._modules_in(folder) or join(folder, name) in self._folders.with_modules:
                return tuple(passed)
        return None

    def _modules_in(self, folder: str) -> frozenset[str]:
        names = self._names.get(folder)
        if names is None:
            modules = (module_of_file(file) for file in self._folders.files[folder])
            names = frozenset(module[0] for module in modules if module)
            self._names[folder] = names
        return names


def ancestors(path: str) -> list[str]:
    """The folders above a file, the nearest first, down to the top; a hostile depth is cut."""
    found: list[str] = []
    folder = parent(path)
    while folder != TOP and len(found) < MAX_DEPTH:
        found.append(folder)
        folder = parent(folder)
    return [*found, TOP]


def samples(tree: SourceTree, within: set[str]) -> tuple[list[str], list[str]]:
    """Files below the folders of `within`, and others: the shallow first, so many and no more."""
    python = sorted(
        (path for path in tree.paths() if path.endswith(".py")),
        key=lambda path: (path.count("/"), path),
    )
    inner = [path for path in python if not within.isdisjoint(ancestors(path))][:MAX_READ]
    chosen = set(inner)
    outer = [path for path in python if path not in chosen]
    return inner, outer[: MAX_READ - len(inner)]


def imports_of(data: bytes) -> Iterator[Import]:
    """Every import that a line of the text seems to make; a string that looks like one counts."""
    for match in _IMPORT.finditer(data):
        modules = match["modules"]
        if modules is not None:
            yield from _plain(modules)
        else:
            yield _from(match["source"], match["many"] or match["names"] or b"", len(match["dots"]))


# The same few lines stand in hundreds of files.
@functools.lru_cache(maxsize=4096)
def _plain(modules: bytes) -> tuple[Import, ...]:
    words = (module.split() for module in modules.decode("utf-8", "replace").split(","))
    return tuple(Import(tuple(word[0].split(".")), (), 0) for word in words if word)


@functools.lru_cache(maxsize=4096)
def _from(source: bytes, names: bytes, level: int) -> Import:
    module = source.decode("utf-8", "replace")
    words = (name.strip("\\ ").split() for name in names.decode("utf-8", "replace").split(","))
    return Import(
        tuple(module.split(".")) if module else (),
        tuple(word[0] for word in words if word),
        level,
    )
