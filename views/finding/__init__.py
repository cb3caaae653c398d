"""What the page says of one finding: words, picture, details, places and fixes."""

from __future__ import annotations

from views.finding.show import show

__all__ = ["show"]
