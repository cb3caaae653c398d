"""What stands beside a plan: its proof, CPython's word, and what keeps it from being written."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from jsonschema import Draft202012Validator

from analysis.cli import fix as command
from analysis.execution.outcome import Ok
from analysis.pipeline import Analysis
from analysis.verification import verify as verifying
from analysis.verification.value import Verification
from tests.cli.conftest import BROKEN, Repo, Run
from tests.cli.test_writing import contents

ROOT = Path(__file__).parents[2]
VALIDATOR = Draft202012Validator(json.loads((ROOT / "docs/fix-schema.json").read_text("utf-8")))
SAMPLES = sorted(path.name for path in (ROOT / "sample_repos").iterdir() if path.is_dir())
ALL = ("--all", "--applicability", "unsafe")


def git(folder: Path, *words: str) -> None:
    identity = ("-c", "user.name=A", "-c", "user.email=a@example.org")
    subprocess.run(["git", *identity, *words], cwd=folder, check=True, capture_output=True)


@pytest.fixture
def committed(repo: Repo) -> Path:
    folder = repo()
    git(folder, "init", "-q")
    git(folder, "add", ".")
    git(folder, "commit", "-qm", "all")
    return folder


@pytest.mark.parametrize("sample", SAMPLES)
def test_the_schema_describes_every_answer(sample: str, run: Run) -> None:
    folder = ROOT / "sample_repos" / sample
    VALIDATOR.validate(json.loads(run("fix", folder, "--format", "json").out))
    VALIDATOR.validate(json.loads(run("fix", folder, *ALL, "--format", "json").out))


def test_the_schema_knows_a_plan_from_a_list() -> None:
    assert list(VALIDATOR.iter_errors({"schema_version": 1}))


def test_the_json_of_a_plan_has_its_proof(repo: Repo, run: Run) -> None:
    found = json.loads(run("fix", repo(), *ALL, "--verify", "--format", "json").out)
    VALIDATOR.validate(found)
    assert found["proof"]["healed"] == [
        {
            "module": "shop.app",
            "before": {
                "outcome": "fails",
                "error": "ImportError",
                "message": "cannot import name 'lost' from 'shop.stock'",
                "path": "shop/app.py",
                "line": 1,
            },
            "after": {"outcome": "ok"},
        }
    ]
    assert [edge["imported"] for edge in found["proof"]["edges_new"]] == ["shop.store"]
    verified = found["verification"]
    assert (verified["agree"], verified["disagree"], verified["undecided"]) == (1, 0, 0)
    assert verified["modules"][0]["observed"]["happened"] == "ok"


def test_a_tree_without_edits_can_be_verified(repo: Repo, run: Run) -> None:
    said = run("fix", repo(), "--verify")
    assert (said.code, said.err) == (1, "")
    assert "imported 4 modules: as predicted 4" in said.out


def wrong(analysis: Analysis) -> Analysis:
    """The same, but said to import whatever it holds."""
    outcomes = dict.fromkeys(analysis.execution.outcomes, Ok())
    execution = msgspec.structs.replace(analysis.execution, outcomes=outcomes)
    return msgspec.structs.replace(analysis, execution=execution)


@pytest.fixture
def mistaken(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A prediction that is not true: shop.app is said to import before it is mended."""

    def verified(analysis: Analysis, modules: object, **options: object) -> Verification:
        base = getattr(analysis.tree, "base", analysis.tree)
        spoilt = msgspec.structs.replace(wrong(analysis), tree=base)
        return verifying.verify(spoilt, ["shop.app"])

    monkeypatch.setattr(command, "verify", verified)
    yield


@pytest.mark.usefixtures("mistaken")
def test_a_disagreement_is_loud_and_keeps_from_writing(repo: Repo, run: Run) -> None:
    folder = repo()
    before = contents(folder)
    said = run("fix", folder, *ALL, "--verify", "--write")
    assert said.code == 1
    assert "CPYTHON DISAGREES: shop.app: predicted to import, but it fails: ImportError" in said.out
    assert "nothing was written: CPython disagrees" in said.err
    assert contents(folder) == before
    assert run("fix", folder, *ALL, "--verify").code == 1
    assert "CPYTHON DISAGREES" in run("fix", folder, *ALL, "--verify", "--diff").err
    forced = run("fix", folder, *ALL, "--verify", "--write", "--force")
    assert forced.code == 1
    assert "Written: shop/app.py" in forced.out
    assert contents(folder) != before


def test_a_committed_file_is_written(committed: Path, run: Run) -> None:
    said = run("fix", committed, *ALL, "--write", "--verify")
    assert (said.code, said.err) == (0, "")
    assert "Written: shop/app.py" in said.out


def test_changes_that_git_does_not_have_are_not_written_over(committed: Path, run: Run) -> None:
    (committed / "shop/stock.py").write_text("def count() -> int:\n    return 2\n")
    assert "Written" in run("fix", committed, *ALL, "--write").out  # another file
    git(committed, "checkout", "-q", ".")
    app = committed / "shop/app.py"
    app.write_text(f"# mine\n{BROKEN['shop/app.py']}")
    before = contents(committed)
    said = run("fix", committed, *ALL, "--write")
    assert (said.code, said.out) == (2, "")
    assert "shop/app.py has changes that are not committed: nothing was written" in said.err
    assert contents(committed) == before
    assert "Written: shop/app.py" in run("fix", committed, *ALL, "--write", "--force").out
    assert app.read_text().startswith("# mine\n")


def test_force_is_for_writing(repo: Repo, run: Run) -> None:
    said = run("fix", repo(), "--all", "--force")
    assert (said.code, said.err) == (2, "plumbline: --force is for --write\n")


def test_mode_ends_of_lines_mark_and_links_stay(repo: Repo, run: Run, tmp_path: Path) -> None:
    folder = repo()
    text = "\ufefffrom shop.stock import count, lost\r\n\r\nx = 1\r\n"
    (folder / "shop/app.py").unlink()
    (folder / "shop/real_app.py").write_bytes(text.encode())
    (folder / "shop/real_app.py").chmod(0o750)
    (folder / "shop/app.py").symlink_to("real_app.py")
    run("fix", folder, "--fix", fix_id(run, folder), "--write")
    assert (folder / "shop/app.py").is_symlink()
    content = (folder / "shop/app.py").read_bytes()
    assert content.startswith("\ufeff".encode())
    assert b"shop.store" in content
    assert b"\n" not in content.replace(b"\r\n", b"")
    assert (folder / "shop/real_app.py").stat().st_mode & 0o777 == 0o750


def fix_id(run: Run, folder: Path) -> str:
    found = json.loads(run("fix", folder, "--format", "json").out)["findings"]
    first: str = next(one["id"] for finding in found for one in finding["fixes"])
    return first
