"""Predictions beside what CPython does."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import msgspec
import pytest

from analysis.fixes.edits import Applicability
from analysis.fixes.plan import plan_all
from analysis.pipeline import Analysis, Options, analyze
from analysis.sources.directory import open_directory
from analysis.sources.errors import SourceError
from analysis.sources.tree import MemoryTree, OverlayTree, SourceTree
from analysis.verification.value import Happened, Limits, Verdict
from analysis.verification.verify import telling, verify, worth_verifying
from analysis.verification.words import lines
from tests.verification.conftest import Verify, of

ROOT = Path(__file__).parents[2]
CYCLE = {
    "pkg/__init__.py": "",
    "pkg/a.py": "from pkg.b import B\n\nclass A:\n    pass\n",
    "pkg/b.py": "from pkg.a import A\n\nclass B:\n    pass\n",
}


def test_a_failure_is_told_with_its_place_and_stack(verified: Verify) -> None:
    done = verified(CYCLE)
    assert [one.verdict for one in done.modules] == [Verdict.AGREE] * 3
    found = of(done, "pkg.a").observed
    assert (found.happened, found.error, found.path, found.line) == (
        *(Happened.FAILS, "ImportError", "pkg/b.py", 1),
    )
    assert found.stack == ("pkg.a", "pkg.b")
    assert found.message == (
        "cannot import name 'A' from partially initialized module 'pkg.a' "
        "(most likely due to a circular import)"
    )


@pytest.mark.parametrize("sample", ["golden_path", "tangled_shop"])
def test_healed_samples_import_as_predicted(sample: str) -> None:
    analysis = analyze(open_directory(ROOT / "sample_repos" / sample), Options(jobs=1))
    plan = plan_all(analysis, Applicability.UNSAFE)
    names = worth_verifying(plan)
    assert {change.module for change in plan.comparison.healed} <= set(names)
    done = verify(plan.after, names)
    assert [one.verdict for one in done.modules] == [Verdict.AGREE] * len(names)
    assert done.having(Verdict.AGREE)


def test_a_prediction_that_is_wrong_is_loud() -> None:
    sound = analyze(MemoryTree({"a.py": "x = 1\n", "b.py": "from a import x\n"}))
    spoilt = OverlayTree(sound.tree, {"a.py": b"y = 1\n"})
    done = verify(_on(sound, spoilt), ["a", "b"])
    assert of(done, "a").verdict is Verdict.AGREE
    (found,) = done.disagreements
    assert found.module == "b"
    first = next(lines(done))
    assert first.startswith("CPYTHON DISAGREES: b: predicted to import, but it fails: ImportError")

    fails = analyze(MemoryTree({"a.py": "y = 1\n", "b.py": "from a import x\n"}))
    mended = OverlayTree(fails.tree, {"a.py": b"x = 1\n"})
    (found,) = verify(_on(fails, mended), ["b"]).disagreements
    assert found.reason.startswith("predicted to fail, but it imports")
    moved = OverlayTree(fails.tree, {"b.py": b"\n\nfrom a import x\n"})
    (found,) = verify(_on(fails, moved), ["b"]).disagreements
    assert found.reason.startswith("another place: predicted ImportError")
    other = OverlayTree(fails.tree, {"b.py": b"from a import z\n"})
    (found,) = verify(_on(fails, other), ["b"]).disagreements
    assert found.reason.startswith("another message: ")


def _on(analysis: Analysis, tree: SourceTree) -> Analysis:
    """The analysis, as if it were of another tree."""
    return msgspec.structs.replace(analysis, tree=tree)


STAND_INS = {
    "uses.py": (
        "import nowhere_installed.sub as n\n"
        "from nowhere_installed import Base, register, field, VERSION\n"
        "from abc import ABC, abstractmethod\n"
        "@register\n"
        "class Model(Base, ABC):\n"
        "    name = field(default=3) | n.flag\n"
        "    @abstractmethod\n"
        "    def run(self): ...\n"
        "@n.app.route('/x', methods=['GET'])\n"
        "def view(): ...\n"
        "Model.objects.filter(x=1)\n"
        "for each in n.things(): pass\n"
        "with n.lock: pass\n"
        "if VERSION > (1, 2) or isinstance(view, n.Kind): pass\n"
        "alias: list[n.Type] | None = None\n"
    ),
    "dynamic.py": "import importlib\nfound = importlib.import_module('nowhere_installed.x')\n",
    "asks.py": (
        "from importlib.util import find_spec\nassert find_spec('nowhere_installed') is None\n"
    ),
    "stars.py": "from nowhere_installed import *\nprint(NAME)\n",
    "clashes.py": (
        "from nowhere_installed import Base\n"
        "from enum import Enum\n"
        "class Meta(type): ...\n"
        "class Both(Base, metaclass=Meta): ...\n"
    ),
    "own/__init__.py": "",
    "missing.py": "import own.gone\n",
    "windows.py": "try:\n    import winreg\nexcept ImportError:\n    pass\n",
    "real.py": "import msgspec, json\nassert msgspec.json.decode(b'[1]') == [1]\n",
    "old.py": "from msgspec import never_was_there\n",
}


def test_what_is_not_installed_is_replaced_and_told(verified: Verify) -> None:
    done = verified(STAND_INS)
    verdicts = {one.module: one.verdict for one in done.modules}
    assert verdicts.pop("clashes") is Verdict.UNDECIDED
    assert verdicts.pop("old") is Verdict.UNDECIDED
    assert verdicts.pop("stars") is Verdict.UNDECIDED
    assert set(verdicts.values()) == {Verdict.AGREE}
    assert of(done, "uses").stand_ins == ("nowhere_installed",)
    assert of(done, "missing").observed.error == "ModuleNotFoundError"
    assert of(done, "real").stand_ins == of(done, "asks").stand_ins == ()
    assert "nowhere_installed" in done.stand_ins
    assert any(
        "stand-ins for what is not installed: nowhere_installed" in line for line in lines(done)
    )


def test_each_module_meets_a_fresh_interpreter(verified: Verify) -> None:
    files = {
        "one.py": "import sys, json\nsys.modules['two'] = json\n",
        "two.py": "import sys\nassert {'json', 'enum', 'typing'}.isdisjoint(sys.modules)\n",
    }
    done = verified(files)
    assert {one.observed.happened for one in done.modules} == {Happened.OK}


def test_import_roots_and_data_files_are_where_the_analysis_has_them(tmp_path: Path) -> None:
    (tmp_path / "src/app/data").mkdir(parents=True)
    (tmp_path / "src/app/__init__.py").write_text(
        "import pathlib\ntext = (pathlib.Path(__file__).parent / 'data/words.txt').read_text()\n"
    )
    (tmp_path / "src/app/data/words.txt").write_text("words")
    (tmp_path / "pyproject.toml").write_text("[project]\nname = 'app'\n")
    analysis = analyze(open_directory(tmp_path), Options(jobs=1))
    done = verify(analysis, ["app"])
    assert (of(done, "app").verdict, done.notes) == (Verdict.AGREE, ())
    few = Limits(copy_files=len(analysis.tree.paths()))
    assert verify(analysis, [], few).notes == ()
    assert verify(analysis, ["app"], few).notes == (
        "1 data files are too large, or too many, for the copy",
    )


def test_what_is_too_large_to_copy_is_refused() -> None:
    analysis = analyze(MemoryTree({"a.py": "", "b.py": "x = 1\n"}))
    with pytest.raises(SourceError, match="2 files are more than a verification copies"):
        verify(analysis, ["a"], Limits(copy_files=1))
    with pytest.raises(SourceError, match="the sources are larger"):
        verify(analysis, ["a"], Limits(copy_mb=0))


def test_time_in_all_is_a_limit(verified: Verify) -> None:
    files = {f"m{number}.py": "import time\ntime.sleep(0.4)\n" for number in range(4)}
    done = verified(files, limits=Limits(seconds=0.6, workers=1))
    assert done.modules[-1].observed.happened is Happened.STOPPED
    assert done.modules[-1].verdict is Verdict.UNDECIDED
    assert "time" in done.modules[-1].reason


def test_nothing_asked_is_nothing_run() -> None:
    analysis = analyze(MemoryTree({"a.py": "raise OSError\n"}))
    done = verify(analysis, [])
    assert (done.modules, done.python) == ((), "")
    assert verify(analysis, ["no.such"]).modules[0].verdict is Verdict.UNDECIDED


def test_what_fails_and_what_must_import_tells_most() -> None:
    files = {"z.py": "import y.gone\n", "y.py": "", "a.py": "", "app/__main__.py": ""}
    assert telling(analyze(MemoryTree(files)))[:2] == ("app.__main__", "z")


def test_progress_is_told_in_the_thread_that_asks() -> None:
    told = []
    analysis = analyze(MemoryTree({"a.py": "", "b.py": ""}))
    verify(analysis, ["a", "b"], progress=lambda words: told.append((words, threading.get_ident())))
    assert told[-1] == ("importing modules with CPython (2 of 2)", threading.get_ident())


def test_an_error_of_the_caller_ends_the_interpreters() -> None:
    class Stopped(Exception):
        pass

    def stop(words: str) -> None:
        if "1 of" in words:
            raise Stopped

    analysis = analyze(MemoryTree({"a.py": "", "b.py": "import time\ntime.sleep(60)\n"}))
    with pytest.raises(Stopped):
        verify(analysis, ["a", "b"], progress=stop)
    assert not list(
        Path(os.environ.get("TMPDIR", "/tmp")).glob(f"plumbline-verify-{os.getpid()}-*")
    )
