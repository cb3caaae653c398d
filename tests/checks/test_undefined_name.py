from __future__ import annotations

from analysis.checks import undefined_name
from analysis.execution.outcome import Cause, Failure
from analysis.findings import UndefinedName
from analysis.pipeline import Options, analyze
from analysis.sources.tree import MemoryTree
from tests.checks.builders import context_of


def test_one_finding_a_name_with_the_forgotten_import() -> None:
    files = {
        "p/__init__.py": "",
        "p/things.py": "class Thing: ...\n",
        "p/a.py": "print(Thing)\n",
        "p/b.py": "import p.a\n",
        "tests/test_things.py": "class Thing: ...\n",
    }
    failure = Failure(
        "NameError",
        "name 'Thing' is not defined",
        "p/a.py",
        1,
        ("p.a",),
        Cause.UNDEFINED_NAME,
        "p.a",
        "p.a",
        "Thing",
    )
    context = context_of(files, failures={"p.a": failure, "p.b": failure})
    (found,) = undefined_name.check(context)
    assert isinstance(found, UndefinedName)
    assert (found.key, found.blocked, found.subjects) == (
        "undefined-name:Thing",
        ("p.a", "p.b"),
        ("p.a",),
    )
    assert [(c.module, c.name) for c in found.data.candidates] == [("p.things", "Thing")]


def test_nothing_to_say() -> None:
    assert not list(undefined_name.check(context_of({"a.py": "x = 1\n"})))


def test_real_outcomes() -> None:
    files = {"a.py": "x = missing\n", "b.py": "import a\n", "c.py": "def missing(): ...\n"}
    (found,) = analyze(MemoryTree(files), Options()).findings
    assert isinstance(found, UndefinedName)
    assert found.blocked == ("a", "b")
    assert [c.module for c in found.data.candidates] == ["c"]
