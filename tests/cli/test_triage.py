from __future__ import annotations

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from tests.cli.conftest import SOUND, Repo, Run

TOP = Path(__file__).parents[2]
VALIDATOR = Draft202012Validator(json.loads((TOP / "docs/triage-schema.json").read_text("utf-8")))
GOLDEN = TOP / "sample_repos/golden_path"
LOG = """\
Traceback (most recent call last):
  File "/srv/shop/app.py", line 1, in <module>
    from shop.stock import count, lost
ImportError: cannot import name 'lost' from 'shop.stock' (/srv/shop/stock.py)
"""
FOREIGN = LOG.replace("shop", "bakery")


@pytest.fixture
def log(tmp_path: Path) -> Path:
    file = tmp_path / "log.txt"
    file.write_text(LOG, "utf-8")
    return file


def test_the_schema_is_itself_sound() -> None:
    Draft202012Validator.check_schema(VALIDATOR.schema)


def test_text(repo: Repo, run: Run, log: Path) -> None:
    said = run("triage", repo(), "--file", log)
    assert (said.code, said.err) == (1, "")
    assert said.out.splitlines() == [
        "missing-name (line 1)",
        "  ImportError: cannot import name 'lost' from 'shop.stock' (/srv/shop/stock.py)",
        "  shop.stock has no name lost",
        "  at shop/app.py:1",
        "  cannot be imported (1): shop.app",
        "  finding: broken-import:shop.stock:lost",
        "  what to do: Import it from shop.store instead: shop.store defines the name lost",
        "  fix, not yet proven: Import lost from shop.store",
        "    plumbline fix PATH --fix 'broken-import:shop.stock:lost#point-elsewhere:shop.store'"
        " --diff",
    ]


def test_json(repo: Repo, run: Run, log: Path) -> None:
    said = run("triage", repo(), "--file", log, "--format", "json")
    found = json.loads(said.out)
    VALIDATOR.validate(found)
    assert said.code == 1
    assert (found["schema_version"], found["claims"]) == (1, [])
    [one] = found["tracebacks"]
    assert list(one)[:8] == [
        *("cause", "error", "message", "path", "line", "chain", "blocked", "finding")
    ]
    assert (one["cause"], one["path"], one["line"]) == ("missing-name", "shop/app.py", 1)
    assert (one["chain"], one["blocked"]) == (["shop.app"], ["shop.app"])
    assert one["finding"] == "broken-import:shop.stock:lost"


def test_markdown_makes_no_markup_of_what_a_log_says(repo: Repo, run: Run, log: Path) -> None:
    log.write_text(LOG.replace("lost", "lost` <b>**"), "utf-8")
    said = run("triage", repo(), "--file", log, "--format", "markdown")
    assert said.out.startswith("# Triage\n")
    assert "``ImportError" in said.out
    assert "\n<b>" not in said.out


def test_a_mended_fault_is_0(repo: Repo, run: Run, log: Path) -> None:
    said = run("triage", repo(SOUND), "--file", log)
    assert said.code == 0
    assert said.out.startswith("stale-log (line 1)\n")
    assert "line 1 now reads 'from shop.stock import count'" in said.out


@pytest.mark.parametrize("format", ["text", "markdown", "json"])
def test_a_foreign_log_is_0_and_clear(format: str, repo: Repo, run: Run, log: Path) -> None:
    log.write_text(FOREIGN, "utf-8")
    said = run("triage", repo(), "--file", log, "--format", format)
    assert said.code == 0
    if format == "json":
        found = json.loads(said.out)
        VALIDATOR.validate(found)
        assert found["concerns_repository"] is False
    else:
        assert "Nothing of this repository in here." in said.out


def test_utf_16_is_read(repo: Repo, run: Run, log: Path) -> None:
    log.write_bytes(LOG.encode("utf-16"))
    assert run("triage", repo(), "--file", log).out.startswith("missing-name")


def test_no_such_file_is_misuse(repo: Repo, run: Run, tmp_path: Path) -> None:
    said = run("triage", repo(), "--file", tmp_path / "nowhere.txt")
    assert (said.code, said.out) == (2, "")
    assert said.err.count("\n") == 1


def test_the_ticket_of_the_golden_path(run: Run) -> None:
    said = run("triage", GOLDEN, "--file", GOLDEN / "ISSUE.md", "--format", "json")
    found = json.loads(said.out)
    VALIDATOR.validate(found)
    first, second = found["tracebacks"]
    assert (first["cause"], first["path"], first["line"]) == (
        *("missing-name", "netra_backend/app/websocket_core/websocket_factory.py", 8),
    )
    assert first["chain"][0] == "main"
    assert "netra_backend.app.application" in first["blocked"]
    assert (second["cause"], second["path"], second["line"]) == (
        *("cycle", "netra_backend/app/database/__init__.py", 10),
    )
    assert second["finding"].startswith("import-cycle:")
    assert second["fix"] is not None
    verdicts = {each["line"]: each["verdict"] for each in found["claims"]}
    assert (verdicts[17], verdicts[24], verdicts[32]) == ("confirmed", "refuted", "partly")
    assert max(verdicts) < first["at"], "the last line of a traceback is no claim beside it"
