from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from tests.cli.conftest import BROKEN, SOUND, Repo, Run
from tests.sources.repositories import Made

ROOT = Path(__file__).parents[2]
SCHEMA = json.loads((ROOT / "docs/compare-schema.json").read_text("utf-8"))
VALIDATOR = Draft202012Validator(SCHEMA)
SAMPLES = sorted(path for path in (ROOT / "sample_repos").iterdir() if path.is_dir())


def test_compare_says_what_a_change_mends(repo: Repo, run: Run) -> None:
    said = run("compare", repo(BROKEN, "before"), repo(SOUND, "after"))
    assert (said.code, said.err) == (0, "")
    assert "Fixed (1)" in said.out
    assert "shop.app: ImportError at shop/app.py:1" in said.out


def test_compare_is_1_where_the_change_breaks_something(repo: Repo, run: Run) -> None:
    said = run("compare", repo(SOUND, "before"), repo(BROKEN, "after"), "--format", "json")
    assert said.code == 1
    found = json.loads(said.out)
    assert len(found["introduced"]) == 1
    assert [entry["module"] for entry in found["worsened"]] == ["shop.app"]


def test_compare_with_itself_is_0_even_where_much_is_wrong(repo: Repo, run: Run) -> None:
    folder = repo(BROKEN)
    said = run("compare", folder, folder)
    assert said.code == 0
    assert said.out.splitlines()[-1].startswith("0 fixed, 0 reduced, 1 remaining, 0 introduced")


def test_a_revision_is_compared_as_its_checkout_is(tmp_path: Path, repo: Repo, run: Run) -> None:
    before = {path: text for path, text in _files(SAMPLES[0]).items() if "tests/" not in path}
    after = {**_files(SAMPLES[0]), **BROKEN}
    made = Made(tmp_path / "git")
    first = made.commit(before).decode()
    made.commit(after)
    made.check_out(after)
    sides = (f"{made.folder}@{first}", f"{made.folder}@main")
    checkouts = (repo(before, "one"), repo(after, "two"))
    found = run("compare", *sides, "--format", "json")
    assert found.code == 1
    expected = _told(run("compare", *checkouts, "--format", "json").out)
    assert _told(found.out) == expected
    assert expected["introduced"] and expected["affected"]["tests"]
    # The same again with the facts of the first run, and with the short forms of both sides.
    short = run("compare", f"{made.folder}@main~1", "@HEAD", "--format", "json")
    assert _told(short.out) == expected
    now = run("compare", f"@{first}", made.folder, "--format", "json", "--no-cache")
    assert _told(now.out) == expected


def _files(folder: Path) -> dict[str, str]:
    found = (path for path in folder.rglob("*.py") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_text("utf-8") for path in found}


def _told(text: str) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(text)
    for side in ("before", "after"):
        del document[side]["label"]
    return document


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.name)
def test_the_schema_describes_every_comparison(sample: Path, repo: Repo, run: Run) -> None:
    sound = repo(SOUND)
    for sides in ((sound, sample), (sample, sound)):
        found = json.loads(run("compare", *sides, "--format", "json").out)
        VALIDATOR.validate(found)
        assert list(found) == SCHEMA["required"]


WARNS = SOUND | {"shop/store.py": "def later():\n    import shop.gone\n"}
NOTES = SOUND | {"shop/stock.py": "def count() -> int:\n    return 2\n"}


@pytest.mark.parametrize(
    ("after", "fails"),
    [
        pytest.param(BROKEN, {"error", "warning", "new"}, id="an error"),
        pytest.param(WARNS, {"warning", "new"}, id="a warning"),
        pytest.param(NOTES, set(), id="nothing new"),
    ],
)
def test_fail_on(after: dict[str, str], fails: set[str], repo: Repo, run: Run) -> None:
    sides = (repo(SOUND, "before"), repo(after, "after"))
    for level in ("error", "warning", "new", "never"):
        assert run("compare", *sides, "--fail-on", level).code == int(level in fails), level


def test_a_module_that_is_taken_away_fails_only_where_it_is_missed(repo: Repo, run: Run) -> None:
    less = {path: text for path, text in SOUND.items() if path != "shop/store.py"}
    said = run("compare", repo(SOUND, "before"), repo(less, "after"))
    assert (said.code, "Modules removed (1)\n  shop.store\n" in said.out) == (0, True)
    missed = {path: text for path, text in less.items() if path != "shop/stock.py"}
    assert run("compare", repo(less, "less"), repo(missed, "missed")).code == 1


def test_a_waived_finding_is_not_new(repo: Repo, run: Run) -> None:
    waiver = (
        "[[tool.plumbline.waivers]]\nfinding = 'broken-import:shop.gone'\n"
        "reason = 'later'\nuntil = 2099-01-01\n"
    )
    after = repo(WARNS | {"pyproject.toml": waiver}, "after")
    said = run("compare", repo(SOUND, "before"), after, "--fail-on", "new")
    assert said.code == 0
    assert "(waived)" in said.out


def test_a_summary_for_a_pull_request_is_written_to_a_file(
    repo: Repo, run: Run, tmp_path: Path
) -> None:
    out = tmp_path / "pr.md"
    sides = (repo(SOUND, "before"), repo(BROKEN, "after"))
    said = run("compare", *sides, "--format", "markdown", "--output", out)
    assert (said.code, said.out, said.err) == (1, "", "")
    told = out.read_text("utf-8")
    assert told.index("**New in this change: 1 new error") < told.index("```mermaid")


@pytest.mark.parametrize("side", ["{}@nowhere", "@nowhere"])
def test_an_unknown_revision_is_misuse_in_one_line(side: str, tmp_path: Path, run: Run) -> None:
    made = Made(tmp_path / "git")
    made.commit(SOUND)
    said = run("compare", f"{made.folder}@main", side.format(made.folder))
    assert (said.code, said.out, said.err.count("\n")) == (2, "", 1)
    assert "no revision 'nowhere'" in said.err


@pytest.mark.parametrize(
    ("module", "code", "part"),
    [
        pytest.param("shop.stock", 0, "imports", id="imports"),
        pytest.param(
            "shop.app",
            1,
            "shop/app.py:1  ImportError: cannot import name 'lost' from 'shop.stock'",
            id="fails",
        ),
    ],
)
def test_explain(module: str, code: int, part: str, repo: Repo, run: Run) -> None:
    said = run("explain", repo(), module)
    assert (said.code, said.err) == (code, "")
    assert part in said.out


CYCLE = {
    "p/__init__.py": "",
    "p/a.py": "import os\nfrom p.b import g\n\ndef f(): ...\n",
    "p/b.py": "import p.c\n\ndef g(): ...\n",
    "p/c.py": "from p.a import f\n",
}


def test_explain_tells_the_way_the_reason_and_what_would_work(repo: Repo, run: Run) -> None:
    said = run("explain", repo(CYCLE), "p.a", "--python-version", "3.11")
    assert (said.code, said.err) == (1, "")
    assert said.out.splitlines() == [
        "import p.a    (p/a.py)",
        "  fails",
        "  p/c.py:1  ImportError: cannot import name 'f' from partially initialized module 'p.a' "
        "(most likely due to a circular import)",
        "  finding: import-cycle:p.a,p.b,p.c",
        "",
        "What happens (--unfold tells what is folded, too)",
        "  first   loads p",
        "  p/a.py runs",
        "    1       uses os from outside",
        "    2       from p.b import g",
        "      p/b.py runs",
        "        1       import p.c",
        "          p/c.py runs",
        "            1       from p.a import f    <-- breaks here",
        "",
        "Why",
        "  p.a is only half imported: it waits at line 2 for this very import, "
        "and would bind f only at line 4.",
        "  Each waits for the next: p.a -> p.b -> p.c -> p.a",
        "",
        "p.a had come to p/a.py:2",
        "  bound by then: os (1)",
        "  asked for: f (line 4)",
        "  bound later: g (2), f (4)",
        "",
        "It would not break after one of these is imported first",
        "  p.c",
    ]


def test_explain_unfolds(repo: Repo, run: Run) -> None:
    said = run("explain", repo(CYCLE), "p.a", "--unfold")
    assert "    1       import os" in said.out.splitlines()
    assert "  p/__init__.py runs: p comes before what is in it" in said.out.splitlines()


def test_explain_as_json(repo: Repo, run: Run) -> None:
    said = run("explain", repo(CYCLE), "p.a", "--format", "json", "--python-version", "3.7")
    found = json.loads(said.out)
    assert (said.code, found["schema_version"], found["python_version"]) == (1, 1, "3.7")
    story = found["story"]
    assert story["outcome"]["failure"]["message"] == "cannot import name 'f' from 'p.a'"
    assert story["waiting"] == ["p.a", "p.b", "p.c"]
    assert story["sound_entries"] == ["p.c"]
    assert story["half"]["missing"] == {"name": "f", "line": 4}


def test_explain_below_another_root(repo: Repo, run: Run) -> None:
    files = {f"lib/{path}": text for path, text in BROKEN.items()}
    said = run("explain", repo(files), "shop.app", "--root", "lib")
    assert "lib/shop/app.py:1" in said.out
    outside = run("explain", repo(files, "again"), "shop.app", "--root", "lib/shop")
    assert outside.code == 2


def test_explain_names_what_is_near_to_an_unknown_module(repo: Repo, run: Run) -> None:
    said = run("explain", repo(), "shop.stok")
    assert (said.code, said.out) == (2, "")
    assert said.err.startswith(
        "plumbline: there is no module 'shop.stok'; did you mean shop.stock or shop.store"
    )
    assert said.err.count("\n") == 1
