"""What is known of many repositories, and what travels between the processes that find it."""

from __future__ import annotations

import msgspec

from analysis.checks.duplicate_class import ClassSummary
from analysis.findings import Location, Severity


class Counts(msgspec.Struct, frozen=True):
    """Findings that count, by severity."""

    error: int = 0
    warning: int = 0
    info: int = 0


class Summary(msgspec.Struct, frozen=True):
    """The size of a repository, and what was found in it."""

    files: int
    modules: int
    classes: int
    imports: int
    findings: Counts
    waived: int
    known: int
    excluded: int
    blind_spots: int


class GoldenOutcome(msgspec.Struct, frozen=True):
    """What becomes of an entry that must import."""

    name: str
    module: str
    outcome: str


class FleetFinding(msgspec.Struct, frozen=True):
    """A finding without what only its own repository's audit shows. Only those that count."""

    key: str
    rule: str
    severity: Severity
    title: str
    message: str
    subjects: tuple[str, ...]
    locations: tuple[Location, ...]
    blocked: int
    """Modules that can't be imported because of it."""


class RepositoryReport(msgspec.Struct, frozen=True):
    """One repository that was read."""

    name: str
    source: str
    summary: Summary
    golden_paths: tuple[GoldenOutcome, ...]
    findings: tuple[FleetFinding, ...]
    """In ranked order."""
    packages: tuple[str, ...]
    """Names at the top of its import roots."""
    uses: tuple[str, ...]
    """The same of what it imports from outside, without the standard library."""
    classes: tuple[ClassSummary, ...]
    """Those that may be confused with classes of other repositories."""
    seconds: float


class Failure(msgspec.Struct, frozen=True):
    """One repository that was not read, and why."""

    name: str
    source: str
    reason: str


class SharedDefinition(msgspec.Struct, frozen=True):
    """One of the classes that are alike across repositories."""

    repository: str
    module: str
    class_: str = msgspec.field(name="class")
    path: str
    line: int
    end_line: int
    relation: str
    """canonical, or what it is beside that one: exact, near, divergent, variant."""
    similarity: float
    """0..1 beside the canonical one."""
    importers: int
    """Modules in production of its own repository that import it."""
    members: tuple[str, ...]
    only_here: tuple[str, ...]
    """Members that no other of them has."""


class SharedCanonical(msgspec.Struct, frozen=True):
    """The definition that evidence speaks for."""

    repository: str
    module: str
    class_: str = msgspec.field(name="class")
    why: tuple[str, ...]


class SharedClass(msgspec.Struct, frozen=True):
    """Classes of several repositories that are copies, or get taken for each other."""

    key: str
    kind: str
    """exact, near, divergent, variant: the least that any of them is beside the canonical one."""
    severity: Severity
    title: str
    message: str
    similarity: float
    confusability: float
    repositories: tuple[str, ...]
    canonical: SharedCanonical
    definitions: tuple[SharedDefinition, ...]
    """The canonical one first, variants last."""


class FleetReport(msgspec.Struct, frozen=True):
    """The whole fleet, in the order in which it was named."""

    repositories: tuple[RepositoryReport, ...]
    failures: tuple[Failure, ...]
    shared_classes: tuple[SharedClass, ...]
    """The most easily confused first."""
    python_version: tuple[int, int]

    @property
    def findings(self) -> Counts:
        """The findings of all repositories together."""
        each = [report.summary.findings for report in self.repositories]
        return Counts(
            sum(counts.error for counts in each),
            sum(counts.warning for counts in each),
            sum(counts.info for counts in each),
        )
