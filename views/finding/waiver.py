"""Accepting a finding for a time: a waiver to copy, or to add to the repository's settings."""

from __future__ import annotations

import datetime

import streamlit as st

from analysis import SourceError
from analysis.cli.waiving import add_waiver
from analysis.findings import AnyFinding
from analysis.sources.settings import Waiver
from analysis.sources.settings_text import waiver_lines
from views import parts, state
from views.opening import Opened
from views.source import may_write
from views.standing import standing, today
from views.words import plain

DAYS = 90


def show_waiver(opened: Opened, finding: AnyFinding) -> None:
    """The waiver of a finding, where it has one or had."""
    found = standing(opened.analysis)
    waiver = found.waiver_of(finding.key)
    if waiver is not None:
        parts.show(parts.callout("note", f"Waived until {waiver.until}", waiver.reason))
    expired = found.expired.get(finding.key)
    if expired is not None:
        head = f"▲ Its waiver expired after {expired.until}"
        parts.show(parts.callout("doubt", head, expired.reason))


def offer_waiver(opened: Opened, finding: AnyFinding) -> None:
    """The form for a waiver of a finding that has none."""
    if standing(opened.analysis).waiver_of(finding.key) is None:
        with st.expander("Waive with reason", icon=":material/event_busy:"):
            st.fragment(_form)(opened, finding)


def _form(opened: Opened, finding: AnyFinding) -> None:
    day = today()
    left, right = st.columns([3, 1], gap="small")
    reason = left.text_input(
        "Reason",
        placeholder="Why this is accepted, and until when",
        key=f"{state.WAIVER_REASON}.{finding.key}",
    )
    until = right.date_input(
        "Last day",
        value=day + datetime.timedelta(days=DAYS),
        min_value=day,
        format="YYYY-MM-DD",
        key=f"{state.WAIVER_UNTIL}.{finding.key}",
        help="After this day, in UTC, the finding counts again",
    )
    if not reason.strip() or not isinstance(until, datetime.date):
        st.caption("Say why: a waiver without a reason is none.")
        return
    waiver = Waiver(" ".join(reason.split()), until, finding=finding.key)
    st.code(waiver_lines(waiver), language="toml")
    if not may_write(opened.source):
        st.caption("Copy it to the end of pyproject.toml, at the top of the repository.")
        return
    if st.button(
        "Add to pyproject.toml",
        key=f"waive.{finding.key}",
        type="primary",
        help="Adds these lines at the end of the file; nothing else of it changes",
    ):
        _write(opened, waiver)


def _write(opened: Opened, waiver: Waiver) -> None:
    try:
        add_waiver(opened.analysis.tree, waiver)
    except SourceError as error:
        st.error(
            f"{plain(str(error))}. Refresh and try again, or copy the lines yourself.",
            icon=":material/error:",
        )
    else:
        st.success("Added to pyproject.toml. Refresh to see what it means.")
