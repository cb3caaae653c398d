"""Which findings count on a day: waivers and a baseline set some of them aside."""

from __future__ import annotations

import datetime
import fnmatch
from collections.abc import Iterable

import msgspec

from analysis.findings.rules import AnyFinding, rule_of
from analysis.sources.patterns import Matcher, pattern_of
from analysis.sources.settings import Waiver


class Standing(msgspec.Struct, frozen=True):
    """Findings as they stand, each in one of `counting`, `waived` and `known`.

    `expired` are waivers of findings that count again, by key. `stale` are waivers that no finding
    answers to, `gone` the keys of the baseline that are no longer found (None: no baseline).
    """

    counting: tuple[AnyFinding, ...]
    waived: tuple[tuple[AnyFinding, Waiver], ...] = ()
    known: tuple[AnyFinding, ...] = ()
    expired: dict[str, Waiver] = {}
    stale: tuple[Waiver, ...] = ()
    gone: tuple[str, ...] | None = None

    def waiver_of(self, key: str) -> Waiver | None:
        """The waiver that sets a finding aside."""
        return next((waiver for finding, waiver in self.waived if finding.key == key), None)


def stand(
    findings: Iterable[AnyFinding],
    waivers: Iterable[Waiver],
    today: datetime.date,
    baseline: Iterable[str] | None = None,
) -> Standing:
    """How the findings stand `today`. A waiver holds to the end of its last day.

    A finding that is waived is not looked for in the baseline: it shall come back.
    """
    named, patterned = _by_reach(waivers)
    keys = frozenset(baseline or ())
    counting, waived, known, found = [], [], [], set[str]()
    used, expired = set[Waiver](), dict[str, Waiver]()
    for finding in findings:
        found.add(finding.key)
        answering = [*named.get(finding.key, ())]
        answering += [waiver for waiver, reach in patterned if reach.holds(finding)]
        used.update(answering)
        # The one that lasts longest; of equal ones the first.
        waiver = max(answering, key=lambda each: each.until, default=None)
        if waiver is not None and today <= waiver.until:
            waived.append((finding, waiver))
        elif finding.key in keys:
            known.append(finding)
        else:
            counting.append(finding)
            if waiver is not None:
                expired[finding.key] = waiver
    every = [waiver for each in named.values() for waiver in each]
    every += [waiver for waiver, _ in patterned]
    return Standing(
        counting=tuple(counting),
        waived=tuple(waived),
        known=tuple(known),
        expired=expired,
        stale=tuple(waiver for waiver in every if waiver not in used),
        gone=None if baseline is None else tuple(sorted(keys - found)),
    )


def words_of(waiver: Waiver) -> str:
    """What a waiver is about: a key, or a rule and what narrows it down; and its last day."""
    if waiver.finding is not None:
        about = waiver.finding
    else:
        parts = [f"subject {waiver.subject}"] * (waiver.subject is not None)
        parts += [f"path {waiver.path}"] * (waiver.path is not None)
        about = " ".join([f"{waiver.rule}", *parts])
    return f"{about} (until {waiver.until})"


class _Reach:
    """The findings that a waiver of a rule means: all of their subjects and files must fit."""

    def __init__(self, waiver: Waiver) -> None:
        self._rule = waiver.rule
        self._subject = waiver.subject
        self._path = Matcher([pattern_of(waiver.path)]) if waiver.path is not None else None

    def holds(self, finding: AnyFinding) -> bool:
        return (
            rule_of(finding) == self._rule
            and self._has_subjects(finding)
            and self._has_places(finding)
        )

    def _has_subjects(self, finding: AnyFinding) -> bool:
        subject = self._subject
        if subject is None:
            return True
        fitting = [fnmatch.fnmatchcase(each, subject) for each in finding.subjects]
        return bool(fitting) and all(fitting)

    def _has_places(self, finding: AnyFinding) -> bool:
        path = self._path
        if path is None:
            return True
        fitting = [path.of_file(place.path) is not None for place in finding.locations]
        return bool(fitting) and all(fitting)


def _by_reach(
    waivers: Iterable[Waiver],
) -> tuple[dict[str, list[Waiver]], list[tuple[Waiver, _Reach]]]:
    named: dict[str, list[Waiver]] = {}
    patterned = []
    for waiver in waivers:
        if waiver.finding is not None:
            named.setdefault(waiver.finding, []).append(waiver)
        else:
            patterned.append((waiver, _Reach(waiver)))
    return named, patterned
