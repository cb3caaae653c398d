"""`plumbline triage`: check a traceback or a ticket against what is true."""

from __future__ import annotations

import argparse

from analysis.cli.inputs import Reading, add_reading
from analysis.cli.misuse import Misuse


class Triage(Reading, frozen=True, kw_only=True):
    """The arguments of `triage`."""

    path: str
    file: str
    format: str

    def run(self) -> int:
        """Not built yet, and says so."""
        raise Misuse("triage is not built yet: use audit, and explain for one module")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """PATH and the options of `triage`."""
    parser.add_argument("path", metavar="PATH", help="a folder or a zip archive")
    parser.add_argument(
        "--file", default="-", metavar="F", help="the text; - is standard input (default)"
    )
    parser.add_argument("--format", choices=("text", "markdown", "json"), default="text")
    add_reading(parser)
