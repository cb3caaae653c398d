"""One run of SARIF: the findings in ranked order, and what could not be decided beside them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from msgspec.structs import replace

from analysis import __version__
from analysis.execution.outcome import Fails
from analysis.findings import (
    AnyFinding,
    BrokenImport,
    DuplicateClass,
    Evidence,
    ImportCycle,
    Severity,
    Standing,
    evidence_of,
    owners_of,
    rule_of,
)
from analysis.fixes.edits import Fix
from analysis.pipeline import Analysis
from analysis.report.json_text import json_text
from analysis.report.sarif import document
from analysis.report.sarif.flows import flows
from analysis.report.sarif.places import Places, message
from analysis.report.sarif.repairs import repairs
from analysis.report.sarif.rules import (
    BLIND_SPOT,
    LEFT_OUT,
    NOTIFICATIONS,
    TEXTS,
    UNOWNED,
    notification_descriptors,
    rule_descriptors,
)
from analysis.report.sarif.words import Related, told
from analysis.sources.printable import printable

MOST_RESULTS = 25_000
MOST_PLACES = 100
"""What code scanning of GitHub takes in a run, and shows of one result."""
MOST_NAMES = 100
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}


def render(
    analysis: Analysis,
    fixes: Mapping[str, tuple[Fix, ...]] | None = None,
    standing: Standing | None = None,
    beneath: str = "",
) -> str:
    """The findings as SARIF 2.1.0, the waived ones as suppressed, the known ones as unchanged.

    `fixes` are the proven proposals by finding key; `standing` says which findings count (default:
    all); `beneath` is where the tree lies in the repository that a viewer has open.
    """
    places = Places(analysis.tree, beneath)
    run = _Run(analysis, fixes or {}, standing or Standing(analysis.findings), places)
    return json_text(document.Log(schema=document.SCHEMA, version="2.1.0", runs=(run.made(),)))


class _Run:
    def __init__(
        self,
        analysis: Analysis,
        fixes: Mapping[str, tuple[Fix, ...]],
        standing: Standing,
        places: Places,
    ) -> None:
        self._analysis = analysis
        self._fixes = fixes
        self._standing = standing
        self._places = places
        self._known = frozenset(finding.key for finding in standing.known)
        self._waived = {finding.key: waiver for finding, waiver in standing.waived}
        self._rules = {rule: number for number, rule in enumerate(TEXTS)}

    def made(self) -> document.Run:
        aside = self._known | self._waived.keys()
        # What counts is what is left out last.
        ordered = sorted(self._analysis.findings, key=lambda finding: finding.key in aside)
        results = tuple(self._result(finding) for finding in ordered[:MOST_RESULTS])
        notifications = tuple(self._notifications(len(ordered) - len(results)))
        return document.Run(
            tool=document.Tool(
                driver=document.Driver(
                    name="Plumbline",
                    full_name=f"Plumbline {__version__}",
                    version=__version__,
                    semantic_version=__version__,
                    rules=rule_descriptors(),
                    notifications=notification_descriptors(),
                )
            ),
            invocations=(
                document.Invocation(
                    execution_successful=True, tool_execution_notifications=notifications
                ),
            ),
            original_uri_base_ids={
                document.BASE: document.UriBase(
                    description=document.Message(text="The top of the repository.")
                )
            },
            artifacts=self._places.artifacts(),
            newline_sequences=("\r\n", "\n", "\r"),
            column_kind="utf16CodeUnits",
            results=results,
            properties=_properties(self._analysis),
        )

    def _result(self, finding: AnyFinding) -> document.Result:
        rule = rule_of(finding)
        every = self._related(finding)
        shown = every[:MOST_PLACES]
        primary, related = self._locations(finding, shown)
        proposals = self._fixes.get(finding.key, ())
        return document.Result(
            rule_id=rule,
            rule_index=self._rules[rule],
            level=_LEVELS[finding.severity],
            message=told(finding, proposals, shown),
            locations=primary,
            related_locations=related,
            code_flows=flows(finding, self._analysis, self._places),
            partial_fingerprints={"plumblineKey/v1": finding.key},
            baseline_state=self._state(finding),
            suppressions=self._suppressions(finding),
            fixes=repairs(proposals, self._places),
            properties=document.ResultProperties(
                subjects=finding.subjects[:MOST_NAMES],
                blocked=finding.blocked[:MOST_NAMES],
                blocked_count=len(finding.blocked),
                golden_paths=finding.golden,
                certainty=finding.data.certainty if isinstance(finding, BrokenImport) else None,
                verdict=finding.data.verdict if isinstance(finding, ImportCycle) else None,
                kind=finding.data.kind if isinstance(finding, DuplicateClass) else None,
                in_tests=finding.in_tests,
                places_left_out=len(every) - len(shown),
            ),
        )

    def _related(self, finding: AnyFinding) -> list[Related]:
        """The places beside the first one."""
        first = next(((at.path, at.line) for at in finding.locations), None)
        told = [Related(each.path, each.line or 1, each.note) for each in evidence_of(finding)]
        told = list(dict.fromkeys(told))
        here = [place for place in told if (place.path, place.line) == first]
        if len(here) == 1:
            # What stands alone at the first place is said by the message.
            told.remove(here[0])
        seen = {first, *((place.path, place.line) for place in told)}
        rest = [at for at in finding.locations if (at.path, at.line) not in seen]
        return told + [Related(at.path, at.line, "") for at in rest]

    def _locations(
        self, finding: AnyFinding, related: list[Related]
    ) -> tuple[tuple[document.Location, ...], tuple[document.Location, ...]]:
        columns = {(at.path, at.line): at.column for at in reversed(finding.locations)}
        places = self._places
        return (
            tuple(places.location(at.path, at.line, at.column) for at in finding.locations[:1]),
            tuple(
                replace(
                    places.location(
                        place.path,
                        place.line,
                        columns.get((place.path, place.line), 1),
                        printable(place.note),
                    ),
                    id=number,
                )
                for number, place in enumerate(related, 1)
            ),
        )

    def _state(self, finding: AnyFinding) -> str | None:
        if self._standing.gone is None or finding.key in self._waived:
            return None
        return "unchanged" if finding.key in self._known else "new"

    def _suppressions(self, finding: AnyFinding) -> tuple[document.Suppression, ...] | None:
        """None where nothing at all is waived: then nobody has looked."""
        waiver = self._waived.get(finding.key)
        if waiver is None:
            return () if self._waived else None
        return (
            document.Suppression(
                kind="external",
                status="accepted",
                justification=printable(f"{waiver.reason} (until {waiver.until})"),
            ),
        )

    def _notifications(self, results_left_out: int) -> Iterator[document.Notification]:
        if results_left_out:
            yield _notification(
                LEFT_OUT, "warning", f"{results_left_out} findings more than fit into a file."
            )
        yield from self._bounded(UNOWNED, "warning", _unowned(self._analysis))
        spots = self._analysis.blind_spots
        yield from self._bounded(
            BLIND_SPOT, "note", [Evidence(spot.path, spot.line, spot.reason) for spot in spots]
        )

    def _bounded(
        self, kind: str, level: str, told: list[Evidence]
    ) -> Iterator[document.Notification]:
        for each in told[:MOST_PLACES]:
            at = self._places.location(each.path, each.line) if each.path else None
            yield _notification(kind, level, each.note, (at,) if at is not None else ())
        if len(told) > MOST_PLACES:
            yield _notification(LEFT_OUT, "note", f"{len(told) - MOST_PLACES} more of {kind}.")


def _notification(
    kind: str, level: str, text: str, locations: tuple[document.Location, ...] = ()
) -> document.Notification:
    return document.Notification(
        descriptor=document.DescriptorReference(id=kind, index=list(NOTIFICATIONS).index(kind)),
        level=level,
        message=message(printable(text)),
        locations=locations,
    )


def _unowned(analysis: Analysis) -> list[Evidence]:
    off = analysis.found.off if analysis.found is not None else ()
    owned = owners_of(analysis.execution, (*analysis.findings, *off))
    return [
        Evidence(
            outcome.failure.path,
            outcome.failure.line,
            f"import {module} fails: {outcome.failure.error}: {outcome.failure.message}",
        )
        for module, outcome in sorted(analysis.execution.outcomes.items())
        if isinstance(outcome, Fails) and module not in owned
    ]


def _properties(analysis: Analysis) -> document.RunProperties:
    outcomes = Counter(
        outcome.__struct_config__.tag for outcome in analysis.execution.outcomes.values()
    )
    return document.RunProperties(
        python_version=".".join(map(str, analysis.options.python_version)),
        roots=analysis.structure.project.layout.roots,
        modules={str(outcome): outcomes[outcome] for outcome in ("ok", "fails", "unknown")},
    )
