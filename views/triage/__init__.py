"""Triage: a pasted traceback or ticket, held against the repository."""

from __future__ import annotations

from views.triage.page import page

__all__ = ["page"]
