"""The toolbar of the map: the moves, and as chips those that are in force."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from analysis.graphs.package_tree import module_of
from analysis.graphs.picture import Picture
from analysis.graphs.scene import Direction, MapOptions
from views import moves, parts, state
from views.moves import Moves
from views.opening import Opened
from views.words import count, plain

FOCUS_PART = "plumbline.bar.focus"
CHAIN_PART = "plumbline.bar.chain"
NAMES_PART = "plumbline.bar.names"
MORE_PART = "plumbline.bar.more"
TYPED = "plumbline.bar.typed"
EARLY = "plumbline.bar.early"


def show(opened: Opened) -> None:
    """The controls; each writes the address, and shows what that says."""
    # What is in a popover is made when it is opened: a list of all modules is long.
    with st.popover(
        "Focus", icon=":material/center_focus_strong:", key=FOCUS_PART, on_change="rerun"
    ) as part:
        if part.open:
            _focus(opened)
    with st.popover("Chain", icon=":material/route:", key=CHAIN_PART, on_change="rerun") as part:
        if part.open:
            _chain(opened)
    with st.popover(
        "Names", icon=":material/filter_alt:", key=NAMES_PART, on_change="rerun"
    ) as part:
        if part.open:
            _names()
    _toggle(state.CYCLES, "Cycles only", "Only modules that import each other in a circle")
    _toggle(
        state.UPWARD,
        "Against the flow",
        "Only the arrows that point up: the boxes stay where they are",
    )
    with st.popover("More", icon=":material/tune:", key=MORE_PART, on_change="rerun") as part:
        if part.open:
            _more()


def chips(picture: Picture) -> None:
    """What is in force, each with a way out of it; a line in words where nothing is."""
    found = _in_force()
    if not found:
        boxes = sum(box.kind != "open-package" for box in picture.boxes)
        parts.show(
            parts.paragraph(f"Nothing is filtered: {count(boxes, 'box', 'boxes')}.", "muted")
        )
        return
    for at, (words, changes) in enumerate(found):
        st.button(
            plain(words),
            icon=":material/close:",
            key=f"chip.{at}.{words}",
            help="Take this away",
            on_click=moves.narrow,
            args=(changes,),
        )
    if len(found) > 1:
        st.button(
            "Everything",
            type="tertiary",
            key="chip.all",
            help="Take all of them away",
            on_click=state.change,
            args=(dict.fromkeys(moves.VIEW),),
        )


def _in_force() -> list[tuple[str, Moves]]:
    chosen = moves.options()
    found: list[tuple[str, Moves]] = []
    if chosen.focus is not None:
        found.append((_around(module_of(chosen.focus), chosen), moves.NO_FOCUS))
    source, target = state.parameter(state.CHAIN_FROM), state.parameter(state.CHAIN_TO)
    if source or target:
        kind = "all chains" if chosen.every_chain else "shortest chains"
        said = " → ".join(module_of(end) if end else "…" for end in (source, target))
        found.append((f"{kind} {said}", moves.NO_CHAIN))
    for name, words in (
        (state.CYCLES, "cycles only"),
        (state.UPWARD, "against the flow only"),
        (state.NO_DEFERRED, "no deferred imports"),
        (state.NO_TYPING, "no imports for the type checker"),
        (state.TESTS, "with tests"),
        (state.EXTERNAL, "with third party"),
    ):
        if state.is_on(name):
            found.append((words, {name: None}))
    for name, words in ((state.KEEP, "only"), (state.DROP, "without")):
        found += [(f"{words} “{t}”", moves.removed(name, t)) for t in moves.several(name)]
    found += [
        (f"pinned {module_of(pin)}", moves.removed(state.PINNED, pin))
        for pin in moves.several(state.PINNED)
    ]
    if state.parameter(state.OPEN) is not None:
        found.append(("other packages opened", {state.OPEN: None}))
    return found


def _around(name: str, chosen: MapOptions) -> str:
    far = "" if chosen.hops is None else f", {count(chosen.hops, 'import')} away"
    match chosen.direction:
        case Direction.IMPORTED:
            return f"all that {name} reaches" if not far else f"what {name} imports{far}"
        case Direction.IMPORTERS:
            return f"all that {name} affects" if not far else f"who imports {name}{far}"
        case Direction.BOTH:
            return f"all around {name}" if not far else f"around {name}{far}"


def _modules(opened: Opened, *chosen: str | None) -> Sequence[str]:
    """Every module and package, and what is chosen."""
    names = set(opened.analysis.structure.project.modules)
    return sorted(names | {name for name in chosen if name})


def _focus(opened: Opened) -> None:
    chosen = moves.options()
    names = _modules(opened, chosen.focus)
    state.follow(state.FOCUS, names)
    st.selectbox(
        "Show only what is around",
        names,
        index=None,
        placeholder="A module or package …",
        key=state.FOCUS,
        on_change=_refocus,
        width=340,
    )
    state.follow(state.HOPS, moves.HOPS, otherwise="1")
    st.segmented_control(
        "How many imports away",
        moves.HOPS,
        key=state.HOPS,
        required=True,
        disabled=chosen.focus is None,
        on_change=_refocus,
    )
    state.follow(state.WAY, moves.WAYS, otherwise=chosen.direction.value)
    st.segmented_control(
        "Which way",
        list(moves.WAYS),
        format_func=moves.WAYS.__getitem__,
        key=state.WAY,
        required=True,
        disabled=chosen.focus is None,
        on_change=_refocus,
    )
    if chosen.focus is not None:
        with st.container(horizontal=True):
            for words, made in (("Reaches", moves.reaches), ("Affected", moves.affected)):
                st.button(
                    words,
                    key=f"bar.{words}",
                    help=made.__doc__,
                    on_click=moves.narrow,
                    args=(made(chosen.focus),),
                )


def _refocus() -> None:
    name = st.session_state[state.FOCUS]
    hops, way = st.session_state[state.HOPS], st.session_state[state.WAY]
    changes = moves.focus(name, hops or "1")
    if way and way != next(iter(moves.WAYS)):
        changes = {**changes, state.WAY: way}
    moves.narrow(changes if name else moves.NO_FOCUS)


def _chain(opened: Opened) -> None:
    source, target = state.parameter(state.CHAIN_FROM), state.parameter(state.CHAIN_TO)
    names = _modules(opened, source, target)
    for key, words in ((state.CHAIN_FROM, "From"), (state.CHAIN_TO, "To")):
        state.follow(key, names)
        st.selectbox(
            words,
            names,
            index=None,
            placeholder="A module or package …",
            key=key,
            on_change=_rechain,
            width=340,
        )
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            "Swap",
            icon=":material/swap_vert:",
            key="bar.swap",
            disabled=not (source or target),
            on_click=_swap,
        )
        _toggle(state.EVERY_CHAIN, "All chains", "Not only the shortest: up to 50 of them")


def _rechain() -> None:
    ends = {key: st.session_state[key] for key in (state.CHAIN_FROM, state.CHAIN_TO)}
    moves.narrow({**ends, **moves.NO_FOCUS})


def _swap() -> None:
    moves.narrow(moves.swapped())


def _names() -> None:
    st.text_input(
        "Names that contain",
        key=TYPED,
        placeholder="db, .models, test_ …",
        help="Capital or small letters alike. What is typed is kept or removed as a chip.",
        width=300,
    )
    with st.container(horizontal=True):
        for words, key in (("Keep these", state.KEEP), ("Remove these", state.DROP)):
            st.button(words, key=f"bar.{key}", on_click=_take, args=(key,))


def _take(key: str) -> None:
    text = st.session_state.get(TYPED, "").strip()
    if text:
        moves.narrow(moves.added(key, text))
        st.session_state[TYPED] = ""


def _more() -> None:
    both = state.is_on(state.NO_DEFERRED) and state.is_on(state.NO_TYPING)
    state.put(EARLY, both)
    st.toggle(
        "At import time only",
        key=EARLY,
        help="Only imports that run when a module is imported",
        on_change=_early,
    )
    _toggle(state.NO_DEFERRED, "Without deferred imports", "Those inside of functions")
    _toggle(state.NO_TYPING, "Without type-checking imports", "Those under TYPE_CHECKING")
    _toggle(state.TESTS, "Tests", "Draw test modules too")
    _toggle(state.EXTERNAL, "Third party", "Draw packages from outside that are imported")
    st.button(
        "As opened first",
        icon=":material/unfold_less:",
        key="bar.opened",
        help="Open and close packages as at first",
        disabled=state.parameter(state.OPEN) is None,
        on_click=state.remember,
        args=(state.OPEN, None),
    )


def _early() -> None:
    said = state.ON if st.session_state[EARLY] else None
    state.change({state.NO_DEFERRED: said, state.NO_TYPING: said})


def _toggle(key: str, words: str, explained: str) -> None:
    state.follow_toggle(key)
    st.toggle(words, key=key, help=explained, on_change=_switch, args=(key,))


def _switch(key: str) -> None:
    changes = {key: state.ON if st.session_state[key] else None}
    if key in (state.CYCLES, state.EVERY_CHAIN):
        moves.narrow(changes)
    else:
        state.change(changes)
