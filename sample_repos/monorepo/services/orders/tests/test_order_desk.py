"""Orders become invoices."""

import pytest

from orders.app import OrderDesk
from orders.settings import Settings


def test_desk_numbers_invoices() -> None:
    desk = OrderDesk(Settings("memory://", 1))
    assert [desk.take([]).number, desk.take([]).number] == [1, 2]


def test_large_orders_are_refused() -> None:
    with pytest.raises(ValueError, match="too many"):
        OrderDesk(Settings("memory://", 1)).take([("a", 1), ("b", 2)])
