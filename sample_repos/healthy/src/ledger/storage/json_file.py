"""A book in a file, one JSON object a line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from ledger.domain import Account, Amount, Entry


class JsonBook:
    """Appends only: what was booked stays."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def append(self, entry: Entry) -> None:
        row = {
            "day": entry.day.isoformat(),
            "text": entry.text,
            "postings": [[account.name, amount.cents] for account, amount in entry.postings],
        }
        with self.path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(row, ensure_ascii=False) + "\n")

    def entries(self) -> Iterator[Entry]:
        if not self.path.exists():
            return
        for line in self.path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            postings = tuple((Account(name), Amount(cents)) for name, cents in row["postings"])
            yield Entry(date.fromisoformat(row["day"]), row["text"], postings)
