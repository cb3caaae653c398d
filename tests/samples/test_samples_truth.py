"""The READMEs of the samples tell the truth: CPython itself is asked, never our analysis."""

from __future__ import annotations

import os
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest

from tests.differential.judge import Verdict
from tests.samples.claims import (
    CIRCULAR,
    GOLDEN_PATH,
    HEALTHY,
    IMPORTABLE,
    MONOREPO,
    NULL_BYTES,
    SAMPLES,
    UNPARSABLE,
    Sample,
    ask_cpython,
    modules_below,
)

HOPELESS = SAMPLES / "hopeless"

samples = pytest.mark.parametrize("sample", IMPORTABLE, ids=lambda sample: sample.name)


@samples
def test_cpython_imports_as_claimed(sample: Sample) -> None:
    modules = [name for root in sample.roots for name in modules_below(sample.top / root)]
    assert len(modules) == len(set(modules)) == sample.modules
    assert set(sample.fails) <= set(modules)
    expected = {name: sample.fails.get(name, Verdict("ok")) for name in modules}
    assert ask_cpython(sample.top, sample.roots, modules) == expected


@samples
def test_readme_names_every_failure(sample: Sample) -> None:
    readme = sample.readme
    for module, verdict in sample.fails.items():
        assert f"`{module}`" in readme
        assert (verdict.message or "").removesuffix(CIRCULAR) in readme


def test_readme_counts_the_modules_that_import() -> None:
    for sample in IMPORTABLE:
        if sample.fails:
            assert f"The other {sample.modules - len(sample.fails)} modules" in sample.readme


def test_ticket_quotes_the_lines_as_they_are() -> None:
    lines = (GOLDEN_PATH.top / "ISSUE.md").read_text(encoding="utf-8").splitlines()
    quoted = 0
    for place, code in pairwise(lines):
        if place.startswith('  File "/app/'):
            path, number = place.removeprefix('  File "/app/').split('", line ')
            source = (GOLDEN_PATH.top / path).read_text(encoding="utf-8").splitlines()
            assert source[int(number.partition(",")[0]) - 1].strip() == code.strip()
            quoted += 1
    assert quoted == 8


def test_fix_of_the_ticket_heals_everything(tmp_path: Path) -> None:
    """The README's two remedies, applied by hand: then every module imports."""
    for file in GOLDEN_PATH.top.rglob("*.py"):
        text = file.read_text(encoding="utf-8")
        name = file.relative_to(GOLDEN_PATH.top).as_posix()
        if not name.startswith("tests/"):
            text = text.replace(
                "app.db.session import get_db_session_factory",
                "app.db.session_factory import get_db_session_factory",
            )
        if name.endswith("db/session.py"):
            late = "from netra_backend.app.database import get_engine"
            text = text.replace(f"{late}  # noqa: E402\n", "")
            use = "    session = AsyncSession(get_engine())\n"
            assert use in text
            text = text.replace(use, f"    {late}\n{use}")
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    modules = modules_below(tmp_path)
    assert ask_cpython(tmp_path, (".",), modules) == dict.fromkeys(modules, Verdict("ok"))


@pytest.mark.parametrize("sample", [GOLDEN_PATH, HEALTHY, MONOREPO], ids=lambda sample: sample.name)
def test_own_tests_of_the_sample_pass(sample: Sample) -> None:
    """Those of the golden path hold its violations fast."""
    roots = os.pathsep.join(str(sample.top / root) for root in sample.roots)
    options = ("-q", "-c", os.devnull, f"--rootdir={sample.top}", "--import-mode=importlib")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *options, "-p", "no:cacheprovider", "."],
        cwd=sample.top,
        env={**os.environ, "PYTHONPATH": roots, "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout


def python_files() -> list[str]:
    """The files of the hopeless sample that are files, and no link."""
    return sorted(
        file.relative_to(HOPELESS).as_posix()
        for file in HOPELESS.rglob("*.py")
        if file.is_file() and not file.is_symlink() and "links" not in file.parts
    )


def test_hopeless_files_do_not_compile_as_claimed() -> None:
    found: dict[str, tuple[str, str]] = {}
    for name in python_files():
        try:
            compile((HOPELESS / name).read_bytes(), "file", "exec", dont_inherit=True)
        except (SyntaxError, ValueError) as error:
            kind, text = type(error).__name__, str(error)
            if isinstance(error, SyntaxError):
                text = error.msg
            elif text == NULL_BYTES:
                # A SyntaxError since Python 3.11.4.
                kind = "SyntaxError"
            found[name] = (kind, text)
    assert found == UNPARSABLE


def test_hopeless_readme_lists_every_bad_file() -> None:
    readme = (HOPELESS / "README.md").read_text(encoding="utf-8")
    for name, (error, message) in UNPARSABLE.items():
        row = next(line for line in readme.splitlines() if line.startswith(f"| `{name}` |"))
        assert error in row
        assert f"`{message}`" in row


@pytest.mark.parametrize(
    ("module", "error", "message"),
    [
        ("readable.sound", None, ""),
        ("readable.asks_broken", "SyntaxError", "'(' was never closed (unclosed.py, line 3)"),
        ("readable.asks_carefully", "SyntaxError", NULL_BYTES),
        ("readable.asks_stub", "ModuleNotFoundError", "No module named 'kinds.stub_only'"),
        ("kinds.uses_accelerator", "ImportError", None),
        ("kinds.data", "ImportError", None),
        ("names.größe", None, ""),
        ("names.<script>alert(1)<.script>", None, ""),
    ],
)
def test_hopeless_imports_as_claimed(module: str, error: str | None, message: str | None) -> None:
    verdict = ask_cpython(HOPELESS, (".",), [module])[module]
    assert verdict.outcome == ("fails" if error else "ok")
    if verdict.message != NULL_BYTES:
        assert verdict.error == error
    assert message is None or (verdict.message or "") == message


def test_hopeless_is_stored_byte_by_byte() -> None:
    zoo = HOPELESS / "encodings_zoo"
    assert (zoo / "bom.py").read_bytes().startswith(b"\xef\xbb\xbf")
    assert b"\n" not in (zoo / "crlf.py").read_bytes().replace(b"\r\n", b"")
    assert b"\n" not in (zoo / "old_mac.py").read_bytes()
    assert b'CAFE = "caf\xe9"' in (zoo / "latin1_with_cookie.py").read_bytes()
    assert (HOPELESS / "empty_file.py").read_bytes() == b""
    assert max(map(len, (HOPELESS / "deep/long_line.py").read_bytes().splitlines())) > 50_000


def test_hopeless_names_and_links_are_there() -> None:
    names = {file.name for file in (HOPELESS / "names").iterdir()}
    assert {"<script>alert(1)<", 'it\'s "quoted".py', "größe.py", "class.py"} <= names
    assert (HOPELESS / "names/<script>alert(1)</script>.py").is_file()
    targets = {link.name: str(link.readlink()) for link in (HOPELESS / "links").iterdir()}
    assert targets["itself.py"] == "itself.py"
    assert (targets["one.py"], targets["two.py"]) == ("two.py", "one.py")
    assert targets["parent"] == ".."
    outside = (HOPELESS / "links/outside.py").resolve(strict=True)
    assert not outside.is_relative_to(HOPELESS.resolve())
