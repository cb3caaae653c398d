"""What holds of every fix and plan, with real CPython as the referee."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Iterable
from pathlib import Path
from random import Random

from analysis.comparison import compare
from analysis.fixes.edits import Applicability, Fix, TextEdit, overlay
from analysis.fixes.patch import unified_diff
from analysis.fixes.plan import Plan, plan_all, propose
from analysis.fixes.walk import follow
from analysis.pipeline import Analysis, analyze
from analysis.sources.tree import SourceTree
from tests.differential.judge import cpython
from tests.fixes.repository import OPTIONS, analysed

Files = dict[str, str]
GIT = shutil.which("git")


def texts(tree: SourceTree) -> Files:
    """The files of a tree."""
    return {path: tree.read(path).decode() for path in tree.paths()}


def imports(files: Files) -> set[str]:
    """The modules that real CPython imports."""
    return {name for name, verdict in cpython(files).items() if verdict.outcome == "ok"}


def check_safe_fixes(analysis: Analysis) -> int:
    """Each safe fix, applied: its finding is gone, nothing is new, and no import breaks."""
    before = None
    safe = [
        proof.fix
        for considered in propose(analysis)
        for proof in considered.proofs
        if proof.fix.applicability is Applicability.SAFE
    ]
    for fix in safe:
        fresh = analyze(overlay(analysis.tree, fix.edits), OPTIONS)
        assert fix.finding not in {one.key for one in fresh.findings}
        assert compare(analysis, fresh).harmless
        before = imports(texts(analysis.tree)) if before is None else before
        assert before <= imports(texts(fresh.tree)), fix
        check_once(analysis, fix, fresh)
        check_patch(analysis.tree, fix.edits)
    return len(safe)


def check_once(analysis: Analysis, fix: Fix, after: Analysis) -> None:
    """Made twice is made once, in one plan and in one after the other."""
    assert texts(follow(analysis, [fix.id, fix.id]).after.tree) == texts(after.tree)
    assert follow(after, [fix.id]).edits() == ()


def check_order(analysis: Analysis, random: Random) -> int:
    """Fixes that are proposed from the start and want no bytes of each other: in any order."""
    ids = [one.proofs[0].fix.id for one in propose(analysis) if one.proofs]
    walk = follow(analysis, ids)
    if walk.ground is not analysis:
        return 0
    shuffled = random.sample(walk.ids, len(walk.ids))
    other = follow(analysis, shuffled)
    if set(other.ids) != set(walk.ids):
        # One of them mends what another is for, or needs it first.
        return 0
    assert texts(other.after.tree) == texts(walk.after.tree)
    assert other.edits() == walk.edits()
    assert set(other.effect(len(ids)).fixed) == set(walk.effect(len(ids)).fixed)
    return len(ids)


def check_plan(analysis: Analysis, asked: Applicability) -> Plan:
    """A whole plan breaks no import, is done in one go, and its patch applies."""
    plan = plan_all(analysis, asked)
    assert plan.comparison.worsened == ()
    patched = overlay(analysis.tree, plan.edits)
    assert texts(patched) == texts(plan.after.tree)
    fresh = analyze(patched, OPTIONS)
    assert fresh.findings == plan.after.findings
    assert plan_all(fresh, asked).edits == ()
    if plan.edits:
        assert imports(texts(analysis.tree)) <= imports(texts(patched))
    check_patch(analysis.tree, plan.edits)
    return plan


def check_patch(tree: SourceTree, edits: Iterable[TextEdit]) -> None:
    """`git apply` takes the patch and makes of the files what the edits make of them."""
    edits = tuple(edits)
    patch = unified_diff(tree, edits)
    if not patch:
        assert not overlay(tree, edits).changed
        return
    assert GIT
    with tempfile.TemporaryDirectory() as folder:
        for path in tree.paths():
            place = Path(folder, path)
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(tree.read(path))
        subprocess.run(
            [GIT, "apply", "--whitespace=nowarn", "-"],
            input=patch.encode("utf-8", "surrogateescape"),
            cwd=folder,
            env={"GIT_CEILING_DIRECTORIES": str(Path(folder).parent), "PATH": "/usr/bin:/bin"},
            check=True,
            capture_output=True,
        )
        after = overlay(tree, edits)
        for path in after.paths():
            assert Path(folder, path).read_bytes() == after.read(path)


def check_everything(files: Files, random: Random) -> tuple[int, int, int, int]:
    """All laws; how much each had to look at."""
    analysis = analysed(files)
    return (
        check_safe_fixes(analysis),
        check_order(analysis, random),
        len(check_plan(analysis, Applicability.SAFE).fixes),
        len(check_plan(analysis, Applicability.UNSAFE).fixes),
    )
