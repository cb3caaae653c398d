from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Repo, Run


@pytest.mark.parametrize(
    ("words", "part"),
    [
        pytest.param([], "the following arguments are required: COMMAND", id="no command"),
        pytest.param(["frobnicate"], "invalid choice: 'frobnicate'", id="unknown command"),
        pytest.param(["audit"], "required: PATH", id="no path"),
        pytest.param(["audit", "{tmp}/gone"], "no such folder", id="no such path"),
        pytest.param(["audit", "{tmp}/empty"], "empty folder", id="empty folder"),
        pytest.param(["audit", "{tmp}/words"], "no Python", id="no python"),
        pytest.param(["audit", "{tmp}/words/bad.zip"], "bad.zip", id="bad zip"),
        pytest.param(["audit", "{tmp}/repo/shop/app.py"], "single file", id="one file"),
        pytest.param(["audit", "a\0b"], "a\\x00b", id="a null byte"),
        pytest.param(["audit", "x" * 5000], "xxx", id="a name too long"),
        pytest.param(["audit", "~nobody-of-this-name/x"], "~nobody-of-this-name", id="no home"),
        pytest.param(["audit", "{repo}", "--frob"], "--frob", id="unknown option"),
        pytest.param(["audit", "{repo}", "--format", "xml"], "'xml'", id="unknown format"),
        pytest.param(["audit", "{repo}", "--python-version", "4.0"], "'4.0'", id="python 4"),
        pytest.param(["audit", "{repo}", "--python-version", "3"], "'3'", id="python 3"),
        pytest.param(["audit", "{repo}", "--python-version", "3.99"], "'3.99'", id="python 3.99"),
        pytest.param(["audit", "{repo}", "--jobs", "0"], "positive", id="no jobs"),
        pytest.param(["audit", "{repo}", "--jobs", "two"], "positive", id="jobs in words"),
        pytest.param(["audit", "{repo}", "--root", "gone"], "gone", id="unknown root"),
        pytest.param(["audit", "{repo}", "--root", ".."], "not inside", id="a root outside"),
        pytest.param(
            ["audit", "{repo}", "--entry", "shop.ap"], "did you mean shop.app", id="unknown entry"
        ),
        pytest.param(
            ["audit", "{repo}", "--baseline", "{tmp}/gone"], "cannot read", id="no baseline"
        ),
        pytest.param(
            ["audit", "{repo}", "--baseline", "{tmp}/words/bad.zip"],
            "is no baseline",
            id="a bad baseline",
        ),
        pytest.param(["audit", "{repo}", "--fail-on", "new"], "needs a baseline", id="new to what"),
        pytest.param(
            ["audit", "{repo}", "--output", "{tmp}/gone/report"], "cannot write", id="no folder"
        ),
        pytest.param(["audit", "{repo}", "--output", "{tmp}"], "cannot write", id="into a folder"),
        pytest.param(["explain", "{repo}", "shop.ap"], "did you mean", id="unknown module"),
        pytest.param(["graph", "{repo}", "--focus", "shop.ap"], "did you mean", id="no focus"),
        pytest.param(
            ["graph", "{repo}", "--chain", "shop.app", "nope"], "'nope'", id="no end of a chain"
        ),
        pytest.param(["graph", "{repo}", "--collapse", "-1"], "--collapse", id="collapse below 1"),
        pytest.param(
            ["graph", "{repo}", "--kind", "class", "--collapse", "1"],
            "--kind module",
            id="collapsed classes",
        ),
        pytest.param(["compare", "{repo}", "{tmp}/gone"], "no such folder", id="compare with none"),
        pytest.param(["app", "{tmp}/gone"], "no such folder", id="app of nothing"),
        pytest.param(["app", "{repo}", "--port", "70000"], "'70000'", id="no such port"),
    ],
)
def test_misuse_is_one_line_and_exit_2(
    words: list[str], part: str, repo: Repo, run: Run, tmp_path: Path
) -> None:
    folder = repo()
    (tmp_path / "empty").mkdir()
    (tmp_path / "words").mkdir()
    (tmp_path / "words/bad.zip").write_bytes(b"PK\x03\x04 no archive")
    for place, path in {"{tmp}": str(tmp_path), "{repo}": str(folder)}.items():
        words = [word.replace(place, path) for word in words]
    said = run(*words)
    assert (said.code, said.out) == (2, "")
    assert said.err.startswith("plumbline: ")
    assert said.err.count("\n") == 1
    assert part in said.err
