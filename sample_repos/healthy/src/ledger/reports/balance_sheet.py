"""The balance: one line an account."""

from __future__ import annotations

from ledger.domain import Account, Amount


def render_balance(sums: dict[Account, Amount], currency: str) -> str:
    """Aligned, debit accounts first."""
    rows = sorted(sums.items(), key=lambda row: (not row[0].kind.is_debit, row[0].name))
    width = max((len(account.name) for account, _ in rows), default=0)
    return "\n".join(f"{account.name:<{width}}  {amount!s:>12} {currency}" for account, amount in rows)
