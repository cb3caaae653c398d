"""From paths to modules: which file answers to which dotted name, as CPython would look it up."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from analysis.sources.folders import RUNNABLE, TOP, Folders, is_test_path, join, module_of_file
from analysis.sources.layout import Kind, Layout, ModuleFile
from analysis.sources.package_top import ABOVE, package_at_top
from analysis.sources.roots import explicit_roots, find_roots, foreign_namespaces
from analysis.sources.tree import SourceTree


def discover(tree: SourceTree, roots: tuple[str, ...] = ()) -> Layout:
    """The import roots and modules of a tree.

    `roots` are exactly those that the user names (files below none of them are no modules); by
    default they are found (".." where the top is a package itself), and every `.py` file is in
    `modules` or `shadowed`, once.
    A file under two roots belongs to the deeper one. Raises SourceError for a root that is no
    folder of the tree.
    """
    folders = Folders(tree)
    if roots:
        return _Placement(folders, explicit_roots(folders, roots)).layout()
    if name := package_at_top(tree, folders):
        return _Placement(folders, (ABOVE,), package=name).layout()
    found = find_roots(tree, folders)
    return _Placement(folders, found, foreign=foreign_namespaces(tree, folders)).layout()


# What wins for one name in one folder (importlib's FileFinder), then what nothing can load.
_STRENGTH = {
    kind: at
    for at, kind in enumerate(
        (
            Kind.PACKAGE,
            Kind.EXTENSION,
            Kind.MODULE,
            Kind.BYTECODE,
            Kind.STUB,
            Kind.NOTEBOOK,
            Kind.NAMESPACE,
        )
    )
}
_LOADED = RUNNABLE | {Kind.PACKAGE}
_INERT = frozenset({Kind.STUB, Kind.NOTEBOOK})
# Bytecode and stubs beside their source are how things should be: nothing is hidden by it.
_HIDDEN = frozenset({Kind.MODULE, Kind.EXTENSION, Kind.NOTEBOOK})

# By CPython's rule a package of this name in the last of many projects would hide the folders of
# this name in all others. But these are not installed together: each project runs its own.
_EACH_ITS_OWN = frozenset({"tests", "test", "docs", "examples", "scripts", "tools", "benchmarks"})


class _Portion(msgspec.Struct, frozen=True):
    """A folder that stands for a package, and the root that it was reached from."""

    root: str
    folder: str


class _Package(msgspec.Struct, frozen=True):
    """A dotted name ("" for the top) and the folders that it is looked up in, in order."""

    name: str
    portions: tuple[_Portion, ...]


class _Candidate(msgspec.Struct, frozen=True):
    """What one portion offers for one name: a file, or a folder (kind PACKAGE or NAMESPACE)."""

    portion: _Portion
    path: str
    kind: Kind


class _Placement:
    """Hands out names from the roots down; iterative, for a tree can be deeper than the stack."""

    def __init__(
        self,
        folders: Folders,
        roots: tuple[str, ...],
        package: str = "",
        foreign: frozenset[str] = frozenset(),
    ) -> None:
        self._folders = folders
        self._roots = roots
        self._top_package = package
        self._foreign = foreign
        self._carved = set(roots)
        self._modules: list[ModuleFile] = []
        self._shadowed: list[ModuleFile] = []
        self._bare: list[ModuleFile] = []

    def layout(self) -> Layout:
        if self._top_package:
            top = _Candidate(_Portion(ABOVE, ABOVE), TOP, Kind.PACKAGE)
            pending = [self._package(self._top_package, top)]
        else:
            pending = [_Package("", tuple(_Portion(root, root) for root in self._roots))]
        while pending:
            pending.extend(self._place(pending.pop()))
        return Layout(
            self._roots,
            _by_name(self._modules),
            _by_name(self._shadowed),
            _by_name(self._bare),
        )

    def _place(self, package: _Package) -> Iterator[_Package]:
        offers: dict[str, list[_Candidate]] = {}
        for portion in package.portions:
            for name, candidate in self._offers(portion):
                # The `__init__` of a package is the package itself, placed with its parent.
                if name == "__init__" and package.name and candidate.kind is not Kind.NAMESPACE:
                    continue
                offers.setdefault(name, []).append(candidate)
        for name, candidates in offers.items():
            full = f"{package.name}.{name}" if package.name else name
            yield from self._settle(full, candidates)

    def _offers(self, portion: _Portion) -> Iterator[tuple[str, _Candidate]]:
        """Every name that one folder offers, the strongest kind of each name first."""
        found: list[tuple[str, _Candidate]] = []
        for file in self._folders.files[portion.folder]:
            module = module_of_file(file)
            if module:
                name, kind = module
                candidate = _Candidate(portion, join(portion.folder, file), kind)
                found.append((_spelled(name), candidate))
        for sub in self._folders.subfolders[portion.folder]:
            path = join(portion.folder, sub)
            if path not in self._carved:
                kind = Kind.PACKAGE if self._folders.is_package(path) else Kind.NAMESPACE
                name = f"{sub}-folder" if path in self._foreign else _spelled(sub)
                found.append((name, _Candidate(portion, path, kind)))
        found.sort(key=lambda offer: (_STRENGTH[offer[1].kind], offer[1].path))
        yield from found

    def _inits(self, portion: _Portion) -> list[_Candidate]:
        """The files of a folder that can run as its `__init__`, the strongest first."""
        found = []
        for file in self._folders.files[portion.folder]:
            if file.startswith("__init__."):
                module = module_of_file(file)
                if module and module[0] == "__init__" and module[1] in RUNNABLE:
                    found.append(_Candidate(portion, join(portion.folder, file), module[1]))
        return sorted(found, key=lambda candidate: (_STRENGTH[candidate.kind], candidate.path))

    def _settle(self, name: str, candidates: list[_Candidate]) -> Iterator[_Package]:
        """The first candidate wins that is more than a folder; else all folders are one."""
        winner = next((c for c in candidates if c.kind in _LOADED), None)
        if name in _EACH_ITS_OWN and self._is_namespace(candidates[0]):
            winner = None
        spaces = [c for c in candidates if c.kind is Kind.NAMESPACE]
        kept: list[_Candidate]
        if winner is not None:
            kept = [winner]
            if winner.kind is Kind.PACKAGE:
                yield self._package(name, winner)
            else:
                self._add(name, winner)
        elif any(self._holds_modules(space) for space in spaces):
            kept = spaces
            yield self._namespace(name, spaces)
        elif inert := [c for c in candidates if c.kind in _INERT]:
            kept = [*inert[:1], *spaces]
            self._add(name, inert[0])
        else:
            kept = spaces
            if name.rpartition(".")[2].isidentifier():
                first = spaces[0]
                self._bare.append(_module(name, first.path, first.kind, first.portion.root))
                yield _Package(name, tuple(_Portion(c.portion.root, c.path) for c in spaces))
        for candidate in candidates:
            if candidate not in kept:
                self._shadow(name, candidate)

    def _add(self, name: str, chosen: _Candidate) -> None:
        self._modules.append(_module(name, chosen.path, chosen.kind, chosen.portion.root))

    def _is_namespace(self, candidate: _Candidate) -> bool:
        return candidate.kind is Kind.NAMESPACE and self._holds_modules(candidate)

    def _holds_modules(self, candidate: _Candidate) -> bool:
        return candidate.path in self._folders.with_modules

    def _namespace(self, name: str, spaces: list[_Candidate]) -> _Package:
        first = next(space for space in spaces if self._holds_modules(space))
        self._modules.append(_module(name, first.path, Kind.NAMESPACE, first.portion.root))
        return _Package(name, tuple(_Portion(c.portion.root, c.path) for c in spaces))

    def _package(self, name: str, winner: _Candidate) -> _Package:
        portion = _Portion(winner.portion.root, winner.path)
        runs, *others = self._inits(portion)
        kind = Kind.PACKAGE if runs.kind is Kind.MODULE else runs.kind
        self._modules.append(_module(name, runs.path, kind, winner.portion.root))
        for other in others:
            self._shadow(name, other)
        return _Package(name, (portion,))

    def _shadow(self, name: str, loser: _Candidate) -> None:
        if loser.kind in (Kind.PACKAGE, Kind.NAMESPACE):
            self._shadow_folder(name, loser)
        elif loser.kind in _HIDDEN:
            self._shadowed.append(_module(name, loser.path, loser.kind, loser.portion.root))

    def _shadow_folder(self, name: str, loser: _Candidate) -> None:
        root = loser.portion.root
        pending = [(name, loser.path)]
        while pending:
            prefix, folder = pending.pop()
            for file in self._folders.files[folder]:
                module = module_of_file(file)
                if module and module[1] in _HIDDEN:
                    stem = _spelled(module[0])
                    full = prefix if stem == "__init__" else f"{prefix}.{stem}"
                    kind = Kind.PACKAGE if file == "__init__.py" else module[1]
                    self._shadowed.append(_module(full, join(folder, file), kind, root))
            for sub in self._folders.subfolders[folder]:
                path = join(folder, sub)
                if path not in self._carved and path in self._folders.with_modules:
                    pending.append((f"{prefix}.{_spelled(sub)}", path))


def _spelled(name: str) -> str:
    """A file's or folder's name as one part of a dotted name: `v1.2` must not read as two."""
    return name.replace(".", "-")


def _module(name: str, path: str, kind: Kind, root: str) -> ModuleFile:
    return ModuleFile(name, path, kind, root, is_test_path(path))


def _by_name(modules: list[ModuleFile]) -> tuple[ModuleFile, ...]:
    return tuple(sorted(modules, key=lambda module: (module.name, module.path)))
