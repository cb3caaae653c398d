"""Books as text."""

from ledger.reports.balance_sheet import render_balance
from ledger.reports.journal import render_journal

__all__ = ["render_balance", "render_journal"]
