"""Accounts."""

from __future__ import annotations

import enum
from dataclasses import dataclass


class AccountKind(enum.StrEnum):
    """The five kinds; the first two stand on the debit side."""

    ASSET = "asset"
    EXPENSE = "expense"
    LIABILITY = "liability"
    INCOME = "income"
    EQUITY = "equity"

    @property
    def is_debit(self) -> bool:
        return self in (AccountKind.ASSET, AccountKind.EXPENSE)


@dataclass(frozen=True)
class Account:
    """A name like `expense:food`; its head says the kind."""

    name: str

    @property
    def kind(self) -> AccountKind:
        """ValueError where the head is no kind."""
        return AccountKind(self.name.partition(":")[0])
