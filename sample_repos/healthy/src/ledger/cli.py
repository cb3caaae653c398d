"""The command line: `ledger add`, `ledger balance`, `ledger journal`."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from datetime import date

from ledger import __version__
from ledger.domain import Amount
from ledger.reports import render_balance, render_journal
from ledger.services.balance import balances
from ledger.services.posting import transfer
from ledger.settings import load_settings
from ledger.storage import open_book

try:
    from rich import print as show
except ImportError:
    show = print


def build_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="ledger")
    parser.add_argument("--version", action="version", version=__version__)
    commands = parser.add_subparsers(dest="command", required=True)
    add = commands.add_parser("add", help="move money from one account to another")
    add.add_argument("text")
    add.add_argument("source")
    add.add_argument("target")
    add.add_argument("amount", type=Amount.parse)
    add.add_argument("--day", type=date.fromisoformat, default=date.today())
    commands.add_parser("balance", help="what is on each account")
    commands.add_parser("journal", help="what was booked")
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Returns the exit code."""
    wanted = build_parser().parse_args(arguments)
    settings = load_settings()
    book = open_book(settings.book)
    if wanted.command == "add":
        transfer(book, wanted.day, wanted.text, wanted.source, wanted.target, wanted.amount)
    elif wanted.command == "balance":
        show(render_balance(balances(book), settings.currency))
    else:
        show(render_journal(book.entries()))
    return 0
