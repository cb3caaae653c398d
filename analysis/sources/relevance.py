"""Which files and folders of a repository can matter to its imports."""

from __future__ import annotations

from collections.abc import Iterable

MAX_FILE_BYTES = 50 * 2**20
MAX_FILES = 200_000
MAX_DEPTH = 64
"""Names in a path: packages that nest deeper are none that anybody wrote."""
TOO_LARGE = f"larger than {MAX_FILE_BYTES // 2**20} MB"
TOO_DEEP = f"deeper than {MAX_DEPTH} folders"
BUILD_OUTPUT = "a build folder: copies of the sources"
"""Why a file, or a folder, is left out."""

SOURCE_SUFFIXES = (".py", ".ipynb")
KEPT_SUFFIXES = (
    *SOURCE_SUFFIXES,
    ".pyi",
    ".pyc",
    ".pyx",
    ".so",
    ".pyd",
    ".toml",
    ".cfg",
    ".ini",
    ".md",
)
SKIPPED_FOLDERS = frozenset(
    {
        ".git",
        ".hg",
        ".svn",
        ".bzr",
        ".jj",
        ".venv",
        ".tox",
        ".nox",
        ".eggs",
        ".cache",
        ".mypy_cache",
        ".ruff_cache",
        ".pytest_cache",
        ".hypothesis",
        ".ipynb_checkpoints",
        "__pycache__",
        "__pypackages__",
        "node_modules",
        "site-packages",
        "dist-packages",
    }
)
SKIPPED_FOLDER_SUFFIXES = (".egg-info", ".dist-info")


def is_relevant_file(path: str) -> bool:
    """Whether a file is Python, or settings and notes that speak of Python."""
    if path.endswith(KEPT_SUFFIXES):
        return True
    if not path.endswith((".txt", "Pipfile")):
        return False
    folder, _, name = path.rpartition("/")
    return name == "Pipfile" or (
        name.endswith(".txt")
        and (name.startswith("requirements") or folder.rpartition("/")[2] == "requirements")
    )


def is_too_deep(folder: str) -> bool:
    """Whether the files of a folder have more than `MAX_DEPTH` names in their paths."""
    return folder.count("/") + 2 > MAX_DEPTH


def is_skipped_folder(name: str) -> bool:
    """Whether a folder of this base name holds version control, caches or installed packages."""
    return name in SKIPPED_FOLDERS or name.endswith(SKIPPED_FOLDER_SUFFIXES)


def is_skipped_path(path: str) -> bool:
    """The same for a POSIX path: whether any folder on the way to it is skipped."""
    return any(is_skipped_folder(part) for part in path.split("/")[:-1])


def is_environment(names: Iterable[str]) -> bool:
    """Whether a folder with these entries is a virtual environment, whatever it is called."""
    return not {"pyvenv.cfg", "conda-meta"}.isdisjoint(names)


def is_build_output(folder: str, names: Iterable[str]) -> bool:
    """Whether setuptools left this folder: `build/lib` holds a stale copy of every module."""
    return folder.rpartition("/")[2] == "build" and any(
        name == "lib" or name.startswith(("lib.", "bdist.")) for name in names
    )


def has_source(paths: Iterable[str]) -> bool:
    """Whether any of these files is Python source."""
    return any(path.endswith(SOURCE_SUFFIXES) for path in paths)
