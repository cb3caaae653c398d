"""The dependency structure matrix of a package, or of the members of a cycle."""

from __future__ import annotations

from views.matrix.view import show

__all__ = ["show"]
