"""`plumbline fleet`: many repositories, one report."""

from __future__ import annotations

import argparse
import os
import time
from pathlib import Path

import msgspec

from analysis.cli.configured import today
from analysis.cli.inputs import add_python_version, positive
from analysis.cli.journal_place import has_any
from analysis.cli.misuse import Misuse
from analysis.cli.output import emit, notice, progress, terminal_width
from analysis.fleet.engines import Engine, EngineError, Processes
from analysis.fleet.job import Repository
from analysis.fleet.listing import repositories_in
from analysis.fleet.run import FleetRun
from analysis.fleet.state import State
from analysis.fleet.value import FleetReport
from analysis.report import fleet_json, fleet_markdown, fleet_text

_FORMATS = ("text", "json", "markdown")
_SECONDS = 900


class Fleet(msgspec.Struct, frozen=True, kw_only=True):
    """The arguments of `fleet`."""

    path: str
    format: str
    output: str | None
    fail_on: str
    jobs: int | None
    dask: str | None
    timeout: int
    state: str | None
    anew: bool
    no_cache: bool
    python_version: tuple[int, int]

    def run(self) -> int:
        """Prints the report; 1 where a finding is at or above `--fail-on`, or something failed."""
        began = time.perf_counter()
        repositories = repositories_in(self.path)
        if has_any():
            from analysis.cli.recovery import recover

            for repository in repositories:
                recover(repository.opened)
        try:
            run = FleetRun(
                repositories,
                self._engine(),
                self._state(),
                self.python_version,
                cached=not self.no_cache,
                anew=self.anew,
                day=today(),
            )
            with progress("fleet") as show:
                total = len(repositories)

                def tell(done: int, repository: Repository) -> None:
                    show(f"{done:,} of {total:,} done, the last was {repository.name}")

                show(f"0 of {total:,} done")
                report = run.report(tell)
        except EngineError as error:
            raise Misuse(str(error)) from error
        if run.unchanged:
            notice(
                f"{run.unchanged:,} of {total:,} have not changed since they were audited "
                "(--anew audits them again)"
            )
        if run.not_kept:
            notice(f"{run.not_kept:,} of {total:,} could not be kept for the next run")
        emit(self._rendered(report, time.perf_counter() - began), self.output)
        return int(fails(report, self.fail_on))

    def _rendered(self, report: FleetReport, seconds: float) -> str:
        match self.format:
            case "json":
                return fleet_json.render(report, seconds)
            case "markdown":
                return fleet_markdown.render(report, seconds)
            case _:
                return fleet_text.render(report, seconds, terminal_width())

    def _engine(self) -> Engine:
        workers = self.jobs or os.cpu_count() or 1
        if self.dask is None:
            return Processes(workers, self.timeout)
        from analysis.fleet.dask_engine import Dask

        return Dask(self.dask, self.timeout, workers)

    def _state(self) -> State | None:
        folder = Path(self.state).expanduser() if self.state is not None else None
        if folder is None and self.no_cache:
            return None
        if folder is not None and not State(self.python_version, folder).is_usable():
            raise Misuse(f"--state {folder} must be a folder that only you may enter")
        return State(self.python_version, folder, notice)


def fails(report: FleetReport, fail_on: str) -> bool:
    """Whether something counts: a finding, a shared class, or a repository that was not read."""
    counts = report.findings
    match fail_on:
        case "never":
            return False
        case "warning":
            shared = any(each.severity != "info" for each in report.shared_classes)
            return bool(counts.error or counts.warning or report.failures or shared)
        case _:
            return bool(counts.error or report.failures)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """PATH and the options of `fleet`."""
    parser.add_argument(
        "path",
        metavar="PATH",
        help="a folder of repositories, or a file that lists them, one a line or in TOML",
    )
    parser.add_argument(
        "--format", choices=_FORMATS, default="text", help="the report (default: text)"
    )
    parser.add_argument(
        "--output", metavar="F", help="write the report to this file, not to standard output"
    )
    parser.add_argument(
        "--fail-on",
        choices=("error", "warning", "never"),
        default="error",
        help="the least severity that gives exit code 1 (default: error)",
    )
    parser.add_argument(
        "--jobs",
        type=positive,
        metavar="N",
        help="how many repositories are audited at once (default: one for each processor)",
    )
    parser.add_argument(
        "--dask",
        metavar="ADDRESS",
        help="do it on the workers of the Dask scheduler at this address, as tcp://host:8786; "
        "local: start some here",
    )
    parser.add_argument(
        "--timeout",
        type=positive,
        default=_SECONDS,
        metavar="SECONDS",
        help=f"the time that one repository may take (default: {_SECONDS})",
    )
    parser.add_argument(
        "--state",
        metavar="DIR",
        help="keep what is done in this folder, from which the next run goes on "
        "(default: with the other caches)",
    )
    parser.add_argument(
        "--anew", action="store_true", help="audit all, also what has not changed since"
    )
    parser.add_argument(
        "--no-cache",
        action="store_true",
        help="read every file anew, and keep nothing but what goes to --state",
    )
    add_python_version(parser)
