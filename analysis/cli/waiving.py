"""Adding a waiver to the pyproject.toml of a folder."""

from __future__ import annotations

from pathlib import Path

from analysis.cli.misuse import Misuse
from analysis.cli.writing import write_changes
from analysis.sources.directory import DirectoryTree
from analysis.sources.errors import SourceError
from analysis.sources.settings import FILE, Waiver
from analysis.sources.settings_text import with_waiver
from analysis.sources.tree import SourceTree


def add_waiver(tree: SourceTree, waiver: Waiver) -> None:
    """Writes a waiver at the end of the folder's pyproject.toml, which is made where there is none.

    Raises SourceError, with a sentence and with nothing changed, where the file is not as `tree`
    has read it, or can't take it.
    """
    if not isinstance(tree, DirectoryTree):
        raise SourceError(f"{tree.label} is no folder: nothing was written")
    content = tree.read(FILE) if FILE in tree.paths() else b""
    try:
        write_changes(Path(tree.top), tree, {FILE: with_waiver(content, waiver)})
    except Misuse as error:
        raise SourceError(str(error)) from error
