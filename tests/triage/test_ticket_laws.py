"""What holds of any text at all."""

from __future__ import annotations

import random
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.pipeline import Analysis, analyze
from analysis.sources.tree import MemoryTree
from analysis.triage.ticket.reading import told_in
from analysis.triage.verdicts.claims import claims_of
from analysis.triage.verdicts.ground import Ground
from tests.triage.ticket_trees import LAB, SHOP

PIECES = (
    *(
        "`shop/main.py`",
        "shop.orders.service",
        "`charge_card`",
        "`Money`",
        "product.py:3",
        "a/b.py",
    ),
    *("lab.model.ops", "`src/lab/cli.py`", "`Config`", "x.y.z", "`", "``", "{{", "}}", "|", "||"),
    *("->", "→", "↔", "<->", "import each other", "circular import between", "and", "or", ",", ";"),
    *("does not define", "is missing from", "fails to import", "does not start", "blocks", "twice"),
    *("is defined in", "identical", "one of them can be deleted", "none of them can be imported"),
    *(
        "No module named 'shop.x'",
        "cannot import name 'a' from 'shop.main'",
        "has no attribute 'q'",
    ),
    *(
        "\n",
        "\n\n",
        "- ",
        "  - [x] ",
        "# ",
        "## Impact\n",
        "h2. ",
        "> ",
        "```\n",
        "    ",
        "| a |\n",
    ),
    *("|---|\n", ":", "?", ".", "(", ")", "\ue000", "\uf000", "\x00", "é", "。", "\t", "line 99"),
)
TEXTS = st.one_of(
    st.lists(st.sampled_from(PIECES), max_size=40).map(" ".join),
    st.lists(st.sampled_from(PIECES), max_size=40).map("".join),
    st.text(max_size=300),
)


@cache
def analysed(name: str) -> Analysis:
    return analyze(MemoryTree({"shop": SHOP, "lab": LAB}[name]))


@settings(max_examples=90, deadline=None)
@given(TEXTS, st.sampled_from(["shop", "lab"]))
def test_any_text_is_judged_and_evidence_points_at_what_is_there(text: str, tree: str) -> None:
    analysis = analysed(tree)
    keys = {finding.key for finding in analysis.findings}
    lines = text.replace("\r\n", "\n").replace("\r", "\n").count("\n") + 1
    claims = claims_of(text, analysis)
    assert claims == claims_of(text, analysis)
    for claim in claims:
        assert 1 <= claim.line <= lines
        assert claim.text
        assert claim.summary
        assert claim.subjects
        assert claim.finding is None or claim.finding in keys
        for place in claim.evidence:
            source = analysis.tree.read(place.path).decode().splitlines()
            assert place.line is None or 1 <= place.line <= max(len(source), 1)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=30).map(" ".join))
def test_what_is_told_twice_is_one_claim(text: str) -> None:
    known = Ground(analysed("shop")).vocabulary
    told = [(one.type, one.about[0].text, one.says) for one in told_in(text, known)]
    again = [(one.type, one.about[0].text, one.says) for one in told_in(text, known)]
    assert told == again


HOSTILE = (
    *("a", "`a", "-> ", "a.py -> ", "a.", "a/", "(", "| x ", "`shop.main` fails to import. "),
    *("circular import between shop.main, ", "cannot import name ", "class `Money` and ", "::: "),
    *("the function class name ", "`shop.main` imports `shop.api` and ", "missing charge_card, "),
    *(
        "_ ",
        "word shop/main.py ",
        "#",
        "** **",
        "__ ",
        "   ",
        "|:-",
        "h1. ",
        "{code",
        "- [ ] ",
        ">>> ",
    ),
)


@pytest.mark.parametrize("piece", HOSTILE)
def test_a_long_hostile_text_costs_what_its_length_costs(piece: str) -> None:
    # A rule that backtracks would not come to an end of these, and block the suite.
    known = Ground(analysed("shop")).vocabulary
    for before in ("", "# ", "**", "| ", "- "):
        told_in(before + piece * (20_000 // len(piece)) + "x", known)
    told_in(piece * (500_000 // len(piece)) + "x", known)
    told_in((piece * (1_400 // len(piece)) + "\n\n") * 5, known)


@pytest.mark.parametrize("line", ["- `shop/main.py`", "# a", "text\n---", "> - ", "", "| a |"])
def test_many_lines_are_read_one_by_one(line: str) -> None:
    told_in(f"{line}\n" * 2_000, Ground(analysed("shop")).vocabulary)


@pytest.mark.parametrize("name", ["lab-14-mixed", "shop-15-nested", "shop-02-prose"])
def test_the_order_of_files_does_not_matter(name: str) -> None:
    text = (Path(__file__).parent / "tickets" / f"{name}.txt").read_text("utf-8")
    tree = {"shop": SHOP, "lab": LAB}[name.partition("-")[0]]
    items = list(tree.items())
    random.Random(7).shuffle(items)
    assert claims_of(text, analyze(MemoryTree(dict(items)))) == claims_of(
        text, analysed(name.partition("-")[0])
    )
