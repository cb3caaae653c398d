"""Tickets in many styles about small repositories, with what is true of each of their claims."""

from __future__ import annotations

from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from analysis.pipeline import Analysis, analyze
from analysis.sources.tree import MemoryTree
from analysis.triage.report import Claim
from analysis.triage.verdicts.claims import claims_of
from tests.triage.ticket_trees import LAB, SHOP, golden_path

HERE = Path(__file__).parent
ISSUE = HERE.parents[1] / "sample_repos" / "golden_path" / "ISSUE.md"
TICKETS = sorted(path.stem for path in (HERE / "tickets").glob("*.claims"))
SILENT = sorted(path.stem for path in (HERE / "no_claims").glob("*.txt"))

Expected = tuple[str, frozenset[str], str]


@cache
def analysed(name: str) -> Analysis:
    files = {"shop": lambda: SHOP, "lab": lambda: LAB, "golden": golden_path}[name]()
    return analyze(MemoryTree(files))


def text_of(ticket: str) -> str:
    path = ISSUE if ticket == "golden-00-issue" else HERE / "tickets" / f"{ticket}.txt"
    return path.read_text("utf-8")


def expected_of(ticket: str) -> list[Expected]:
    """Lines of `type | subjects | verdict`."""
    lines = (HERE / "tickets" / f"{ticket}.claims").read_text("utf-8").splitlines()
    rows = [[cell.strip() for cell in line.split("|")] for line in lines]
    return [
        (kind, frozenset(each.strip() for each in subjects.split(",")), verdict)
        for kind, subjects, verdict in rows
    ]


@cache
def found_in(ticket: str) -> tuple[Claim, ...]:
    return claims_of(text_of(ticket), analysed(ticket.partition("-")[0]))


def told(claim: Claim) -> Expected:
    return claim.type.value, frozenset(claim.subjects), claim.verdict.value


@pytest.mark.parametrize("ticket", TICKETS)
def test_a_ticket_says_what_it_says_and_no_more(ticket: str) -> None:
    expected = Counter(each[:2] for each in expected_of(ticket))
    assert Counter(told(claim)[:2] for claim in found_in(ticket)) == expected


def test_of_all_claims_at_least_95_of_100_are_judged_rightly() -> None:
    right = every = 0
    for ticket in TICKETS:
        expected = Counter(expected_of(ticket))
        every += expected.total()
        right += (expected & Counter(told(claim) for claim in found_in(ticket))).total()
    assert len(TICKETS) >= 25
    assert every >= 100
    assert right / every >= 0.95


def test_true_and_false_claims_of_every_type_are_among_them() -> None:
    rows = Counter((kind, verdict) for name in TICKETS for kind, _, verdict in expected_of(name))
    for kind in ("missing-name", "missing-module", "duplicate-class", "cycle", "import-error"):
        assert rows[kind, "confirmed"] >= 3
        assert rows[kind, "refuted"] >= 1
    assert rows["impact", "confirmed"] >= 3
    assert rows["impact", "refuted"] >= 3


@pytest.mark.parametrize("name", SILENT)
def test_a_text_without_claims_has_none(name: str) -> None:
    text = (HERE / "no_claims" / f"{name}.txt").read_text("utf-8")
    for tree in ("shop", "lab", "golden"):
        assert claims_of(text, analysed(tree)) == ()


def test_there_are_twenty_texts_without_claims() -> None:
    assert len(SILENT) >= 20


@pytest.mark.parametrize("ticket", TICKETS)
def test_claims_have_words_of_the_ticket_and_places_that_exist(ticket: str) -> None:
    analysis = analysed(ticket.partition("-")[0])
    lines = text_of(ticket).splitlines()
    keys = {finding.key for finding in analysis.findings}
    for claim in found_in(ticket):
        assert claim.summary
        assert 1 <= claim.line <= len(lines)
        assert claim.text.split()[0].strip("`*>|{}-;\"'") in lines[claim.line - 1]
        assert claim.finding is None or claim.finding in keys
        for place in claim.evidence:
            source = analysis.tree.read(place.path).decode().splitlines()
            assert place.line is None or 1 <= place.line <= max(len(source), 1)
