"""`plumbline fix`: the repairs of findings, listed, as one diff, or written."""

from __future__ import annotations

import argparse

from analysis.cli.inputs import Reading, add_reading
from analysis.cli.misuse import Misuse


class FixFindings(Reading, frozen=True, kw_only=True):
    """The arguments of `fix`."""

    path: str
    finding: tuple[str, ...]
    all: bool
    fix: tuple[str, ...]
    applicability: str
    diff: bool
    write: bool
    verify: bool
    format: str

    def run(self) -> int:
        """Prints proposals, a diff, or what was written."""
        raise Misuse("fix is not built yet")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """PATH and the options of `fix`."""
    parser.add_argument("path", metavar="PATH", help="a folder, or a zip archive (not to write)")
    parser.add_argument(
        "--finding",
        action="append",
        default=[],
        metavar="KEY",
        help="the best fix of this finding; may be repeated",
    )
    parser.add_argument("--all", action="store_true", help="the best fix of every finding")
    parser.add_argument(
        "--fix", action="append", default=[], metavar="ID", help="this fix; may be repeated"
    )
    parser.add_argument(
        "--applicability",
        choices=("safe", "unsafe"),
        default="safe",
        help="the least sure fixes that --finding and --all take (default: safe)",
    )
    action = parser.add_mutually_exclusive_group()
    action.add_argument("--diff", action="store_true", help="print one diff that git apply takes")
    action.add_argument("--write", action="store_true", help="change the files in PATH")
    parser.add_argument(
        "--verify", action="store_true", help="import the healed modules with real CPython"
    )
    parser.add_argument(
        "--format", choices=("text", "json"), default="text", help="the list (default: text)"
    )
    add_reading(parser)
