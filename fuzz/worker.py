"""One worker of a fuzz run: rounds of random inputs, and what it keeps of those that fail."""

from __future__ import annotations

import contextlib
import hashlib
import os
import resource
import signal
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, seed, settings

from fuzz.targets import TARGETS, Target

KEPT = Path("build/fuzz")
ROUND_SECONDS = 10
ANSWER_SECONDS = 20
ADDRESS_SPACE = 2 * 2**30
EXAMPLES = 100


class TookTooLong(Exception):
    """An input that keeps the target busy."""


def work(job: tuple[int, float, tuple[str, ...]]) -> Counter[str]:
    """The rounds of one worker, each with other random numbers."""
    number, end, names = job
    resource.setrlimit(resource.RLIMIT_AS, (ADDRESS_SPACE, ADDRESS_SPACE))
    counts: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"FUZZ_TMP": folder, "XDG_CACHE_HOME": folder}
        while time.monotonic() < end:
            for at in range(len(names)):
                name = names[(at + number * len(names) // 2) % len(names)]
                stop = min(end, time.monotonic() + ROUND_SECONDS)
                while time.monotonic() < stop:
                    counts[name] += attempt(name, TARGETS[name])
    return counts


def attempt(name: str, target: Target) -> int:
    """A hundred random inputs; gives how many there were, and keeps the one that fails."""
    tried = 0
    last = b""

    @seed(int.from_bytes(os.urandom(8), "big"))
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate, Phase.shrink],
        print_blob=False,
    )
    @given(target.inputs())
    def check(data: bytes) -> None:
        nonlocal tried, last
        tried += 1
        last = data
        with limited():
            target.run(data)

    try:
        check()
    except BaseException as error:
        summary = f"{type(error).__name__}: {error}".splitlines()[0]
        keep(name, last, f"{summary}\n\n{traceback.format_exc()}")
    return tried


@contextlib.contextmanager
def limited() -> Iterator[None]:
    """Ends what takes too long, as an error of it."""

    def ring(number: int, frame: object) -> None:
        raise TookTooLong(f"more than {ANSWER_SECONDS} seconds")

    signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, ANSWER_SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def keep(name: str, data: bytes, told: str) -> None:
    """Keeps an input under the name of what it leads to: one is enough."""
    lines = [line for line in told.splitlines() if "/analysis/" in line]
    place = hashlib.sha256("".join(lines[-1:]).encode()).hexdigest()[:8]
    KEPT.mkdir(parents=True, exist_ok=True)
    file = KEPT / f"{name}-{place}.input"
    if not file.exists() or file.stat().st_size > len(data):
        file.write_bytes(data)
        file.with_suffix(".txt").write_text(told, "utf-8", "backslashreplace")
