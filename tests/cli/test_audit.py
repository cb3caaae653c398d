from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from tests.cli.conftest import BROKEN, SOUND, Repo, Run

ROOT = Path(__file__).parents[2]
VALIDATOR = Draft202012Validator(json.loads((ROOT / "docs/schema.json").read_text("utf-8")))
SAMPLES = sorted(path for path in (ROOT / "sample_repos").iterdir() if path.is_dir())
HAZARD = {
    "pkg/__init__.py": "",
    "pkg/a.py": "def f():\n    from pkg.gone import x\n    return x\n",
}


def report(text: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(text)
    VALIDATOR.validate(found)
    return found


def test_json_names_the_break_and_what_it_blocks(repo: Repo, run: Run) -> None:
    said = run("audit", repo(), "--format", "json", "--no-cache")
    assert (said.code, said.err) == (1, "")
    found = report(said.out)
    modules = {entry["name"]: entry["import"] for entry in found["modules"]}
    assert modules["shop.store"] == {"outcome": "ok"}
    assert modules["shop.app"] == {
        "outcome": "fails",
        "error": "ImportError",
        "message": "cannot import name 'lost' from 'shop.stock'",
        "path": "shop/app.py",
        "line": 1,
        "stack": ["shop.app"],
        "finding": found["findings"][0]["key"],
    }


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.name)
def test_every_sample_keeps_to_the_schema(path: Path, run: Run) -> None:
    said = run("audit", path, "--format", "json", "--fail-on", "never")
    assert (said.code, said.err) == (0, "")
    assert report(said.out)["modules"]


def test_text_is_the_default(repo: Repo, run: Run) -> None:
    said = run("audit", repo())
    assert said.code == 1
    assert "shop/app.py:1: error: " in said.out
    assert said.err == ""


def test_markdown(repo: Repo, run: Run) -> None:
    said = run("audit", repo(), "--format", "markdown")
    assert said.code == 1
    assert said.out.startswith("# Imports of `")


@pytest.mark.parametrize(
    ("files", "fail_on", "code"),
    [
        pytest.param(SOUND, "warning", 0, id="nothing found"),
        pytest.param(BROKEN, "error", 1, id="an error"),
        pytest.param(BROKEN, "warning", 1, id="an error is above a warning"),
        pytest.param(BROKEN, "never", 0, id="never"),
        pytest.param(HAZARD, "error", 0, id="a warning is below an error"),
        pytest.param(HAZARD, "warning", 1, id="a warning"),
    ],
)
def test_fail_on(files: dict[str, str], fail_on: str, code: int, repo: Repo, run: Run) -> None:
    assert run("audit", repo(files), "--fail-on", fail_on).code == code


def test_output_goes_to_a_file(repo: Repo, run: Run, tmp_path: Path) -> None:
    target = tmp_path / "report.json"
    said = run("audit", repo(), "--format", "json", "--output", target)
    assert (said.code, said.out, said.err) == (1, "", "")
    assert report(target.read_text("utf-8"))["findings"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["repo", "report.json"]


def test_a_zip_is_read_like_its_folder(repo: Repo, run: Run, tmp_path: Path) -> None:
    folder = repo()
    archive = tmp_path / "repo.zip"
    with zipfile.ZipFile(archive, "w") as zipped:
        for name in BROKEN:
            zipped.write(folder / name, name)
    of_folder = report(run("audit", folder, "--format", "json").out)
    of_archive = report(run("audit", archive, "--format", "json").out)
    for found in (of_folder, of_archive):
        del found["root"]
        del found["summary"]["seconds"]
    assert of_archive == of_folder


def test_the_number_of_workers_changes_nothing(repo: Repo, run: Run) -> None:
    folder = repo()
    found = [
        report(run("audit", folder, "--format", "json", "--jobs", jobs).out) for jobs in (1, 3)
    ]
    for each in found:
        del each["summary"]["seconds"]
    assert found[0] == found[1]


def test_roots_and_entries(repo: Repo, run: Run) -> None:
    folder = repo({"code/app.py": "import stock\n", "code/stock.py": "", "other/lone.py": ""})
    said = run("audit", folder, "--format", "json", "--root", "code", "--entry", "app")
    found = report(said.out)
    assert found["roots"] == ["code"]
    assert [entry["name"] for entry in found["modules"]] == ["app", "stock"]
    assert ("app", "ok") in [(path["module"], path["outcome"]) for path in found["golden_paths"]]


@pytest.mark.parametrize("spelled", ["code", "./code/", "{top}/code"])
def test_a_root_may_be_spelled_in_several_ways(spelled: str, repo: Repo, run: Run) -> None:
    folder = repo({"code/app.py": "", "other/lone.py": ""})
    said = run("audit", folder, "--format", "json", "--root", spelled.format(top=folder))
    assert report(said.out)["roots"] == ["code"]


def test_the_python_version_decides_the_message(repo: Repo, run: Run) -> None:
    folder = repo({"a.py": "from b import nam\n", "b.py": "name = 1\n"})
    found = report(run("audit", folder, "--format", "json", "--python-version", "3.13").out)
    assert found["python_version"] == "3.13"


def test_a_baseline_leaves_out_what_is_known(repo: Repo, run: Run, tmp_path: Path) -> None:
    folder = repo()
    baseline = tmp_path / "known.json"
    written = run("audit", folder, "--write-baseline", baseline)
    assert written.code == 0
    assert "shop/app.py:1: error: " in written.out
    keys = json.loads(baseline.read_text("utf-8"))
    assert keys["schema_version"] == 1
    assert len(keys["findings"]) == 1
    again = run("audit", folder, "--baseline", baseline)
    assert again.code == 0
    assert again.out.splitlines()[-1] == "No findings; 1 in the baseline"
    (folder / "shop/new.py").write_text("import shop.gone\n", "utf-8")
    later = run("audit", folder, "--baseline", baseline)
    assert later.code == 1
    assert "shop/new.py:1: error: " in later.out
    assert "shop/app.py:1: error: " not in later.out


def test_reading_changes_nothing(repo: Repo, run: Run) -> None:
    folder = repo()
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    for words in (["audit", folder], ["graph", folder], ["explain", folder, "shop.app"]):
        run(*words)
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before


@pytest.mark.parametrize("format", ["sarif", "github"])
def test_a_report_for_ci_counts_paths_from_the_working_directory(
    format: str, repo: Repo, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = repo()
    monkeypatch.chdir(tmp_path)
    said = [run("audit", path, "--format", format).out for path in ("repo", folder)]
    assert said[0] == said[1]
    assert "repo/shop/app.py" in said[0]
    # From the cache as well: what it says depends on where it is asked.
    monkeypatch.chdir(folder)
    here = [run("audit", path, "--format", format) for path in (".", "../repo", folder)]
    assert {each.code for each in here} == {1}
    assert len({each.out for each in here}) == 1
    assert "shop/app.py" in here[0].out
    assert "repo/shop" not in here[0].out
    elsewhere = repo({}, "elsewhere")
    monkeypatch.chdir(elsewhere)
    assert run("audit", folder, "--format", format).out == here[0].out


@pytest.mark.parametrize("format", ["sarif", "github", "markdown"])
def test_a_report_for_ci_is_kept_and_goes_to_a_file(
    format: str, repo: Repo, run: Run, tmp_path: Path
) -> None:
    folder, target = repo(), tmp_path / "report"
    first = run("audit", folder, "--format", format, "--no-cache")
    for _ in range(2):
        assert run("audit", folder, "--format", format) == first
    said = run("audit", folder, "--format", format, "--output", target)
    assert (said.code, said.out, said.err) == (1, "", "")
    assert target.read_bytes().decode() == first.out


def test_new_is_what_the_baseline_does_not_have(repo: Repo, run: Run, tmp_path: Path) -> None:
    folder = repo(HAZARD)
    baseline = tmp_path / "known.json"
    # Nothing to compare with is no misuse where that is about to be written.
    assert run("audit", folder, "--fail-on", "new", "--write-baseline", baseline).code == 0
    known = ("audit", folder, "--baseline", baseline, "--fail-on")
    assert run(*known, "new").code == 0
    (folder / "pkg/b.py").write_text("def f():\n    import pkg.lost\n", "utf-8")
    assert [run(*known, word).code for word in ("error", "new", "never")] == [0, 1, 0]


def test_new_goes_by_the_baseline_of_the_settings(repo: Repo, run: Run) -> None:
    settings = {"pyproject.toml": "[tool.plumbline]\nbaseline = 'known.json'\n"}
    info = {"pyproject.toml": settings["pyproject.toml"] + "severities.broken-import = 'info'\n"}
    folder = repo(HAZARD | info | {"known.json": '{"schema_version": 1, "findings": []}'})
    codes = [run("audit", folder, "--fail-on", word).code for word in ("warning", "new")]
    assert codes == [0, 1]
