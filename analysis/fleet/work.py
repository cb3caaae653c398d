"""The work on one repository: from a job to an answer, whatever the repository is."""

from __future__ import annotations

import datetime
import hashlib
import sys
import time
from collections import Counter

import msgspec

from analysis import __version__
from analysis.checks.context import CodeContext
from analysis.checks.duplicate_class import summaries
from analysis.extract.cache.facts import open_fact_cache
from analysis.findings import RULES, Severity, Standing, rule_of, stand
from analysis.fleet.coding import decode_job, encode
from analysis.fleet.value import (
    Answer,
    Audited,
    Counts,
    FleetFinding,
    GoldenOutcome,
    Job,
    Known,
    Refused,
    RepositoryReport,
    Summary,
    Unchanged,
)
from analysis.pipeline import Analysis, Options, analyze
from analysis.resolve.project import External
from analysis.sources.directory import DirectoryTree
from analysis.sources.errors import SourceError
from analysis.sources.git_place import state_of
from analysis.sources.inside import read_inside
from analysis.sources.named import home_of, open_named
from analysis.sources.settings import Settings, read_settings
from analysis.sources.tree import SourceTree

_DIGEST_BYTES = 16


class _Baseline(msgspec.Struct, frozen=True):
    findings: tuple[str, ...]


def audit_one(data: bytes) -> bytes:
    """Does the job that `data` encodes, and gives its answer, encoded; total."""
    try:
        return encode(_answer(decode_job(data)))
    except SourceError as error:
        return encode(Refused(str(error)))
    except MemoryError:
        return encode(Refused("there is not enough memory to audit it"))
    except Exception as error:
        # A fault of ours in one repository costs that one only.
        return encode(Refused(f"a fault of plumbline: {type(error).__name__}: {error}"))


def _answer(job: Job) -> Answer:
    if job.version != __version__:
        return Refused(f"its worker runs plumbline {__version__}, not {job.version}")
    began = time.perf_counter()
    tree = open_named(job.repository.opened)
    settings = read_settings(tree, RULES)
    if settings.problems:
        return Refused(settings.problems[0])
    listed = _baseline(tree, settings)
    content = _content(tree, listed)
    if job.known is not None and _is_the_same(job.known, content, tree, job.day):
        return Unchanged()
    cache = open_fact_cache(home_of(job.repository.opened)) if job.cached else None
    # One process for one repository: there are others beside this one.
    found = analyze(tree, Options(python_version=job.python_version, jobs=1), cache=cache)
    day = datetime.date.fromisoformat(job.day)
    standing = stand(found.findings, settings.waivers, day, _keys(listed))
    return Audited(
        _report(job, found, standing, time.perf_counter() - began),
        Known(content, found.history.asked, job.day if settings.waivers else None),
    )


def _is_the_same(known: Known, content: bytes, tree: SourceTree, day: str) -> bool:
    if known.content != content or known.day not in (None, day):
        return False
    return known.git is None or (
        isinstance(tree, DirectoryTree) and known.git == state_of(tree.top)
    )


def _content(tree: SourceTree, listed: bytes | None) -> bytes:
    """A digest of all that an analysis may read: the same on every machine and in every clone."""
    digest = hashlib.blake2b(digest_size=_DIGEST_BYTES)
    for path in tree.paths():
        content = tree.read(path)
        digest.update(f"{path}\0{len(content)}\0".encode("utf-8", "surrogateescape"))
        digest.update(content)
    rest = (tree.folders(), tree.skipped, listed)
    digest.update(repr(rest).encode("utf-8", "surrogateescape"))
    return digest.digest()


def _baseline(tree: SourceTree, settings: Settings) -> bytes | None:
    """The list of findings that the settings of a folder call known; other sources have none."""
    if settings.baseline is None or not isinstance(tree, DirectoryTree):
        return None
    return read_inside(tree.top, settings.baseline)


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
