"""`plumbline explain`: what importing one module first does."""

from __future__ import annotations

import argparse

from analysis.cli.inputs import SOURCE_HELP, Reading, add_reading, analysis_of, require_module
from analysis.cli.output import emit
from analysis.execution.outcome import Fails
from analysis.report import explain, explain_json
from analysis.story.tell import story_of


class Explain(Reading, frozen=True, kw_only=True):
    """The arguments of `explain`."""

    path: str
    module: str
    unfold: bool
    format: str

    def run(self) -> int:
        """Prints the story; 1 where the import fails."""
        found = analysis_of(self.path, self)
        require_module(found, self.module)
        story = story_of(found, self.module)
        if self.format == "json":
            emit(explain_json.render(found, story))
        else:
            emit(explain.render(found, story, self.unfold))
        return int(isinstance(story.outcome, Fails))


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """PATH, MODULE and the options of `explain`."""
    parser.add_argument("path", metavar="PATH", help=SOURCE_HELP)
    parser.add_argument("module", metavar="MODULE", help="the module that is imported first")
    parser.add_argument(
        "--unfold", action="store_true", help="tell the imports without trouble, too, one by one"
    )
    parser.add_argument(
        "--format", choices=("text", "json"), default="text", help="the story (default: text)"
    )
    add_reading(parser)
