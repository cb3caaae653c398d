"""A renamed definition that many still ask for by its old name: keep that name beside the new."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from analysis.findings import AnyFinding, BrokenImport
from analysis.fixes.broken_sites import asking
from analysis.fixes.edits import Fix
from analysis.fixes.guesses import name_guesses
from analysis.fixes.proposal import proposal
from analysis.fixes.workbench import Workbench

KIND = "keep-old-name"


def propose(finding: AnyFinding, bench: Workbench) -> Iterator[Fix]:
    """One fix for each definition of the target that the name may have become."""
    if not isinstance(finding, BrokenImport) or finding.data.name is None:
        return
    data, name = finding.data, finding.data.name
    source = bench.source(data.module)
    if source is None:
        return
    for guess in name_guesses(data, name, asking(finding, bench), bench):
        node = next(
            (
                one
                for one in source.tree.body
                if isinstance(one, (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef))
                and one.name == guess.meant
            ),
            None,
        )
        if node is None or guess.certain or guess.display:
            continue
        at = source.line_end(node.end_lineno or node.lineno)
        lead = "" if source.text(at - 1, at) in ("\n", "\r") else "\n"
        yield proposal(
            finding,
            KIND,
            guess.meant,
            f"Keep {name} as another name of {guess.meant} in {data.module}",
            guess.why,
            [source.edit(at, at, f"{lead}\n\n{name} = {guess.meant}\n")],
            guess.score - 0.15,
        )
