"""The jobs on the workers of a Dask cluster, which `distributed` reaches.

What travels is bytes of ours and the name of a function of ours. Each worker must have the same
version of us installed, and see the sources under the same paths.
"""

from __future__ import annotations

import contextlib
import logging
import os
from collections.abc import Sequence
from typing import TYPE_CHECKING

from analysis.fleet.apart import run_apart
from analysis.fleet.coding import encode
from analysis.fleet.engines import Answers, EngineError
from analysis.fleet.job import Died

if TYPE_CHECKING:
    from distributed import Client, Future

LOCAL = "local"
"""The address of a cluster that we start ourselves, on this machine and for this run."""
CONNECT_SECONDS = 10
_PACKAGE = "distributed"


class Dask:
    """The workers of the scheduler at `address`, or LOCAL ones: `workers` of one thread each.

    A worker of the cluster starts a process for each job, so that a repository that is too much
    for it does not take the worker along. A job whose worker dies is done by another one.
    """

    def __init__(self, address: str, timeout: float, workers: int) -> None:
        """Raises EngineError where `distributed` is not installed."""
        try:
            import distributed
        except ImportError as error:
            raise EngineError(
                "--dask needs the package distributed: pip install 'plumbline[fleet]'"
            ) from error
        self._distributed = distributed
        self._address = address
        self._timeout = timeout
        self._workers = workers

    def run(self, jobs: Sequence[bytes]) -> Answers:
        with contextlib.ExitStack() as stack:
            _hush(stack)
            client = self._connected(stack)
            run = os.urandom(6).hex()
            futures = {
                client.submit(
                    run_apart, job, self._timeout, key=f"plumbline-{run}-{at}", pure=False
                ): at
                for at, job in enumerate(jobs)
            }
            stack.callback(_cancel, client, list(futures))
            try:
                for future in self._distributed.as_completed(list(futures), loop=client.loop):
                    yield futures.pop(future), self._answer(future)
                    # The workers need not keep it for us any longer.
                    future.release()
            except OSError as error:
                # CommClosedError is one.
                raise self._lost() from error

    def _connected(self, stack: contextlib.ExitStack) -> Client:
        if self._address != LOCAL:
            address = self._address
        else:
            cluster = stack.enter_context(
                self._distributed.LocalCluster(
                    n_workers=self._workers,
                    threads_per_worker=1,
                    processes=True,
                    host="127.0.0.1",
                    # None would take port 8787 all the same.
                    dashboard_address="127.0.0.1:0",
                    silence_logs=logging.CRITICAL,
                )
            )
            address = cluster.scheduler_address
        try:
            client: Client = stack.enter_context(
                self._distributed.Client(address, timeout=CONNECT_SECONDS, set_as_default=False)
            )
        except (OSError, ValueError) as error:
            raise EngineError(f"no Dask scheduler answers at {self._address}: {error}") from error
        try:
            client.wait_for_workers(1, timeout=CONNECT_SECONDS)
        except TimeoutError as error:
            raise EngineError(f"the Dask scheduler at {self._address} has no workers") from error
        return client

    def _answer(self, future: Future[bytes]) -> bytes:
        if future.status in ("cancelled", "lost"):
            raise self._lost()
        try:
            found: bytes = future.result()
        except self._distributed.scheduler.KilledWorker:
            return encode(Died("the workers that took it have died, one after the other"))
        except Exception as error:
            # Whatever a worker of another version, or of another Python, makes of it.
            return encode(Died(f"its worker failed: {type(error).__name__}: {error}"))
        return found

    def _lost(self) -> EngineError:
        return EngineError(
            f"the Dask scheduler at {self._address} has gone: run it again, it goes on from here"
        )


def _hush(stack: contextlib.ExitStack) -> None:
    """What goes wrong with the cluster is told in our words, once."""
    # Dask gives several of its loggers a level of their own.
    for name in [name for name in logging.root.manager.loggerDict if name.startswith(_PACKAGE)]:
        logger = logging.getLogger(name)
        stack.callback(logger.setLevel, logger.level)
        logger.setLevel(logging.CRITICAL + 1)


def _cancel(client: Client, futures: list[Future[bytes]]) -> None:
    with contextlib.suppress(Exception):
        client.cancel(futures)
