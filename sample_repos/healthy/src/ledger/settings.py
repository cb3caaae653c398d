"""Where the book is kept."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Settings:
    """Read from the environment: `LEDGER_BOOK` and `LEDGER_CURRENCY`."""

    book: Path
    currency: str = "EUR"


def load_settings() -> Settings:
    return Settings(
        book=Path(os.environ.get("LEDGER_BOOK", "book.json")),
        currency=os.environ.get("LEDGER_CURRENCY", "EUR"),
    )
