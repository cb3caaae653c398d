"""CPython's answer is ours, for every case of the tables of import semantics."""

from __future__ import annotations

import pytest

from tests.differential.agreement import disagreements, show
from tests.differential.cases import Case, load
from tests.differential.judge import RUNNING, interpreter

ROWS = 48
CASES = load("packages", "cycles", "resolution", "bindings", "natural", "texts")
TEXTS = [case for case in CASES if case.row == "texts"]
VERSIONS = [(3, minor) for minor in range(8, 14)]


def check(case: Case, version: tuple[int, int]) -> None:
    found = disagreements(case.files, case.folders, case.undecidable, version)
    assert not found, "\n".join([*map(str, found), show(case.files)])


@pytest.mark.parametrize("case", CASES, ids=str)
def test_case(case: Case) -> None:
    check(case, RUNNING)


@pytest.mark.parametrize("version", VERSIONS, ids=lambda version: ".".join(map(str, version)))
@pytest.mark.parametrize("case", TEXTS, ids=str)
def test_text_of_another_version(case: Case, version: tuple[int, int]) -> None:
    if interpreter(version) is None:
        pytest.skip(f"NOT CHECKED: no CPython {version[0]}.{version[1]} on this machine")
    check(case, version)


def test_every_row_has_a_case() -> None:
    rows = {case.row for case in CASES}
    assert not {str(row) for row in range(1, ROWS + 1)} - rows
    assert {"texts", "peers"} <= rows


def test_no_two_cases_share_a_name() -> None:
    names = [str(case) for case in CASES]
    assert sorted(set(names)) == sorted(names)
