"""The corpus, read once: a text, and the analysis of the repository that it is held against."""

from __future__ import annotations

import functools
from collections.abc import Iterator

import msgspec

from analysis.pipeline import Analysis, Options, analyze
from analysis.sources.tree import MemoryTree
from analysis.triage.examine import examine
from analysis.triage.report import Diagnosis
from tests.triage.record import texts
from tests.triage.trees import CASES, Case


class Recorded(msgspec.Struct, frozen=True):
    """One text of the corpus."""

    name: str
    versions: str
    text: str

    @property
    def case(self) -> Case:
        return CASES[self.name]


def corpus() -> Iterator[Recorded]:
    """Every recorded text, in the order of the table."""
    for name in CASES:
        for versions, text in texts(name).items():
            yield Recorded(name, versions, text)


@functools.cache
def analysis_of(name: str) -> Analysis:
    """The tree of a case as it is when the log is read."""
    case = CASES[name]
    files = {path: text for path, text in {**case.files, **case.now}.items() if text is not None}
    return analyze(MemoryTree(files), Options(jobs=1))


def answer(name: str, text: str) -> tuple[Diagnosis, ...]:
    """What triage says of a text about the tree of a case."""
    return examine(analysis_of(name), text).tracebacks


def misses(name: str, text: str) -> str | None:
    """What is wrong with the answer to a text of a case; None where nothing is."""
    case, found = CASES[name], answer(name, text)
    if len(found) != case.number:
        return f"{len(found)} tracebacks, not {case.number}"
    first = found[0]
    got = (first.cause, first.path, first.line, first.cause_now)
    wanted = (case.cause, case.path, case.line, case.now_cause)
    return f"{got}, not {wanted}" if got != wanted else None
