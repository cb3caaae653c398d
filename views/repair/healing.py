"""Plans that are found for the person: what heals a golden path, and all that is safe."""

from __future__ import annotations

import streamlit as st

from analysis import Chosen, GoldenPath, Obstacle, SourceError, Walk, heal
from analysis.fixes.chosen import encode
from views import parts, proofs, state
from views.opening import Opened
from views.repair import choice
from views.waiting import work
from views.words import Markup, count, plain, safe, sentence

MOST_NAMED = 2
NOTHING_SAFE = "No repair is safe to make without a person: choose one below."


def buttons(opened: Opened, chosen: Chosen, walk: Walk) -> None:
    """A button for each golden path that still fails, and one for everything safe."""
    failing = [path for path in walk.after.golden_paths if path.outcome == "fails"]
    healed = [
        path.name
        for path in opened.analysis.golden_paths
        if path.outcome == "fails" and path.name not in {each.name for each in failing}
    ]
    wanted: tuple[GoldenPath, ...] = ()
    with st.container(horizontal=True, gap="xsmall", vertical_alignment="center", key="heal-bar"):
        if healed:
            names = ", ".join(healed[:MOST_NAMED])
            more = f" and {len(healed) - MOST_NAMED} more" if len(healed) > MOST_NAMED else ""
            parts.show(Markup(f'<span class="good-ink">✓ ↦ {safe(names + more)} healed</span>'))
        if len(failing) > MOST_NAMED and st.button(
            f"Heal the {len(failing)} golden paths", icon=":material/healing:", type="primary"
        ):
            wanted = tuple(failing)
        named = failing if len(failing) <= MOST_NAMED else ()
        for path in named:
            if st.button(
                f"Heal {plain(path.name)}",
                icon=":material/healing:",
                key=f"heal.{path.name}",
                type="primary",
                help=f"The smallest plan after which {plain(path.module)} imports",
            ):
                wanted = (path,)
        everything = st.button(
            "Heal everything safe",
            icon=":material/verified_user:",
            key="heal.safe",
            help="Every repair that is proven to fix its finding and to break nothing",
        )
    if wanted:
        _heal(opened, chosen, wanted)
    if everything:
        _all_safe(opened)
    _told(opened, chosen)


def _heal(opened: Opened, chosen: Chosen, paths: tuple[GoldenPath, ...]) -> None:
    modules = tuple(path.module for path in paths)
    names = ", ".join(path.name for path in paths)
    seen = 0
    with work(opened, f"Looking for the smallest plan that heals {plain(names)}", "heal") as told:

        def progress(title: str) -> None:
            nonlocal seen
            seen += 1
            # Nobody knows how many faults stand behind one another: each gets closer.
            told(f"{count(seen, 'finding')} considered: {title}", 1 - 0.7**seen)

        try:
            found = heal(opened.analysis, modules, progress=progress)
        except SourceError as error:
            st.caption(plain(str(error)))
            return
    proofs.keep(opened.key, found.walk)
    source = str(opened.source)
    choice.take_all(source, found.walk.ids, f"Heal {names}" if found.walk.ids else "")
    _tell(opened, [_obstacle(each) for each in found.obstacles])
    st.rerun()


def _all_safe(opened: Opened) -> None:
    with work(opened, "Trying the repairs of every finding", "safe") as told:
        plan = proofs.safe_plan(opened.key, opened.analysis, told)
    if plan is None:
        _tell(opened, ["A file that repairs need can't be read any more."])
    elif not plan.fixes:
        _tell(opened, [NOTHING_SAFE])
    else:
        choice.take_all(str(opened.source), tuple(fix.id for fix in plan.fixes))
        left = len(plan.after.findings)
        words = count(left, "finding")
        _tell(opened, [f"{words} of any kind left, which no safe repair mends."] if left else [])
    st.rerun()


def _obstacle(each: Obstacle) -> str:
    return f"{each.module} still fails: {each.reason}"


def _tell(opened: Opened, lines: list[str]) -> None:
    """Keeps what there is to say beside the plan as it is now."""
    chosen, _ = choice.chosen_now(opened)
    st.session_state[state.OBSTACLES] = (opened.key, encode(chosen), lines)


def _told(opened: Opened, chosen: Chosen) -> None:
    key, plan, lines = st.session_state.get(state.OBSTACLES, ("", "", []))
    if key == opened.key and plan == encode(chosen) and lines:
        parts.show(parts.callout("doubt", sentence(lines[0]), *map(sentence, lines[1:6])))
