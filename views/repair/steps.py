"""The steps of the plan: what each does, why one can't be made, and the buttons to change them."""

from __future__ import annotations

import streamlit as st

from analysis import Chosen, Comparison, Step, Walk
from analysis.fixes.chosen import encode
from analysis.fixes.walk import finding_of
from views import parts, state
from views.opening import Opened
from views.repair import choice
from views.words import APPLICABILITY, Markup, count, safe

KINDS = {"safe": "good", "unsafe": "doubt", "display": "note"}


def toolbar(opened: Opened, chosen: Chosen, picked: str | None) -> None:
    """The name of the plan, and what can be done with it and with the step that is picked."""
    source = str(opened.source)
    at = chosen.fixes.index(picked) if picked in chosen.fixes else None
    field = choice.name_field(chosen.name)
    state.put(field, chosen.name)
    st.text_input(
        "Name of the plan",
        key=field,
        placeholder="A name for this plan",
        on_change=choice.rename,
        args=(source, field),
        label_visibility="collapsed",
        icon=":material/edit:",
        max_chars=120,
    )
    last = len(chosen.fixes) - 1
    buttons = (
        ("Undo", "undo", not choice.can_undo(source), choice.undo, (source,)),
        ("Redo", "redo", not choice.can_redo(source), choice.redo, (source,)),
        ("Up", "arrow_upward", not at, choice.move, (source, picked, -1)),
        ("Down", "arrow_downward", at is None or at == last, choice.move, (source, picked, 1)),
        ("Remove", "close", at is None, choice.remove, (source, picked)),
        ("Clear", "delete", not chosen.fixes, choice.clear, (source,)),
    )
    with st.container(horizontal=True, gap="xxsmall", key="plan-tools"):
        for words, icon, disabled, done, args in buttons:
            st.button(
                words,
                icon=f":material/{icon}:",
                key=f"plan.{words}",
                disabled=disabled,
                on_click=done,
                args=args,
                help="Pick a step first" if disabled and icon in _OF_A_STEP else None,
            )


_OF_A_STEP = ("arrow_upward", "arrow_downward", "close")


def listed(opened: Opened, chosen: Chosen, walk: Walk, picked: str | None) -> None:
    """Every step, made or not; a click looks at what it alone does."""
    if not chosen.fixes:
        parts.show(
            parts.callout(
                "note",
                "The plan is empty",
                "Add a repair below"
                + (", or take those that heal a golden path." if _is_failing(walk) else "."),
            )
        )
        return
    known = {step.id: (at, step) for at, step in enumerate(walk.steps)}
    rows = [
        _row(opened, walk, chosen, fix, at, known.get(fix), fix == picked)
        for at, fix in enumerate(chosen.fixes)
    ]
    parts.show(f'<div class="inbox steps">{"".join(rows)}</div>')


def _is_failing(walk: Walk) -> bool:
    return any(path.outcome == "fails" for path in walk.after.golden_paths)


def here(chosen: Chosen, **changes: str | None) -> dict[str, str | list[str]]:
    """The parameters of a link that stays on this page."""
    kept: dict[str, str | None] = {state.PLAN: encode(chosen)}
    for name in (state.FINDING, state.PART, state.DIFF):
        kept[name] = state.parameter(name)
    return {name: value for name, value in {**kept, **changes}.items() if value}


def title_of(opened: Opened, walk: Walk, fix: str) -> str:
    """What a step does, or as much as is known of one that can't be made."""
    for step in walk.steps:
        if step.id == fix and step.proof is not None:
            return step.proof.fix.title
    finding = finding_of(opened.analysis, fix)
    if finding is None:
        return fix
    return f"{fix.removeprefix(finding.key + '#').partition(':')[0]}: {finding.title}"


def _row(
    opened: Opened,
    walk: Walk,
    chosen: Chosen,
    fix: str,
    at: int,
    known: tuple[int, Step] | None,
    is_picked: bool,
) -> str:
    title = parts.link(
        f"{at + 1}. {title_of(opened, walk, fix)}", "repair", **here(chosen, **{state.FIX: fix})
    )
    told = '<span class="chip">not made yet</span>'
    if known is not None:
        told = _told(known[1])
    kind = "item picked" if is_picked else "item"
    return f'<div class="{kind}"><div class="head">{title}</div><div class="sub">{told}</div></div>'


def _told(step: Step) -> str:
    if step.proof is None:
        clash = ", ".join(sorted({each.path for each in step.conflicts}))
        where = f" in {safe(clash)}" if clash else ""
        return f'<span class="bad-ink">✕ not made: {safe(step.reason)}{where}</span>'
    fix = step.proof.fix
    words: list[str] = [chip(fix.applicability.value)]
    words += [f"<span>{safe(each)}</span>" for each in effects(step.proof.comparison)]
    return "".join(words)


def chip(applicability: str) -> Markup:
    """How sure a fix is, in one word with its sign."""
    sign = {"safe": "✓", "unsafe": "!", "display": "?"}.get(applicability, "")
    title = APPLICABILITY.get(applicability, "")
    return Markup(
        f'<span class="chip {KINDS.get(applicability, "")}" title="{safe(title)}">'
        f"{sign} {safe(applicability)}</span>"
    )


def effects(seen: Comparison) -> list[str]:
    """What a change does, in a few words; what it does not do is left out."""
    found = [
        f"✓ {count(len(seen.healed), 'module')} healed" if seen.healed else "",
        f"{count(len(seen.fixed), 'finding')} fixed" if seen.fixed else "",
        f"{len(seen.reduced)} reduced" if seen.reduced else "",
        f"▲ {len(seen.introduced)} introduced" if seen.introduced else "",
        f"✕ {len(seen.worsened)} worse off" if seen.worsened else "",
        f"{count(len(seen.names_lost), 'name')} lost" if seen.names_lost else "",
    ]
    return [words for words in found if words]
