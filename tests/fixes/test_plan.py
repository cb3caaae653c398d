"""Fixes are offered for what they do when the tree is analysed again, alone and together."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analysis.comparison import compare
from analysis.execution.outcome import Ok
from analysis.findings import AnyFinding
from analysis.fixes.edits import Applicability, Fix, TextEdit, apply_edits, overlay
from analysis.fixes.plan import candidates, combine, consider, plan_all, propose
from analysis.fixes.proof import Proof, Rejected, prove
from analysis.pipeline import Analysis, analyze
from tests.fixes.repository import OPTIONS, analysed

Files = dict[str, str]

CRASH = {
    "p/__init__.py": "",
    "p/a.py": "from p.b import y\n\n\nclass A:\n    z = y\n",
    "p/b.py": "from p.a import A\n\ny = 1\n\n\ndef make():\n    return A()\n",
}
TYPO = {
    "p/__init__.py": "",
    "p/b.py": "class Thing:\n    pass\n",
    "p/a.py": "from p.b import Thnig\n\nx = Thing\n",
}


def handmade(finding: AnyFinding, *edits: TextEdit) -> Fix:
    return Fix("id", finding.key, "handmade", "", "", Applicability.SAFE, edits)


def only(analysis: Analysis) -> AnyFinding:
    (finding,) = analysis.findings
    return finding


# One fix


def test_a_fix_that_heals_without_loss_is_safe() -> None:
    analysis = analysed(TYPO)
    (proof,) = consider(analysis, only(analysis)).proofs[:1]
    assert proof.fix.applicability is Applicability.SAFE
    assert proof.fixed
    assert [change.module for change in proof.comparison.healed] == ["p.a"]
    assert all(isinstance(outcome, Ok) for outcome in proof.after.execution.outcomes.values())


def test_a_fix_that_takes_a_name_away_is_not_safe_and_says_which() -> None:
    analysis = analysed({**CRASH, "p/b.py": "y = 1\n\n" + CRASH["p/b.py"].replace("y = 1\n", "")})
    proof = consider(analysis, only(analysis), Applicability.UNSAFE).proofs[0]
    assert proof.fix.kind == "defer-import"
    assert proof.fix.applicability is Applicability.UNSAFE
    assert "p.b.A" in " ".join(proof.fix.notes)


def test_a_repair_may_claim_less_than_the_proof_shows() -> None:
    analysis = analysed(
        {"p/__init__.py": "", "p/b.py": "", "p/a.py": "from p.b import gone\n\ngone\n"}
    )
    (proof,) = consider(analysis, only(analysis)).proofs
    assert proof.comparison.harmless
    assert proof.fix.kind == "add-stub"
    assert proof.fix.applicability is Applicability.UNSAFE


REJECTED: dict[str, tuple[Files, TextEdit, str]] = {
    "moves the crash": (
        TYPO,
        TextEdit("p/a.py", 16, 21, "Thing as Thnig"),
        "would introduce",
    ),
    "leaves the finding": (TYPO, TextEdit("p/b.py", 0, 0, "# nothing\n"), "stay as it is"),
    "breaks another module": (
        {**TYPO, "p/c.py": "from p.b import Thing\n"},
        TextEdit("p/b.py", 6, 11, "Thnig"),
        "p.c would no longer import",
    ),
    "does not parse": (TYPO, TextEdit("p/a.py", 0, 4, "form"), "would introduce"),
}


@pytest.mark.parametrize(("files", "edit", "reason"), REJECTED.values(), ids=REJECTED.keys())
def test_a_fix_that_does_harm_is_rejected_with_the_reason(
    files: Files, edit: TextEdit, reason: str
) -> None:
    analysis = analysed(files)
    result = prove(analysis, handmade(analysis.findings[0], edit))
    assert isinstance(result, Rejected)
    assert reason in result.reason


def test_a_fix_whose_edits_overlap_is_rejected_with_the_conflict() -> None:
    analysis = analysed(TYPO)
    result = prove(
        analysis,
        handmade(only(analysis), TextEdit("p/a.py", 0, 9, "x"), TextEdit("p/a.py", 5, 6, "y")),
    )
    assert isinstance(result, Rejected)
    assert len(result.conflicts) == 1


def test_what_breaks_nothing_is_not_changed_at_the_cost_of_a_name() -> None:
    harmless = {
        "p/__init__.py": "",
        "p/a.py": "import p.b\n\n\ndef f():\n    return p.b.y\n",
        "p/b.py": "import p.a\n\ny = 1\n\n\ndef g():\n    return p.a.f()\n",
    }
    analysis = analysed(harmless)
    for considered in propose(analysis):
        for proof in considered.proofs:
            assert proof.fix.applicability is not Applicability.UNSAFE
    assert plan_all(analysis, Applicability.UNSAFE).comparison.names_lost == ()


def test_ids_are_stable_and_distinct() -> None:
    first, second = (
        [fix.id for finding in one.findings for fix in candidates(one, finding)]
        for one in (analysed(CRASH), analysed({**CRASH, "p/b.py": "# moved\n" + CRASH["p/b.py"]}))
    )
    assert first == second
    assert len(set(first)) == len(first)


# A restored import may close a circle that does no harm


def test_a_typo_is_corrected_even_where_that_closes_a_harmless_cycle() -> None:
    analysis = analysed(
        {
            "p/__init__.py": "",
            "p/a.py": "x = 1\n\nfrom p.ohter import y\n",
            "p/other.py": "y = 1\n\nfrom p.a import x\n",
        }
    )
    plan = plan_all(analysis, Applicability.UNSAFE)
    assert plan.after.tree.read("p/a.py") == b"x = 1\n\nfrom p.other import y\n"
    assert plan_all(analysis, Applicability.SAFE).fixes == ()


# Duplicates

CLASS = '''\
class Engine:
    """Runs."""

    def __init__(self, url):
        self.url = url
        self.open = False

    def start(self):
        self.open = True
        return self.url

    def stop(self):
        self.open = False
        return self.url

    def restart(self, times):
        for number in range(times):
            self.stop()
            if not self.start():
                raise RuntimeError(number)
        return self.open

    def report(self, out):
        out.write(f"{self.url}: {self.open}")
        out.flush()
        return len(self.url), self.open
'''
TWINS = {
    "p/__init__.py": "",
    "p/core.py": f'"""The one."""\n\n\n{CLASS}',
    "p/copy.py": f'import os\n\nROOT = os.sep\n\n\n{CLASS}\n\ndef make():\n    return Engine("")\n',
    "p/a.py": "from p.core import Engine\n\nE = Engine\n",
    "p/c.py": "from p.core import Engine\n\nE = Engine\n",
    "p/d.py": "from p.copy import Engine\n\nE = Engine\n",
}


def test_a_copy_of_a_class_becomes_a_re_export() -> None:
    analysis = analysed(TWINS)
    plan = plan_all(analysis, Applicability.SAFE)
    assert [fix.kind for fix in plan.fixes] == ["reexport-canonical"]
    assert plan.after.tree.read("p/copy.py").decode() == (
        "import os\n\nfrom p.core import Engine\n\nROOT = os.sep\n\n\n"
        'def make():\n    return Engine("")\n'
    )
    assert plan.comparison.harmless


def test_a_re_export_that_would_close_a_crashing_cycle_is_rejected() -> None:
    analysis = analysed({**TWINS, "p/core.py": f"from p.copy import ROOT\n\n\n{CLASS}\nR = ROOT\n"})
    considered = [one for one in propose(analysis) if one.finding.key.startswith("duplicate")]
    assert considered
    assert all(not one.proofs and one.rejected for one in considered)


# Several fixes

TWO_FAULTS = {
    "p/__init__.py": "",
    "p/b.py": "class Thing:\n    pass\n",
    "p/a.py": "from p.b import Thnig\nfrom p.bb import Thing as T\n\nx = Thing, T\n",
    "p/c.py": "from p.a import x\n",
}


def test_every_finding_is_fixed_and_the_edits_lead_there() -> None:
    analysis = analysed(TWO_FAULTS)
    plan = plan_all(analysis, Applicability.UNSAFE)
    assert plan.after.findings == ()
    assert plan.unfixed == ()
    assert overlay(analysis.tree, plan.edits).read("p/a.py") == plan.after.tree.read("p/a.py")
    assert {change.module for change in plan.comparison.healed} == {"p.a", "p.c"}


def test_only_the_asked_findings_are_fixed() -> None:
    analysis = analysed(TWO_FAULTS)
    key = analysis.findings[-1].key
    plan = plan_all(analysis, Applicability.UNSAFE, [key])
    assert [fix.finding for fix in plan.fixes] == [key]


def test_what_a_repair_uncovers_is_repaired_too() -> None:
    analysis = analysed(
        {
            "p/__init__.py": "",
            "p/b.py": "class Thing:\n    pass\n\n\nclass Other:\n    pass\n",
            "p/a.py": "from p.b import Thnig\n\nx = Thing\ny = Other\n",
        }
    )
    plan = plan_all(analysis, Applicability.UNSAFE)
    assert [fix.kind for fix in plan.fixes] == ["correct-typo", "add-import"]
    assert plan.after.findings == ()


def test_conflicting_fixes_are_told_and_the_first_stays() -> None:
    analysis = analysed(TYPO)
    first = handmade(only(analysis), TextEdit("p/a.py", 16, 21, "Thing"))
    second = Fix("other", first.finding, "", "", "", first.applicability, (
        TextEdit("p/a.py", 0, 21, "x = 1"),))  # fmt: skip
    plan = combine(analysis, [first, second])
    assert plan.fixes == (first,)
    assert plan.conflicts[0].path == "p/a.py"
    assert [rejected.fix for rejected in plan.rejected] == [second]


def test_an_empty_plan_changes_nothing() -> None:
    analysis = analysed(TYPO)
    plan = combine(analysis, [])
    assert plan.edits == ()
    assert plan.after.findings == analysis.findings
    assert plan.comparison.harmless


# Laws

NAMES = ("Alpha", "Beta", "gamma")
MODULES = ("p.one", "p.two", "p.three")


@st.composite
def repositories(draw: st.DrawFn) -> Files:
    """Three modules that define, import, misspell, re-export and use each other's names."""
    files: Files = {}
    for module in MODULES:
        lines = []
        for _ in range(draw(st.integers(0, 3))):
            other = draw(st.sampled_from([*MODULES, "p", "p.tow", "p.gone"]))
            name = draw(st.sampled_from([*NAMES, "Alhpa", "delta"]))
            alias = draw(st.sampled_from(["", "", " as other"]))
            lines.append(f"from {other} import {name}{alias}")
        lines += [
            f"class {name}:\n    pass" if name[0].isupper() else f"def {name}(): pass"
            for name in draw(st.lists(st.sampled_from(NAMES), max_size=2, unique=True))
        ]
        used = draw(st.sampled_from(["", *NAMES, "other"]))
        if used:
            lines.append(draw(st.sampled_from([f"x = {used}", f"def f():\n    return {used}"])))
        files[f"{module.replace('.', '/')}.py"] = "\n".join([*lines, ""])
    files["p/__init__.py"] = draw(
        st.sampled_from(["", "from .one import Alpha\n", "from p.two import *\n"])
    )
    return files


slow = settings(max_examples=20, suppress_health_check=[HealthCheck.too_slow])


@slow
@given(repositories())
def test_a_safe_fix_removes_its_finding_and_does_no_harm(files: Files) -> None:
    analysis = analysed(files)
    for considered in propose(analysis):
        for proof in considered.proofs:
            if proof.fix.applicability is not Applicability.SAFE:
                continue
            fresh = analyze(overlay(analysis.tree, proof.fix.edits), OPTIONS)
            assert proof.fix.finding not in {one.key for one in fresh.findings}
            # A cycle may have shrunk: that is not a new one.
            assert compare(analysis, fresh).introduced == ()
            for module, outcome in analysis.execution.outcomes.items():
                assert not isinstance(outcome, Ok) or isinstance(
                    fresh.execution.outcomes[module], Ok
                )


@slow
@given(repositories(), st.sampled_from([Applicability.SAFE, Applicability.UNSAFE]))
def test_a_plan_never_breaks_an_import_and_is_done_in_one_go(
    files: Files, asked: Applicability
) -> None:
    analysis = analysed(files)
    plan = plan_all(analysis, asked)
    assert plan.comparison.worsened == ()
    patched = overlay(analysis.tree, plan.edits)
    for path in patched.paths():
        assert patched.read(path) == plan.after.tree.read(path)
    assert plan_all(analyze(patched, OPTIONS), asked).edits == ()


@slow
@given(repositories(), st.randoms())
def test_the_order_of_independent_fixes_does_not_matter(files: Files, random: object) -> None:
    analysis = analysed(files)
    proofs = [one.proofs[0] for one in propose(analysis) if one.proofs]
    plan = combine(analysis, [proof.fix for proof in proofs])
    shuffled = list(plan.fixes)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    again = combine(analysis, shuffled)
    assert again.edits == plan.edits
    assert again.comparison.fixed == plan.comparison.fixed


def test_proofs_come_best_first() -> None:
    for considered in propose(analysed(CRASH)):
        left = [proof.comparison.healed for proof in considered.proofs]
        assert [len(one) for one in left] == sorted(map(len, left), reverse=True)
        for one, other in itertools.pairwise(considered.proofs):
            assert isinstance(one, Proof)
            assert one.fix != other.fix


def test_edits_of_a_plan_are_in_order_and_apply_to_the_bytes() -> None:
    analysis = analysed(TWO_FAULTS)
    plan = plan_all(analysis, Applicability.UNSAFE)
    assert list(plan.edits) == sorted(plan.edits)
    data = analysis.tree.read("p/a.py")
    edits = [edit for edit in plan.edits if edit.path == "p/a.py"]
    assert apply_edits(data, edits) == plan.after.tree.read("p/a.py")


def test_a_fix_that_another_would_undo_is_not_taken_again_and_again() -> None:
    analysis = analysed(
        {
            "package/__init__.py": "def f():\n    pass\n\n\nquantity\n",
            "package/adapter.py": "import package\n\nquantity = 2\n\n\nk = package.f\n",
        }
    )
    plan = plan_all(analysis, Applicability.UNSAFE)
    assert len({fix.id for fix in plan.fixes}) == len(plan.fixes) <= 2
    assert plan_all(plan.after, Applicability.UNSAFE).edits == ()
