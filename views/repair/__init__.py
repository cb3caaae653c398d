"""Repair: a plan of proven fixes, the repository before and after it, and what to take away."""

from __future__ import annotations

from views.repair.page import page

__all__ = ["page"]
