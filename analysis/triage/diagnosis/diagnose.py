"""One traceback explained: frames found, the cause judged, the log held against the code."""

from __future__ import annotations

import msgspec

from analysis.execution.outcome import Fails
from analysis.findings import BrokenImport, ImportCycle
from analysis.triage.diagnosis.deciding import as_predicted, decide
from analysis.triage.diagnosis.ground import Ground
from analysis.triage.diagnosis.judged import Case, Judged, Site, asked_module, site_of
from analysis.triage.diagnosis.mapping import (
    Mapped,
    Mapper,
    Mapping,
    Text,
    is_installed,
    is_outside,
)
from analysis.triage.diagnosis.names import judge_namesake
from analysis.triage.report import Cause, Diagnosis, MappedFrame
from analysis.triage.tracebacks.value import Link, Raised, Traceback
from analysis.triage.tracebacks.wording import Says, Wording, read_message


def diagnose(ground: Ground, mapper: Mapper, traceback: Traceback) -> Diagnosis:
    """What is behind a traceback; of chained exceptions the one that began it."""
    found = [_diagnose(ground, mapper, raised) for raised in traceback.raised]
    best = len(found) - 1
    for index in range(len(found) - 2, -1, -1):
        link = traceback.raised[index + 1].link
        if _leads(found[best], found[index], link):
            best = index
    return msgspec.structs.replace(found[best], at=traceback.at, times=traceback.times)


def _leads(later: Diagnosis, earlier: Diagnosis, link: Link) -> bool:
    """Whether the earlier of two exceptions says more of the cause."""
    if earlier.cause in (Cause.NOT_THIS_REPOSITORY, Cause.OTHER):
        return later.cause is Cause.NOT_THIS_REPOSITORY and earlier.cause is Cause.OTHER
    return link is Link.CAUSE or later.cause in (Cause.NOT_THIS_REPOSITORY, Cause.OTHER)


def _diagnose(ground: Ground, mapper: Mapper, raised: Raised) -> Diagnosis:
    wording = read_message(raised.error, raised.message)
    mapping = mapper.map(raised.frames, _is_about_ours(ground, raised, wording))
    site = site_of(ground, mapping.frames[-1]) if mapping.frames else None
    raising = (raised.frames[-1].text or "") if raised.frames else ""
    case = Case(ground, raised.error, wording, mapping.frames, site, mapping.outside, raising)
    judged = _judged(case, mapper, raised)
    if site is None:
        judged = _placed(judged)
    cause_now = None
    if mapping.frames or mapping.vanished:
        judged, cause_now = _held_against_code(case, mapping, judged)
    return _made(raised, case, judged, cause_now)


def _judged(case: Case, mapper: Mapper, raised: Raised) -> Judged:
    if not raised.error and case.wording.says is Says.OTHER:
        return _cut_off(case)
    path, module = case.wording.path, case.wording.module
    file = case.ground.project.modules.get(module or "")
    namesake = mapper.file_of(path) if path is not None and file is not None else None
    if case.wording.says is Says.NO_NAME and namesake is not None and file is not None:
        judged = judge_namesake(case, file.path, namesake, case.wording.name or "")
        if judged is not None:
            return judged
    return decide(case, _installed(case, mapper))


def _installed(case: Case, mapper: Mapper) -> str | None:
    """The file that the message names, where it is not the module of ours."""
    path, module = case.wording.path, case.wording.module
    file = case.ground.project.modules.get(module or "")
    if path is None or file is None:
        return path
    copied = is_installed(path) and not any(is_installed(f.frame.path) for f in case.frames)
    if case.frames and copied:
        return path
    return path if is_outside(path) and mapper.file_of(path) is None else None


def _cut_off(case: Case) -> Judged:
    """The end of the log is missing: what the analysis says of the last statement."""
    ground, site = case.ground, case.site
    if site is None:
        return Judged(Cause.NOT_THIS_REPOSITORY, "No frame is in a file of this repository")
    outcomes = ground.analysis.execution.outcomes
    asked = asked_module(case)
    for entry in (case.entry, site.module, asked):
        outcome = outcomes.get(entry or "")
        if entry is not None and isinstance(outcome, Fails):
            failure = outcome.failure
            here = (failure.path, failure.line) == (site.path, site.line)
            if here or site.module in failure.stack or entry == asked:
                return as_predicted(case, entry, failure)
    return Judged(Cause.OTHER, "The log is cut off before the error, and nothing fails here now")


def _is_about_ours(ground: Ground, raised: Raised, wording: Wording) -> bool:
    if wording.module is not None and ground.is_ours(wording.module):
        return True
    words = [frame.text.split()[1:2] for frame in raised.frames if frame.text]
    starts = ("import ", "from ")
    named = [
        found[0].strip(",").partition(".")[0]
        for frame, found in zip((f for f in raised.frames if f.text), words, strict=True)
        if found and (frame.text or "").startswith(starts) and not is_outside(frame.path)
    ]
    return any(name and name in ground.tops for name in named)


def _placed(judged: Judged) -> Judged:
    """A lone error names no place: the finding has one."""
    finding = judged.finding
    if judged.path is not None or finding is None:
        return judged
    if isinstance(finding, BrokenImport) and finding.data.sites:
        site = finding.data.sites[0]
        return msgspec.structs.replace(judged, path=site.path, line=site.line)
    if isinstance(finding, ImportCycle) and finding.data.failing_entries:
        entry = finding.data.failing_entries[0]
        return msgspec.structs.replace(judged, path=entry.path, line=entry.line)
    place = finding.locations[0]
    return msgspec.structs.replace(judged, path=place.path, line=place.line)


def _held_against_code(case: Case, mapping: Mapping, judged: Judged) -> tuple[Judged, Cause | None]:
    """The same, or that the log is stale: what differs, and what is left of the fault."""
    if mapping.vanished:
        gone = tuple(f"{path} is not in the repository" for path in mapping.vanished)
        stale = Judged(Cause.STALE_LOG, gone[-1], differs=gone)
        return stale, None
    differs = [line for frame in mapping.frames for line in _difference(case.ground, frame)]
    last = mapping.frames[-1]
    if judged.cause in (Cause.STALE_LOG, Cause.NOT_THIS_REPOSITORY) or not differs:
        return msgspec.structs.replace(judged, differs=(*judged.differs, *differs)), None
    if last.text not in (Text.MOVED, Text.GONE):
        return msgspec.structs.replace(judged, differs=tuple(differs)), None
    left = _left(case, last, judged)
    if left:
        line = judged.line
        if last.text is Text.GONE and judged.finding is not None:
            line = next((at.line for at in judged.finding.locations if at.path == last.path), None)
        summary = f"The log is older than the code, and the fault is still there: {judged.summary}"
        return (
            msgspec.structs.replace(
                judged, cause=Cause.STALE_LOG, summary=summary, differs=tuple(differs), line=line
            ),
            judged.cause,
        )
    return Judged(
        Cause.STALE_LOG,
        f"The code is no longer as in the log: {_difference(case.ground, last)[0]}",
        differs=tuple(differs),
    ), None


def _left(case: Case, last: Mapped, judged: Judged) -> bool:
    """Whether the fault outlives the change of its statement."""
    if judged.finding is None:
        return last.text is Text.MOVED
    if last.text is Text.MOVED:
        return True
    return any(at.path == last.path for at in judged.finding.locations)


def _difference(ground: Ground, frame: Mapped) -> list[str]:
    if frame.text is Text.MOVED:
        return [f"{frame.path}: line {frame.frame.line} of the log is line {frame.line} now"]
    if frame.text is not Text.GONE:
        return []
    now = ground.text(frame.path, frame.frame.line)
    if now is None:
        count = len(ground.lines(frame.path))
        return [f"{frame.path} ends at line {count}, before line {frame.frame.line} of the log"]
    reads = f"reads {now!r}" if now else "is empty"
    return [f"{frame.path}: line {frame.frame.line} now {reads}, in the log {frame.frame.text!r}"]


def _made(raised: Raised, case: Case, judged: Judged, cause_now: Cause | None) -> Diagnosis:
    finding, site = judged.finding, case.site
    foreign = judged.cause is Cause.NOT_THIS_REPOSITORY
    stands = cause_now is not None or judged.cause is not Cause.STALE_LOG
    path, line = _place(case.ground, judged, site)
    return Diagnosis(
        cause=judged.cause,
        error=raised.error,
        message=raised.message,
        path=path,
        line=line,
        chain=_chain(case.frames),
        blocked=() if foreign or not stands else _blocked(case, judged, site),
        finding=finding.key if finding is not None else None,
        summary=judged.summary,
        advice=judged.advice,
        evidence=judged.evidence,
        differs=judged.differs,
        cause_now=cause_now,
        fix=case.ground.best_fix(finding) if finding is not None else None,
        frames=tuple(
            MappedFrame(
                frame.path, frame.frame.line, frame.module, frame.frame.function, frame.frame.text
            )
            for frame in case.frames
        ),
    )


def _place(ground: Ground, judged: Judged, site: Site | None) -> tuple[str | None, int | None]:
    if judged.path is not None:
        return judged.path, judged.line
    vanished = any(each.endswith("is not in the repository") for each in judged.differs)
    if site is None or (vanished and judged.cause is Cause.STALE_LOG):
        return None, None
    line = judged.line or site.line
    return site.path, min(line, max(1, len(ground.lines(site.path))))


def _blocked(case: Case, judged: Judged, site: Site | None) -> tuple[str, ...]:
    if judged.finding is not None and judged.finding.blocked:
        return judged.finding.blocked
    if site is None or judged.finding is not None:
        return ()
    return case.ground.blocked_by(site.module, site.at_import)


def _chain(frames: tuple[Mapped, ...]) -> tuple[str, ...]:
    """The modules in the order of the frames, each run of one once."""
    found: list[str] = []
    for frame in frames:
        if not found or found[-1] != frame.module:
            found.append(frame.module)
    return tuple(found)
