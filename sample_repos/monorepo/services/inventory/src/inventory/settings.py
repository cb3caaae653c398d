"""What the inventory service can be told."""

from __future__ import annotations

from pathlib import Path


class Settings:
    """A file of counts, read once; nothing that the orders service would know."""

    def __init__(self, counts: Path, warn_below: int = 5) -> None:
        self.counts = counts
        self.warn_below = warn_below

    def is_low(self, count: int) -> bool:
        return count < self.warn_below

    def lines(self) -> list[str]:
        """Empty where the file is missing."""
        return self.counts.read_text().splitlines() if self.counts.exists() else []
