"""Imports that fail because a module was asked for a name before its import had ended."""

from __future__ import annotations

from analysis.checks.context import Context
from analysis.checks.targets import target_of
from analysis.execution.outcome import Cause, Fails, Failure


def asked_too_early(context: Context) -> dict[str, Failure]:
    """The failures of this kind, by the module that was imported first."""
    partial = {
        module: outcome.failure
        for module, outcome in sorted(context.execution.outcomes.items())
        if isinstance(outcome, Fails) and outcome.failure.cause is Cause.PARTIAL
    }
    if not partial:
        return {}
    # A name that never comes is missing, whatever CPython says.
    broken = {target_of(missing) for missing in context.missing.values()}
    return {
        module: failure
        for module, failure in partial.items()
        if (failure.module, failure.name) not in broken
    }


def asked(failure: Failure) -> str:
    """The module that was asked too early: `p.a` of `p`, where `import p.a` has not ended yet."""
    submodule = f"{failure.module}.{failure.name}"
    known = (*failure.stack, failure.raised_in)
    return submodule if submodule in known else failure.module or failure.raised_in


def closure(failure: Failure) -> tuple[str, ...]:
    """The modules from the one that was asked too early to the one that asks."""
    stack = [*failure.stack]
    if failure.raised_in in stack:
        stack = stack[: len(stack) - stack[::-1].index(failure.raised_in)]
    else:
        stack.append(failure.raised_in)
    first = asked(failure)
    return tuple(stack[stack.index(first) :]) if first in stack else ()
