"""The walk: six pictures with a few words each, every one of which opens on its own page."""

from __future__ import annotations

import msgspec
import streamlit as st

from analysis.graphs.layout import exactly
from analysis.graphs.package_tree import reveal
from analysis.graphs.picture import Picture
from analysis.graphs.scene import ClassOptions, Direction, MapOptions
from analysis.tour.walk import Sight, Step
from analysis.tour.whole import Tour
from views import cached, moves, selection, state, tour_pieces
from views.canvas.component import CLASSES, MODULES, canvas
from views.canvas.payload import draw
from views.opening import Opened
from views.scenes import packages_of
from views.words import safe

WIDE = 40
CROWD = 28
AT_IMPORT = {state.NO_DEFERRED: state.ON, state.NO_TYPING: state.ON}
"""What runs by itself: a step of the walk counts nothing else."""
HEIGHT = "max(380px, calc(100vh - 430px))"
PAGES = {
    Sight.FINDING: ("problems", "Open this problem"),
    Sight.CLASSES: ("classes", "Open on the Classes page"),
}


def show(opened: Opened, told: Tour) -> None:
    """The step that the address names, with its picture."""
    steps = told.steps
    at = _current(len(steps))
    step = steps[at]
    with st.container(horizontal=True, vertical_alignment="center"):
        st.subheader(f"A walk in {len(steps)} steps", anchor=False, width="stretch")
        st.button(
            "Previous",
            icon=":material/arrow_back:",
            key="walk.previous",
            disabled=at == 0,
            on_click=_turn,
            args=(at - 1,),
        )
        st.button(
            "Next",
            icon=":material/arrow_forward:",
            icon_position="right",
            key="walk.next",
            disabled=at == len(steps) - 1,
            on_click=_turn,
            args=(at + 1,),
        )
    tour_pieces.show(
        f'<div aria-live="polite"><h5>{at + 1} of {len(steps)} · {safe(step.title)}</h5>'
        f"<p>{safe(step.text)}</p></div>"
    )
    picture = picture_of(opened, step)
    if picture is not None and picture.boxes:
        picked = canvas(
            state.TOUR_MAP,
            (draw(picture),),
            view=f"{opened.source}.{at}",
            title=f"Picture of step {at + 1}: choose a box to see it on its page",
            hidden=picture.hidden,
            height=HEIGHT,
            inside=CLASSES if step.sight is Sight.CLASSES else MODULES,
            compact=True,
            on_toggle=lambda package: None,
        )
        page = "classes" if step.sight is Sight.CLASSES else "modules"
        if picked is not None:
            state.go(page, {state.SELECT: selection.write(picked) or ""})
    page, words = PAGES.get(step.sight, ("modules", "Open on the Modules page"))
    with st.container(horizontal=True):
        if step.sight is Sight.CHANGE:
            st.button("See who leans on it", key="walk.ask", on_click=_ask, args=(step.subject,))
        if st.button(words, icon=":material/open_in_full:", key="walk.open"):
            state.go(page, address_of(opened, step))


def picture_of(opened: Opened, step: Step) -> Picture | None:
    """What a step shows; None where there is nothing to draw."""
    key, analysis = opened.key, opened.analysis
    if step.sight is Sight.FINDING:
        return cached.finding_picture(key, analysis, step.subject)
    if step.sight is Sight.CLASSES:
        return cached.class_picture(key, analysis, ClassOptions(family_of=step.subject))
    return cached.module_picture(key, analysis, _options(opened, step))


def _around(opened: Opened, step: Step) -> MapOptions:
    """What is one import away from a foundation, or from a hub."""
    options = MapOptions(
        # Everything else stays closed: what the step is about must be seen at a glance.
        opened=reveal((), step.subject),
        focus=step.subject,
        direction=Direction.IMPORTERS if step.sight is Sight.FOUNDATION else Direction.BOTH,
    )
    if step.sight is Sight.HUB:
        picture = cached.module_picture(opened.key, opened.analysis, options)
        if len(picture.boxes) > CROWD:
            # Too many on both sides to be told apart: what it uses says what it does.
            return msgspec.structs.replace(options, direction=Direction.IMPORTED)
    return options


def _options(opened: Opened, step: Step) -> MapOptions:
    match step.sight:
        case Sight.START | Sight.CHANGE:
            return exactly(step.shown, MapOptions(hide_tests=False), opened.analysis.structure)
        case Sight.FOUNDATION | Sight.HUB:
            return _around(opened, step)
        case Sight.CYCLES:
            return MapOptions(cycles_only=True)
        case Sight.LAYERS:
            return MapOptions(opened=frozenset(step.shown), budget=WIDE)
        case _:
            return MapOptions()


def address_of(opened: Opened, step: Step) -> dict[str, str]:
    """The parameters with which the page of a step shows what its picture shows."""
    match step.sight:
        case Sight.FOUNDATION | Sight.HUB:
            around = ",".join(sorted(reveal((), step.subject)))
            direction = _around(opened, step).direction
            return _focused(step, moves.focus(step.subject, way=direction)) | {
                state.OPEN: around or ","
            }
        case Sight.START:
            return _focused(step, moves.reaches(step.subject)) | AT_IMPORT
        case Sight.CHANGE:
            leaning = _focused(step, moves.affected(step.subject))
            return leaning | AT_IMPORT | {state.TESTS: state.ON}
        case Sight.CYCLES:
            return {state.CYCLES: state.ON}
        case Sight.LAYERS:
            return {state.OPEN: ",".join(step.shown) or ","}
        case Sight.FINDING:
            return {state.FINDING: step.subject}
        case Sight.CLASSES:
            module = step.subject.partition(":")[0]
            around = ",".join(sorted(packages_of({module})))
            return {state.SELECT: step.subject, state.OPEN: around}
        case Sight.WHOLE:
            return {}


def _focused(step: Step, changes: moves.Moves) -> dict[str, str]:
    """A part of the map, with the module of the step picked in it."""
    said = {name: value for name, value in changes.items() if isinstance(value, str)}
    return {**said, state.SELECT: step.subject}


def _current(steps: int) -> int:
    written = state.parameter(state.STEP) or "1"
    number = int(written) if written.isascii() and written.isdigit() else 1
    return min(max(number, 1), steps) - 1


def _turn(at: int) -> None:
    state.remember(state.STEP, str(at + 1))


def _ask(module: str) -> None:
    st.session_state[state.TOUR_PART] = tour_pieces.CHANGE
    st.session_state[state.CHANGED] = module
