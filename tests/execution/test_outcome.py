from __future__ import annotations

import pytest

from analysis.execution.outcome import Certainty, Execution, NameVerdict

EXECUTION = Execution(
    outcomes={},
    names={
        "m": {
            "bound": NameVerdict(Certainty.BOUND),
            "perhaps": NameVerdict(Certainty.UNKNOWN, reason="a branch"),
            "gone": NameVerdict(Certainty.UNBOUND),
        },
        "open": {},
    },
    open_modules={"open": "exec"},
)


@pytest.mark.parametrize(
    ("module", "name", "expected"),
    [
        ("m", "bound", True),
        ("m", "perhaps", True),
        ("m", "gone", False),
        ("m", "never", False),
        ("open", "anything", True),
        ("not_run", "bound", None),
    ],
)
def test_has_name(module: str, name: str, expected: bool | None) -> None:
    assert EXECUTION.has_name(module, name) is expected
