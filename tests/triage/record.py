"""Records the corpus: `python tests/triage/record.py` with CPythons below `~/.pyenv/versions`.

Each case runs under every interpreter that is installed; what it prints on standard error (pytest:
on standard output) is kept, one file a case, texts that are equal once. The folder of the run is
written as /app. pytest runs with the interpreter that runs this.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.triage.trees import CASES, PYTESTS, Case

RECORDED = Path(__file__).parent / "recorded"
MARK = "=== CPython "
Version = tuple[int, int]


def interpreters() -> dict[Version, Path]:
    """Every CPython below pyenv's folder."""
    found = {}
    for folder in sorted(Path("~/.pyenv/versions").expanduser().glob("[0-9]*")):
        major, minor = folder.name.split(".")[:2]
        found[int(major), int(minor)] = folder / "bin/python"
    return dict(sorted(found.items()))


def run(case: Case, python: Path, pytest: bool) -> str:
    """What the command of a case prints, with neutral paths."""
    with tempfile.TemporaryDirectory() as name:
        top = Path(name).resolve()
        for path, text in case.files.items():
            file = top / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, "utf-8")
        done = subprocess.run(
            [python, *case.command],
            cwd=top / case.cwd,
            env={"PATH": os.environ["PATH"], "PYTHONDONTWRITEBYTECODE": "1", "COLUMNS": "120"},
            capture_output=True,
            text=True,
            check=False,
        )
        said = done.stdout if pytest and "Traceback" not in done.stderr else done.stderr
        if pytest and not said.strip():
            said = done.stderr
        return neutral(said, top, python)


def neutral(text: str, top: Path, python: Path) -> str:
    """The text without a path of this machine."""
    text = text.replace(str(top), "/app")
    for folder in {python.parents[1], python.resolve().parents[1], Path(sys.prefix)}:
        text = text.replace(str(folder), "/usr/local")
    text = text.replace(str(Path(sys.base_prefix)), "/usr/local")
    return re.sub(r"in \d+\.\d\ds", "in 0.05s", text)


def record() -> None:
    """Writes every file of the corpus anew."""
    RECORDED.mkdir(exist_ok=True)
    for old in RECORDED.glob("*.txt"):
        old.unlink()
    installed = interpreters()
    here = {sys.version_info[:2]: Path(sys.executable)}
    for name, case in CASES.items():
        by_text: dict[str, list[str]] = {}
        for version, python in (here if name in PYTESTS else installed).items():
            if case.since <= version <= case.until:
                text = run(case, python, name in PYTESTS)
                if "Error" not in text:
                    # A .pth of that interpreter had the module loaded before.
                    continue
                by_text.setdefault(text, []).append(".".join(map(str, version)))
        parts = [f"{MARK}{' '.join(versions)}\n{text}" for text, versions in by_text.items()]
        (RECORDED / f"{name}.txt").write_text("".join(parts), "utf-8")


def texts(name: str) -> dict[str, str]:
    """The recorded texts of a case, by the versions that printed them."""
    found = {}
    for part in (RECORDED / f"{name}.txt").read_text("utf-8").split(MARK)[1:]:
        versions, _, text = part.partition("\n")
        found[versions] = text
    return found


if __name__ == "__main__":
    record()
