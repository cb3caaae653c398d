"""What `make fuzz` has found, each once again, and a few random inputs for every target."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fuzz.targets import TARGETS

FOUND = sorted((Path(__file__).parent / "found").glob("*.input"))


@pytest.mark.parametrize("file", FOUND, ids=lambda file: file.stem)
def test_what_was_found_stays_mended(file: Path) -> None:
    TARGETS[file.stem.partition("-")[0]].run(file.read_bytes())


@pytest.mark.parametrize("name", TARGETS)
def test_every_target_takes_anything(name: str) -> None:
    inputs = TARGETS[name].inputs()

    @settings(max_examples=8, suppress_health_check=list(HealthCheck))
    @given(st.data())
    def check(data: st.DataObject) -> None:
        TARGETS[name].run(data.draw(inputs))

    check()
