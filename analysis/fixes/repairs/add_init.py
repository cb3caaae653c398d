"""A module that is there, in a folder that is no package: make it one."""

from __future__ import annotations

from collections.abc import Iterator

from analysis.findings import AnyFinding, BrokenImport
from analysis.fixes.edits import Fix, TextEdit
from analysis.fixes.proposal import proposal
from analysis.fixes.workbench import Workbench

KIND = "add-init"
_INIT = "__init__.py"


def propose(finding: AnyFinding, bench: Workbench) -> Iterator[Fix]:
    """One fix for each import root below which a file stands where the module is looked for."""
    if not isinstance(finding, BrokenImport) or finding.data.name is not None:
        return
    module = finding.data.module
    if module in bench.project.modules:
        return
    parts = module.split(".")
    paths = set(bench.analysis.tree.paths())
    for root in bench.project.layout.roots:
        folders = ["" if root == "." else f"{root}/"]
        for part in parts:
            folders.append(f"{folders[-1]}{part}/")
        stem = folders[-1].rstrip("/")
        there = [one for one in (f"{stem}.py", f"{stem}/{_INIT}") if one in paths]
        missing = [f"{one}{_INIT}" for one in folders[1:-1] if f"{one}{_INIT}" not in paths]
        if there and missing:
            yield proposal(
                finding,
                KIND,
                missing[0],
                f"Create {' and '.join(missing)}",
                f"{there[0]} is there, in a folder without {_INIT}",
                [TextEdit(one, 0, 0, "") for one in missing],
                0.8,
            )
