"""From the words of a command line to a command that can run."""

from __future__ import annotations

import argparse
import importlib
import sys
from collections.abc import Sequence
from typing import Any, NoReturn, Protocol

import msgspec

from analysis import __version__
from analysis.cli.credentials import put_away
from analysis.cli.misuse import Misuse


class Command(Protocol):
    """A command with its arguments, ready to run."""

    def run(self) -> int:
        """Does the work, and returns the exit code."""


class Entry(msgspec.Struct, frozen=True):
    """A command: its name, which is its module's too, and the type that holds its arguments.

    The module is loaded when the command is chosen: each stands on stages of its own, and what
    `audit` prints from the cache needs none of them.
    """

    name: str
    type_name: str
    help: str

    @property
    def type(self) -> type[Command]:
        found: type[Command] = getattr(self._module(), self.type_name)
        return found

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        self._module().add_arguments(parser)

    def _module(self) -> Any:
        return importlib.import_module(f"analysis.cli.{self.name}")


COMMANDS = (
    Entry("audit", "Audit", "what is wrong with the imports of PATH"),
    Entry("explain", "Explain", "what importing MODULE first does"),
    Entry("fix", "FixFindings", "propose repairs, show or write them"),
    Entry("compare", "Compare", "what changed between two trees"),
    Entry("history", "History", "what was found at the last revisions of PATH"),
    Entry("triage", "Triage", "check a traceback or a ticket"),
    Entry("graph", "Graph", "the module or class graph as a file"),
    Entry("fleet", "Fleet", "many repositories in one report"),
    Entry("cache", "Cache", "what is kept between runs, or take it away"),
    Entry("app", "App", "open the app in a browser"),
)


class Parser(argparse.ArgumentParser):
    """argparse, with misuse as an exception of one line, and options that are added when needed."""

    entry: Entry | None = None

    def error(self, message: str) -> NoReturn:
        raise Misuse(f"{message} (see {self.prog} --help)")

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:
        # What argparse calls on the parser of the command that it has found, and on no other.
        if self.entry is not None:
            self.entry.add_arguments(self)
            self.set_defaults(command=self.entry.type)
            self.entry = None
        return super().parse_known_args(args, namespace)


def build_parser() -> Parser:
    """The parser of the whole command line."""
    parser = Parser(
        prog="plumbline",
        description="What importing each module of a Python repository does, "
        "what breaks, and how to mend it, without running it.",
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"plumbline {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for entry in COMMANDS:
        command = commands.add_parser(
            entry.name, help=entry.help, description=entry.help, allow_abbrev=False
        )
        command.entry = entry
    return parser


def parse(argv: Sequence[str] | None) -> Command:
    """The command that `argv` asks for; Misuse where it asks for none."""
    words = put_away(sys.argv[1:] if argv is None else argv)
    arguments = vars(build_parser().parse_args(words))
    chosen: type[Command] = arguments.pop("command")
    return msgspec.convert(arguments, chosen)
