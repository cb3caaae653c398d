"""Every disagreement with CPython that generated packages ever showed, in its smallest form."""

from __future__ import annotations

import pytest

from tests.differential.agreement import disagreements, show
from tests.differential.cases import Case, load


@pytest.mark.parametrize("case", load("regressions"), ids=str)
def test_regression(case: Case) -> None:
    found = disagreements(case.files, case.folders, case.undecidable)
    assert not found, "\n".join([*map(str, found), show(case.files)])
