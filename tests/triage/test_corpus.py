from __future__ import annotations

from tests.triage.answers import corpus, misses
from tests.triage.record import RECORDED
from tests.triage.trees import CASES


def test_the_corpus_is_the_table() -> None:
    assert {file.stem for file in RECORDED.glob("*.txt")} == set(CASES)


def test_the_corpus_is_large_and_of_many_versions() -> None:
    every = list(corpus())
    assert len(every) >= 200
    versions = {version for one in every for version in one.versions.split()}
    assert {"2.7", "3.6", "3.7", "3.8", "3.9", "3.10", "3.11", "3.12", "3.13"} <= versions


def test_cause_and_line_are_right() -> None:
    every = list(corpus())
    wrong = {
        f"{one.name} {one.versions}": told
        for one in every
        if (told := misses(one.name, one.text)) is not None
    }
    assert len(wrong) <= 0.03 * len(every), wrong
