from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from tests.cli.conftest import SOUND, Repo, Run, write

TOP = Path(__file__).parents[2]
VALIDATOR = Draft202012Validator(json.loads((TOP / "docs/triage-schema.json").read_text("utf-8")))
TICKET = "# Bug\n\n- `shop/stock.py` does not define `lost`\n"
KEY = "broken-import:shop.stock:lost"


@pytest.fixture
def ticket(tmp_path: Path) -> Path:
    file = tmp_path / "ticket.md"
    file.write_text(TICKET, "utf-8")
    return file


@pytest.fixture
def tracker(repo: Repo, run: Run, ticket: Path, tmp_path: Path) -> Path:
    file = tmp_path / "TRACKER.md"
    said = run("triage", repo(), "--file", ticket, "--tracker", "--output", file)
    assert (said.code, said.out, said.err) == (1, "", "")
    return file


def test_a_tracker_of_a_ticket(repo: Repo, run: Run, ticket: Path) -> None:
    said = run("triage", repo(), "--file", ticket, "--tracker")
    assert (said.code, said.err) == (1, "")
    assert said.out.startswith("# Remediation of 1 violation\n")
    assert "- **confirmed**, line 3:" in said.out
    assert "+from shop.store import lost" in said.out
    assert "Verification by CPython: not run." in said.out


def test_a_tracker_of_a_finding_reads_no_text(repo: Repo, run: Run) -> None:
    said = run("triage", repo(), "--finding", KEY, "--tracker")
    assert said.code == 1
    assert f'"key":"{KEY.replace("-", chr(92) + "u002d")}"' in said.out


def test_a_sound_repository_has_nothing_to_mend(repo: Repo, run: Run, ticket: Path) -> None:
    files = SOUND | {"shop/stock.py": "count = lost = 1\n"}
    said = run("triage", repo(files), "--file", ticket, "--tracker")
    assert said.code == 0
    assert said.out.startswith("# Remediation of 0 violations\n")
    assert "- **refuted**, line 3:" in said.out


def test_it_is_brought_up_to_date_where_it_is(
    repo: Repo, run: Run, tracker: Path, tmp_path: Path
) -> None:
    text = tracker.read_text("utf-8") + "\n## Ours\n\nAda asked Bob.  \n"
    tracker.write_text(text, "utf-8")
    tracker.chmod(0o640)
    same = run("triage", tmp_path / "repo", "--file", tracker)
    assert same.code == 1
    assert same.out.startswith("tracker checked again: 0 of 1 violations gone\n  [x] step 0: audit")
    assert same.out.endswith("  open: V1 broken-import: shop.stock\n")
    assert tracker.read_text("utf-8") == text

    write(tmp_path / "repo", SOUND)
    mended = run("triage", tmp_path / "repo", "--file", tracker)
    assert mended.code == 0
    assert "  [x] step 4: execution\n" in mended.out
    again = tracker.read_text("utf-8")
    assert "- [x] **V1**" in again
    assert again.endswith("\n## Ours\n\nAda asked Bob.  \n")
    assert tracker.stat().st_mode & 0o777 == 0o640


def test_json_has_the_steps(run: Run, tracker: Path, tmp_path: Path) -> None:
    said = run("triage", tmp_path / "repo", "--file", tracker, "--format", "json")
    found = json.loads(said.out)
    VALIDATOR.validate(found)
    assert [step["done"] for step in found["tracker"]["steps"]][:1] == [True]
    [violation] = found["tracker"]["violations"]
    assert (violation["finding"], violation["open"]) == (KEY, True)


def test_elsewhere_or_on_standard_output(run: Run, tracker: Path, tmp_path: Path) -> None:
    before = tracker.read_bytes()
    write(tmp_path / "repo", SOUND)
    other = tmp_path / "other.md"
    assert run("triage", tmp_path / "repo", "--file", tracker, "--output", other).code == 0
    printed = run(
        *("triage", tmp_path / "repo", "--file", tracker, "--output", "-", "--format", "markdown")
    )
    assert tracker.read_bytes() == before
    assert "- [x] **V1**" in printed.out
    assert other.read_text("utf-8") == printed.out


def test_from_standard_input_to_standard_output(
    run: Run, tracker: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path / "repo", SOUND)
    before = tracker.read_bytes()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(before)))
    said = run("triage", tmp_path / "repo")
    assert said.code == 0
    assert said.out.startswith("# Remediation of 1 violation\n")
    assert "- [x] **V1**" in said.out
    assert tracker.read_bytes() == before


def test_a_report_goes_to_a_file_as_well(
    repo: Repo, run: Run, ticket: Path, tmp_path: Path
) -> None:
    report = tmp_path / "report.md"
    words = ("triage", repo(), "--file", ticket, "--format", "markdown")
    said = run(*words, "--output", report)
    assert (said.code, said.out, said.err) == (1, "", "")
    assert report.read_text("utf-8") == run(*words).out


@pytest.mark.parametrize("codec", ["utf-8-sig", "utf-16"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_every_byte_of_people_stays(
    codec: str, end: str, run: Run, tracker: Path, tmp_path: Path
) -> None:
    text = tracker.read_text("utf-8").replace("\n", end) + f"Größe{end}"
    tracker.write_bytes(text.encode(codec))
    assert run("triage", tmp_path / "repo", "--file", tracker).code == 1
    assert tracker.read_bytes() == text.encode(codec)
    write(tmp_path / "repo", SOUND)
    assert run("triage", tmp_path / "repo", "--file", tracker).code == 0
    again = tracker.read_bytes()
    assert again[:2] == text.encode(codec)[:2]
    assert again.decode(codec).endswith(f"Größe{end}")
    assert again.decode(codec).count("\n") == again.decode(codec).count(end)


def test_bytes_that_are_no_utf_8_stay(run: Run, tracker: Path, tmp_path: Path) -> None:
    tracker.write_bytes(tracker.read_bytes() + b"caf\xe9\n")
    write(tmp_path / "repo", SOUND)
    assert run("triage", tmp_path / "repo", "--file", tracker).code == 0
    assert tracker.read_bytes().endswith(b"\ncaf\xe9\n")


def test_tests_are_new_files(repo: Repo, run: Run, ticket: Path, tmp_path: Path) -> None:
    words = ("triage", repo(), "--file", ticket, "--tracker", "--tests", tmp_path / "new" / "tests")
    said = run(*words)
    files = sorted((tmp_path / "new" / "tests").iterdir())
    assert [file.name.rpartition("_")[0] for file in files] == [
        *("test_wanted_imports", "test_wanted_names")
    ]
    assert all(file.read_text("utf-8") in said.out for file in files)
    files[0].write_text("mine", "utf-8")
    files[1].unlink()
    again = run(*words)
    assert (again.code, again.out) == (2, "")
    assert files[0].name in again.err
    assert [file.read_text("utf-8") for file in files[0].parent.iterdir()] == ["mine"]


def test_verified(repo: Repo, run: Run, ticket: Path) -> None:
    said = run("triage", repo(), "--file", ticket, "--tracker", "--verify")
    version = ".".join(map(str, sys.version_info[:2]))
    assert f"- CPython {version}" in said.out
    assert "not run" not in said.out


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--finding", KEY), "--finding needs --tracker"),
        (("--tests", "new"), "--tests needs --tracker"),
        (("--verify",), "--verify needs --tracker"),
        (("--tracker", "--format", "json"), "a tracker is Markdown"),
        (("--tracker", "--finding", "broken-import:shop.stock:lots"), "did you mean"),
    ],
)
def test_misuse_is_one_line(words: tuple[str, ...], says: str, repo: Repo, run: Run) -> None:
    said = run("triage", repo(), *words)
    assert (said.code, said.out) == (2, "")
    assert says in said.err
    assert said.err.count("\n") == 1


def test_a_tracker_that_was_cut_is_misuse(run: Run, tracker: Path, tmp_path: Path) -> None:
    tracker.write_text(tracker.read_text("utf-8").replace('{"violations"', '{"violation'), "utf-8")
    before = tracker.read_bytes()
    said = run("triage", tmp_path / "repo", "--file", tracker)
    assert (said.code, said.out) == (2, "")
    assert "the first comment of the tracker was changed" in said.err
    assert tracker.read_bytes() == before


def test_a_tracker_is_made_from_no_tracker(run: Run, tracker: Path, tmp_path: Path) -> None:
    said = run("triage", tmp_path / "repo", "--file", tracker, "--tracker")
    assert said.code == 2
    assert "this is a tracker already" in said.err
