"""What a command reads: the path it was given, how to read it, and the analysis of it.

The stages are imported where they are needed: a report from the cache needs none of them.
"""

from __future__ import annotations

import argparse
import os
import posixpath
import re
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from analysis.cli.credentials import credentials_of
from analysis.cli.journal_place import has_any
from analysis.cli.misuse import Misuse
from analysis.cli.output import notice, progress
from analysis.extract.cache.folder import CacheFolder
from analysis.sources.named import Asking, folder_of, is_address, open_named
from analysis.sources.revision_tree import RevisionTree
from analysis.sources.tree import SourceTree

if TYPE_CHECKING:
    from analysis.pipeline import Analysis

NEWEST_MINOR = 15
HOSTS_VARIABLE = "PLUMBLINE_GIT_HOSTS"
"""Servers that are asked though they are inside of a private network, or at an unusual port."""
SOURCE_HELP = "a folder, a zip or tar archive, REPO@REV, or https://HOST/REPO[@REV]"


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    """How to read a source tree: the options that every analysing command has."""

    root: tuple[str, ...] = ()
    jobs: int | None = None
    no_cache: bool = False
    python_version: tuple[int, int] = sys.version_info[:2]

    def cache_folder(self) -> CacheFolder | None:
        """The cache, unless it is refused."""
        return None if self.no_cache else CacheFolder(tell=notice)

    def roots_in(self, path: str) -> tuple[str, ...]:
        """The import roots as the tree names them; Misuse for one that is not inside PATH."""
        return tuple(_inside(path, root) for root in self.root)


def add_python_version(parser: argparse.ArgumentParser) -> None:
    """The option to speak for another Python."""
    parser.add_argument(
        "--python-version",
        type=_version,
        default=sys.version_info[:2],
        metavar="3.X",
        help="the Python whose behaviour and messages are predicted (default: the running one)",
    )


def add_reading(parser: argparse.ArgumentParser) -> None:
    """The options of `Reading`."""
    parser.add_argument(
        "--root",
        action="append",
        default=[],
        metavar="DIR",
        help="an import root inside PATH, instead of those that are found; may be repeated",
    )
    add_python_version(parser)
    parser.add_argument(
        "--jobs",
        type=positive,
        metavar="N",
        help="how many processes read files (default: one for each processor)",
    )
    parser.add_argument(
        "--no-cache",
        action="store_true",
        help="read every file anew, and leave no facts for the next time",
    )


def open_source(path: str, revision: str | None = None) -> SourceTree:
    """The tree that PATH names, or a revision of it. Raises SourceError, with one sentence.

    A write to it that was killed is brought to its end before.
    """
    if is_address(path):
        return _fetched(path, revision)
    if has_any():
        from analysis.cli.recovery import recover

        recover(path)
    if revision is not None:
        from analysis.sources.git_revision import open_revision

        return open_revision(path, revision)
    return open_named(path)


def _fetched(address: str, revision: str | None) -> SourceTree:
    from analysis.sources.addresses import policy_of

    policy = policy_of(os.environ.get(HOSTS_VARIABLE, ""), open_world=True)
    named = address if revision is None else f"{address}@{revision}"
    with progress(named) as show:
        return open_named(named, Asking(policy, credentials_of(address), show))


def home_of(path: str) -> str:
    """What stands for a source in the cache: its real path, of a revision that of its folder."""
    if is_address(path):
        return path
    path = folder_of(path)
    try:
        return os.path.realpath(Path(path).expanduser())
    except (OSError, RuntimeError, ValueError):
        return path


def folder_below_here(path: str) -> str:
    """Where the folder PATH, or that of a revision of it, lies in the working directory.

    POSIX, without end slash; "" for the working directory itself, and for what is not in it.
    """
    named = path if Path(path).is_dir() else path.rpartition("@")[0]
    if not named or not Path(named).is_dir():
        return ""
    found = Path(os.path.relpath(os.path.realpath(named))).as_posix()
    return "" if found == "." or found.split("/")[0] == ".." else found


def analysis_of(path: str, reading: Reading) -> Analysis:
    """PATH, opened and analysed."""
    return analysis_of_tree(open_source(path), path, reading, reading.cache_folder())


def analysis_of_tree(
    tree: SourceTree,
    path: str,
    reading: Reading,
    folder: CacheFolder | None,
    entries: tuple[str, ...] = (),
    previous: Analysis | None = None,
) -> Analysis:
    """A tree, analysed with the facts that `folder` keeps and what `previous` knows.

    Misuse for an entry that it doesn't have, and for settings that say what they can't.
    """
    from analysis.cli.configured import sound_settings
    from analysis.execution.kept import KIND
    from analysis.extract.cache.facts import FactCache
    from analysis.findings import RULES
    from analysis.pipeline import Options, analyze
    from analysis.sources.difference import may_differ

    sound_settings(tree, path, RULES)
    options = Options(
        roots=reading.roots_in(path),
        entries=entries,
        python_version=reading.python_version,
        jobs=reading.jobs,
    )
    cache = None
    # What was not shown to everybody is not kept either.
    if folder is not None and credentials_of(path) is None:
        revisions = isinstance(tree, RevisionTree)
        cache = FactCache(folder, home_of(path), revisions=revisions)
    if previous is not None and cache is not None and cache.holds(KIND):
        # The last run over the same folder knows more than one over another.
        previous = previous if may_differ(tree, previous.tree) is not None else None
    with progress(path) as show:
        found = analyze(tree, options, previous, show, cache)
    for entry in entries:
        require_module(found, entry)
    return found


def require_module(analysis: Analysis, module: str) -> None:
    """Misuse, with what may be meant, where the repository has no module of this name."""
    project = analysis.structure.project
    if module not in project.modules:
        if module in project.layout.excluded:
            raise Misuse(f"the settings exclude the module {module}")
        require_one_of(module, project.modules, "module")


def require_one_of(given: str, known: Iterable[str], noun: str) -> None:
    """Misuse, with what may be meant, where `given` is not among `known`."""
    import difflib

    names = sorted(known)
    if given in names:
        return
    near = difflib.get_close_matches(given, names, n=3, cutoff=0.6)
    hint = f"; did you mean {' or '.join(near)}?" if near else ""
    raise Misuse(f"there is no {noun} {given!r}{hint}")


def _inside(path: str, root: str) -> str:
    """`root` as the tree names it: a POSIX path relative to PATH, "." for its top."""
    relative = root
    if Path(root).is_absolute():
        relative = os.path.relpath(root, folder_of(path))
    elif Path(path).is_dir() and not Path(path, root).is_dir() and Path(root).is_dir():
        # Written from the working directory, as a shell completes it.
        relative = os.path.relpath(root, path)
    relative = posixpath.normpath(Path(relative).as_posix())
    if relative.split("/")[0] == "..":
        raise Misuse(f"--root {root} is not inside {path}")
    return relative


def _version(text: str) -> tuple[int, int]:
    match = re.fullmatch(r"3\.([0-9]{1,2})", text)
    if not match or not 6 <= int(match[1]) <= NEWEST_MINOR:
        raise argparse.ArgumentTypeError(
            f"{text!r} is no Python version from 3.6 to 3.{NEWEST_MINOR}"
        )
    return (3, int(match[1]))


def positive(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a positive number")
    return int(text)
