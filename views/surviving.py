"""What a view keeps when a repository is read again, and what it lets go of, in words."""

from __future__ import annotations

import streamlit as st

from analysis import Analysis
from analysis.findings import BrokenImport
from analysis.graphs.package_tree import module_of
from analysis.scenes import ghost_of
from views import selection, state
from views.canvas.component import ArrowSelection, BoxSelection, Picked
from views.canvas.payload import full_name
from views.words import plain

EXTERNAL = "external:"
ENDS = {
    state.FOCUS: "focus",
    state.CHAIN_FROM: "begin of the chain",
    state.CHAIN_TO: "end of the chain",
}
CANVASES = (state.MAP, state.CLASS_MAP, state.OVERVIEW_MAP, state.FINDING_MAP, state.PAIR)


def let_go(before: Analysis, after: Analysis) -> list[str]:
    """Drop from the address and the widgets what `after` does not have; a sentence for each."""
    return [
        *_selection(after),
        *_finding(before, after),
        *_packages(after),
        *_moves(after),
        *_widgets(after),
    ]


def exists(analysis: Analysis, name: str) -> bool:
    """Whether a map of this analysis may have a box of that id."""
    project = analysis.structure.project
    if name.startswith("ghost:"):
        broken = (each for each in analysis.findings if isinstance(each, BrokenImport))
        return any(ghost_of(finding).id == name for finding in broken)
    if name.startswith(EXTERNAL):
        tops = {
            found.target.module.partition(".")[0]
            for found in project.imports
            if found.depends_on is None
        }
        return name.removeprefix(EXTERNAL).partition(".")[0] in tops
    module, colon, _ = name.partition(":")
    if colon and any(str(found.ref) == name for found in project.classes):
        return True
    return not colon and _is_package_or_module(analysis, module_of(module))


def _is_package_or_module(analysis: Analysis, name: str) -> bool:
    modules = analysis.structure.project.modules
    return name in modules or any(module.startswith(f"{name}.") for module in modules)


def _selection(after: Analysis) -> list[str]:
    picked = selection.parse(state.parameter(state.SELECT))
    gone = [name for name in _ends(picked) if not exists(after, name)]
    if not gone:
        return []
    state.remember(state.SELECT, None)
    for canvas in CANVASES:
        if canvas in st.session_state:
            selection.push(canvas, None)
    return [f"{plain(full_name(gone[0]))} is gone, so nothing is picked."]


def _ends(picked: Picked) -> tuple[str, ...]:
    match picked:
        case BoxSelection(id=name):
            return (name,)
        case ArrowSelection(source=source, target=target):
            return (source, target)
        case None:
            return ()


def _finding(before: Analysis, after: Analysis) -> list[str]:
    key = state.parameter(state.FINDING)
    if key is None or any(finding.key == key for finding in after.findings):
        return []
    state.remember(state.FINDING, None)
    state.remember(state.FIX, None)
    titles = [finding.title for finding in before.findings if finding.key == key]
    return [f"No longer a problem: {plain(title)}." for title in titles]


def _packages(after: Analysis) -> list[str]:
    opened = state.parameter(state.OPEN)
    if opened is None:
        return []
    names = [name for name in opened.split(",") if name]
    left = [name for name in names if _is_package_or_module(after, name)]
    if left == names:
        return []
    state.remember(state.OPEN, ",".join(left) or ",")
    return [f"{plain(name)} is gone, and closed." for name in names if name not in left]


def _widgets(after: Analysis) -> list[str]:
    said = []
    name = st.session_state.get(state.CLASS_PACKAGE)
    if isinstance(name, str) and not _is_package_or_module(after, name):
        st.session_state[state.CLASS_PACKAGE] = None
        said.append(f"{plain(name)} is gone, and with it the choice of a package.")
    return said


def _moves(after: Analysis) -> list[str]:
    """The focus, the ends of a chain and the pins of a map."""
    said = []
    for key, words in ENDS.items():
        name = state.parameter(key)
        if name is not None and not _is_package_or_module(after, module_of(name)):
            state.remember(key, None)
            said.append(f"{plain(name)} is gone, and with it the {words}.")
    pins = st.query_params.get_all(state.PINNED)
    left = [name for name in pins if _is_package_or_module(after, module_of(name))]
    if left != pins:
        state.change({state.PINNED: left})
        said += [f"{plain(name)} is gone, and its pin." for name in pins if name not in left]
    return said
