"""Two analyses of one repository: what a change fixes, leaves, and would break."""

from __future__ import annotations

import msgspec

from analysis.execution.outcome import Fails, Ok, Outcome
from analysis.findings import AnyFinding, ImportCycle
from analysis.pipeline import Analysis


class OutcomeChange(msgspec.Struct, frozen=True):
    """A module whose import does something else than before; None: the module is not there."""

    module: str
    before: Outcome | None
    after: Outcome | None


class EdgeChange(msgspec.Struct, frozen=True, order=True):
    """A direct import between two modules that only one side has."""

    importer: str
    imported: str


class LostName(msgspec.Struct, frozen=True, order=True):
    """A name that `module` had before and has no longer."""

    module: str
    name: str


class Comparison(msgspec.Struct, frozen=True):
    """`reduced` pairs a finding with the smaller one that is left of it."""

    fixed: tuple[AnyFinding, ...]
    reduced: tuple[tuple[AnyFinding, AnyFinding], ...]
    remaining: tuple[AnyFinding, ...]
    introduced: tuple[AnyFinding, ...]
    healed: tuple[OutcomeChange, ...]
    worsened: tuple[OutcomeChange, ...]
    names_lost: tuple[LostName, ...]
    edges_gone: tuple[EdgeChange, ...]
    edges_new: tuple[EdgeChange, ...]


def compare(before: Analysis, after: Analysis) -> Comparison:
    """What changed from `before` to `after`."""
    old = {finding.key: finding for finding in before.findings}
    new = {finding.key: finding for finding in after.findings}
    gone = [finding for key, finding in old.items() if key not in new]
    fresh = [finding for key, finding in new.items() if key not in old]
    reduced = []
    for finding in list(gone):
        rest = next((other for other in fresh if _is_part(other, finding)), None)
        if rest is not None:
            reduced.append((finding, rest))
            gone.remove(finding)
            fresh.remove(rest)
    healed, worsened = _outcomes(before, after)
    edges_before, edges_after = _edges(before), _edges(after)
    return Comparison(
        fixed=tuple(gone),
        reduced=tuple(reduced),
        remaining=tuple(finding for key, finding in new.items() if key in old),
        introduced=tuple(fresh),
        healed=healed,
        worsened=worsened,
        names_lost=_lost(before, after),
        edges_gone=tuple(sorted(edges_before - edges_after)),
        edges_new=tuple(sorted(edges_after - edges_before)),
    )


def _is_part(smaller: AnyFinding, larger: AnyFinding) -> bool:
    return (
        isinstance(smaller, ImportCycle)
        and isinstance(larger, ImportCycle)
        and set(smaller.data.members) < set(larger.data.members)
    )


def _outcomes(
    before: Analysis, after: Analysis
) -> tuple[tuple[OutcomeChange, ...], tuple[OutcomeChange, ...]]:
    old, new = before.execution.outcomes, after.execution.outcomes
    healed, worsened = [], []
    for module in sorted(old.keys() | new.keys()):
        was, now = old.get(module), new.get(module)
        if isinstance(was, Fails) and isinstance(now, Ok):
            healed.append(OutcomeChange(module, was, now))
        elif _badness(now) > _badness(was):
            worsened.append(OutcomeChange(module, was, now))
    return tuple(healed), tuple(worsened)


def _badness(outcome: Outcome | None) -> int:
    if outcome is None or isinstance(outcome, Ok):
        return 0
    return 2 if isinstance(outcome, Fails) else 1


def _lost(before: Analysis, after: Analysis) -> tuple[LostName, ...]:
    lost = []
    for module, names in before.execution.names.items():
        if module not in after.execution.names or module in after.execution.open_modules:
            continue
        kept = after.execution.names[module]
        lost += [LostName(module, name) for name in names if name not in kept]
    return tuple(sorted(lost))


def _edges(analysis: Analysis) -> set[EdgeChange]:
    return {EdgeChange(u, v) for u, v in analysis.structure.modules.edges}
