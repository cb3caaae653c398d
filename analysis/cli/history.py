"""`plumbline history`: what was found at the last revisions of a folder."""

from __future__ import annotations

import argparse

from analysis.cli.inputs import Reading, add_reading, home_of, positive
from analysis.cli.output import emit, progress
from analysis.extract.cache.facts import FactCache
from analysis.extract.cache.revisions import KeptRevisions
from analysis.pipeline import Options
from analysis.report import history_json, history_text
from analysis.sources.git_revision import Repository
from analysis.sources.named import split_revision
from analysis.timeline.read import MOST_SHOWN, question_of, read_timeline


class History(Reading, frozen=True, kw_only=True):
    """The arguments of `history`."""

    path: str
    revisions: int
    format: str
    output: str | None

    def run(self) -> int:
        """Prints the history; 0, whatever was found."""
        folder, revision = split_revision(self.path) or (self.path, "HEAD")
        repository = Repository(folder)
        start = repository.resolve(revision)
        options = Options(
            roots=self.roots_in(folder), python_version=self.python_version, jobs=self.jobs
        )
        kept, facts = None, None
        caches = self.cache_folder()
        if caches is not None:
            home = home_of(folder)
            kept = KeptRevisions(caches, home, question_of(repository, options))
            facts = FactCache(caches, home, revisions=True)
        with progress(self.path) as show:
            found = read_timeline(
                *(repository, start, self.revisions, options),
                kept=kept,
                cache=facts,
                told=lambda words, share: show(words),
            )
        if self.format == "json":
            emit(history_json.render(found, self.path, self.python_version), self.output)
        else:
            emit(history_text.render(found, self.path), self.output)
        return 0


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """PATH and the options of `history`."""
    parser.add_argument(
        "path", metavar="PATH", help="a folder in git; PATH@REV for what came before REV"
    )
    parser.add_argument(
        "-n",
        "--revisions",
        type=positive,
        default=MOST_SHOWN,
        metavar="N",
        help=f"how many revisions that change anything (default: {MOST_SHOWN})",
    )
    parser.add_argument(
        "--format", choices=("text", "json"), default="text", help="the report (default: text)"
    )
    parser.add_argument(
        "--output", metavar="F", help="write the report to this file, not to standard output"
    )
    add_reading(parser)
