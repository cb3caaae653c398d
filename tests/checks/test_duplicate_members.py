"""What a finding of duplicate classes says of their members, importers and hazards."""

from __future__ import annotations

from analysis.checks import duplicate_class
from analysis.findings import DuplicateClass, Severity, evidence_of, told_differences
from analysis.pipeline import analyze
from analysis.sources.directory import open_directory
from analysis.sources.tree import MemoryTree, OverlayTree
from tests.checks.builders import context_of
from tests.checks.test_duplicate_class import BASE, EDITED, MANAGER, OTHER_MANAGER, duplicates

TWINS = {"p/__init__.py": "", "p/engine.py": "", "p/one.py": MANAGER, "p/two.py": EDITED}
MAKES_ONE = "from p.one import DatabaseManager\nhere = DatabaseManager('x')\n"
ASKS_TWO = """
from p.two import DatabaseManager as Manager

def close(it):
    if isinstance(it, (int, Manager)):
        it.close()
"""


def found_in(files: dict[str, str]) -> DuplicateClass:
    (found,) = duplicates({**TWINS, **files})
    return found


def test_members_are_aligned() -> None:
    two = OTHER_MANAGER + "\n    @property\n    def url(self): return 'x'\n"
    found = found_in({**BASE, "p/two.py": two})
    rows = {row.name: row.sides for row in found.data.differences}
    assert list(rows)[:4] == ["__init__", "get_session", "health_check", "close"]
    one, other = rows["get_session"]
    assert one is not None
    assert other is not None
    assert (one.kind, one.signature, one.body) == ("method", "(self)", "same")
    assert (other.kind, other.same_interface, other.body) == ("async method", False, "different")
    assert rows["close"][1] is None
    kinds = [side.kind if side else None for side in rows["url"]]
    assert kinds == ["instance attribute", "property"]


def test_a_member_that_changed_a_little_is_similar() -> None:
    rows = {row.name: row for row in found_in({}).data.differences}
    assert {name: row.sides[1].body for name, row in rows.items() if row.sides[1]} == {
        "__init__": "same",
        "get_session": "same",
        "health_check": "similar",
        "close": "same",
        "url": "same",
        "engine": "same",
        "open_sessions": "same",
    }
    assert all(row.same_interface and row.is_everywhere for row in rows.values())


def test_the_difference_is_told_in_a_few_lines() -> None:
    found = found_in({**BASE, "p/two.py": OTHER_MANAGER})
    assert list(told_differences(found.data)) == [
        "p.two:DatabaseManager beside p.one:DatabaseManager:",
        "  - lacks: __init__, close, url, engine, open_sessions",
        "  ! another signature: async method get_session(self) for get_session(self), "
        "async method health_check(self) for health_check(self)",
    ]


def test_asking_for_the_wrong_twin_is_a_hazard() -> None:
    found = found_in({"p/makes.py": MAKES_ONE, "p/asks.py": ASKS_TWO})
    (hazard,) = found.data.hazards
    assert (hazard.kind, hazard.path, hazard.line) == ("isinstance", "p/asks.py", 5)
    assert hazard.class_ == "p.two:DatabaseManager"
    assert "as p.makes makes one (p/makes.py:2)" in hazard.note
    assert "p/asks.py:5" in found.message
    assert ("p/asks.py", 5) in [(each.path, each.line) for each in evidence_of(found)]


def test_no_hazard() -> None:
    asks = {"p/asks.py": ASKS_TWO}
    assert found_in(asks).data.hazards == ()
    makes_two = {"p/makes.py": MAKES_ONE.replace("p.one", "p.two")}
    assert found_in({**asks, **makes_two}).data.hazards == ()
    assert found_in({**asks, "tests/test_makes.py": MAKES_ONE}).data.hazards == ()
    itself = EDITED + "\n    def __eq__(self, other):\n"
    itself += "        return isinstance(other, DatabaseManager)\n"
    assert found_in({"p/makes.py": MAKES_ONE, "p/two.py": itself}).data.hazards == ()


def test_importers_have_their_line() -> None:
    found = found_in({"p/asks.py": ASKS_TWO, "p/both.py": f"import os\n{MAKES_ONE}"})
    sites = {each.module: each.import_sites for each in found.data.definitions}
    assert [(s.module, s.path, s.line) for s in sites["p.one"]] == [("p.both", "p/both.py", 2)]
    assert [(s.module, s.path, s.line) for s in sites["p.two"]] == [("p.asks", "p/asks.py", 2)]


def test_the_settings_are_violated() -> None:
    painter = "class Painter:\n    def paint(self): ...\n"
    files = {"p/__init__.py": "", "p/a.py": painter, "p/b.py": painter.replace("paint", "draw")}
    assert duplicates(files) == []
    (found,) = duplicates(files, {"Painter": "p.b"})
    assert found.data.ssot == "p.b:Painter"
    assert found.severity is Severity.WARNING
    assert "[tool.plumbline.ssot] names p.b:Painter, and others define the class" in found.message
    assert found.data.definitions[0].module == "p.b"
    (elsewhere,) = duplicates({**TWINS}, {"Other": "p.two"})
    assert elsewhere.data.ssot is None


def test_an_edit_of_an_importer_is_seen() -> None:
    files = {**TWINS, "p/makes.py": MAKES_ONE, "p/asks.py": ASKS_TWO}
    before = analyze(MemoryTree(files))
    edits = {
        "a line above": {"p/asks.py": f"\n{ASKS_TWO}"},
        "the question is gone": {"p/asks.py": ASKS_TWO.replace("isinstance(", "print(")},
        "another is made": {"p/makes.py": MAKES_ONE.replace("('x')", "")},
        "a module besides": {"p/more.py": ASKS_TWO},
        "a line above a class": {"p/one.py": f"\n{files['p/one.py']}"},
    }
    for what, edit in edits.items():
        tree = OverlayTree(before.tree, {path: text.encode() for path, text in edit.items()})
        assert analyze(tree, previous=before).findings == analyze(tree).findings, what


def test_the_sample_shows_the_true_one_and_the_variant() -> None:
    found = next(
        finding
        for finding in analyze(open_directory("sample_repos/golden_path")).findings
        if isinstance(finding, DuplicateClass)
    )
    data = found.data
    assert data.canonical.module == "netra_backend.app.db.database_manager"
    assert len(data.canonical.why) >= 3
    variant = data.definitions[2]
    assert variant.class_ == "AuthDatabaseManager"
    rows = {row.name: row.sides for row in data.differences}
    assert rows["get_session"][2] is None
    only_there = rows["create_async_engine"]
    assert only_there[:2] == (None, None)
    assert only_there[2] is not None
    assert only_there[2].kind == "staticmethod"


def test_differences_are_the_same_again() -> None:
    files = {**TWINS, "p/makes.py": MAKES_ONE, "p/asks.py": ASKS_TWO}
    one, other = (list(duplicate_class.check(context_of(files))) for _ in range(2))
    assert one == other
