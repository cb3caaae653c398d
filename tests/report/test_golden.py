"""What CI shows of every sample, as it was read by a person."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from jsonschema import Draft4Validator

from analysis.report import github, markdown
from analysis.report.sarif import render as sarif
from tests.report import golden
from tests.report.golden import SAMPLES, WORDED_BY_PYTHON, WORDS_OF

SCHEMA = Path(__file__).parent / "data" / "sarif-schema-2.1.0.json"
VALIDATOR = Draft4Validator(json.loads(SCHEMA.read_text("utf-8")))


@pytest.mark.parametrize("name", SAMPLES)
def test_the_reports_of_a_sample_read_as_written_down(name: str) -> None:
    found, fixes = golden.sample(name), golden.proposals(name)
    text = sarif.render(found, fixes)
    VALIDATOR.validate(json.loads(text))
    if name == WORDED_BY_PYTHON and sys.version_info[:2] != WORDS_OF:
        pytest.skip("the words of a syntax error are those of another Python")
    golden.check(f"{name}.sarif", text)
    golden.check(f"{name}.github.txt", github.render(found, fixes))
    golden.check(f"{name}.md", markdown.render(found, fixes))
