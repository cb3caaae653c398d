"""What the page looks at: the whole plan, one of its steps, or a repair that may become one."""

from __future__ import annotations

from analysis import Chosen, Fix, Proof, TextEdit, Walk
from analysis.fixes.chosen import encode
from analysis.fixes.patch import edits_to
from views import proofs
from views.opening import Opened
from views.sides.value import Sides


class Shown(Sides, frozen=True, kw_only=True):
    """Two states of the repository and what leads from one to the other.

    `edits` are of the tree of `before`.
    """

    title: str
    fixes: tuple[Fix, ...]
    edits: tuple[TextEdit, ...]
    is_plan: bool = False


def key_after(opened: Opened, ids: tuple[str, ...]) -> str:
    """The key of the repository after some steps."""
    return f"{opened.key}!{encode(Chosen(ids))}" if ids else opened.key


def whole(opened: Opened, walk: Walk) -> Shown:
    """All steps together."""
    key = key_after(opened, tuple(step.id for step in walk.steps))
    plan = proofs.plan_of(key, tuple(step.id for step in walk.steps), walk)
    made, asked = len(plan.fixes), len(walk.steps)
    of = f" of {asked}" if made < asked else ""
    return Shown(
        title=f"The whole plan: {made}{of} {'step' if max(made, asked) == 1 else 'steps'}",
        before_key=opened.key,
        after_key=key,
        before=opened.analysis,
        after=plan.after,
        comparison=plan.comparison,
        fixes=plan.fixes,
        edits=plan.edits,
        is_plan=True,
    )


def step(opened: Opened, walk: Walk, at: int) -> Shown | None:
    """What one step changes of what the steps before it have left; None where it is not made."""
    taken = walk.steps[at]
    if taken.proof is None:
        return None
    ids = tuple(each.id for each in walk.steps)
    before = walk.after_steps(at)
    return Shown(
        title=f"Step {at + 1}: {taken.proof.fix.title}",
        before_key=key_after(opened, ids[:at]),
        after_key=key_after(opened, ids[: at + 1]),
        before=before,
        after=taken.proof.after,
        comparison=taken.proof.comparison,
        fixes=(taken.proof.fix,),
        edits=edits_to(before.tree, taken.proof.after.tree),
    )


def candidate(opened: Opened, walk: Walk, proof: Proof) -> Shown:
    """What a repair would do after the steps of the plan."""
    ids = tuple(each.id for each in walk.steps)
    return Shown(
        title=f"Not in the plan yet: {proof.fix.title}",
        before_key=key_after(opened, ids),
        after_key=f"{key_after(opened, ids)}!{proof.fix.id}",
        before=walk.after,
        after=proof.after,
        comparison=proof.comparison,
        fixes=(proof.fix,),
        edits=proof.fix.edits,
    )
