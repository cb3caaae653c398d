"""The audit of one repository of the fleet."""

from __future__ import annotations

import datetime
import sys
import time
from collections import Counter

import msgspec

from analysis.checks.context import CodeContext
from analysis.checks.duplicate_class import summaries
from analysis.extract.cache.facts import FactCache
from analysis.extract.cache.folder import CacheFolder
from analysis.findings import Severity, Standing, rule_of, stand
from analysis.fleet.answer import Audited
from analysis.fleet.job import Job, Known
from analysis.fleet.value import (
    Counts,
    FleetFinding,
    GoldenOutcome,
    RepositoryReport,
    Summary,
)
from analysis.pipeline import Analysis, Options, analyze
from analysis.resolve.project import External
from analysis.sources.errors import SourceError
from analysis.sources.revision_tree import RevisionTree
from analysis.sources.settings import Settings
from analysis.sources.tree import SourceTree


class _Baseline(msgspec.Struct, frozen=True):
    findings: tuple[str, ...]


def audited(
    job: Job, tree: SourceTree, settings: Settings, listed: bytes | None, content: bytes
) -> Audited:
    """The answer to a job about `tree`, whose baseline is `listed`, and all of it `content`.

    Raises SourceError.
    """
    began = time.perf_counter()
    known = _keys(listed)
    cache = None
    if job.cached:
        revisions = isinstance(tree, RevisionTree)
        cache = FactCache(CacheFolder(), job.repository.home, revisions=revisions)
    # One process for one repository: there are others beside this one.
    found = analyze(tree, Options(python_version=job.python_version, jobs=1), cache=cache)
    day = datetime.date.fromisoformat(job.day)
    standing = stand(found.findings, settings.waivers, day, known)
    return Audited(
        _report(job, found, standing, time.perf_counter() - began),
        Known(content, found.history.asked, job.day if settings.waivers else None),
    )


def _keys(listed: bytes | None) -> frozenset[str] | None:
    if listed is None:
        return None
    try:
        return frozenset(msgspec.json.decode(listed, type=_Baseline).findings)
    except (msgspec.DecodeError, ValueError) as error:
        raise SourceError(f"its baseline is none: {error}") from error


def _report(job: Job, found: Analysis, standing: Standing, seconds: float) -> RepositoryReport:
    project = found.structure.project
    counted = Counter(finding.severity for finding in standing.counting)
    context = CodeContext(
        structure=found.structure,
        bodies=found.bodies,
        canonical_classes=dict(found.settings.ssot),
    )
    outside = {
        target.module.partition(".")[0] for target in project.targets if type(target) is External
    }
    return RepositoryReport(
        name=job.repository.name,
        source=job.repository.source,
        summary=Summary(
            files=len(project.source_files),
            modules=len(project.modules),
            classes=len(project.classes),
            imports=len(project.imports),
            findings=Counts(*(counted[severity] for severity in Severity)),
            waived=len(standing.waived),
            known=len(standing.known),
            excluded=len(found.excluded),
            blind_spots=len(found.blind_spots),
        ),
        golden_paths=tuple(
            GoldenOutcome(path.name, path.module, path.outcome) for path in found.golden_paths
        ),
        findings=tuple(
            FleetFinding(
                key=finding.key,
                rule=rule_of(finding),
                severity=finding.severity,
                title=finding.title,
                message=finding.message,
                subjects=finding.subjects,
                locations=finding.locations,
                blocked=len(finding.blocked),
            )
            for finding in standing.counting
        ),
        packages=tuple(sorted({name for name in project.modules if "." not in name})),
        uses=tuple(sorted(outside - sys.stdlib_module_names)),
        classes=summaries(context),
        seconds=round(seconds, 3),
    )
