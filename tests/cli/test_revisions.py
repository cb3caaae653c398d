"""Commands on a revision: what they say of its checkout, and of its past."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from analysis.cli import audit
from analysis.extract import scan
from tests.cli.conftest import BROKEN, SOUND, Run, write
from tests.sources.repositories import Made

SCHEMA = Path(__file__).parents[2] / "docs/history-schema.json"
KEY = "broken-import:shop.stock:lost"


@pytest.fixture
def made(tmp_path: Path) -> Made:
    """A repository whose newest commit is sound, and the one before broken."""
    made = Made(tmp_path / "repo")
    made.commit(BROKEN, "Break it")
    made.commit(SOUND, "Mend it")
    made.check_out(SOUND)
    return made


def document(text: str) -> dict[str, object]:
    """An audit without what names the run."""
    found = json.loads(text)
    assert isinstance(found, dict)
    del found["root"], found["summary"]["seconds"]
    return found


def test_a_revision_is_audited_as_its_checkout(made: Made, run: Run, tmp_path: Path) -> None:
    write(tmp_path / "out", BROKEN)
    # With the same past, for it has a say in the candidates.
    (tmp_path / "out/.git").mkdir()
    for name in ("objects", "refs"):
        (tmp_path / "out/.git" / name).symlink_to(made.folder / ".git" / name)
    committed = run("audit", f"{made.folder}@HEAD~1", "--format", "json")
    assert committed.code == 1
    assert json.loads(committed.out)["root"] == f"{made.folder}@HEAD~1"
    assert [each["key"] for each in json.loads(committed.out)["findings"]] == [KEY]
    assert run("audit", f"{made.folder}@HEAD").code == 0
    option = run("audit", made.folder, "--rev", "HEAD~1", "--format", "json")
    assert document(option.out) == document(committed.out)
    checked_out = run("audit", tmp_path / "out", "--format", "json")
    assert document(checked_out.out) == document(committed.out)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("explain", "{}", "shop.app"), "cannot import name 'lost'"),
        (("fix", "{}", "--all", "--applicability", "unsafe", "--diff"), "+++ b/shop/app.py"),
        (("graph", "{}"), "shop.stock"),
    ],
)
def test_every_command_takes_a_revision(
    made: Made, run: Run, words: tuple[str, ...], said: str
) -> None:
    found = run(*(word.replace("{}", f"{made.folder}@HEAD~1") for word in words))
    assert said in found.out, found.err


def test_nothing_is_written_to_a_revision(made: Made, run: Run) -> None:
    said = run("fix", f"{made.folder}@HEAD~1", "--all", "--write", "--force")
    assert (said.code, said.out) == (2, "")
    assert "is a revision: --write changes folders; use --diff" in said.err


def test_the_baseline_of_the_settings_is_that_of_the_revision(made: Made, run: Run) -> None:
    settings = {"pyproject.toml": '[tool.plumbline]\nbaseline = "known/base.json"\n'}
    known = json.dumps({"schema_version": 1, "findings": [KEY]})
    made.commit({**BROKEN, **settings, "known/base.json": known})
    made.commit({**BROKEN, **settings, "known/base.json": "no"})
    made.commit({**BROKEN, **settings})
    made.check_out({"known/base.json": known})
    assert run("audit", f"{made.folder}@HEAD~2").code == 0
    for name, words in (("HEAD~1", "known/base.json is no baseline"), ("HEAD", "no such file")):
        said = run("audit", f"{made.folder}@{name}")
        assert said.code == 2
        assert words in said.err
        assert said.err.count("\n") == 1


def test_the_root_of_a_revision_is_one_inside_of_it(
    made: Made, run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    made.commit({f"src/{path}": text for path, text in BROKEN.items()})
    (tmp_path / "elsewhere/src").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "elsewhere")
    said = run("audit", f"{made.folder}@HEAD", "--root", "src", "--format", "json")
    assert json.loads(said.out)["roots"] == ["src"]


def counting(monkeypatch: pytest.MonkeyPatch, home: object, name: str) -> list[object]:
    """The first arguments of each call from now on."""
    calls: list[object] = []
    real: Callable[..., object] = getattr(home, name)

    def counted(*words: object, **more: object) -> object:
        calls.append(words[0])
        return real(*words, **more)

    monkeypatch.setattr(home, name, counted)
    return calls


def test_a_report_of_a_revision_is_kept(
    made: Made, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    analysed = counting(monkeypatch, audit, "analysis_of_tree")
    named = f"{made.folder}@HEAD~1"
    first, second = run("audit", named), run("audit", named)
    assert (first, len(analysed)) == (second, 1)
    assert run("audit", named, "--no-cache") == first
    made.commit(BROKEN, "Break it again")
    assert run("audit", named).code == 0
    assert len(analysed) == 3


def test_facts_of_revisions_are_kept_apart_and_known_again(
    made: Made, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("graph", f"{made.folder}@HEAD")
    parsed = counting(monkeypatch, scan, "extract")
    run("graph", f"{made.folder}@HEAD~1")
    assert parsed == [BROKEN["shop/app.py"].encode()]
    run("graph", f"{made.folder}@HEAD~0")
    run("graph", f"{made.folder}@HEAD^")
    assert len(parsed) == 1
    assert "1 repository;" in run("cache", "info", made.folder).out
    run("cache", "clear", f"{made.folder}@whatever")
    assert "of 0 repositories" in run("cache", "info", made.folder).out


def test_a_history_is_told_from_the_oldest_on(made: Made, run: Run) -> None:
    made.commit(BROKEN, "Break \x1b[31mit")
    said = run("history", made.folder)
    assert (said.code, said.err) == (0, "")
    lines = said.out.splitlines()
    assert [line.split()[-4:] for line in lines if "(Ada)" in line] == [
        ["1/4", "Break", "it", "(Ada)"],
        ["0/4", "Mend", "it", "(Ada)"],
        ["1/4", "Break", "\\x1b[31mit", "(Ada)"],
    ]
    told = "error: shop.stock has no name lost [broken-import]"
    assert [line.strip() for line in lines if told in line] == [f"- {told}", f"+ {told}"]
    assert lines[-1] == "3 revisions: 1 -> 1 errors, 0 -> 0 warnings, 0 -> 0 infos"
    assert run("history", made.folder) == said == run("history", made.folder, "--no-cache")


def test_a_history_as_json(made: Made, run: Run, tmp_path: Path) -> None:
    made.commit({"data.txt": ""}, "No Python")
    output = tmp_path / "history.json"
    said = run("history", made.folder, "-n", "2", "--format", "json", "--output", output)
    assert (said.code, said.out) == (0, "")
    found = json.loads(output.read_bytes())
    Draft202012Validator(json.loads(SCHEMA.read_bytes())).validate(found)
    assert (found["root"], found["ends"], len(found["revisions"])) == (str(made.folder), None, 2)
    mended, emptied = found["revisions"]
    assert (mended["subject"], mended["findings"]["error"]) == ("Mend it", 0)
    assert (mended["new"], mended["gone"]) == (None, None)
    assert "has no Python files" in emptied["problem"]
    whole = json.loads(run("history", f"{made.folder}@main~1", "--format", "json").out)
    Draft202012Validator(json.loads(SCHEMA.read_bytes())).validate(whole)
    assert [each["rules"] for each in whole["revisions"]] == [{"broken-import": 1}, {}]
    assert [each["key"] for each in whole["revisions"][1]["gone"]] == [KEY]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["history", "{tmp}"], "is in no git repository"),
        (["history", "{tmp}/none"], "no such folder"),
        (["history", "{repo}", "-n", "0"], "not a positive number"),
        (["history", "{repo}@mian"], "did you mean main?"),
        (["audit", "{repo}@mian"], "did you mean main?"),
        (["audit", "{repo}@"], "no revision is named"),
        (["audit", "{repo}", "--rev", "HEAD~9"], "is the first commit"),
        (["audit", "{tmp}", "--rev", "HEAD"], "is in no git repository"),
        (["audit", "{repo}/shop/app.py", "--rev", "HEAD"], "not a folder"),
        (["audit", "{repo}@HEAD", "--root", "gone"], "gone"),
    ],
)
def test_what_is_misused(made: Made, run: Run, tmp_path: Path, words: list[str], said: str) -> None:
    words = [word.replace("{tmp}", str(tmp_path)) for word in words]
    found = run(*(word.replace("{repo}", str(made.folder)) for word in words))
    assert (found.code, found.out) == (2, "")
    assert said in found.err
    assert found.err.count("\n") == 1
