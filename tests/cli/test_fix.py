from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import BROKEN, SOUND, Repo, Run

KEY = "broken-import:shop.stock:lost"


def contents(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def proposals(run: Run, folder: Path) -> list[dict[str, Any]]:
    said = run("fix", folder, "--format", "json")
    found: list[dict[str, Any]] = json.loads(said.out)["findings"]
    return found


def test_without_a_choice_the_proven_fixes_are_listed(repo: Repo, run: Run) -> None:
    folder = repo()
    before = contents(folder)
    said = run("fix", folder)
    assert (said.code, said.err) == (1, "")
    assert KEY in said.out
    assert "Import lost from shop.store" in said.out
    assert contents(folder) == before


def test_the_list_as_json(repo: Repo, run: Run) -> None:
    (finding,) = proposals(run, repo())
    assert finding["key"] == KEY
    first = finding["fixes"][0]
    assert first["finding"] == KEY
    assert first["applicability"] in ("safe", "unsafe", "display")
    assert {edit["path"] for edit in first["edits"]} == {"shop/app.py"}


def test_a_sound_repository_needs_no_fix(repo: Repo, run: Run) -> None:
    folder = repo(SOUND)
    assert run("fix", folder).code == 0
    said = run("fix", folder, "--all", "--diff")
    assert (said.code, said.out, said.err) == (0, "", "")


@pytest.mark.parametrize(
    "choice",
    [
        pytest.param(["--all"], id="all"),
        pytest.param(["--finding", KEY], id="one finding"),
    ],
)
def test_the_diff_is_one_that_git_takes(choice: list[str], repo: Repo, run: Run) -> None:
    folder = repo()
    before = contents(folder)
    said = run("fix", folder, *choice, "--applicability", "unsafe", "--diff")
    assert (said.code, said.err) == (0, "")
    assert contents(folder) == before
    subprocess.run(["git", "apply", "-"], cwd=folder, input=said.out, text=True, check=True)
    assert run("audit", folder).code == 0


def test_a_fix_by_its_id(repo: Repo, run: Run) -> None:
    folder = repo()
    (finding,) = proposals(run, folder)
    for fix in finding["fixes"]:
        said = run("fix", folder, "--fix", fix["id"], "--diff")
        assert said.out.startswith("diff --git ")
        assert {edit["path"] for edit in fix["edits"]} == {
            line.removeprefix("+++ b/") for line in said.out.splitlines() if line[:4] == "+++ "
        }


def test_write_makes_what_the_diff_shows(repo: Repo, run: Run) -> None:
    one, other = repo(), repo(name="other")
    diff = run("fix", one, "--all", "--applicability", "unsafe", "--diff").out
    subprocess.run(["git", "apply", "-"], cwd=one, input=diff, text=True, check=True)
    said = run("fix", other, "--all", "--applicability", "unsafe", "--write")
    assert (said.code, said.err) == (0, "")
    assert "Written: shop/app.py" in said.out
    assert contents(other) == contents(one)
    assert contents(other) != {path: text.encode() for path, text in BROKEN.items()}


def test_a_plan_as_json_has_its_diff(repo: Repo, run: Run) -> None:
    folder = repo()
    words = ["fix", folder, "--all", "--applicability", "unsafe"]
    diff = run(*words, "--diff").out
    found = json.loads(run(*words, "--format", "json").out)
    assert found["diff"] == diff
    assert found["fixed"] == [KEY]
    assert found["healed"] == ["shop.app"]
    assert found["unfixed"] == found["written"] == found["conflicts"] == []


def test_what_a_plan_leaves_is_said_beside_the_diff(repo: Repo, run: Run) -> None:
    folder = repo({"a.py": "raise SyntaxError(\n"})
    said = run("fix", folder, "--all", "--diff")
    assert (said.code, said.out) == (1, "")
    assert said.err.startswith("plumbline: not fixed (1): unparsable-file:")


@pytest.mark.parametrize(
    ("words", "part"),
    [
        pytest.param(["--diff"], "say what to fix", id="nothing chosen"),
        pytest.param(["--write"], "say what to fix", id="nothing chosen to write"),
        pytest.param(["--finding", "broken-import:nope"], "no finding", id="unknown finding"),
        pytest.param(["--fix", "nope"], "no fix 'nope'", id="unknown fix"),
        pytest.param(["--fix", f"{KEY}#nope"], "#nope'", id="unknown kind"),
        pytest.param(["--all", "--finding", KEY], "--all", id="all and one"),
        pytest.param(["--fix", "x", "--finding", KEY], "--finding", id="fix and finding"),
        pytest.param(["--all", "--diff", "--write"], "not allowed with", id="diff and write"),
        pytest.param(["--all", "--applicability", "display"], "'display'", id="display"),
    ],
)
def test_misuse(words: list[str], part: str, repo: Repo, run: Run) -> None:
    folder = repo()
    before = contents(folder)
    said = run("fix", folder, *words)
    assert (said.code, said.out) == (2, "")
    assert part in said.err
    assert said.err.count("\n") == 1
    assert contents(folder) == before


def test_an_archive_is_not_written(repo: Repo, run: Run, tmp_path: Path) -> None:
    folder = repo()
    archive = tmp_path / "repo.zip"
    with zipfile.ZipFile(archive, "w") as zipped:
        for name in BROKEN:
            zipped.write(folder / name, name)
    before = archive.read_bytes()
    said = run("fix", archive, "--all", "--write")
    assert said.code == 2
    assert "is a file" in said.err
    assert archive.read_bytes() == before
    shown = run("fix", archive, "--all", "--applicability", "unsafe", "--diff")
    assert "+++ b/shop/app.py" in shown.out


def test_the_diff_keeps_the_bytes_of_the_file(repo: Repo) -> None:
    folder = repo()
    source = "# -*- coding: latin-1 -*-\r\n# caf\xe9\r\nfrom shop.stock import count, lost\r\n"
    (folder / "shop/app.py").write_bytes(source.encode("latin-1"))
    done = subprocess.run(
        [
            *(sys.executable, "-m", "analysis", "fix", str(folder), "--all"),
            *("--applicability", "unsafe", "--diff"),
        ],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        check=True,
    )
    subprocess.run(["git", "apply", "-"], cwd=folder, input=done.stdout, check=True)
    assert b"# caf\xe9\r\n" in (folder / "shop/app.py").read_bytes()
