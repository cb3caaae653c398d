from __future__ import annotations

import json

import pytest

from tests.cli.conftest import BROKEN, SOUND, Repo, Run


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
