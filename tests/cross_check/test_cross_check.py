"""pydeps beside ours: the edges of one side with their reasons, and what may go wrong with it."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from analysis.cross_check import run as running
from analysis.cross_check.compare import Seen, compared
from analysis.cross_check.run import cross_check
from analysis.cross_check.value import WORDS, CrossCheck, Limits, OneSided, Reason
from analysis.pipeline import analyze
from analysis.report import cross_check_json, cross_check_text
from analysis.sources.tree import MemoryTree
from tests.report import golden

CHILD = Path(running.__file__).with_name("child.py")
FAMILY = {
    "pkg/__init__.py": "",
    "pkg/a.py": (
        "from typing import TYPE_CHECKING\n"
        "import importlib\n"
        "from pkg.sub import deep\n"
        "from .star import *\n"
        "if TYPE_CHECKING:\n"
        "    import pkg.types_only\n"
        "def f():\n"
        "    import pkg.late\n"
        "importlib.import_module('pkg.dynamic')\n"
        "from . import both\n"
        "from .requests import get\n"
        "import requests\n"
    ),
    "pkg/sub/__init__.py": "",
    "pkg/sub/deep.py": "",
    "pkg/star/__init__.py": "x = 1\n",
    "pkg/star/one.py": "",
    "pkg/types_only.py": "",
    "pkg/late.py": "",
    "pkg/dynamic.py": "",
    "pkg/both.py": "import requests\n",
    "pkg/requests.py": "def get(): ...\n",
    "pkg/migrations/__init__.py": "",
    "pkg/migrations/m1.py": "import pkg.late\n",
    "pkg/broken.py": "import pkg.late\nx = (\n",
}


@pytest.fixture(scope="module")
def family() -> CrossCheck:
    return cross_check(analyze(MemoryTree(FAMILY)))


def reasons(edges: tuple[OneSided, ...]) -> dict[tuple[str, str], str]:
    return {(edge.importer, edge.imported): edge.reason.value for edge in edges}


def test_what_only_pydeps_has_has_its_reason(family: CrossCheck) -> None:
    found = reasons(family.only_theirs)
    assert found["pkg.a", "pkg.late"] == "deferred"
    assert found["pkg.a", "pkg.types_only"] == "type-checking"
    assert found["pkg.a", "pkg.sub"] == "parent-package"
    assert found["pkg.a", "pkg"] == "own-package"
    assert found["pkg.a", "pkg.star.one"] == "star"
    late = next(edge for edge in family.only_theirs if edge.imported == "pkg.late")
    assert (late.path, late.line) == ("pkg/a.py", 8)


def test_what_only_we_have_has_its_reason(family: CrossCheck) -> None:
    found = reasons(family.only_ours)
    assert found["pkg.a", "pkg.dynamic"] == "dynamic"
    assert found["pkg.migrations.m1", "pkg.late"] == "migrations"
    assert found["pkg.a", "pkg.requests"] == "named-alike"
    assert family.unexplained == ()


def test_what_pydeps_takes_for_the_standard_library_is_no_riddle() -> None:
    analysis = analyze(MemoryTree({"tools.py": "import pkg.a\n", "pkg/a.py": ""}))
    seen = Seen("1", frozenset({"tools"}), {"pkg.a": "pkg/a.py"}, frozenset())
    assert reasons(compared(analysis, seen).only_ours) == {("tools", "pkg.a"): "standard-name"}
    seen = Seen("1", frozenset(), {"tools": "tools.py", "pkg.a": "pkg/a.py"}, frozenset())
    assert reasons(compared(analysis, seen).only_ours) == {("tools", "pkg.a"): "unexplained"}


@pytest.mark.parametrize("name", golden.SAMPLES)
def test_every_difference_of_a_sample_has_its_reason(name: str) -> None:
    check = cross_check(golden.sample(name))
    assert check.answered
    assert check.both > 0
    assert check.unexplained == ()


CANARY = "import pathlib; pathlib.Path({path!r}).write_text('run')\n"


def test_nothing_of_the_repository_is_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    canary = tmp_path / "canary"
    run = CANARY.format(path=str(canary))
    # What pydeps imports itself, and what a starting interpreter does; and names, each of which
    # pydeps executes an assignment to.
    names = ["yaml", "sitecustomize", "usercustomize", "stdlib_list", "pydeps", "app"]
    files = {f"{folder}{name}.py": run for name in names for folder in ("", "pkg/")}
    files["pkg/__init__.py"] = run
    files["pkg/x=open('canary','w').py"] = ""
    files["pkg/[open('canary','w')]; x.py"] = ""
    files["setup.cfg"] = "[pydeps]\nmax_bacon = 1\n"
    files["pkg/coded.py"] = "# coding: app\n"
    check = cross_check(analyze(MemoryTree(files)))
    assert check.answered
    assert list(tmp_path.iterdir()) == []
    assert not Path("canary").exists()


def test_the_process_of_pydeps_runs_no_code_below_the_tree(tmp_path: Path) -> None:
    """The wall behind the first one, asked directly."""
    (tmp_path / "evil.py").write_text("print('run')\n")
    script = (
        "import runpy, sys\n"
        f"child = runpy.run_path({str(CHILD)!r})\n"
        f"child['refuse']({str(tmp_path)!r})\n"
        f"sys.path.insert(0, {str(tmp_path)!r})\n"
        "refused = 0\n"
        "for act in (lambda: __import__('evil'),\n"
        f"            lambda: exec(compile('print(1)', {str(tmp_path / 'evil.py')!r}, 'exec')),\n"
        "            lambda: __import__('os').system('echo run')):\n"
        "    try: act()\n"
        "    except (ImportError, PermissionError): refused += 1\n"
        "print(refused)\n"
    )
    done = subprocess.run([sys.executable, "-I", "-c", script], capture_output=True, text=True)
    assert done.stdout == "3\n", done.stderr


def test_a_pydeps_that_hangs_is_ended() -> None:
    hanging = (sys.executable, "-c", "import time; time.sleep(60)")
    check = cross_check(golden.sample("healthy"), Limits(seconds=0.3), hanging)
    assert (check.answered, check.both) == (False, 0)
    assert check.problems == ("pydeps did not finish within 0.3 seconds",)


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("raise SystemExit('no room')", "pydeps failed: no room"),
        ("import os; os.abort()", "pydeps failed: its process was ended by signal 6"),
        ("raise SystemExit(3)", "pydeps failed: exit code 3"),
        ("", "pydeps failed: exit code 0"),
        ("import sys; open(sys.argv[2], 'w').write('[')", "pydeps failed: its answer can't be"),
    ],
)
def test_its_failure_is_told_as_its_own(code: str, said: str) -> None:
    check = cross_check(golden.sample("healthy"), command=(sys.executable, "-c", code))
    assert not check.answered
    assert check.problems[0].startswith(said)


def test_an_empty_repository_has_no_second_opinion() -> None:
    assert not cross_check(analyze(MemoryTree({}))).answered


def test_what_pydeps_leaves_out_is_named(family: CrossCheck) -> None:
    left = next(each for each in family.problems if each.startswith("it left out "))
    assert left == "it left out pkg.broken, pkg.migrations, pkg.migrations.m1"


def test_a_name_that_no_module_can_have_is_left_out() -> None:
    check = cross_check(analyze(MemoryTree({"my-app.py": "import pkg.a\n", "pkg/a.py": ""})))
    assert reasons(check.only_ours) == {("my-app", "pkg.a"): "not-read"}


def test_the_same_tree_gives_the_same_answer() -> None:
    assert cross_check(golden.sample("healthy")) == cross_check(golden.sample("healthy"))


def test_it_is_told_as_text_and_as_json(family: CrossCheck) -> None:
    text = cross_check_text.render(family)
    assert f"Both have {family.both} edges at import time." in text
    assert f"  deferred (1): {WORDS[Reason.DEFERRED]}\n    pkg.a -> pkg.late  pkg/a.py:8\n" in text
    assert text.endswith("Every difference has its reason.\n")
    document = json.loads(cross_check_json.render(family))
    assert len(document["only_pydeps"]) == len(family.only_theirs)
    assert document["only_ours"][0].keys() == {"importer", "imported", "reason", "path", "line"}
    failed = CrossCheck(False, "", 0, 0, problems=("pydeps failed: \x1b[31m",))
    assert cross_check_text.render(failed) == (
        "pydeps: pydeps failed: \\x1b[31m\nThere is no second opinion: pydeps gave none.\n"
    )


def test_every_reason_has_words() -> None:
    assert set(WORDS) == set(Reason)
