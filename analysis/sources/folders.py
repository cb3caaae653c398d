"""A tree's paths as folders with contents, and what the import system sees in each."""

from __future__ import annotations

import re

from analysis.sources.layout import Kind
from analysis.sources.tree import SourceTree, parents

TOP = "."
_EXTENSION = re.compile(r"(?:\.(?:cpython|cp3|abi3|pypy|graalpy)[^.]*)?\.(?:so|pyd)")
_TEST_FOLDERS = frozenset({"test", "tests"})
_TEST_FILES = re.compile(r"test_.*\.py|.*_test\.py|tests\.py|conftest\.py")


RUNNABLE = frozenset({Kind.EXTENSION, Kind.MODULE, Kind.BYTECODE})


def module_of_file(name: str) -> tuple[str, Kind] | None:
    """The name and kind of module that a file makes, None for any other file."""
    stem, dot, suffix = name.rpartition(".")
    if not dot:
        return None
    stem = stem or name
    match suffix:
        case "py":
            return stem, Kind.MODULE
        case "pyc":
            return stem, Kind.BYTECODE
        case "pyi":
            return stem, Kind.STUB
        case "pyx":
            # Built on installation: importable where it matters, with no source that we can read.
            return stem, Kind.EXTENSION
        case "so" | "pyd":
            stem, dot, rest = name.partition(".")
            return (stem, Kind.EXTENSION) if stem and _EXTENSION.fullmatch(dot + rest) else None
        case "ipynb":
            # No import statement reaches a notebook, so its name must be none that one can spell.
            return f"{stem}-ipynb", Kind.NOTEBOOK
        case _:
            return None


def is_test_path(path: str) -> bool:
    """Whether a file is a test, or serves tests, by the names that pytest and unittest go by."""
    folder, _, name = path.rpartition("/")
    return bool(_TEST_FILES.fullmatch(name)) or not _TEST_FOLDERS.isdisjoint(folder.split("/"))


def join(folder: str, name: str) -> str:
    return name if folder == TOP else f"{folder}/{name}"


def parent(path: str) -> str:
    return path.rpartition("/")[0] or TOP


class Folders:
    """Folder -> its files and subfolders, by name; "." is the top. Built in one pass."""

    def __init__(self, tree: SourceTree) -> None:
        self.files: dict[str, list[str]] = {TOP: []}
        self.subfolders: dict[str, list[str]] = {TOP: []}
        folders = sorted({*tree.folders(), *parents(tree.folders())})
        for folder in folders:
            self.files[folder] = []
            self.subfolders[folder] = []
        for folder in folders:
            above, _, name = folder.rpartition("/")
            self.subfolders[above or TOP].append(name)
        self.with_modules: set[str] = {TOP}
        for path in tree.paths():
            above, _, name = path.rpartition("/")
            self.files[above or TOP].append(name)
            if above not in self.with_modules and module_of_file(name):
                self._mark(above)
        self.initialised = {folder for folder, names in self.files.items() if _has_init(names)}

    def _mark(self, folder: str) -> None:
        while folder and folder not in self.with_modules:
            self.with_modules.add(folder)
            folder = folder.rpartition("/")[0]

    def is_package(self, folder: str) -> bool:
        """Whether a folder is a regular package: it has an `__init__` that can run."""
        return folder in self.initialised

    def open_folders(self) -> list[str]:
        """Folders with modules that stand in no regular package, the top first, parents first."""
        found = [TOP]
        for folder in found:
            for name in self.subfolders[folder]:
                path = join(folder, name)
                if path in self.with_modules and not self.is_package(path):
                    found.append(path)
        return found


def _has_init(names: list[str]) -> bool:
    for name in names:
        if name.startswith("__init__."):
            module = module_of_file(name)
            if module and module[0] == "__init__" and module[1] in RUNNABLE:
                return True
    return False
