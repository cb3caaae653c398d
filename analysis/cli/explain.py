"""`plumbline explain`: what importing one module first does."""

from __future__ import annotations

import argparse

from analysis.cli.inputs import Reading, add_reading, analysis_of, require_module
from analysis.cli.output import emit
from analysis.execution.outcome import Fails
from analysis.report import explain


class Explain(Reading, frozen=True, kw_only=True):
    """The arguments of `explain`."""

    path: str
    module: str

    def run(self) -> int:
        """Prints the story; 1 where the import fails."""
        found = analysis_of(self.path, self)
        require_module(found, self.module)
        emit(explain.render(found, self.module))
        return int(isinstance(found.execution.outcomes.get(self.module), Fails))


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """PATH, MODULE and the options of `explain`."""
    parser.add_argument("path", metavar="PATH", help="a folder or a zip archive")
    parser.add_argument("module", metavar="MODULE", help="the module that is imported first")
    add_reading(parser)
