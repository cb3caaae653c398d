"""Names and messages that are markup, commands or formulas are plain text in every format."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path

import pytest

from analysis.cli import main

ESCAPE, OVERRIDE = "\x1b", "\u202e"
NAMES = (
    "new\nline",
    f"{ESCAPE}[2J{ESCAPE}]0;owned\x07",
    f"a{OVERRIDE}yp.exe",
    "<img src=x onerror=alert(1)>",
    "</script><script>alert(1)</script>",
    "=cmd|' !A0",
    "+1+1",
    "@SUM(A1)",
    "::error::owned",
    "%0a::error::owned",
    "[x](javascript:alert(1))",
    "`$(touch canary)`",
    "|||",
    '"];x->y[label="',
    "&lt;b&gt;",
    "]]>",
)
AUDITS = ("text", "json", "markdown", "sarif", "github", "html")
GRAPHS = ("dot", "mermaid", "json", "graphml", "html", "csv", "svg")
MARKUP = re.compile(r"<img src=x|<script>alert\(1\)|onerror=alert\(1\)>", re.IGNORECASE)
CODE = re.compile(r"(?<!`)(`+)(?!`).*?(?<!`)\1(?!`)", re.DOTALL)
FORMULA = re.compile(r"[=+@\t\r]|-(?![0-9])")


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder whose names, imports, docstrings, settings and messages are all out to be run."""
    top = tmp_path_factory.mktemp("hostile")
    for number, name in enumerate(NAMES):
        safe = name.replace("/", "\u2215")
        (top / f"{safe}.py").write_text("from pkg import gone\n", "utf-8")
        (top / f"pkg{number}").mkdir()
        (top / f"pkg{number}/{safe}.py").write_text(f"def broken(:  # {safe!r}\n", "utf-8")
    (top / "pkg.py").write_text(
        f"'''{NAMES[3]}'''\nimport ring\nraise ImportError({NAMES[1] + NAMES[4] + NAMES[0]!r})\n"
    )
    (top / "ring.py").write_text(f"import pkg\nclass C:\n    '''{NAMES[4]}'''\n    x = 1\n")
    (top / "pyproject.toml").write_text(
        '[tool.plumbline.golden_paths]\n"<script>alert(1)</script>" = "ring"\n'
    )
    return top


def said(capfd: pytest.CaptureFixture[str], *words: str) -> str:
    code = main(list(words))
    captured = capfd.readouterr()
    if "not built yet" in captured.err or "invalid choice" in captured.err:
        pytest.skip(f"{' '.join(words[2:])} is not there")
    assert code in (0, 1), captured.err
    return captured.out


def check(text: str, format: str) -> None:
    assert ESCAPE not in text
    assert OVERRIDE not in text
    if format == "markdown":
        # In code nothing is markup, and a backslash takes it away elsewhere.
        assert not MARKUP.search(CODE.sub("", text).replace("\\<", ""))
    if format in ("html", "svg", "graphml"):
        assert not MARKUP.search(text)
    if format in ("json", "sarif"):
        json.loads(text)
    if format == "github":
        assert not re.search(r"^(?!::(?:error|warning|notice) )::", text, re.MULTILINE)
        assert "::error::owned" not in re.findall(r"^::error::owned", text, re.MULTILINE)
    if format == "csv":
        cells = [cell for row in csv.reader(io.StringIO(text)) for cell in row]
        assert not [cell for cell in cells if FORMULA.match(cell)]


@pytest.mark.parametrize("format", AUDITS)
def test_audit(format: str, hostile: Path, capfd: pytest.CaptureFixture[str]) -> None:
    check(said(capfd, "audit", str(hostile), "--no-cache", "--format", format), format)


@pytest.mark.parametrize("format", GRAPHS)
@pytest.mark.parametrize("kind", ["module", "class"])
def test_graph(kind: str, format: str, hostile: Path, capfd: pytest.CaptureFixture[str]) -> None:
    words = ("graph", str(hostile), "--no-cache", "--kind", kind, "--format", format)
    check(said(capfd, *words), format)


@pytest.mark.parametrize("format", ["text", "markdown", "json"])
def test_triage(
    format: str, hostile: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    log = tmp_path / "log"
    frames = "".join(f'  File "{name}.py", line 1, in <module>\n' for name in NAMES)
    message = f"ImportError: cannot import name 'gone' from 'pkg' {NAMES[1]}{NAMES[4]}"
    log.write_text(f"Traceback (most recent call last):\n{frames}{message}\n", "utf-8")
    words = ("triage", str(hostile), "--no-cache", "--file", str(log), "--format", format)
    check(said(capfd, *words), format)


def test_explain(hostile: Path, capfd: pytest.CaptureFixture[str]) -> None:
    check(said(capfd, "explain", str(hostile), "ring", "--no-cache"), "text")


def test_fix(hostile: Path, capfd: pytest.CaptureFixture[str]) -> None:
    check(said(capfd, "fix", str(hostile), "--no-cache", "--format", "json"), "json")
