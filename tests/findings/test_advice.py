"""What is said to do first follows from what was found."""

from __future__ import annotations

import pytest

from analysis.findings import AnyFinding, advice_of, rule_of
from analysis.pipeline import analyze
from analysis.sources.tree import MemoryTree
from tests.report.made import ALL

BODY = """\
    def open(self, name):
        handle = self.pool.take(name)
        handle.reset()
        return handle
    def close(self, handle):
        if handle.dirty:
            handle.flush()
        self.pool.give(handle)
    def drain(self):
        for handle in self.pool.everything():
            self.close(handle)
        self.pool.clear()
"""
TWIN = f"class PoolManager:\n{BODY}"
USE = "from app.pool import PoolManager\n"


def of(rule: str, files: dict[str, str]) -> str:
    tree = MemoryTree({"app/__init__.py": "", **files})
    (found,) = [each for each in analyze(tree).findings if rule_of(each) == rule]
    return advice_of(found)


def test_a_copy_gives_way_to_an_import() -> None:
    files = {"app/pool.py": TWIN, "app/copy.py": TWIN, "app/a.py": USE, "app/b.py": USE}
    assert of("duplicate-class", files) == (
        "Import PoolManager from app.pool in place of the class at app/copy.py:1."
    )


def test_its_importers_are_counted() -> None:
    used = {"app/c.py": "from app.copy import PoolManager\n"}
    files = {"app/pool.py": TWIN, "app/copy.py": TWIN, "app/a.py": USE, "app/b.py": USE, **used}
    assert of("duplicate-class", files).endswith("; its importer stays as it is.")


def test_a_copy_of_another_name_is_imported_as_that() -> None:
    copy = TWIN.replace("PoolManager", "HandleKeeper")
    files = {"app/pool.py": TWIN, "app/copy.py": copy, "app/a.py": USE, "app/b.py": USE}
    assert of("duplicate-class", files).startswith(
        "Import PoolManager as HandleKeeper from app.pool in place of"
    )


def test_what_has_other_code_is_compared_first() -> None:
    copy = TWIN.replace("handle.reset()", "handle.rewind(0)")
    files = {"app/pool.py": TWIN, "app/copy.py": copy, "app/a.py": USE, "app/b.py": USE}
    said = of("duplicate-class", files)
    assert said.startswith("Compare open of the two: where they mean the same, import")
    assert said.endswith(
        "let app.copy:PoolManager inherit from app.pool:PoolManager and keep only these."
    )


def test_what_one_lacks_is_for_a_person_to_settle() -> None:
    more = "    def size(self, unit):\n        return self.pool.size() * unit\n"
    copy = TWIN.replace("def close(self, handle)", "def close(self, handle, hard)") + more
    user = {f"app/u{n}.py": USE for n in range(4)}
    said = of("duplicate-class", {"app/pool.py": TWIN, "app/copy.py": copy, **user})
    assert "app.pool:PoolManager has no size and close has other arguments" in said


def test_a_cycle_says_where_to_begin() -> None:
    files = {
        "app/a.py": "from app import b\n\n\nclass A(b.B):\n    pass\n",
        "app/b.py": "from app import a\n\n\nclass B:\n    def f(self):\n        return a.A\n",
    }
    assert of("import-cycle", files).startswith("Begin at app/b.py:1, app.b → app.a: ")


def test_an_unbound_name_is_imported() -> None:
    files = {"app/a.py": "x = helper()\n", "app/b.py": "def helper():\n    return 1\n"}
    assert of("undefined-name", files).startswith("Import helper from app.b: ")


@pytest.mark.parametrize("finding", ALL, ids=rule_of)
def test_every_rule_has_a_word_of_advice_or_nothing(finding: AnyFinding) -> None:
    assert "None" not in advice_of(finding)
