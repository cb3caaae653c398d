"""The entries of a changed project: those that a changed file has no part in are kept."""

from __future__ import annotations

from collections.abc import Mapping

from analysis.execution.entry import (
    Entries,
    Entry,
    absent_entries,
    enter_all,
    present_entries,
)
from analysis.execution.outcome import Execution, Outcome, Trace
from analysis.execution.staleness import (
    affected_entries,
    same_ground,
    stale_after,
    with_changers,
)
from analysis.extract.bodies import Bodies
from analysis.resolve.ground import Ground

MOST = 0.5
"""The share of entries above which running all of them costs no more."""


def enter_again(
    ground: Ground,
    bodies: Bodies,
    version: tuple[int, int],
    before: Ground,
    previous: Execution,
) -> Entries | None:
    """What `enter_all` gives; None where it is better asked, for too much has changed."""
    trace = previous.trace
    if trace is None or trace.version != version or not same_ground(before, ground):
        return None
    numbers = {name: number for number, name in enumerate(sorted(ground.index.modules))}
    stale = stale_after(previous, trace, ground, bodies, numbers)
    present, absent = present_entries(ground), absent_entries(ground)
    order = [*present, *absent]
    alone = stale.entries.union(name for name in order if name not in trace.reached)
    reached = {name: trace.reached.get(name, 0) for name in order}
    changes = trace.changes
    run: set[str] = set()
    while True:
        affected = affected_entries(reached, changes, stale.modules, numbers) | alone
        run |= with_changers(affected, reached, changes, numbers)
        if len(run) > MOST * len(order):
            return None
        entries = enter_all(ground, bodies, version, run)
        new = entries.present | entries.absent
        reached |= {name: new[name].reached for name in affected}
        # Running them may show changes in place that reach further.
        changes |= entries.changes
        if (
            affected_entries(reached, changes, stale.modules, numbers) <= affected
            and with_changers(affected, reached, changes, numbers) <= run
        ):
            break

    def entry(name: str, outcomes: Mapping[str, Outcome]) -> Entry:
        if name in affected:
            return new[name]
        return _kept(name, outcomes.get(name), previous, trace)

    # Of these modules every entry that runs them was run again, and has told of them anew.
    anew = affected - alone
    return Entries(
        {name: entry(name, previous.outcomes) for name in present},
        {name: entry(name, previous.absent) for name in absent},
        entries.changes | {each for each in trace.changes if each[0] not in anew},
        entries.asked | {each for each in trace.asked if each[0] not in anew},
        {
            name: {**stale.called.get(name, {}), **entries.called.get(name, {})}
            for name in stale.called.keys() | entries.called.keys()
        },
    )


def _kept(name: str, outcome: Outcome | None, execution: Execution, trace: Trace) -> Entry:
    return Entry(
        outcome,
        execution.names.get(name),
        execution.open_modules.get(name),
        trace.reached[name],
        trace.spots.get(name, frozenset()),
    )
