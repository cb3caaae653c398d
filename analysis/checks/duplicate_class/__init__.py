"""Classes that exist more than once: copies, near copies, and namesakes that get mistaken."""

from __future__ import annotations

from analysis.checks.duplicate_class.rule import check

__all__ = ["check"]
