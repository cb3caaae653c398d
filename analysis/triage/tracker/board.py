"""The parts of a tracker that follow the repository: its boxes, and what stands in its regions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet

import msgspec

from analysis.execution.golden import ABSENT
from analysis.execution.outcome import Fails
from analysis.pipeline import Analysis
from analysis.sources.markdown_text import code
from analysis.sources.markdown_text import text as plain
from analysis.triage.markup import SHOWN, counted, listed, places
from analysis.triage.tracker.reaching import Coverage, coverage
from analysis.triage.tracker.standing import Now, now
from analysis.triage.tracker.state import Repair, State, Violation

STEPS = (
    "audit",
    "discover and plan tests",
    "test plan",
    "remediation plan",
    "execution",
    "test loop",
)
"""What ticks itself; the pull request is for people."""


class Board(msgspec.Struct, frozen=True):
    """Boxes and regions by name, and whether each violation is there."""

    ticks: Mapping[str, bool]
    regions: Mapping[str, Sequence[str]]
    open: tuple[str, ...]


def board_of(state: State, analysis: Analysis, decided: AbstractSet[str] = frozenset()) -> Board:
    """What the repository says to everything that a tracker remembers.

    `decided` are the violations of which somebody has said that they are settled otherwise.
    """
    stands = {one.id: now(one, analysis) for one in state.violations}
    covered = coverage(analysis, state.affected, state.names)
    failing = _failing(state, analysis)
    present = {path.rpartition("/")[2] for path in analysis.tree.paths()}
    made = _made(state, stands, failing)
    ticks = {one: not stand.open for one, stand in stands.items()}
    ticks |= {
        f"fix-{number}": _is_made(repair, state, stands, made, analysis)
        for number, repair in enumerate(state.repairs, 1)
    }
    ticks |= {f"test-{name}": name in present for name in state.tests}
    done = (
        True,
        covered.is_complete,
        bool(state.tests) and all(name in present for name in state.tests),
        all(
            one.planned or one.id in decided or not stands[one.id].open for one in state.violations
        ),
        made,
        made and not failing,
    )
    ticks |= {f"step-{number}": each for number, each in enumerate(done)}
    regions: dict[str, Sequence[str]] = {
        "summary": list(_summary(state, stands, analysis)),
        "reached": list(_reached(covered)),
        "entries": list(_entries(state, failing)),
    }
    begun = {one.violation for one in state.repairs}
    regions |= {
        one.id: list(_violation(one, stands[one.id], one.id in begun)) for one in state.violations
    }
    left = tuple(one for one, stand in stands.items() if stand.open)
    return Board(ticks, regions, left)


def _made(state: State, stands: Mapping[str, Now], failing: Sequence[str]) -> bool:
    """Whether all that the plan mends is mended; without a plan, whether all is."""
    planned = [one for one in state.violations if one.planned]
    if not planned and not state.healed:
        return not any(stand.open for stand in stands.values())
    return set(failing).isdisjoint(state.healed) and not any(stands[one.id].open for one in planned)


def _is_made(
    repair: Repair, state: State, stands: Mapping[str, Now], made: bool, analysis: Analysis
) -> bool:
    violation = next((one for one in state.violations if one.id == repair.violation), None)
    if violation is not None and (violation.planned or not stands[violation.id].open):
        return not stands[violation.id].open
    # A part of a violation is mended, or a fault behind one: then all of the plan is made.
    return made and (
        violation is not None or all(one.key != repair.finding for one in analysis.findings)
    )


def _failing(state: State, analysis: Analysis) -> tuple[str, ...]:
    outcomes = analysis.execution.outcomes
    golden = [one.module for one in analysis.golden_paths if one.why not in ABSENT]
    every = dict.fromkeys((*golden, *state.entries))
    return tuple(one for one in every if isinstance(outcomes.get(one), Fails))


def _summary(state: State, stands: Mapping[str, Now], analysis: Analysis) -> Iterator[str]:
    left = sum(stand.open for stand in stands.values())
    total = counted(len(stands), "violation")
    if not stands:
        yield "No violation: nothing here is to be mended."
    else:
        yield f"{total}: {left} open, {len(stands) - left} gone."
    golden = [one for one in analysis.golden_paths if one.why not in ABSENT]
    if golden:
        yield ""
        yield "| golden path | module | import |"
        yield "|---|---|---|"
        for one in golden:
            yield f"| {plain(one.name)} | {code(one.module)} | {one.outcome} |"


def _violation(violation: Violation, stand: Now, begun: bool) -> Iterator[str]:
    if not stand.open:
        yield "**gone**"
        return
    if violation.planned:
        yield "**open**"
    elif begun:
        yield "**open**, the plan mends a part of it: the rest is to be decided"
    else:
        yield "**open**, no repair is planned: to be decided"
    yield ""
    yield from places(stand.evidence)
    if stand.blocked:
        yield f"- can't be imported because of it: {listed(stand.blocked)}"


def _reached(covered: Coverage) -> Iterator[str]:
    for one in covered.modules[: 3 * SHOWN]:
        if not one.is_covered:
            yield f"- {code(one.module)}: **no test imports it**"
        else:
            parts = [f"{listed(one.direct, 6)}"] if one.direct else []
            if one.indirect:
                parts.append(f"by way of others {listed(one.indirect, 6)}")
            yield f"- {code(one.module)}: {'; '.join(parts)}"
    if len(covered.modules) > 3 * SHOWN:
        rest = covered.modules[3 * SHOWN :]
        bare = sum(not one.is_covered for one in rest)
        yield f"- and {counted(len(rest), 'module')} more, {bare} of them imported by no test"
    for name in covered.untested_names[: 3 * SHOWN]:
        yield f"- {code(name)}: no test imports this name from there"
    for test, path, line in covered.holding[:SHOWN]:
        yield (
            f"- {code(f'{path}:{line}')}: {code(test)} expects a fault, and fails once it is "
            "mended: turn it around"
        )
    if not covered.modules and not covered.untested_names:
        yield "- no module that a test could import is affected"


def _entries(state: State, failing: Sequence[str]) -> Iterator[str]:
    if failing:
        yield f"Simulated: {counted(len(failing), 'module')} can't be imported: {listed(failing)}"
    elif state.entries:
        yield f"Simulated: {listed(state.entries)} can be imported."
    else:
        yield "Simulated: no import fails because of this."
