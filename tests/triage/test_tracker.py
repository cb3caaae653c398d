"""What a tracker says of small repositories, and that its tests mean what they say."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from analysis.comparison import compare
from analysis.fixes.edits import Applicability, Fix
from analysis.fixes.plan import Plan, plan_all
from analysis.pipeline import Analysis, analyze
from analysis.sources.directory import open_directory
from analysis.sources.tree import MemoryTree
from analysis.triage.examine import examine
from analysis.triage.report import Triage
from analysis.triage.tracker.state import state_of
from analysis.triage.tracker.write import LONGEST, recheck, test_files, tracker_of
from tests.triage.test_tracker_story import boxes, outcomes

SAMPLES = Path(__file__).parents[2] / "sample_repos"
BODY = """
    def run(self) -> int:
        return 1

    def stop(self) -> int:
        return 2
"""
ALL_SORTS = {
    "pyproject.toml": "[tool.plumbline]\ngolden_paths = {go = 'shop.app'}\n",
    "shop/__init__.py": "",
    "shop/app.py": "from . import stock\nfrom .stock import count, lost\n",
    "shop/stock.py": "def count() -> int:\n    return 1\n",
    "shop/store.py": "lost = 1\n",
    "shop/late.py": "def go():\n    from shop.stok import count\n    return count()\n",
    "shop/a.py": "from shop import b\none = 1\ndef two():\n    return b.two\n",
    "shop/b.py": "from shop.a import one\ntwo = one\n",
    "shop/x.py": f'class Worker:\n    """The worker."""\n{BODY}',
    "shop/y.py": f'class Worker:\n    """The worker."""\n{BODY}',
    "shop/use.py": "from shop.x import Worker\n",
    "shop/used.py": "from shop.y import Worker\n",
    "shop/text.py": "def broken(:\n",
    "shop/typo.py": "print(os.getcwd())\n",
    "tests/test_stock.py": "from shop.stock import count\n",
}
MENDED = ALL_SORTS | {
    "shop/app.py": "from . import stock\nfrom .stock import count\nfrom .store import lost\n",
    "shop/late.py": "def go():\n    from shop.stock import count\n    return count()\n",
    "shop/b.py": "two = 1\n",
    "shop/y.py": "from shop.x import Worker\n",
    "shop/text.py": "def broken(): ...\n",
    "shop/typo.py": "import os\nprint(os.getcwd())\n",
}


def analysed(files: dict[str, str]) -> Analysis:
    return analyze(MemoryTree(files))


def every(analysis: Analysis) -> list[str]:
    return [finding.key for finding in analysis.findings]


def written(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return folder


@pytest.mark.parametrize("sample", sorted(path.name for path in SAMPLES.iterdir()))
def test_every_sample_has_its_tracker(sample: str) -> None:
    analysis = analyze(open_directory(str(SAMPLES / sample)))
    keys = every(analysis)
    plan = plan_all(analysis, finding_keys=keys)
    tracker = tracker_of(analysis, Triage(), plan, findings=keys)
    assert tracker == tracker_of(analysis, Triage(), plan, findings=reversed(keys))
    assert recheck(tracker, analysis) == tracker
    assert {one.key for one in state_of(tracker).violations} == set(keys)
    for name, text in test_files(analysis, Triage(), plan, keys).items():
        assert text in tracker
        assert f"test-{name}" in boxes(tracker)
        ast.parse(text)


def test_each_kind_of_fault_is_pinned(tmp_path: Path) -> None:
    broken, mended = analysed(ALL_SORTS), analysed(MENDED)
    rules = {finding.key.partition(":")[0] for finding in broken.findings}
    assert rules >= {
        *("broken-import", "import-cycle", "duplicate-class", "unparsable-file", "undefined-name")
    }
    keys = every(broken)
    plan = plan_all(broken, finding_keys=[])
    tests = {
        name: text.replace("strict=True", "strict=False")
        for name, text in test_files(broken, Triage(), plan, keys).items()
    }
    before = outcomes(written(tmp_path / "r", ALL_SORTS), written(tmp_path / "w", tests))
    assert set(before.values()) == {"XFAIL"}
    kinds = {name.partition("[")[0] for name in before}
    assert kinds == {
        *("test_what_is_asked_for_is_there", "test_no_circle", "test_one_definition"),
        *("test_imports_first", "test_compiles"),
    }
    after = outcomes(written(tmp_path / "r", MENDED), tmp_path / "w")
    assert after == dict.fromkeys(before, "XPASS")

    tracker = recheck(tracker_of(broken, Triage(), plan, findings=keys), mended)
    violations = {name: ticked for name, ticked in boxes(tracker).items() if name[0] == "V"}
    assert violations == dict.fromkeys(violations, True)
    assert "| go | `shop.app` | ok |" in tracker


def test_a_smaller_circle_is_still_one() -> None:
    ring = {f"r/{a}.py": f"import r.{b}\n" for a, b in ("ab", "bc", "ca")} | {"r/__init__.py": ""}
    whole = analysed(ring)
    tracker = tracker_of(whole, Triage(), plan_all(whole, finding_keys=[]), findings=every(whole))
    smaller = analysed(ring | {"r/b.py": "import r.a\n"})
    assert every(smaller) != every(whole)
    assert not boxes(recheck(tracker, smaller))["V1"]
    assert boxes(recheck(tracker, analysed(ring | {"r/b.py": ""})))["V1"]


def test_what_is_to_be_decided_has_its_options() -> None:
    files = ALL_SORTS | {"shop/y.py": ALL_SORTS["shop/y.py"].replace("return 2", "return 'now'")}
    analysis = analysed(files)
    [key] = [one for one in every(analysis) if one.startswith("duplicate-class")]
    tracker = tracker_of(analysis, Triage(), findings=[key])
    decided = tracker.partition("\nTo be decided:\n")[2].partition("\n## ")[0]
    assert decided.strip().startswith("- [ ] V1: decide how to mend `shop.x:Worker`")
    assert "\n  - possible, not proven: " in decided
    assert f"\n    - fix: `{key}#" in decided


def test_a_plan_that_mends_a_part_leaves_the_rest_to_be_decided() -> None:
    files = {
        "r/__init__.py": "",
        "r/a.py": "from r.b import two\none = 1\n",
        "r/b.py": "from r.a import one\ntwo = 2\ndef three():\n    return one + two\n",
    }
    broken = analysed(files)
    softer = analysed(files | {"r/b.py": "import r.a\ntwo = 2\ndef three():\n    return r.a.one\n"})
    [key] = every(broken)
    fix = Fix(f"{key}#soften", key, "soften", "Ask later", "", Applicability.UNSAFE, ())
    plan = Plan((fix,), (), softer, compare(broken, softer))
    tracker = tracker_of(broken, Triage(), plan, findings=[key])
    assert "**open**, the plan mends a part of it: the rest is to be decided" in tracker
    assert not {"V1", "fix-1", "step-3", "step-4"} & {n for n, t in boxes(tracker).items() if t}
    again = boxes(recheck(tracker, softer))
    assert (again["fix-1"], again["step-4"]) == (True, True)
    assert (again["V1"], again["step-3"]) == (False, False)


def test_a_file_that_is_too_long_is_saved_and_not_shown() -> None:
    names = [f"a_module_of_a_ring_whose_names_are_rather_long_{at:03}" for at in range(100)]
    after = zip(names, [*names[1:], names[0]], strict=True)
    ring = {f"r/{one}.py": f"import r.{other}\n" for one, other in after}
    analysis = analysed(ring | {"r/__init__.py": ""})
    keys = every(analysis)
    plan = plan_all(analysis, finding_keys=[])
    tracker = tracker_of(analysis, Triage(), plan, findings=keys)
    [text] = test_files(analysis, Triage(), plan, keys).values()
    assert len(text) > LONGEST
    assert text not in tracker
    assert "too long for this document" in tracker


def test_a_claim_that_no_finding_stands_for_is_watched_all_the_same() -> None:
    files = {"shop/__init__.py": "", "shop/stock.py": "count = 1\n"}
    bare = analysed(files)
    assert not bare.findings
    tracker = tracker_of(bare, examine(bare, "`shop/stock.py` does not define `price`\n"))
    [violation] = state_of(tracker).violations
    assert (violation.rule, violation.subjects) == ("missing-name", ("shop.stock:price",))
    assert not boxes(tracker)["V1"]
    there = analysed(files | {"shop/stock.py": "count = price = 1\n"})
    assert boxes(recheck(tracker, there))["V1"]


def test_a_module_that_fails_without_a_finding_is_pinned() -> None:
    files = {"shop/__init__.py": "", "shop/stock.py": "raise ValueError('no stock')\n"}
    broken = analysed(files)
    assert not broken.findings
    triage = examine(broken, "`shop.stock` can't be imported.\n")
    tracker = tracker_of(broken, triage)
    [violation] = state_of(tracker).violations
    assert (violation.rule, violation.subjects) == ("import-error", ("shop.stock",))
    assert "- `shop/stock.py:1`: import shop.stock fails: ValueError: no stock\n" in tracker
    [text] = test_files(broken, triage).values()
    assert 'pytest.param("shop.stock", id="shop.stock", marks=UNDECIDED)' in text
    assert boxes(recheck(tracker, analysed(files | {"shop/stock.py": ""})))["V1"]


def test_claims_that_are_not_true_are_told_and_not_worked_on() -> None:
    analysis = analysed(MENDED)
    tracker = tracker_of(analysis, examine(analysis, "`shop.stock` has no `count`\n"))
    assert not state_of(tracker).violations
    assert "- **refuted**, line 1: “\\`shop.stock\\` has no \\`count\\`”" in tracker


def test_tests_that_reach_what_is_affected_and_what_they_miss() -> None:
    analysis = analysed(ALL_SORTS)
    keys = [key for key in every(analysis) if key.endswith(("stock:lost", "shop.stok"))]
    tracker = tracker_of(analysis, Triage(), findings=keys)
    assert "- `shop.stock`: `tests.test_stock`\n" in tracker
    assert "- `shop.app`: **no test imports it**\n" in tracker
    assert "- `shop.stock:lost`: no test imports this name from there\n" in tracker
    assert not boxes(tracker)["step-1"]
    tested = analysed(
        ALL_SORTS | {"tests/test_all.py": "import shop.app\nimport shop.late\nimport shop.stock\n"}
    )
    assert boxes(recheck(tracker, tested))["step-1"]


def test_text_of_the_repository_is_no_markup() -> None:
    hostile = "<!-- plumbline:end V1 -->`` [x](y) | # *b*"
    files = {"p/__init__.py": "", f"p/{hostile.replace('/', ' ')}.py": "def (:\n"}
    analysis = analysed(files)
    keys = every(analysis)
    tracker = tracker_of(analysis, Triage(), findings=keys)
    assert recheck(tracker, analysis) == tracker
    comments = [
        line for line in tracker.split("\n") if line.strip().startswith("<!-- plumbline:end V1")
    ]
    assert len(comments) == 1
    again = recheck(tracker, analysed({"p/__init__.py": ""}))
    assert again.count("<!-- plumbline:kept") == 0
    assert boxes(again)["V1"]


def test_a_patch_that_markdown_can_not_hold_is_a_command() -> None:
    files = {
        "shop/__init__.py": "",
        "shop/app.py": "# \u202e\nfrom shop.stock import lost\n",
        "shop/stock.py": "",
        "shop/store.py": "lost = 1\n",
    }
    analysis = analysed(files)
    tracker = tracker_of(analysis, Triage(), findings=every(analysis))
    assert "```diff" not in tracker
    assert "plumbline fix . --fix 'broken-import:shop.stock:lost#point-elsewhere" in tracker
    plain = analysed(files | {"shop/app.py": "from shop.stock import lost\n"})
    assert "```diff" in tracker_of(plain, Triage(), findings=every(plain))


def test_the_files_need_no_new_python() -> None:
    analysis = analysed(ALL_SORTS)
    for text in test_files(analysis, Triage(), findings=every(analysis)).values():
        ast.parse(text, feature_version=(3, 8))
