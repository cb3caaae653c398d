"""What is offered, what only uncovers the next fault, and what would only move the crash."""

from __future__ import annotations

from analysis.fixes.edits import Applicability
from analysis.fixes.plan import Considered, consider, proving, ranked
from analysis.fixes.proof import Proof, Rejected
from analysis.pipeline import Analysis
from tests.fixes.broken import CLASS
from tests.fixes.repository import analysed

BASE = "class Thing:\n    size = 1\n\n\nclass Thong:\n    pass\n\n\nclass Other:\n    pass\n"


def considered(analysis: Analysis, key: str) -> Considered:
    return consider(analysis, next(one for one in analysis.findings if one.key == key))


def reasons(found: Considered, kind: str) -> list[str]:
    return [one.reason for one in found.rejected if one.fix.kind == kind]


def test_a_fault_that_was_there_behind_the_mended_one_is_uncovered_and_told() -> None:
    analysis = analysed(
        {
            "p/__init__.py": "",
            "p/b.py": BASE,
            "p/a.py": "from p.b import Thnig\n\nx = Thing\ny = Other\n",
        }
    )
    found = considered(analysis, "broken-import:p.b:Thnig")
    proof = next(one for one in found.proofs if one.fix.kind == "correct-typo")
    assert proof.uncovers
    assert proof.brings == ()
    assert proof.failing == ("p.a",)
    assert proof.fix.applicability is Applicability.UNSAFE
    assert any("It uncovers" in note and "Other" in note for note in proof.fix.notes)


def test_a_cycle_that_the_fix_closes_only_moves_the_crash() -> None:
    analysis = analysed(
        {
            "p/__init__.py": "",
            "p/b.py": "def thing():\n    pass\n",
            "p/c.py": "from p.d import D\n\n\nclass gone(D):\n    pass\n",
            "p/d.py": "from p.b import gone\n\n\nclass D:\n    y = gone\n",
        }
    )
    found = considered(analysis, "broken-import:p.b:gone")
    assert all(proof.fix.kind != "point-elsewhere" for proof in found.proofs)
    assert ["would" in reason for reason in reasons(found, "point-elsewhere")] == [True]


def test_the_wrong_class_only_moves_the_crash() -> None:
    analysis = analysed(
        {
            "p/__init__.py": "",
            "p/b.py": BASE,
            "p/a.py": "from p.b import Thng\n\nx = Thng.size\n",
        }
    )
    found = considered(analysis, "broken-import:p.b:Thng")
    assert [proof.fix.id.rpartition(":")[2] for proof in found.proofs][:1] == ["Thing"]
    moved = {one.fix.id.rpartition(":")[2]: one.reason for one in found.rejected}
    assert moved["Thong"] == (
        "it would only move the crash: p.a would fail with AttributeError: "
        "type object 'Thong' has no attribute 'size' (p/a.py:3)"
    )


def test_what_is_raised_on_purpose_behind_the_fault_is_told_and_no_objection() -> None:
    analysis = analysed(
        {
            "p/__init__.py": "",
            "p/b.py": BASE,
            "p/a.py": "from p.b import Othr\n\nx = Othr\nraise RuntimeError('later')\n",
        }
    )
    found = considered(analysis, "broken-import:p.b:Othr")
    (proof,) = found.proofs[:1]
    assert proof.failing == ("p.a",)
    assert "Behind it p.a would fail with RuntimeError: later (p/a.py:4)." in proof.fix.notes


def test_proofs_come_one_by_one_the_most_promising_first() -> None:
    analysis = analysed(
        {"p/__init__.py": "", "p/b.py": BASE, "p/a.py": "from p.b import Thng\n\nx = Thng\n"}
    )
    (finding,) = analysis.findings
    first = next(iter(proving(analysis, finding)))
    assert isinstance(first, Proof)
    every = list(proving(analysis, finding))
    assert len(every) > 1
    assert every[0].fix == first.fix
    whole = consider(analysis, finding)
    found = ranked(one for one in every if isinstance(one, Proof))
    assert [one.fix for one in whole.proofs] == [one.fix for one in found]
    assert whole.rejected == tuple(one for one in every if isinstance(one, Rejected))


def test_what_makes_a_sound_module_need_another_package_is_not_safe() -> None:
    twin = CLASS.format(name="Recorder")
    files = {
        "p/__init__.py": "",
        "p/core.py": f"import os\n{twin}",
        "p/copy.py": twin,
        "p/a.py": "from p.core import Recorder\n\nE = Recorder\n",
        "p/c.py": "from p.core import Recorder\n\nE = Recorder\n",
        "p/d.py": "from p.copy import Recorder\n\nE = Recorder\n",
    }

    def best(files: dict[str, str]) -> Proof:
        analysis = analysed(files)
        (finding,) = analysis.findings
        kind = "reexport-canonical"
        return next(one for one in consider(analysis, finding).proofs if one.fix.kind == kind)

    assert best(files).fix.applicability is Applicability.SAFE
    proof = best({**files, "p/core.py": f"import sqlalchemy.orm\n{twin}"})
    assert proof.fix.applicability is not Applicability.SAFE
    assert "p.copy will need sqlalchemy to be installed." in proof.fix.notes
