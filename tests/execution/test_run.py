"""What importing does where CPython can't be asked: notebooks, compiled modules, absent ones."""

from __future__ import annotations

import json
from collections.abc import Mapping

import msgspec

from analysis.execution.entry import enter, interpreter_of
from analysis.execution.outcome import Fails, Ok, Outcome, Unknown
from analysis.execution.run import execute
from analysis.extract.bodies import Bodies
from analysis.pipeline import Analysis, analyze
from analysis.sources.tree import MemoryTree


def analysed(files: Mapping[str, str | bytes]) -> Analysis:
    return analyze(MemoryTree(files))


def said(outcome: Outcome) -> tuple[str, str, int] | str:
    """(message, path, line) of a failure, the reason of a doubt, "ok"."""
    match outcome:
        case Fails(failure):
            return failure.message, failure.path, failure.line
        case Unknown(reason, _, _):
            return reason
        case Ok():
            return "ok"


def test_a_notebook_runs_as_a_script() -> None:
    cells = [
        {"cell_type": "code", "source": ["%matplotlib inline\n", "import p\n"]},
        {"cell_type": "markdown", "source": ["from p import nothing"]},
        {"cell_type": "code", "source": ["from p import gone"]},
    ]
    analysis = analysed({"p.py": "x = 1\n", "n.ipynb": json.dumps({"cells": cells})})
    assert said(analysis.execution.outcomes["n-ipynb"]) == (
        "cannot import name 'gone' from 'p'",
        "n.ipynb",
        3,
    )


def test_a_notebook_has_no_parent_package() -> None:
    cells = [{"cell_type": "code", "source": ["from . import a"]}]
    files = {"p/__init__.py": "", "p/a.py": "", "p/n.ipynb": json.dumps({"cells": cells})}
    outcome = analysed(files).execution.outcomes["p.n-ipynb"]
    assert isinstance(outcome, Fails)
    assert outcome.failure.message == "attempted relative import with no known parent package"


def test_the_stub_beside_a_compiled_module_names_what_it_has() -> None:
    files: dict[str, str | bytes] = {
        "fast.cpython-311-x86_64-linux-gnu.so": b"\x7fELF",
        "fast.pyi": "def run() -> None: ...\n",
        "a.py": "from fast import run\n",
        "b.py": "from fast import other\n",
    }
    outcomes = analysed(files).execution.outcomes
    assert said(outcomes["a"]) == "ok"
    assert isinstance(outcomes["b"], Unknown)


def test_a_module_that_is_asked_for_and_missing_has_an_outcome_of_its_own() -> None:
    analysis = analysed({"p/__init__.py": "", "m.py": "import p.gone\n"})
    assert said(analysis.execution.absent["p.gone"]) == ("No module named 'p.gone'", "", 0)
    assert "p.gone" not in analysis.execution.outcomes


def test_our_own_package_misspelt_is_missing() -> None:
    files: dict[str, str | bytes] = {
        "toolbox/__init__.py": "",
        "toolbox/saw.py": "def cut(): pass\n",
        "a.py": "from toolbx.saw import cut\n",
    }
    outcome = analysed(files).execution.outcomes["a"]
    assert said(outcome) == ("No module named 'toolbx'", "a.py", 1)


def test_a_name_like_ours_that_asks_for_more_is_somebody_elses() -> None:
    files: dict[str, str | bytes] = {
        "toolbox/__init__.py": "",
        "toolbox/saw.py": "def cut(): pass\n",
        "a.py": "from toolbx.saw import cut\n",
        "b.py": "from toolbx.drill import bore\n",
    }
    assert said(analysed(files).execution.outcomes["a"]) == "ok"


def test_a_required_distribution_is_never_a_misspelling() -> None:
    files: dict[str, str | bytes] = {
        "toolbox/__init__.py": "",
        "toolbox/saw.py": "def cut(): pass\n",
        "a.py": "from toolbx.saw import cut\n",
        "requirements.txt": "toolbx>=1\n",
    }
    assert said(analysed(files).execution.outcomes["a"]) == "ok"


def test_what_was_loaded_first_is_not_taken_for_granted() -> None:
    """`io` works after `gen` and crashes alone: a third that imports `io` first must crash too."""
    files: dict[str, str | bytes] = {
        "t/__init__.py": "",
        "t/gen.py": "from t.io import Loop\n",
        "t/io.py": "from t import gen\nclass Loop: pass\n",
        "t/later.py": "from t.gen import Loop\nfrom t import stream\n",
        "t/stream.py": "from t import io\n",
        "t/zebra.py": "from t import stream\n",
    }
    outcomes = analysed(files).execution.outcomes
    crash = (
        "cannot import name 'Loop' from partially initialized module 't.io' "
        "(most likely due to a circular import)",
        "t/gen.py",
        1,
    )
    assert said(outcomes["t.gen"]) == "ok"
    assert said(outcomes["t.later"]) == "ok"
    assert said(outcomes["t.io"]) == crash
    assert said(outcomes["t.stream"]) == crash
    assert said(outcomes["t.zebra"]) == crash


def test_a_branch_that_may_not_run_and_fails_is_a_doubt_and_loads_nothing() -> None:
    files: dict[str, str | bytes] = {
        "p/__init__.py": "import os\nif os.environ.get('X'):\n    from p import a, gone\n",
        "p/a.py": "",
        "m.py": "import p\np.a\n",
    }
    outcomes = analysed(files).execution.outcomes
    assert isinstance(outcomes["p"], Unknown)
    assert "cannot import name 'gone'" in str(said(outcomes["p"]))


def test_an_import_that_was_not_reached_says_nothing_of_who_came_first() -> None:
    files = {
        "a.py": "try:\n    for i in ():\n        from m import f\nexcept NameError:\n    x = 2\n",
        "m.py": "",
    }
    alone = analyze(MemoryTree(files)).execution
    circle = analyze(MemoryTree({**files, "m.py": "import a\n"})).execution
    assert alone.names["a"] == circle.names["a"] == {}


def test_packages_that_nest_without_end_are_no_error_of_ours() -> None:
    deepest = "/".join(["a"] * 300)
    files = {f"{deepest[: 2 * at + 1]}/__init__.py": "" for at in range(300)}
    asks = "from . import gone\nfrom .gone.more import name\nimport os\n"
    outcomes = analysed({**files, f"{deepest}/m.py": asks}).execution.outcomes
    assert said(outcomes["a.a"]) == "ok"
    assert said(outcomes[f"{deepest}/m".replace("/", ".")]) == (
        "its imports nest too deeply to be followed"
    )


def test_a_program_that_was_tampered_with_is_not_known() -> None:
    analysis = analysed({"a.py": "import b\n", "b.py": "from b import gone\n"})
    project = analysis.structure.project
    facts = {**project.facts, "b": msgspec.structs.replace(project.facts["b"], code=b"\xc1")}
    outcomes = execute(
        msgspec.structs.replace(project, facts=facts), Bodies(analysis.tree.read)
    ).outcomes
    assert isinstance(analysis.execution.outcomes["a"], Fails)
    assert said(outcomes["a"]) == "ok"


def test_a_module_that_its_package_loads_is_no_condition_of_an_import() -> None:
    analysis = analysed(
        {
            "core/__init__.py": "from .a import A\nfrom .b import B\n",
            "core/a.py": "class A: pass\n",
            "core/b.py": "class B: pass\n",
            "app/__init__.py": "from .main import run\n",
            "app/main.py": "from core.b import B\ndef run(): pass\n",
            "first.py": "import core\nimport app\n",
            "second.py": "import app\n",
            "third.py": "import app.main\n",
        }
    )
    project = analysis.structure.project
    interpreter = interpreter_of(project, analysis.bodies, (3, 11))
    for name in ("first", "second", "third"):
        interpreter.forget()
        assert enter(interpreter, name) == Ok()
    assert sorted(interpreter.runs[1:]) == sorted(set(project.modules))
