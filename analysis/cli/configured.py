"""What the settings of PATH mean for a command: misuse, the baseline, and what is set aside."""

from __future__ import annotations

import datetime
import os
import posixpath
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.cli.baseline import parse_baseline, read_baseline
from analysis.cli.misuse import Misuse
from analysis.cli.output import notice
from analysis.sources.directory import DirectoryTree
from analysis.sources.errors import SourceError
from analysis.sources.revision_tree import RevisionTree
from analysis.sources.tree import SourceTree

if TYPE_CHECKING:
    from analysis.findings import Standing
    from analysis.pipeline import Analysis
    from analysis.sources.settings import Settings

FILE = "pyproject.toml"


def may_say(tree: SourceTree, word: bytes) -> bool:
    """Whether the settings may have a word: quick, and without what reading them takes."""
    try:
        data = tree.read(FILE)
    except (KeyError, SourceError):
        return False
    # A key may be written with escapes.
    return (b"plumbline" in data and word in data) or b"\\u" in data or b"\\U" in data


def sound_settings(
    tree: SourceTree, path: str, rules: Iterable[str] | None = None
) -> Settings | None:
    """The settings of PATH, None where it has none. Misuse where they are wrong.

    That tells the first problem, and how many more there are.
    """
    if not may_say(tree, b""):
        return None
    from analysis.sources.settings import read_settings

    settings = read_settings(tree, rules)
    if settings.problems:
        first, *more = settings.problems
        where = "" if path in (".", "./") else f"{path.rstrip('/')}/"
        raise Misuse(f"{where}{first}" + (f" (and {len(more)} more)" if more else ""))
    return settings


def known_keys(tree: SourceTree, path: str, named: str | None) -> frozenset[str] | None:
    """The findings that the baseline has: the one that is `named`, else that of the settings."""
    if named is not None:
        return read_baseline(named)
    settings = sound_settings(tree, path) if may_say(tree, b"baseline") else None
    if settings is None or settings.baseline is None:
        return None
    if isinstance(tree, RevisionTree):
        return _committed_baseline(tree, settings.baseline)
    if not isinstance(tree, DirectoryTree):
        notice(f"{path} is no folder: the baseline that its settings name is not read")
        return None
    found = Path(os.path.realpath(Path(tree.top, settings.baseline)))
    if not found.is_relative_to(tree.top):
        raise Misuse(f"{path}: the baseline {settings.baseline} leads out of it")
    return read_baseline(str(Path(tree.top, settings.baseline)))


def _committed_baseline(tree: RevisionTree, named: str) -> frozenset[str]:
    """The baseline as it was at a revision: Misuse where it had none that can be read."""
    content = tree.content(posixpath.normpath(named))
    if content is None:
        raise Misuse(f"cannot read the baseline {named}: {tree.revision.short} has no such file")
    return parse_baseline(content, f"{tree.label}: {named}")


def today() -> datetime.date:
    """The day by which waivers expire: in UTC, so that it is the same for everyone."""
    return datetime.datetime.now(datetime.UTC).date()


def standing_of(
    analysis: Analysis,
    baseline: frozenset[str] | None = None,
    day: datetime.date | None = None,
) -> Standing:
    """Which findings count today."""
    from analysis.findings import stand

    return stand(analysis.findings, analysis.settings.waivers, day or today(), baseline)
