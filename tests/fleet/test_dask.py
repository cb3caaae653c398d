from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any
from unittest.mock import patch

import pytest

from analysis.fleet.dask_engine import Dask
from analysis.fleet.engines import Answers, EngineError
from analysis.fleet.job import Repository
from tests.fleet.services import make
from tests.fleet.test_run import LONG, canonical, run_of

distributed = pytest.importorskip(
    "distributed", reason="Dask is not installed: pip install distributed"
)


# Ports of this machine that are free: tests run beside each other.
LOOPBACK = {"host": "127.0.0.1", "dashboard_address": "127.0.0.1:0", "silence_logs": 50}


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    """Two worker processes of one thread each, and their scheduler in this process."""
    with (
        # What other tests leave as the main program would run in each new process.
        patch.dict(sys.modules, {"__main__": ModuleType("__main__")}),
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, processes=True, **LOOPBACK
        ) as made,
    ):
        yield made


class KillingOne:
    """Kills a worker that has work, with SIGKILL, once the first answer is there."""

    def __init__(self, cluster: Any) -> None:
        self._cluster = cluster
        self.killed = 0

    def run(self, jobs: Sequence[bytes]) -> Answers:
        engine = Dask(self._cluster.scheduler_address, LONG, 2)
        for nth, answer in enumerate(engine.run(jobs)):
            if nth == 0:
                self._kill()
            yield answer

    def _kill(self) -> None:
        workers = self._cluster.scheduler.workers.values()
        busy = next(worker for worker in workers if worker.processing)
        nanny = next(
            each for each in self._cluster.workers.values() if each.worker_address == busy.address
        )
        os.kill(nanny.pid, signal.SIGKILL)
        self.killed = nanny.pid


def test_a_worker_that_is_killed_takes_nothing_along(cluster: Any, tmp_path: Path) -> None:
    fleet = make(tmp_path)
    fleet += (Repository("gone", "gone", str(tmp_path / "gone")),)
    killing = KillingOne(cluster)
    found = run_of(fleet, killing).report()
    assert killing.killed
    assert canonical(found) == canonical(run_of(fleet).report())
    assert [each.name for each in found.failures] == ["gone"]


def test_no_scheduler_is_said_in_a_sentence(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("analysis.fleet.dask_engine.CONNECT_SECONDS", 0.2)
    with pytest.raises(EngineError, match=r"no Dask scheduler answers at tcp://127\.0\.0\.1:9"):
        run_of(make(tmp_path), Dask("tcp://127.0.0.1:9", LONG, 1)).report()


def test_a_scheduler_without_workers_is_said_in_a_sentence(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("analysis.fleet.dask_engine.CONNECT_SECONDS", 2)
    with (
        distributed.LocalCluster(
            n_workers=0, processes=False, protocol="tcp://", **LOOPBACK
        ) as empty,
        pytest.raises(EngineError, match="has no workers"),
    ):
        run_of(make(tmp_path), Dask(empty.scheduler_address, LONG, 1)).report()
