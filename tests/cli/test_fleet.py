"""The command `fleet`, as it is typed."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import BROKEN, SOUND, Repo, Run

MANAGER = (
    "class StockManager:\n"
    "    def count(self, shelf):\n        return self.database.query('count', shelf, limit=10)\n"
    "    def close(self):\n        self.database.dispose(close_all_of_them=True)\n"
    "    def opened(self):\n        return self.database.is_connected_to(self.address)\n"
)


def test_errors_of_one_repository_fail_the_fleet(repo: Repo, run: Run, tmp_path: Path) -> None:
    repo(BROKEN, "broken")
    repo(SOUND, "sound")
    said = run("fleet", tmp_path, "--jobs", 2)
    assert said.code == 1
    assert said.err == ""
    assert "shop/app.py:1: error: shop.stock has no name lost" in said.out
    assert "2 repositories read, 0 not" in said.out
    again = run("fleet", tmp_path, "--fail-on", "never", "--format", "json")
    assert again.code == 0
    assert "2 of 2 have not changed since they were audited" in again.err
    assert [each["name"] for each in json.loads(again.out)["repositories"]] == ["broken", "sound"]


def test_a_shared_class_is_a_warning(repo: Repo, run: Run, tmp_path: Path) -> None:
    for name in ("one", "two"):
        repo({"shop/__init__.py": "", "shop/stock.py": MANAGER}, name)
    (tmp_path / "fleet.txt").write_text("first = one\ntwo\n", "utf-8")
    output = tmp_path / "report.md"
    codes = {
        fail_on: run(
            *("fleet", tmp_path / "fleet.txt", "--fail-on", fail_on),
            *("--format", "markdown", "--output", output),
        ).code
        for fail_on in ("error", "warning", "never")
    }
    assert codes == {"error": 0, "warning": 1, "never": 0}
    assert "StockManager: 2 identical copies in 2 repositories" in output.read_text("utf-8")


def test_a_state_that_others_may_enter_is_none(repo: Repo, run: Run, tmp_path: Path) -> None:
    repo(SOUND, "sound")
    (tmp_path / "state").mkdir(mode=0o755)
    said = run("fleet", tmp_path, "--state", tmp_path / "state")
    assert (said.code, said.out) == (2, "")
    assert said.err == (
        f"plumbline: --state {tmp_path}/state must be a folder that only you may enter\n"
    )


def test_what_is_not_read_fails_the_fleet(repo: Repo, run: Run, tmp_path: Path) -> None:
    repo(SOUND, "sound")
    (tmp_path / "fleet.txt").write_text("sound\ngone\n", "utf-8")
    said = run("fleet", tmp_path / "fleet.txt")
    assert said.code == 1
    assert f"gone: {tmp_path}/gone: no such folder" in said.out
    assert said.out.endswith("1 repository not read\n")
    assert run("fleet", tmp_path / "fleet.txt", "--fail-on", "never").code == 0


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (("gone",), "no such file or folder"),
        ((".", "--timeout", "0"), "is not a positive number"),
        ((".", "--format", "html"), "invalid choice"),
    ],
)
def test_misuse(run: Run, words: tuple[str, ...], reason: str) -> None:
    said = run("fleet", *words)
    assert (said.code, said.out) == (2, "")
    assert reason in said.err


def test_dask_that_is_not_installed_is_said_in_a_sentence(
    repo: Repo, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repo(SOUND, "sound")
    monkeypatch.setitem(sys.modules, "distributed", None)
    said = run("fleet", tmp_path, "--dask", "local")
    assert (said.code, said.out) == (2, "")
    assert said.err == (
        "plumbline: --dask needs the package distributed: pip install 'plumbline[fleet]'\n"
    )
