"""What a repository asks of us in its own pyproject.toml: `[tool.plumbline]`."""

from __future__ import annotations

import msgspec

from analysis.sources.folders import TOP
from analysis.sources.project_files import inside
from analysis.sources.settings_files import read_toml
from analysis.sources.tree import SourceTree


class Settings(msgspec.Struct, frozen=True):
    """`golden_paths` are (name, module), `ssot` (class name, "module" or "module:Class") pairs."""

    golden_paths: tuple[tuple[str, str], ...] = ()
    roots: tuple[str, ...] = ()
    ssot: tuple[tuple[str, str], ...] = ()


def read_settings(tree: SourceTree) -> Settings:
    """The settings in the top pyproject.toml; what is missing or of a wrong type stays empty.

    So does a root that is no folder: the file is part of what is analysed, and no misuse of ours.
    """
    table = read_toml(tree, "pyproject.toml").table("tool", "plumbline")
    folders = {TOP, *tree.folders()}
    return Settings(
        golden_paths=table.table("golden_paths").text_items(),
        roots=tuple(root for root in table.texts("roots") if inside(TOP, root) in folders),
        ssot=table.table("ssot").text_items(),
    )
