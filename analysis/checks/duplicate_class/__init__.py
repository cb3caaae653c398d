"""Classes that exist more than once: copies, near copies, and namesakes that get mistaken."""

from __future__ import annotations

from analysis.checks.duplicate_class.rule import check
from analysis.checks.duplicate_class.summary import ClassSummary, summaries
from analysis.checks.duplicate_class.unchanged import is_unchanged

__all__ = ["ClassSummary", "check", "is_unchanged", "summaries"]
