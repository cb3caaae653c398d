"""What bookkeeping is about; imports nothing but the standard library."""

from ledger.domain.account import Account, AccountKind
from ledger.domain.amount import Amount
from ledger.domain.entry import Entry, UnbalancedEntry

__all__ = ["Account", "AccountKind", "Amount", "Entry", "UnbalancedEntry"]
