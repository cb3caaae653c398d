"""The inventory service."""

from __future__ import annotations

import sys
from pathlib import Path

from acme.core.batches import Batches
from inventory.settings import Settings


def low_stock(settings: Settings) -> list[str]:
    """Numbers of which too few are left; the file has `number count` lines."""
    rows = [line.split() for line in settings.lines()]
    return [number for number, count in rows if settings.is_low(int(count))]


def main() -> None:
    path = Path(sys.argv[1] if len(sys.argv) > 1 else "counts.txt")
    for batch in Batches(10).of(low_stock(Settings(path))):
        print(*batch)


if __name__ == "__main__":
    main()
