"""What a git repository remembers reaches the findings, the repairs and the report."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from analysis.cli import main
from analysis.findings import BrokenImport
from analysis.fixes.plan import candidates, consider
from analysis.pipeline import Analysis, Options, analyze
from analysis.sources.directory import open_directory
from analysis.sources.git_history import FolderHistory
from analysis.sources.tree import OverlayTree
from tests.sources.repositories import Made

SCHEMA = Draft202012Validator(
    json.loads((Path(__file__).parents[2] / "docs/schema.json").read_text("utf-8"))
)
BODY = """\
def {name}(rows, limit=10):
    kept = [row for row in rows if row.is_active]
    log.info("%d of %d rows are kept", len(kept), len(rows))
    return sorted(kept, key=lambda row: row.value)[:limit]
"""
USER = "from p.core import gone\n\nprint(gone)\n"
BASE = {"p/__init__.py": "", "p/user.py": USER, "p/core.py": BODY.format(name="gone")}


@pytest.fixture
def made(tmp_path: Path) -> Made:
    repository = Made(tmp_path / "repository")
    repository.commit(BASE, "Start")
    return repository


def now(made: Made, files: dict[str, str], message: str = "Rename it") -> Analysis:
    made.commit({**BASE, **files}, message)
    made.check_out({**BASE, **files})
    return analyze(open_directory(made.folder), Options(jobs=1))


def the(analysis: Analysis) -> BrokenImport:
    (finding,) = analysis.findings
    assert isinstance(finding, BrokenImport)
    return finding


def test_a_rename_in_the_target_is_repaired(made: Made) -> None:
    analysis = now(made, {"p/core.py": "import log\n" + BODY.format(name="choose_best")})
    finding = the(analysis)
    best = finding.data.candidates[0]
    assert (best.module, best.name, best.kind) == ("p.core", "choose_best", "same-body")
    considered = consider(analysis, finding)
    assert considered.proofs[0].fix.title == "Import choose_best from p.core instead of gone"
    changed = considered.proofs[0].after.tree.read("p/user.py").decode()
    assert changed == "from p.core import choose_best as gone\n\nprint(gone)\n"


def test_a_rename_into_another_module_is_repaired(made: Made) -> None:
    files = {"p/core.py": "", "p/best.py": "import log\n" + BODY.format(name="choose_best")}
    analysis = now(made, files)
    titles = [fix.title for fix in candidates(analysis, the(analysis))]
    assert titles[0] == "Import choose_best from p.best instead of gone"


def test_a_module_that_moved_is_followed(made: Made) -> None:
    analysis = now(
        made,
        {
            "p/core.py": "import json\n\ndef fetch():\n    return json\n\ngone = 1\n",
            "p/user.py": "from p.old_place import fetch\n",
        },
    )
    # A new commit, in which the content that was at one path stands at another.
    content = BODY.format(name="fetch") + "\n\nLIMIT = 3\n"
    made.commit({**BASE, "p/old_place.py": content}, "Add")
    made.commit({**BASE, "p/elsewhere.py": content}, "Move")
    made.check_out({"p/elsewhere.py": content, "p/core.py": "gone = 1\n"})
    analysis = analyze(open_directory(made.folder), Options(jobs=1))
    finding = the(analysis)
    assert finding.data.candidates[0].kind == "moved"
    assert finding.data.advice.startswith(
        "Import from p.elsewhere instead: p/old_place.py became p/elsewhere.py in "
    )
    assert not any("old_place instead of" in f.title for f in candidates(analysis, finding))


def test_what_git_had_is_no_place_to_import_from(made: Made) -> None:
    made.commit({**BASE, "p/gone.py": "x = 1\n"}, "Add")
    analysis = now(made, {"p/user.py": "import p.gone\n\nprint(p.gone)\n"}, "Remove")
    finding = the(analysis)
    assert [each.kind for each in finding.data.candidates] == ["git"]
    kinds = {fix.kind for fix in candidates(analysis, finding)}
    assert kinds == {"restore-from-git", "add-stub"}


def test_what_the_repository_remembers_does_not_outlive_an_overlay(made: Made) -> None:
    analysis = now(made, {"p/core.py": "x = 1\n"})
    tree = OverlayTree(analysis.tree, {"p/other.py": b"y = 1\n"})
    again = the(analyze(tree, Options(jobs=1), previous=analysis))
    assert again.data.candidates == the(analysis).data.candidates
    healed = OverlayTree(analysis.tree, {"p/core.py": b"gone = 1\n"})
    assert analyze(healed, Options(jobs=1), previous=analysis).findings == ()


def test_nothing_is_read_where_nothing_is_broken(
    made: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(self: FolderHistory, path: str) -> None:
        raise AssertionError(path)

    monkeypatch.setattr(FolderHistory, "versions", refuse)
    made.check_out(BASE)
    assert analyze(open_directory(made.folder), Options(jobs=1)).findings == ()


def test_names_that_are_no_identifiers(made: Made) -> None:
    user = "import importlib\nfrom p.core import *\n"
    core = '__all__ = ["\\udcff", "\\ud800", "a/b", ""]\n'
    dynamic = "importlib.import_module('p.\\ud800')\nimportlib.import_module('p/../../x')\n"
    analysis = now(made, {"p/user.py": user, "p/core.py": core, "p/more.py": user + dynamic})
    assert analysis.findings


def report(made: Made, capsys: pytest.CaptureFixture[str], *options: str) -> Any:
    main(["audit", str(made.folder), "--format", "json", *options])
    document = json.loads(capsys.readouterr().out)
    SCHEMA.validate(document)
    return document


def subject_of(document: Any) -> tuple[str, str | None]:
    (finding,) = document["findings"]
    (git,) = [one for one in finding["data"]["candidates"] if one["kind"] == "git"]
    return git["revision"]["last"]["subject"], (git["revision"]["removed_in"] or {}).get("subject")


def test_a_kept_report_is_not_that_of_another_head(
    made: Made,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    made.check_out({**BASE, "p/core.py": "x = 1\n"})
    for path in made.folder.rglob("*.py"):
        os.utime(path, (1_600_000_000, 1_600_000_000))
    assert subject_of(report(made, capsys)) == ("Start", None)
    assert subject_of(report(made, capsys)) == ("Start", None)
    made.commit({**BASE, "p/core.py": "x = 1\n"}, "Remove it")
    assert subject_of(report(made, capsys)) == ("Start", "Remove it")
    assert subject_of(report(made, capsys, "--no-cache")) == ("Start", "Remove it")
