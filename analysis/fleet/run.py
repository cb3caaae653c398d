"""A fleet, audited: what is kept and still true is taken, the rest is done, and all is compared."""

from __future__ import annotations

import contextlib
import datetime
from collections.abc import Callable, Sequence

from analysis import __version__
from analysis.fleet.answer import Audited, decode_answer
from analysis.fleet.coding import encode
from analysis.fleet.engines import Engine
from analysis.fleet.job import Died, Job, Known, Refused, Repository, Unchanged
from analysis.fleet.shared_classes import shared_classes
from analysis.fleet.state import State
from analysis.fleet.value import Failure, FleetReport, RepositoryReport

Progress = Callable[[int, Repository], None]


class FleetRun:
    """One run over `repositories`, whose names differ."""

    def __init__(
        self,
        repositories: Sequence[Repository],
        engine: Engine,
        state: State | None,
        python_version: tuple[int, int],
        *,
        cached: bool = True,
        anew: bool = False,
        day: datetime.date,
    ) -> None:
        """`anew`: nothing that is kept is taken. `day` is the one by which waivers end."""
        self._repositories = repositories
        self._engine = engine
        self._state = state
        kept = {} if state is None or anew else {r.name: state.find(r) for r in repositories}
        self._kept = {name: found for name, found in kept.items() if found is not None}
        self._jobs = [
            encode(
                Job(
                    version=__version__,
                    repository=repository,
                    python_version=python_version,
                    cached=cached,
                    day=day.isoformat(),
                    known=self._known(repository),
                )
            )
            for repository in repositories
        ]
        self._python_version = python_version
        self.unchanged = 0
        """Of how many repositories the report of an earlier run was taken."""
        self.not_kept = 0
        """How many reports could not be kept for the next run."""

    def report(self, progress: Progress = lambda done, repository: None) -> FleetReport:
        """Does it all. Raises EngineError; what was done by then is kept."""
        found: dict[int, RepositoryReport | Failure] = {}
        dead = []
        with contextlib.closing(self._engine.run(self._jobs)) as answers:
            for at, data in answers:
                outcome = self._outcome(at, data)
                if isinstance(outcome, Died):
                    dead.append(at)
                    continue
                found[at] = outcome
                progress(len(found), self._repositories[at])
        for at in sorted(dead):
            # Once more, with the machine to itself: another one may have taken its memory.
            found[at] = self._alone(at)
            progress(len(found), self._repositories[at])
        every = [found[at] for at in range(len(self._repositories))]
        reports = tuple(each for each in every if isinstance(each, RepositoryReport))
        return FleetReport(
            repositories=reports,
            failures=tuple(each for each in every if isinstance(each, Failure)),
            shared_classes=shared_classes(reports),
            python_version=self._python_version,
        )

    def _known(self, repository: Repository) -> Known | None:
        kept = self._kept.get(repository.name)
        return kept.known if kept is not None else None

    def _alone(self, at: int) -> RepositoryReport | Failure:
        for _, data in self._engine.run([self._jobs[at]]):
            outcome = self._outcome(at, data)
            if not isinstance(outcome, Died):
                return outcome
            return self._failure(at, f"{outcome.reason}; it was tried twice")
        return self._failure(at, "nothing has answered")

    def _outcome(self, at: int, data: bytes) -> RepositoryReport | Failure | Died:
        repository = self._repositories[at]
        answer = decode_answer(data)
        match answer:
            case Audited():
                if self._state is not None and not self._state.keep(repository, data):
                    self.not_kept += 1
                return answer.report
            case Unchanged():
                self.unchanged += 1
                return self._kept[repository.name].report
            case Refused():
                return self._failure(at, answer.reason)
            case Died():
                return answer

    def _failure(self, at: int, reason: str) -> Failure:
        repository = self._repositories[at]
        return Failure(repository.name, repository.source, reason)
