"""Booking and summing up, on a book in memory and on one in a file."""

from datetime import date
from pathlib import Path

import pytest

from ledger.cli import main
from ledger.domain import Account, Amount
from ledger.services.balance import balances
from ledger.services.posting import transfer
from ledger.storage.memory import MemoryBook


def test_transfer_moves_money() -> None:
    book = MemoryBook()
    transfer(book, date(2024, 1, 1), "coffee", "asset:cash", "expense:food", Amount(250))
    assert balances(book) == {Account("expense:food"): Amount(250), Account("asset:cash"): Amount(-250)}


def test_command_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("LEDGER_BOOK", str(tmp_path / "book.json"))
    assert main(["add", "coffee", "asset:cash", "expense:food", "2.50"]) == 0
    assert main(["balance"]) == 0
    assert "expense:food" in capsys.readouterr().out
