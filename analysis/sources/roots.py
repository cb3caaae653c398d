"""Which folders are on `sys.path`: what the projects declare, else what the imports presume."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator

import msgspec

from analysis.sources.errors import SourceError
from analysis.sources.folders import (
    TOP,
    Folders,
    is_test_path,
    join,
    module_of_file,
    parent,
)
from analysis.sources.project_files import MARKERS, declared_roots, inside, is_project
from analysis.sources.tree import SourceTree

# Enough files to see what a repository's imports start from; a larger one is a sample of itself.
MAX_READ = 1_500
MAX_BYTES = 200_000
MAX_DEPTH = 32

_IMPORT = re.compile(
    rb"^[ \t]*(?:from[ \t]+(?P<dots>\.*)[ \t]*(?P<source>[\w.]*)[ \t]+"
    rb"import[ \t(]+(?P<names>[^#\n]*)"
    rb"|import[ \t]+(?P<modules>[\w., \t]+))",
    re.MULTILINE,
)


class _Import(msgspec.Struct, frozen=True):
    """One import as the import system would follow it: dotted parts, then names that may be."""

    parts: tuple[str, ...]
    names: tuple[str, ...]
    level: int


def explicit_roots(folders: Folders, roots: tuple[str, ...]) -> tuple[str, ...]:
    """The roots that the user named, normalised; SourceError where one is no folder here."""
    found: list[str] = []
    for root in roots:
        path = inside(TOP, root or TOP)
        if path is None or (path != TOP and path not in folders.files):
            raise SourceError(f"the import root {root!r} is no folder of this source")
        found.append(path)
    return tuple(dict.fromkeys(found))


def find_roots(tree: SourceTree, folders: Folders) -> tuple[str, ...]:
    """The import roots in `sys.path` order: the top, declared ones, then by path, tests last."""
    candidates = folders.open_folders()
    declared = _declared(tree, folders, candidates)
    unsure = [folder for folder in candidates if folder not in declared]
    found = (
        [*declared, *_presumed(tree, folders, declared, unsure)] if unsure else declared
    )
    top_declared = [root for root in declared if parent(root) == TOP or root == TOP]
    rest = sorted(
        set(found) - set(top_declared), key=lambda root: (_is_aside(root), root)
    )
    return (*top_declared, *rest)


def _is_aside(root: str) -> bool:
    return is_test_path(f"{root}/x.py") or root.partition("/")[0] in (
        "docs",
        "examples",
    )


def _declared(tree: SourceTree, folders: Folders, candidates: list[str]) -> list[str]:
    allowed = set(candidates)
    found = {TOP: None}
    for folder in candidates:
        names = frozenset(folders.files[folder]).intersection(MARKERS)
        if not names:
            continue
        if is_project(tree, folder, names):
            found[folder] = None
        # A root within a regular package would give its files two names; the package's one counts.
        found |= dict.fromkeys(
            root for root in declared_roots(tree, folder, names) if root in allowed
        )
    return list(found)


def _presumed(
    tree: SourceTree, folders: Folders, declared: list[str], unsure: list[str]
) -> list[str]:
    """Folders that nothing declares, yet whose files import each other as if they were roots."""
    accepted = set(declared)
    evidence = _Evidence(tree, folders, accepted | set(unsure))
    within, elsewhere = _samples(tree, set(unsure))
    evidence.read(within)
    supposed = {folder for folder in unsure if _looks_like_root(folders, folder)}
    if supposed or any(evidence.votes(folder, accepted)[0] for folder in unsure):
        # Only these can be spoken against, so most repositories never come to this reading.
        evidence.read(elsewhere)
    chosen: list[str] = []
    for folder in unsure:
        wins, losses = evidence.votes(folder, accepted)
        if wins > losses or (wins == losses and folder in supposed):
            accepted.add(folder)
            chosen.append(folder)
    return _without_collisions(folders, declared, chosen)


def _looks_like_root(folders: Folders, folder: str) -> bool:
    """A `src` that is no package, or packages below a name that no import statement can spell."""
    name = folder.rpartition("/")[2]
    if name == "src":
        return True
    return (
        not name.isidentifier()
        and not name.startswith(".")
        and any(
            folders.is_package(join(folder, sub)) for sub in folders.subfolders[folder]
        )
    )


def _without_collisions(
    folders: Folders, declared: list[str], chosen: list[str]
) -> list[str]:
    """Presumed roots that would hide each other's modules are none: their files keep long names."""
    carved = {*declared, *chosen}
    owners: dict[str, set[str]] = {}
    for root in carved:
        for name in _module_names(folders, root, carved):
            owners.setdefault(name, set()).add(root)
    hidden = set().union(*(roots for roots in owners.values() if len(roots) > 1))
    return [root for root in chosen if root not in hidden]


_EVERYWHERE = frozenset(
    {"__init__", "__main__", "setup", "conftest", "tests", "test", "noxfile"}
)


def _module_names(folders: Folders, root: str, carved: set[str]) -> Iterator[str]:
    for file in folders.files[root]:
        module = module_of_file(file)
        if module and module[0] not in _EVERYWHERE:
            yield module[0]
    for name in folders.subfolders[root]:
        path = join(root, name)
        if folders.is_package(path) and path not in carved and name not in _EVERYWHERE:
            yield name


class _Trail(msgspec.Struct, frozen=True):
    """One import of one file: each base it leads somewhere from, and the folders on the way."""

    path: str
    ways: dict[str, tuple[str, ...]]


class _Evidence:
    """The imports of some files, followed from each folder that they might start from."""

    def __init__(self, tree: SourceTree, folders: Folders, bases: set[str]) -> None:
        self._tree = tree
        self._folders = folders
        self._bases = bases
        self._names: dict[str, frozenset[str]] = {}
        self._trails: dict[str, list[_Trail]] = {}
        self._relative: dict[str, set[str]] = {}

    def read(self, paths: Iterable[str]) -> None:
        for path in paths:
            try:
                data = self._tree.read(path)
            except (KeyError, SourceError):
                continue
            starts = [base for base in _ancestors(path) if base in self._bases]
            for found in _imports(data[:MAX_BYTES]):
                if found.level:
                    self._note_relative(path, found.level)
                elif found.parts and found.parts[0] not in sys.stdlib_module_names:
                    self._note(path, starts, found)

    def votes(self, folder: str, accepted: set[str]) -> tuple[int, int]:
        """Files that need `folder` to be a root, and files that spell their way through it."""
        wins: set[str] = set()
        losses = set(self._relative.get(folder, ()))
        for trail in self._trails.get(folder, ()):
            explained = accepted.intersection(trail.ways)
            if any(folder in trail.ways[base] for base in explained):
                losses.add(trail.path)
            elif folder in trail.ways and not explained:
                wins.add(trail.path)
        return len(wins), len(losses)

    def _note(self, path: str, starts: list[str], found: _Import) -> None:
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
        for folder in _ancestors(path)[:level]:
            self._relative.setdefault(folder, set()).add(path)

    def _follow(
        self, importer: str, base: str, found: _Import
    ) -> tuple[str, ...] | None:
        """The folders that an import passes through from `base`; None where it leads nowhere."""
        passed: list[str] = []
        folder = base
        for part in found.parts:
            path = join(folder, part)
            if path in self._folders.with_modules:
                passed.append(path)
                # A package answers for its names; one that imports itself may mean a distribution
                # of the same name, unless a submodule bears it out.
                if self._folders.is_package(path) and not importer.startswith(
                    f"{path}/"
                ):
                    return tuple(passed)
                folder = path
            elif part in self._modules_in(folder):
                return tuple(passed) if join(folder, f"{part}.py") != importer else None
            else:
                return None
        # A namespace alone proves nothing: any folder may be called like a distribution.
        for name in found.names:
            if (
                name in self._modules_in(folder)
                or join(folder, name) in self._folders.with_modules
            ):
                return tuple(passed)
        return None

    def _modules_in(self, folder: str) -> frozenset[str]:
        names = self._names.get(folder)
        if names is None:
            modules = (module_of_file(file) for file in self._folders.files[folder])
            names = frozenset(module[0] for module in modules if module)
            self._names[folder] = names
        return names


def _ancestors(path: str) -> list[str]:
    """The folders above a file, the nearest first, down to the top; a hostile depth is cut."""
    found: list[str] = []
    folder = parent(path)
    while folder != TOP and len(found) < MAX_DEPTH:
        found.append(folder)
        folder = parent(folder)
    return [*found, TOP]


def _samples(tree: SourceTree, within: set[str]) -> tuple[list[str], list[str]]:
    """Files below the folders of `within`, and others: the shallow first, so many and no more."""
    python = sorted(
        (path for path in tree.paths() if path.endswith(".py")),
        key=lambda path: (path.count("/"), path),
    )
    inner = [path for path in python if not within.isdisjoint(_ancestors(path))][
        :MAX_READ
    ]
    chosen = set(inner)
    outer = [path for path in python if path not in chosen]
    return inner, outer[: MAX_READ - len(inner)]


def _imports(data: bytes) -> Iterator[_Import]:
    for match in _IMPORT.finditer(data):
        if match["modules"] is not None:
            for module in match["modules"].decode("utf-8", "replace").split(","):
                words = module.split()
                if words:
                    yield _Import(tuple(words[0].split(".")), (), 0)
        else:
            source = match["source"].decode("utf-8", "replace")
            names = match["names"].decode("utf-8", "replace").strip(" \t()\\")
            yield _Import(
                tuple(source.split(".")) if source else (),
                tuple(words[0] for name in names.split(",") if (words := name.split())),
                len(match["dots"]),
            )
