from __future__ import annotations

from itertools import product
from typing import Any

import pytest

from analysis import checks
from analysis.checks import broken_import
from analysis.checks.candidates import likeness
from analysis.execution.outcome import Cause, Failure
from analysis.extract.facts import Timing
from analysis.findings import BrokenImport, Severity
from analysis.pipeline import Options, analyze
from analysis.sources.tree import MemoryTree
from tests.checks.builders import context_of

CORE = {"p/__init__.py": "", "p/core.py": "def known(): ...\n"}


def broken(files: dict[str, str], **said: Any) -> list[BrokenImport]:
    found = list(broken_import.check(context_of(files, **said)))
    assert all(isinstance(finding, BrokenImport) for finding in found)
    return [finding for finding in found if isinstance(finding, BrokenImport)]


def missing_name(module: str, name: str, raised_in: str, path: str, line: int = 1) -> Failure:
    message = f"cannot import name {name!r} from {module!r}"
    return Failure(
        "ImportError",
        message,
        path,
        line,
        (raised_in,),
        Cause.MISSING_NAME,
        raised_in,
        module,
        name,
    )


@pytest.mark.parametrize(
    ("user", "expected"),
    [
        pytest.param("from p.core import known\n", [], id="there"),
        pytest.param("import json, p.core\nfrom os import nothing\n", [], id="not ours"),
        pytest.param("from p import core\n", [], id="submodule"),
        pytest.param("from p.core import *\n", [], id="star"),
        pytest.param("from p.core import __doc__\n", [], id="what every module has"),
        pytest.param("from p.core import gone\n", [("p.core", "gone", "missing-name")], id="name"),
        pytest.param(
            "from p.gone import a, b\n", [("p.gone", None, "missing-module")], id="module, once"
        ),
        pytest.param(
            "import p.core.deep\n", [("p.core.deep", None, "not-a-package")], id="not a package"
        ),
        pytest.param(
            "from ... import a\n", [("...", None, "beyond-top-level")], id="beyond the top"
        ),
        pytest.param(
            "from p.core import gone\ndef f():\n    from p.core import gone, lost\n",
            [("p.core", "gone", "missing-name"), ("p.core", "lost", "missing-name")],
            id="one finding a target",
        ),
    ],
)
def test_targets(user: str, expected: list[object]) -> None:
    found = broken({**CORE, "p/user.py": user})
    assert [(f.data.module, f.data.name, f.data.reason) for f in found] == expected


@pytest.mark.parametrize(
    ("said", "count"),
    [
        pytest.param({}, 1, id="statements alone"),
        pytest.param({"names": {"p.core": ("gone",)}}, 0, id="bound by what the module runs"),
        pytest.param({"names": {"p.core": ("known",)}}, 1, id="not bound once it has run"),
        pytest.param({"open_modules": {"p.core": "exec"}}, 0, id="dynamic code may bind it"),
    ],
)
def test_running_the_module_goes_before_its_text(said: dict[str, Any], count: int) -> None:
    assert len(broken({**CORE, "p/user.py": "from p.core import gone\n"}, **said)) == count


def test_a_name_that_the_text_binds_but_running_does_not() -> None:
    files = {"core.py": "x = 1\ndel x\ny = 2\n", "user.py": "from core import x, y\n"}
    found = broken(files, names={"core": ("y",)})
    assert [(f.data.module, f.data.name) for f in found] == [("core", "x")]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("try:\n    import p.gone\n    x = 1\nexcept ImportError: ...\n", id="try"),
        pytest.param("try:\n    1 / 0\n    x = 1\nexcept Exception: ...\n", id="raises before"),
        pytest.param(
            "try:\n    import p.gone\nexcept ImportError: ...\nelse:\n    x = 1\n", id="try-else"
        ),
        pytest.param(
            "x = 1\ntry:\n    import p.gone\nexcept ImportError as x: ...\n", id="except as"
        ),
        pytest.param(
            "from contextlib import suppress\nwith suppress(ImportError):\n"
            "    import p.gone\n    x = 1\n",
            id="suppressed",
        ),
        pytest.param("x = 1\nglobals().pop('x')\n", id="popped"),
        pytest.param("x = 1\ndef f():\n    global x\n    del x\nf()\n", id="deleted by a call"),
        pytest.param("False and (x := 1)\n", id="walrus"),
    ],
)
def test_running_says_what_a_deferred_import_finds(text: str) -> None:
    files = {"p/__init__.py": "", "p/m.py": text, "p/u.py": "def f():\n    from p.m import x\n"}
    findings = analyze(MemoryTree(files), Options()).findings
    assert "broken-import:p.m:x" in [finding.key for finding in findings]


IMPORT = "from p.core import gone\n"
DEFERRED = "def f():\n    from p.core import gone\n"
GUARDED = "try:\n    from p.core import gone\nexcept ImportError:\n    gone = None\n"
TYPED = "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from p.core import gone\n"
EXPECTED = (
    "import pytest\ndef test():\n    with pytest.raises(ImportError):\n"
    "        from p.core import gone\n"
)


@pytest.mark.parametrize(
    ("users", "failing", "severity"),
    [
        pytest.param({"p/a.py": IMPORT}, ["p.a"], Severity.ERROR, id="import"),
        pytest.param({"p/a.py": IMPORT}, [], Severity.WARNING, id="survives"),
        pytest.param({"p/a.py": DEFERRED}, [], Severity.WARNING, id="deferred"),
        pytest.param({"p/a.py": DEFERRED}, ["p.a"], Severity.ERROR, id="deferred, yet called"),
        pytest.param({"p/a.py": GUARDED}, [], Severity.WARNING, id="guarded"),
        pytest.param(
            {"p/a.py": GUARDED.replace("p.core", "p.built")}, [], Severity.INFO, id="guarded module"
        ),
        pytest.param({"p/a.py": TYPED}, [], Severity.INFO, id="type checking"),
        pytest.param({"tests/test_a.py": EXPECTED}, [], Severity.INFO, id="expected by a test"),
        pytest.param(
            {"p/a.py": DEFERRED, "tests/test_a.py": EXPECTED}, [], Severity.WARNING, id="mixed"
        ),
    ],
)
def test_severity(users: dict[str, str], failing: list[str], severity: Severity) -> None:
    failures = {module: missing_name("p.core", "gone", module, "p/a.py", 1) for module in failing}
    (found,) = broken({**CORE, **users}, failures=failures)
    assert found.severity is severity
    assert found.blocked == tuple(failing)
    assert ("Test artefact" in found.title) == (list(users) == ["tests/test_a.py"])


def test_sites_at_import_come_first() -> None:
    files = {
        **CORE,
        "p/a.py": DEFERRED,
        "p/b.py": IMPORT,
        "p/c.py": TYPED,
        "p/d.py": GUARDED,
        "tests/test_a.py": EXPECTED,
    }
    (found,) = broken(files, failures={"p.b": missing_name("p.core", "gone", "p.b", "p/b.py")})
    assert [(s.path, s.timing, s.guarded, s.expected_by_test) for s in found.data.sites] == [
        ("p/b.py", Timing.IMPORT, False, False),
        ("p/d.py", Timing.IMPORT, True, False),
        ("p/a.py", Timing.DEFERRED, False, False),
        ("tests/test_a.py", Timing.DEFERRED, False, True),
        ("p/c.py", Timing.TYPE_CHECKING, False, False),
    ]
    assert found.locations[0].path == "p/b.py"


def test_a_statement_that_is_no_import() -> None:
    files = {**CORE, "p/a.py": "import p.core\np.core.gone\n"}
    failure = missing_name("p.core", "gone", "p.a", "p/a.py", 2)
    (found,) = broken(files, failures={"p.a": failure})
    assert (found.data.module, found.data.name, found.blocked) == ("p.core", "gone", ("p.a",))
    assert [(place.path, place.line) for place in found.locations] == [("p/a.py", 2)]


@pytest.mark.parametrize(
    ("files", "target", "best"),
    [
        pytest.param(
            {"p/moved.py": "def gone(): ...\n", "p/user.py": IMPORT},
            ("p.core", "gone"),
            ("p.moved", "gone"),
            id="same name elsewhere",
        ),
        pytest.param(
            {
                "p/front.py": "from p.moved import gone\n",
                "p/moved.py": "def gone(): ...\n",
                "p/user.py": IMPORT,
            },
            ("p.core", "gone"),
            ("p.moved", "gone"),
            id="the definer before the re-exporter",
        ),
        pytest.param(
            {
                "other/__init__.py": "",
                "other/m.py": "class gone: ...\n",
                "p/m.py": "class gone: ...\n",
                "p/user.py": IMPORT,
            },
            ("p.core", "gone"),
            ("p.m", "gone"),
            id="the nearer package",
        ),
        pytest.param(
            {"p/user.py": "from p.core import knwon\n"},
            ("p.core", "knwon"),
            ("p.core", "known"),
            id="a typo",
        ),
        pytest.param(
            {"p/helpers.py": "def util(): ...\n", "p/user.py": "from p.helprs import util\n"},
            ("p.helprs", None),
            ("p.helpers", None),
            id="a typo in a module",
        ),
        pytest.param(
            {
                "p/deep/__init__.py": "",
                "p/deep/models.py": "class A: ...\n",
                "p/user.py": "from p.models import A\n",
            },
            ("p.models", None),
            ("p.deep.models", None),
            id="a module that moved",
        ),
        pytest.param(
            {
                "p/renamed.py": "class A: ...\nclass B: ...\n",
                "p/noise.py": "A = 1\n",
                "p/user.py": "from p.models import A, B\n",
            },
            ("p.models", None),
            ("p.renamed", None),
            id="a module that was renamed",
        ),
        pytest.param(
            {"tests/test_m.py": "def gone(): ...\n", "p/user.py": IMPORT},
            ("p.core", "gone"),
            None,
            id="never a test for production",
        ),
        pytest.param(
            {"p/user.py": "from p.core import gone\ndef gone(): ...\n"},
            ("p.core", "gone"),
            None,
            id="never the importer",
        ),
    ],
)
def test_best_candidate(
    files: dict[str, str], target: tuple[str, str | None], best: tuple[str, str | None] | None
) -> None:
    (found,) = [f for f in broken({**CORE, **files}) if (f.data.module, f.data.name) == target]
    candidates = [(c.module, c.name) for c in found.data.candidates]
    assert (candidates[0] if candidates else None) == best
    assert all(0 <= c.score <= 1 and c.why for c in found.data.candidates)


def test_a_candidate_that_would_close_a_cycle_stands_back() -> None:
    files = {
        **CORE,
        "p/a_back.py": "import p.user\ndef gone(): ...\n",
        "p/free.py": "def gone(): ...\n",
        "p/user.py": IMPORT,
    }
    (found,) = broken(files)
    assert [c.module for c in found.data.candidates] == ["p.free", "p.a_back"]
    assert "cycle" in found.data.candidates[1].why


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("get_user", "get_usr", True),
        ("get_db_session_factory", "get_session_factory", True),
        ("Database", "Databse", True),
        ("get_user", "set_user", False),
        ("encode_line", "decode_line", True),
        ("create_item", "delete_item", False),
        ("x", "y", False),
        ("run", "stop", False),
    ],
)
def test_likeness(one: str, other: str, alike: bool) -> None:
    assert (likeness(one, other) >= 0.72) == alike
    assert likeness(one, other) == likeness(other, one)


def test_likeness_that_may_stop_early_is_the_same_from_there_on() -> None:
    words = ("get_user", "get_usr", "set_user", "User", "userGet", "_get_user_", "resu", "us")
    for one, other in product(words, words):
        for least in (0.5, 0.72, 0.9):
            full, found = likeness(one, other), likeness(one, other, least)
            assert found == full or max(found, full) < least


def test_a_name_that_never_comes_is_missing_whatever_the_cycle() -> None:
    files = {
        "a.py": "x = 1\nimport b\n",
        "b.py": "from a import x\nfrom a import never\n",
    }
    findings = analyze(MemoryTree(files), Options()).findings
    (found,) = [f for f in findings if isinstance(f, BrokenImport)]
    assert (found.data.module, found.data.name) == ("a", "never")
    assert found.blocked == ("a", "b")
    assert not any(f.blocked for f in findings if f is not found)


def test_real_outcomes() -> None:
    files = {
        "app/__init__.py": "",
        "app/db.py": "def get_session(): ...\n",
        "app/factory.py": "from app.db import get_session_factory\n",
        "app/main.py": "import app.factory\n",
        "pyproject.toml": '[tool.plumbline.golden_paths]\nmain = "app.main"\n',
    }
    (found,) = analyze(MemoryTree(files), Options()).findings
    assert found.severity is Severity.ERROR
    assert found.blocked == ("app.factory", "app.main")
    assert found.golden == ("main",)
    assert checks.CHECKS[1] is broken_import.check


def test_every_statement_is_a_site_however_many_there_are() -> None:
    files = {f"m{n}.py": "import p.gone\nimport p.gone\n" for n in range(300)}
    (finding,) = broken({**files, "p/__init__.py": ""})
    assert len(finding.data.sites) == 600
    assert finding.data.sites[0].path == "m0.py"


def test_a_name_mistyped_and_asked_of_the_wrong_module_is_found_elsewhere() -> None:
    files = {
        "pkg/__init__.py": "",
        "pkg/session.py": "engine = 1\n",
        "pkg/factory.py": "def get_session_factory():\n    return 1\n",
        "pkg/user.py": "from pkg.session import get_session_factor\n",
    }
    (finding,) = broken_import.check(context_of(files))
    assert isinstance(finding, BrokenImport)
    (near,) = finding.data.candidates
    assert (near.module, near.name, near.kind) == (
        "pkg.factory",
        "get_session_factory",
        "similar-elsewhere",
    )
    assert finding.data.advice.endswith("pkg.factory has the similar name get_session_factory")
    # Where the very name is to be had, one that only looks like it is not asked for.
    files["pkg/other.py"] = "def get_session_factor():\n    return 2\n"
    (finding,) = broken_import.check(context_of(files))
    assert isinstance(finding, BrokenImport)
    assert [each.module for each in finding.data.candidates] == ["pkg.other"]
