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
