"""Modules that import each other: what it breaks, and the smallest set of imports to cut."""

from __future__ import annotations

from analysis.checks.import_cycle.rule import check
from analysis.checks.import_cycle.untangling import Untangled, untangle

__all__ = ["Untangled", "check", "untangle"]
