"""Money and clocks."""

from datetime import UTC, datetime

import pytest

from acme.core import Clock, Money
from acme.core.batches import Batches


class FakeClock:
    """Stands still."""

    def __init__(self, year: int = 2024) -> None:
        self.moment = datetime(year, 1, 1, tzinfo=UTC)

    def now(self) -> datetime:
        return self.moment


def test_money_adds_up() -> None:
    assert Money(1) + Money(2) == Money(3)


def test_currencies_do_not_mix() -> None:
    with pytest.raises(ValueError, match="EUR and USD"):
        Money(1) + Money(1, "USD")


def test_batches() -> None:
    assert list(Batches(2).of("abc")) == [("a", "b"), ("c",)]


def test_fake_clock_is_a_clock() -> None:
    clock: Clock = FakeClock()
    assert clock.now().year == 2024
