"""The Compare page: what lies between two states of a repository, what is new in it first."""

from __future__ import annotations

from views.compare.page import page

__all__ = ["page"]
