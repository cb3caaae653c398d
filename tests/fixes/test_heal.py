"""The smallest plan that makes a module import."""

from __future__ import annotations

from analysis.execution.outcome import Fails, Ok
from analysis.fixes.edits import Applicability
from analysis.fixes.heal import heal
from analysis.fixes.walk import follow
from tests.fixes.repository import analysed

DEEP = {
    "p/__init__.py": "",
    "p/base.py": "class Thing:\n    pass\n\n\nclass Other:\n    pass\n",
    "p/mid.py": "from p.base import Thnig\n\nx = Thing\n",
    "p/entry.py": "import p.mid\nfrom p.bsae import Other\n\ny = Other\nz = Thing\n",
    "p/beside.py": "from p.base import Ohter\n\nw = Ohter\n",
}


def test_fault_behind_fault_is_mended_and_nothing_else() -> None:
    analysis = analysed(DEEP)
    healing = heal(analysis, ["p.entry"])
    assert healing.heals
    assert isinstance(healing.walk.after.execution.outcomes["p.entry"], Ok)
    assert isinstance(healing.walk.after.execution.outcomes["p.beside"], Fails)
    assert {fix.finding for fix in healing.walk.fixes} == {
        "broken-import:p.base:Thnig",
        "broken-import:p.bsae",
        "undefined-name:Thing",
    }


def test_no_step_of_the_plan_can_be_left_out() -> None:
    analysis = analysed(DEEP)
    ids = heal(analysis, ["p.entry", "p.beside"]).walk.ids
    assert len(ids) == 4
    for left_out in ids:
        after = follow(analysis, [one for one in ids if one != left_out]).after
        assert any(
            isinstance(after.execution.outcomes[one], Fails) for one in ("p.entry", "p.beside")
        )


def test_a_module_that_imports_needs_no_plan() -> None:
    healing = heal(analysed(DEEP), ["p.base", "p.nowhere"])
    assert healing.heals
    assert healing.walk.ids == ()


def test_what_has_no_repair_is_told_and_the_rest_is_healed() -> None:
    analysis = analysed(
        {
            **DEEP,
            "p/raises.py": "import p.mid\n\nraise RuntimeError('on purpose')\n",
            "p/lost.py": "def broken(:\n",
        }
    )
    healing = heal(analysis, ["p.raises", "p.lost", "p.beside"])
    assert not healing.heals
    assert [(one.module, one.finding is None) for one in healing.obstacles] == [
        ("p.raises", True),
        ("p.lost", False),
    ]
    assert healing.obstacles[0].reason == "RuntimeError: on purpose"
    assert healing.obstacles[0].behind == ("broken-import:p.base:Thnig#correct-typo:Thing",)
    assert isinstance(healing.walk.after.execution.outcomes["p.beside"], Ok)
    assert len(healing.walk.ids) == 1


def test_only_fixes_of_the_asked_applicability_are_taken() -> None:
    analysis = analysed(DEEP)
    healing = heal(analysis, ["p.entry"], Applicability.SAFE)
    assert all(fix.applicability is Applicability.SAFE for fix in healing.walk.fixes)
