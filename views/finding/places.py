"""The code that shows a finding to be true."""

from __future__ import annotations

import streamlit as st

from analysis import Analysis
from analysis.findings import AnyFinding, evidence_of
from views import code
from views.words import plain

MOST_PLACES = 30


def show_places(analysis: Analysis, finding: AnyFinding) -> None:
    """An excerpt of each file, its lines marked."""
    by_path: dict[str, dict[int, str]] = {}
    for place in evidence_of(finding)[:MOST_PLACES]:
        by_path.setdefault(place.path, {})[place.line or 1] = place.note
    for path, marks in by_path.items():
        st.markdown(f"**{plain(path)}**")
        code.excerpt(analysis.tree, path, marks, around=3)
