"""From the words of a command line to a command that can run."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from typing import NoReturn, Protocol

import msgspec

from analysis import __version__
from analysis.cli import app, audit, compare, explain, fix, graph, triage
from analysis.cli.misuse import Misuse


class Command(Protocol):
    """A command with its arguments, ready to run."""

    def run(self) -> int:
        """Does the work, and returns the exit code."""


class Entry(msgspec.Struct, frozen=True):
    """A command's name, the type that holds its arguments, and what adds them to a parser."""

    name: str
    type: type[Command]
    add_arguments: Callable[[argparse.ArgumentParser], None]
    help: str


COMMANDS = (
    Entry("audit", audit.Audit, audit.add_arguments, "what is wrong with the imports of PATH"),
    Entry("explain", explain.Explain, explain.add_arguments, "what importing MODULE first does"),
    Entry("fix", fix.FixFindings, fix.add_arguments, "propose repairs, show or write them"),
    Entry("compare", compare.Compare, compare.add_arguments, "what changed between two trees"),
    Entry("triage", triage.Triage, triage.add_arguments, "check a traceback or a ticket"),
    Entry("graph", graph.Graph, graph.add_arguments, "the module or class graph as a file"),
    Entry("app", app.App, app.add_arguments, "open the app in a browser"),
)


class Parser(argparse.ArgumentParser):
    """argparse, with misuse as an exception of one line."""

    def error(self, message: str) -> NoReturn:
        raise Misuse(f"{message} (see {self.prog} --help)")


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
        entry.add_arguments(command)
        command.set_defaults(command=entry.type)
    return parser


def parse(argv: Sequence[str] | None) -> Command:
    """The command that `argv` asks for; Misuse where it asks for none."""
    arguments = vars(build_parser().parse_args(argv))
    chosen: type[Command] = arguments.pop("command")
    return msgspec.convert(arguments, chosen)
