"""The rules of bookkeeping."""

from datetime import date

import pytest

from ledger.domain import Account, AccountKind, Amount, Entry, UnbalancedEntry


def test_amounts_are_exact() -> None:
    assert str(Amount.parse("0.10") + Amount.parse("0.20")) == "0.30"


def test_kind_comes_from_the_name() -> None:
    assert Account("expense:food").kind is AccountKind.EXPENSE


def test_unbalanced_entries_are_refused() -> None:
    entry = Entry(date(2024, 1, 1), "coffee", ((Account("expense:food"), Amount(250)),))
    with pytest.raises(UnbalancedEntry, match="2.50"):
        entry.checked()
