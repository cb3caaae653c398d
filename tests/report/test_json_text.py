"""The quick way to write JSON gives what the plain one gives."""

from __future__ import annotations

import json

from hypothesis import example, given
from hypothesis import strategies as st

from analysis.report.json_text import json_text

values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**60), 2**60) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=30,
)
lone = st.text(st.characters(categories=["Cs", "Ll"]))


@given(st.dictionaries(st.text() | lone, values | lone))
@example({"a → b": ['\x7f"\\/\x00', "\U0001f600", "é"], "empty": [{}, [], ""]})
def test_it_is_what_the_standard_library_writes(document: dict[str, object]) -> None:
    assert json_text(document) == json.dumps(document, indent=2) + "\n"
