"""The journal: what was booked, day by day."""

from __future__ import annotations

from collections.abc import Iterable

from ledger.domain import Entry


def render_journal(entries: Iterable[Entry]) -> str:
    """One paragraph an entry."""
    blocks = []
    for entry in entries:
        lines = [f"{entry.day.isoformat()}  {entry.text}"]
        lines += [f"    {account.name}  {amount}" for account, amount in entry.postings]
        blocks.append("\n".join(lines))
    return "\n\n".join(blocks)
