"""What an overlay's analysis takes over from that of its base makes no difference to it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from analysis import MemoryTree, OverlayTree, analyze, rule_of
from tests.pipeline.drawn import ONE, STORE, STORES, edits, told, trees


@given(trees, edits, edits)
@settings(max_examples=150)
def test_an_overlay_is_analysed_as_if_nothing_were_known(
    tree: dict[str, str], first: dict[str, str | None], second: dict[str, str | None]
) -> None:
    base = MemoryTree(tree)
    before = analyze(base, ONE)
    told(before)
    for edit in (first, second):
        changed = {
            path: None if text is None else text.encode()
            for path, text in edit.items()
            if text is not None or path in tree
        }
        overlay = OverlayTree(base, changed)
        assert told(analyze(overlay, ONE, before)) == told(analyze(overlay, ONE))


def test_only_what_an_edit_touches_is_resolved_again() -> None:
    base = MemoryTree(
        {"p/__init__.py": "", "p/a.py": "x = 1\n", "p/b.py": "from p.a import x\n", "c.py": ""}
    )
    before = analyze(base, ONE)
    overlay = OverlayTree(base, {"c.py": b"from p.b import x\n"})
    after = analyze(overlay, ONE, before)
    old, new = before.structure.project, after.structure.project
    assert new.layout is old.layout
    assert new.by_importer["p.b"] is old.by_importer["p.b"]
    assert [found.depends_on for found in new.by_importer["c"]] == ["p.b"]


def test_a_name_that_comes_from_elsewhere_now_is_resolved_again() -> None:
    base = MemoryTree(
        {"p/__init__.py": "", "p/a.py": "x = 1\n", "p/b.py": "from p.a import x\n", "c.py": "x = 1"}
    )
    before = analyze(base, ONE)
    after = analyze(OverlayTree(base, {"p/a.py": b"from c import x\n"}), ONE, before)
    (found,) = after.structure.project.by_importer["p.b"]
    assert (found.target.module, getattr(found.target, "defined_in", None)) == ("p.a", "c")


@pytest.mark.parametrize(
    ("path", "text"),
    [
        pytest.param("p/idle.py", "import sys\n", id="elsewhere"),
        pytest.param("p/idle.py", "from p.two import Store\n", id="another importer"),
        pytest.param("p/user.py", "from p.two import Store\n", id="importer of the other"),
        pytest.param("p/user.py", "", id="no importer"),
        pytest.param("p/two.py", STORE.format("Deprecated."), id="docstring of the module"),
        pytest.param("p/two.py", STORE.format("Two.") + "import os\n", id="import beside"),
        pytest.param("p/two.py", "\n" + STORE.format("Two."), id="lines moved"),
        pytest.param("p/two.py", STORE.format("Two.").replace("SELECT 1", "PING"), id="code"),
        pytest.param("p/two.py", STORE.format("Two.").replace("p.engine", "p.other"), id="same"),
        pytest.param("p/two.py", STORE.format("Two.").replace("p.engine", "sqlite"), id="outside"),
        pytest.param("p/two.py", STORE.format("Two.").replace("Store", "Depot"), id="renamed"),
        pytest.param("p/one.py", STORE.format("One.") + "import p.two\n", id="stands on it"),
        pytest.param("p/engine.py", "engine = 1\n", id="what it uses"),
        pytest.param("p/engine.py", "from p.other import engine\n", id="uses from elsewhere"),
    ],
)
def test_duplicates_after_an_edit(path: str, text: str) -> None:
    base = MemoryTree(STORES)
    before = analyze(base, ONE)
    assert "duplicate-class" in {rule_of(finding) for finding in before.findings}
    overlay = OverlayTree(base, {path: text.encode()})
    assert told(analyze(overlay, ONE, before)) == told(analyze(overlay, ONE))


def test_duplicates_that_an_edit_does_not_touch_are_kept() -> None:
    base = MemoryTree(STORES)
    before = analyze(base, ONE)
    after = analyze(OverlayTree(base, {"p/idle.py": b"import p.user\n"}), ONE, before)
    assert before.found is not None and after.found is not None
    assert after.found.duplicates is before.found.duplicates
