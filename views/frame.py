"""What surrounds every page: navigation, the repository that is looked at, errors in words."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import streamlit as st

from analysis import SourceError, __version__
from views import choosing, moves, notice, opening, parts, selection, source, state, visitors
from views.canvas.assets import MissingAssets, ahead, publish
from views.drawer import follow
from views.navigation import build_pages
from views.opening import Opened
from views.standing import standing as standing_of
from views.words import SEVERITIES, SIGNS, count, plain

ICON = Path(__file__).parent / "icon.svg"
ABOUT = f"**Plumbline {__version__}** maps a Python repository's imports and proves repairs."


def run(static: Path) -> None:
    """Draw the page that the address names. `static` is served by Streamlit; it may be made."""
    st.set_page_config(
        page_title="Plumbline",
        page_icon=str(ICON),
        layout="wide",
        menu_items={"About": ABOUT},
    )
    visitors.refuse_strangers()
    st.logo(str(ICON))
    parts.style()
    try:
        base = str(st.get_option("server.baseUrlPath") or "").strip("/")
        assets = st.session_state[state.ASSETS] = ("/" + base if base else "") + publish(static)
    except MissingAssets as error:
        st.error(str(error), icon=":material/error:")
        st.stop()
    with st.container(key="ahead"):
        st.html(visitors.unframed() + ahead(assets), unsafe_allow_javascript=True)
    pages = build_pages(_opened)
    st.session_state[state.PAGES] = {page.url_path or "": page for page in pages}
    chosen = st.navigation(pages, position="top")
    follow()
    selection.follow()
    chosen.run()


def _opened() -> Opened:
    """The analysis to show, below the bar that says which; stops where there is none."""
    chosen = source.current()
    st.session_state[state.CURRENT] = str(chosen)
    state.remember(state.SOURCE, str(chosen))
    again = False
    with st.container(horizontal=True, vertical_alignment="center", key="bar"):
        with st.popover(plain(source.label_of(chosen)), icon=":material/folder_open:"):
            wanted = choosing.picker(chosen)
            if opening.can_change(chosen):
                again = st.button(
                    "Look again", icon=":material/refresh:", help="Read what changed, and stay here"
                )
        summary = st.empty()
        watching = st.container(key="watching")
    if wanted != chosen:
        _switch(wanted)
    if not source.is_agreed(chosen):
        _ask(chosen)
        st.stop()
    try:
        opened = opening.opened(chosen)
        if again:
            opened = notice.refresh(opened)
    except opening.Stopped:
        _stopped(chosen)
        st.stop()
    except SourceError as error:
        st.error(
            f"**This repository can't be opened.** {plain(str(error))}", icon=":material/error:"
        )
        st.markdown(
            "Choose another one with the button above: a sample, a folder that holds Python "
            "files, a revision of one, an archive of one, or the address of a git repository."
        )
        st.stop()
    summary.html(_summary(opened))
    with watching:
        notice.watch(opened)
    notice.tell()
    return opened


def _ask(chosen: source.Source) -> None:
    """What is asked before a server is, where nobody here but a link has named it."""
    parts.show(
        parts.callout(
            "note",
            "Fetch this repository?",
            f"The address of this page names {chosen.name}. One commit of it would be fetched into "
            "memory, to be read, and never run.",
        )
    )
    st.button(
        "Fetch it",
        icon=":material/cloud_download:",
        type="primary",
        on_click=source.agree,
        args=(chosen,),
    )


def _stopped(chosen: source.Source) -> None:
    """What is said of a repository whose reading was cancelled, and how to go on."""
    parts.show(
        parts.callout(
            "note",
            "Cancelled",
            "Nothing of it was kept. Read it again, or choose another repository with the button "
            "above.",
        )
    )
    st.button(
        "Read it again",
        icon=":material/refresh:",
        type="primary",
        on_click=opening.look_again,
        args=(chosen,),
    )


def _switch(wanted: source.Source) -> None:
    """Go on with another repository; what the address says about the old one is dropped."""
    st.session_state[state.CURRENT] = str(wanted)
    for name in (
        state.SELECT,
        state.OPEN,
        state.FINDING,
        state.FIX,
        state.PLAN,
        state.BEFORE,
        state.AFTER,
        state.AT,
        *moves.VIEW,
    ):
        state.remember(name, None)
    st.session_state.pop(state.PUSHED, None)
    state.remember(state.SOURCE, str(wanted))
    st.rerun()


def _summary(opened: Opened) -> str:
    """What is in the repository and what is wrong with it; every number leads there."""
    analysis = opened.analysis
    project = analysis.structure.project
    standing = standing_of(analysis)
    found = Counter(finding.severity for finding in standing.counting)
    edges = analysis.structure.modules.number_of_edges()
    listed = {state.VIEW: state.LIST_VIEW, "tests": "true"}
    words = [
        parts.link(count(len(project.modules), "module"), "modules", **listed),
        parts.link(count(edges, "import edge"), "modules", **{state.VIEW: state.MATRIX_VIEW}),
        parts.link(count(len(project.classes), "class", "classes"), "classes"),
    ]
    chips = [
        _chip(
            severity.value,
            parts.link(
                f"{SIGNS[severity]} {count(found[severity], word.lower())}",
                "problems",
                **{state.SEVERITY: severity.value},
            ),
        )
        for severity, word in SEVERITIES.items()
        if found[severity]
    ] or [_chip("good", "✓ nothing found")]
    if standing.waived:
        chips.append(
            _chip(
                "note",
                parts.link(
                    f"{len(standing.waived)} waived", "problems", **{state.WAIVED: state.ON}
                ),
            )
        )
    failing = sum(path.outcome == "fails" for path in analysis.golden_paths)
    if analysis.golden_paths:
        sound = sum(path.outcome == "ok" for path in analysis.golden_paths)
        unsure = len(analysis.golden_paths) - failing - sound
        kind = "error" if failing else "warning" if unsure else "good"
        said = [f"{failing} failing"] * bool(failing) + [f"{unsure} can't tell"] * bool(unsure)
        state_words = ", ".join(said) or "all import"
        paths = count(len(analysis.golden_paths), "golden path")
        chips.append(_chip(kind, parts.link(f"{paths}, {state_words}", "")))
    return f'<div class="pl pl-sum">{" · ".join(words)} {"".join(chips)}</div>'


def _chip(kind: str, words: str) -> str:
    return f'<span class="pl-chip {kind}">{words}</span>'
